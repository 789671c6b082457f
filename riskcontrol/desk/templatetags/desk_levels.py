"""Levels on pages of the lower apps, which know of no risk points."""

from typing import Any

from django import template

from powers.models import Flowchart
from riskpoints.peaks import peaks_of

register = template.Library()


@register.inclusion_tag("desk/_chart_levels.html")
def chart_levels(chart: Flowchart) -> dict[str, Any]:
    """Give the level of each of a chart's steps that has one, with what decides it."""
    steps = {step.pk: step for step in chart.steps.all() if not step.retired}
    peaks = peaks_of(steps=list(steps)).get("step", {})
    return {"rows": [(step, peaks[pk]) for pk, step in steps.items() if pk in peaks]}
