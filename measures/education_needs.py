"""Which positions call for education: those on whose work an ethics risk stands and that nobody met yet."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from riskcontrol.accounts.models import Position, Unit
from riskpoints.models import RiskPoint
from riskpoints.states import RiskCategory

from .education_states import PlanState
from .models import Attendance, EducationPlan

# Places on which a risk point stands that name a position.
PATHS = ("positions", "steps__position")


@dataclass(frozen=True)
class Need:
    """A position that calls for education: how many ethics risk points, and their highest rank if ruled."""

    position: Position
    count: int
    rank: int | None


def needs_of(body: Unit, today: datetime.date) -> list[Need]:
    """Give the positions that no open plan is aimed at and no session of this year has reached.

    The highest level first, then in the order of the house; never by the number of risk points.
    """
    found = ethics_by_position(body)
    met = set(reached_in(body, today.year)) | set(aimed_at(body))
    waiting = Position.objects.of_body(body).filter(pk__in=found.keys() - met)
    needs = [Need(one, *found[one.pk]) for one in waiting.select_related("unit")]
    return sorted(needs, key=lambda need: (need.rank is None, need.rank, need.position.order))


def ethics_by_position(body: Unit) -> dict[int, tuple[int, int | None]]:
    """Count each position's standing ethics risk points, with the highest rank; in two queries."""
    standing = RiskPoint.objects.standing().filter(body=body, category=RiskCategory.ETHICS)
    found: dict[int, tuple[int, int | None]] = {}
    for path in PATHS:
        rows = (
            standing.filter(**{f"{path}__isnull": False})
            .order_by()
            .values_list(path)
            .annotate(count=Count("pk", distinct=True), rank=Min("ruling__rank"))
        )
        for position, count, rank in rows:
            before, highest = found.get(position, (0, None))
            ranks = [each for each in (highest, rank) if each is not None]
            found[position] = before + count, min(ranks, default=None)
    return found


def reached_in(body: Unit, year: int) -> Iterable[int]:
    """Give the ids of positions one of whose holders was at a session that year."""
    there = Attendance.objects.filter(
        session__plan__body=body, session__on__year=year, was_there=True
    )
    return there.order_by().values_list("position", flat=True).distinct()


def aimed_at(body: Unit) -> Iterable[int]:
    """Give the ids of positions that an open plan is aimed at."""
    plans = EducationPlan.objects.filter(body=body, state=PlanState.OPEN, positions__isnull=False)
    return plans.order_by().values_list("positions", flat=True).distinct()


@dataclass(frozen=True)
class Reach:
    """A position that a plan is aimed at: how many of its people were there, and how many were not."""

    position: Position
    there: int
    absent: int


def coverage_of(plan: EducationPlan) -> list[Reach]:
    """Tell of each position that a plan is aimed at who was reached; in one query."""
    sessions = Q(attendances__session__plan=plan)
    positions = plan.positions.select_related("unit").annotate(
        there=Count("attendances__name", sessions & Q(attendances__was_there=True), distinct=True),
        absent=Count(
            "attendances__name", sessions & Q(attendances__was_there=False), distinct=True
        ),
    )
    return [Reach(one, one.there, one.absent) for one in positions.order_by("order", "pk")]


def holders_of(positions: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Give who holds positions now, as (name, name of the position), to begin a sheet with."""
    rows = (
        Position.objects.filter(pk__in=list(positions), memberships__user__is_active=True)
        .order_by("order", "pk")
        .values_list("pk", "name", "memberships__user__name")
        .distinct()
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for pk, name, who in rows:
        found.setdefault(pk, []).append((who, name))
    return found
