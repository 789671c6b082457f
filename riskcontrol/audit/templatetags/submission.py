"""The hidden id by which a form handed in twice is known."""

import uuid
from typing import Any

from django import template
from django.template import RequestContext

from riskcontrol.audit.once import FIELD, posted_id

register = template.Library()


@register.inclusion_tag("_submission.html", takes_context=True)
def submission_id(context: RequestContext) -> dict[str, Any]:
    """Put the hidden field into a form: a fresh id, or the posted one where the form comes again."""
    return {"name": FIELD, "value": posted_id(context["request"]) or uuid.uuid4()}
