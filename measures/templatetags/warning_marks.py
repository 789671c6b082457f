"""The warnings that stand about something, as small marks on its own page."""

from typing import Any

from django import template
from django.db.models import Q

from measures.models import MajorProject, Measure
from measures.models import Warning as Raised
from measures.querysets.lines import meeting
from powers.models import Power
from riskcontrol.accounts.models import User
from riskpoints.models import RiskPoint

register = template.Library()
MOST = 20


@register.inclusion_tag("measures/_warning_marks.html")
def warnings_of_point(user: User, point: RiskPoint) -> dict[str, Any]:
    """Tell the warnings about a risk point and the measures that meet it, in one query."""
    meet = Measure.objects.in_force().filter(meeting(point)).order_by().values("pk")
    return _marks(user, Q(risk_point=point) | Q(measure__in=meet))


@register.inclusion_tag("measures/_warning_marks.html")
def warnings_of_power(user: User, power: Power) -> dict[str, Any]:
    """Tell the warnings about a power, its chart, its steps and its postings, in one query."""
    return _marks(user, Q(power=power) | _on_chart(power.flowchart_id))


@register.inclusion_tag("measures/_warning_marks.html")
def warnings_of_project(user: User, project: MajorProject) -> dict[str, Any]:
    """Tell the warnings about what of a project is made public, and about its chart, in one query."""
    return _marks(user, Q(disclosure__project=project) | _on_chart(project.flowchart_id))


def _on_chart(chart: int | None) -> Q:
    if chart is None:
        return Q()
    return Q(flowchart=chart) | Q(step__flowchart=chart) | Q(posting__flowchart=chart)


def _marks(user: User, about: Q) -> dict[str, Any]:
    found = Raised.objects.visible_to(user).standing().filter(about, lead=None)
    return {"warnings": found.select_related("rule__colour")[:MOST]}
