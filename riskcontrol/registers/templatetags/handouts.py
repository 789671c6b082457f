"""The papers of a posting, offered where it is worked on."""

from typing import Any

from django import template

from powers.models import Posting
from powers.permissions.handouts import can_hand_out
from powers.querysets import today
from powers.states import PostingState

register = template.Library()


@register.inclusion_tag("registers/_handouts.html", takes_context=True)
def handouts(context: dict[str, Any], posting: Posting) -> dict[str, Any]:
    """Offer poster and posting pack to whoever may hand them out; nobody else sees the panel."""
    state = posting.state_on(today())
    return {
        "posting": posting,
        "may_hand_out": can_hand_out(context["request"].user, posting),
        "takes_comments": state in {PostingState.UPCOMING, PostingState.OPEN},
        "stopped": state == PostingState.STOPPED,
    }
