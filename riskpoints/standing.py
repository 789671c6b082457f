"""Who stands where in what was sent down: one line a body, in as many queries for any number of them.

No ranking: the lines stand by name or by the day they are due, never by a number of risks.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.models import Flowchart, Step
from riskcontrol.lib.workdays import workdays_between

from .models import Charge, Examination, Level, RiskPointStep, Worksheet
from .results import points_in
from .rounds import with_settled
from .states import ChargeState, Look, WorksheetState

ORDERS = {
    "name": ("body__order", "body__name", "pk"),
    "due": ("last_day", "body__order", "body__name", "pk"),
}
# What becomes of an earlier row once somebody has looked at it.
LOOKED = [Look.CONFIRMED, Look.CHANGED, Look.REMOVED]
# From a chart to the rounds of its body, and which of them cover it.
ROUNDS = "body__rounds"
COVERED = (
    Q(**{f"{ROUNDS}__charts": None, f"{ROUNDS}__sections": None})
    | Q(**{f"{ROUNDS}__charts": F("pk")})
    | Q(**{f"{ROUNDS}__sections": F("section")})
)


@dataclass
class Standing:
    """How far one body is: its charts, worksheets and steps, and the levels its register holds."""

    charge: Charge
    charts: int = 0
    settled: int = 0
    sheets: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    looked: int = 0
    levels: list[tuple[Level, int]] = field(default_factory=list)

    @property
    def opened(self) -> int:
        """How many worksheets were opened in the round, whatever has become of them."""
        return self.sheets.total()

    @property
    def handed_in(self) -> int:
        """How many worksheets reached the committee, decided or not."""
        return self.sheets[WorksheetState.HANDED_IN] + self.decided

    @property
    def decided(self) -> int:
        """How many worksheets are decided."""
        return self.sheets[WorksheetState.DECIDED]

    @property
    def is_late(self) -> bool:
        """Whether its result is awaited after the day it was due."""
        return is_late(self.charge)

    @property
    def time_left(self) -> str:
        """The working days until its result is due, or since; empty once it is handed up."""
        return time_left(self.charge)


def is_late(charge: Charge) -> bool:
    """Whether a body's result is awaited after the day it was due."""
    return charge.is_with_the_body and charge.last_day < timezone.localdate()


def time_left(charge: Charge) -> str:
    """Say how many working days are left for a body's result, or how many it is late."""
    if not charge.is_with_the_body:
        return ""
    today = timezone.localdate()
    if charge.last_day == today:
        return _("due today")
    if charge.last_day < today:
        return _late(charge.last_day, today)
    days = workdays_between(today, charge.last_day)
    words = ngettext("%(count)s working day left", "%(count)s working days left", days)
    return words % {"count": days}


def _late(last_day: datetime.date, today: datetime.date) -> str:
    days = workdays_between(last_day, today)
    words = ngettext("%(count)s working day late", "%(count)s working days late", days)
    return words % {"count": days}


def standings(charges: Sequence[Charge]) -> list[Standing]:
    """Tell how far the bodies of these charges are, in five queries."""
    rounds = [charge.round_id for charge in charges]
    by_round = {charge.round_id: Standing(charge) for charge in charges}
    for row in _charts(rounds):
        standing = by_round[row["round_id"]]
        standing.charts, standing.settled = row["all"], row["settled"]
    for row in _sheets(rounds):
        by_round[row["round"]].sheets[row["state"]] = row["count"]
    for row in _steps(rounds):
        standing = by_round[row["round_id"]]
        standing.steps, standing.looked = row["all"], row["looked"]
    _add_levels(by_round)
    return list(by_round.values())


def _charts(rounds: Sequence[int]) -> Any:
    charts = with_settled(Flowchart.objects.filter(COVERED, **{f"{ROUNDS}__in": rounds}))
    return (
        charts.order_by()
        .values(round_id=F(f"{ROUNDS}__pk"))
        .annotate(
            all=Count("pk", distinct=True),
            settled=Count("pk", distinct=True, filter=Q(is_settled=True)),
        )
    )


def _sheets(rounds: Sequence[int]) -> Any:
    sheets = Worksheet.objects.filter(round__in=rounds).order_by()
    return sheets.values("round", "state").annotate(count=Count("pk"))


def _steps(rounds: Sequence[int]) -> Any:
    """Count the live steps of the covered charts by round, and those looked at in that round."""
    live: Any = Step.objects.live()
    path = f"flowchart__{ROUNDS}"
    covered = (
        Q(**{f"{path}__charts": None, f"{path}__sections": None})
        | Q(**{f"{path}__charts": F("flowchart")})
        | Q(**{f"{path}__sections": F("flowchart__section")})
    )
    step, round = OuterRef("pk"), OuterRef("round_id")
    here = RiskPointStep.objects.filter(step=step)
    found = here.filter(risk_point__worksheet__round=round)
    looks = {"risk_point__looks__worksheet__round": round, "risk_point__looks__outcome__in": LOOKED}
    none = Examination.objects.filter(step=step, worksheet__round=round)
    return (
        live.filter(covered, **{f"{path}__in": rounds})
        .annotate(round_id=F(f"{path}__pk"))
        .annotate(is_looked_at=Exists(found) | Exists(none) | Exists(here.filter(**looks)))
        .order_by()
        .values("round_id")
        .annotate(
            all=Count("pk", distinct=True),
            looked=Count("pk", distinct=True, filter=Q(is_looked_at=True)),
        )
    )


def _add_levels(by_round: dict[int, Standing]) -> None:
    rows = (
        points_in(list(by_round))
        .order_by()
        .values("round_id", level=F("ruling__level"))
        .annotate(count=Count("pk", distinct=True))
    )
    counts = [(row["round_id"], row["level"], row["count"]) for row in rows]
    levels = Level.objects.in_bulk({level for _round, level, _count in counts})
    for round, level, count in counts:
        by_round[round].levels.append((levels[level], count))
    for standing in by_round.values():
        standing.levels = merged(standing.levels)


def merged(levels: list[tuple[Level, int]]) -> list[tuple[Level, int]]:
    """Put levels of the same look together, whatever version of the scheme they are from."""
    known = {level.look: level for level, _count in levels}
    counts: Counter[Any] = Counter()
    for level, count in levels:
        counts[level.look] += count
    return [(known[look], counts[look]) for look in sorted(counts)]


def in_order(charges: Any, order: str) -> Any:
    """Put charges by name or by the day they are due."""
    return charges.order_by(*ORDERS.get(order, ORDERS["name"]))


def tally(charges: Any) -> list[tuple[str, int]]:
    """Count charges by state, in words, in the order of the way."""
    rows = charges.order_by().values("state").annotate(count=Count("pk"))
    counts = {row["state"]: row["count"] for row in rows}
    return [(str(label), counts[state]) for state, label in ChargeState.choices if state in counts]
