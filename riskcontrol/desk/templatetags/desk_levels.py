"""Levels on pages of the lower apps, which know of no risk points."""

from typing import Any

from django import template

from measures.proving import lacks_of
from powers.models import Flowchart
from riskpoints.models import RiskPoint
from riskpoints.peaks import peaks_of

register = template.Library()


@register.inclusion_tag("desk/_chart_levels.html")
def chart_levels(chart: Flowchart) -> dict[str, Any]:
    """Give the level of each of a chart's steps that has one, with what decides it."""
    steps = {step.pk: step for step in chart.steps.all() if not step.retired}
    peaks = peaks_of(steps=list(steps)).get("step", {})
    return {"rows": [(step, peaks[pk]) for pk, step in steps.items() if pk in peaks]}


@register.simple_tag
def lapsed_since(point: RiskPoint) -> list[str]:
    """Say which of the measures that a verified level rests on are no longer proven."""
    return lacks_of(point)
