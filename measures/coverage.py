"""What measures leave open: which risk points have nothing, or only what does little.

Counted of the risk points that are ruled on and stand, with the measures in force that are aimed at
each, at its level or at its section's class, and the rules that hold there. One risk point may
stand in several gaps. Nothing of it is stored.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.models import Unit
from riskpoints.models import RiskPoint
from riskpoints.querysets import RiskPointQuerySet
from riskpoints.states import Cause

from .models import LineAim
from .querysets.lines import met_by
from .states import ANSWERED_BY, HOLDS, MeasureKind, MeasureState, Phase

GAPS: dict[str, Any] = {
    "nothing": _("nothing at all"),
    "education": _("only education"),
    "generic": _("only texts that nobody could check"),
    "phase": _("only one phase"),
    "cause-education": _("education fell short, and no measure educates"),
    "cause-rules": _("rules fell short, and no measure or rule regulates"),
    "cause-supervision": _("supervision fell short, and no measure supervises"),
}


@dataclass(frozen=True)
class Gap:
    """One thing that measures leave open, and at how many risk points."""

    name: str
    words: Any
    count: int


def points_of(unit: Unit) -> RiskPointQuerySet:
    """Give a body's or a section's risk points that measures are expected at."""
    whose = {"section": unit} if unit.kind == "section" else {"body": unit}
    return RiskPoint.objects.filter(**whose).in_register().ruled()


def gaps_of(unit: Unit) -> tuple[int, list[Gap]]:
    """Count a unit's risk points, and those in each gap, in one query."""
    counts = {name: Count("pk", filter=leaves_open(name)) for name in GAPS}
    told = {key.replace("-", "_"): value for key, value in counts.items()}
    points = points_of(unit).order_by().annotate(caused=Cast("causes", TextField()))
    found = points.aggregate(of=Count("pk"), **told)
    gaps = [Gap(name, words, found[name.replace("-", "_")]) for name, words in GAPS.items()]
    return found["of"], gaps


def in_gap(unit: Unit, gap: str) -> RiskPointQuerySet:
    """Give a unit's risk points that stand in a gap."""
    points = points_of(unit).alias(caused=Cast("causes", TextField()))
    return points.filter(leaves_open(gap))


def leaves_open(gap: str) -> Q:
    """Say whether a risk point, annotated with its causes as text, stands in a gap."""
    if gap.startswith("cause-"):
        return _unanswered(Cause(gap.removeprefix("cause-")))
    some, no_rule = _met(), ~_ruled()
    if gap == "nothing":
        return ~some & no_rule
    if gap == "education":
        return some & no_rule & ~_met(~Q(measure__kind=MeasureKind.EDUCATION))
    if gap == "generic":
        return some & no_rule & ~_met(Q(measure__is_generic=False))
    two = [_in_phase(one) & _in_phase(other) for one, other in _pairs()]
    return some & ~(two[0] | two[1] | two[2])


def _met(which: Q | None = None) -> Q:
    """Whether a measure in force meets the risk point; `which` narrows by paths from an aim."""
    return met_by(which or Q(), measure__state=MeasureState.IN_FORCE)


def _ruled() -> Q:
    """Whether a rule that holds reaches the risk point along the lines."""
    return Q(Exists(LineAim.objects.reaching_each().filter(rule__validity__in=HOLDS).order_by()))


def _unanswered(cause: Cause) -> Q:
    named = Q(caused__contains=f'"{cause.value}"')
    answered = _met(Q(measure__kind__in=ANSWERED_BY[cause.value]))
    if cause == Cause.RULES:
        answered |= _ruled() | _met(Q(measure__rule__validity__in=HOLDS))
    return named & ~answered


def _in_phase(phase: Phase) -> Q:
    return _met(Q(measure__phase=phase))


def _pairs() -> list[tuple[Phase, Phase]]:
    one, two, three = Phase
    return [(one, two), (one, three), (two, three)]
