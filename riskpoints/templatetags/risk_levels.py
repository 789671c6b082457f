"""A risk point's planned and verified level beside the one that was ruled."""

from typing import Any

from django import template

from riskpoints.models import RiskPoint
from riskpoints.stages import stages_of

register = template.Library()


@register.inclusion_tag("riskpoints/_stages.html")
def stages(point: RiskPoint) -> dict[str, Any]:
    """Tell what level is expected and which was verified; nothing where neither is known."""
    return {"stages": stages_of(point), "point": point}
