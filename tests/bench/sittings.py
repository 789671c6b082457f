"""The committee's part of the bench's world: meetings, their sittings, and what was ruled in them."""

from itertools import batched, groupby
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from riskcontrol.accounts.models import User
from riskpoints.models import (
    Assessment,
    Meeting,
    MeetingMember,
    RiskPoint,
    Ruling,
    Sitting,
    SittingMember,
    Worksheet,
)
from riskpoints.states import WorksheetState as State

# So many worksheets stand on one agenda.
ITEMS = 10
# The highest level is rare.
RANKS = [0, 1, 1, 2, 2, 2, 1, 2, 2, 2]
BOUND = {"snapshot": {"title": "收件不登记"}, "snapshot_hash": "0" * 64}
type Taken = list[tuple[Worksheet, tuple[RiskPoint, ...]]]


def rule(world: Any, sheets: list[Worksheet], points: list[RiskPoint], each: int) -> None:
    """Rule on what is decided in closed meetings, and sit on half of what is handed in."""
    pairs = list(zip(sheets, batched(points, each, strict=False), strict=True))
    decided = [pair for pair in pairs if pair[0].state == State.DECIDED]
    waiting = [pair for pair in pairs if pair[0].state == State.HANDED_IN and pair[0].pk % 2]
    ruled(world, assessed(world, decided, is_over=True))
    assessed(world, waiting, is_over=False)


def assessed(world: Any, taken: Taken, *, is_over: bool) -> list[tuple[Sitting, tuple]]:
    """Put worksheets on agendas of their bodies; all but the chair have handed in."""
    people: list[User] = [world.chair, *world.members]
    by_body = groupby(sorted(taken, key=lambda pair: pair[0].body_id), lambda pair: pair[0].body_id)
    held = [
        (item, some)
        for body, pairs in by_body
        for agenda in batched(pairs, ITEMS, strict=False)
        for item, some in agenda_of(world, body, agenda, is_over=is_over)
    ]
    Sitting.objects.bulk_create(item for item, _some in held)
    SittingMember.objects.bulk_create(
        SittingMember(sitting=item, user=user, was_present=is_over)
        for item, _some in held
        for user in people
    )
    Assessment.objects.bulk_create(
        Assessment(sitting=item, risk_point=point, rater=user, reason="标准弹性大")
        for item, some in held
        for point in some
        for user in (people if is_over else people[1:])
    )
    if is_over:
        close(world)
    return held


def close(world: Any) -> None:
    """Close what was sat on of decided worksheets, now that all is said: nothing is added later."""
    now = timezone.now()
    Sitting.objects.filter(worksheet__state=State.DECIDED, closed_at=None).update(
        closed_at=now, open_in=None, present_count=3, needed_count=2
    )
    Meeting.objects.filter(closed_at=None, sittings__closed_at__isnull=False).update(
        closed_at=now, closed_by=world.chair, decided="{}", decided_hash="0" * 64, open_key=None
    )


def agenda_of(
    world: Any, body: int, agenda: tuple, *, is_over: bool
) -> list[tuple[Sitting, tuple]]:
    """Make a meeting of a body with these worksheets for items."""
    meeting = meeting_in(world, body, is_over=is_over)
    scheme = world.levels[body][0].scheme
    return [
        (
            Sitting(
                worksheet=sheet, chair=world.chair, scheme=scheme, meeting=meeting, place=place,
                open_in_id=meeting.open_key,
            ),
            some,
        )
        for place, (sheet, some) in enumerate(agenda, 1)
    ]  # fmt: skip


def meeting_in(world: Any, body: int, *, is_over: bool) -> Meeting:
    """Give a body its next meeting of the year; who is called counts only until it is over."""
    now, today = timezone.now(), timezone.localdate()
    last = Meeting.objects.filter(body=body, year=today.year).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        body_id=body, year=today.year, number=(last or 0) + 1, chair=world.chair, called_at=now,
        held_on=today,
    )  # fmt: skip
    if not is_over:
        MeetingMember.objects.bulk_create(
            MeetingMember(meeting=meeting, user=user) for user in [world.chair, *world.members]
        )
    return meeting


def lowered(world: Any, point: RiskPoint, rank: int) -> dict[str, Any]:
    """Give what the rule gave: the same level, or for every thirteenth the one above it, and why."""
    if rank == 1 or point.order % 13:
        return {"highest_rank": rank}
    return {"highest_rank": rank - 1, "reason": "标准弹性小", "second": world.members[0]}


def ruled(world: Any, held: list[tuple[Sitting, tuple]]) -> None:
    """Rule on every risk point of these sittings."""
    rulings = Ruling.objects.bulk_create(
        Ruling(
            risk_point=point, sitting=item, source="sitting", level=level, rank=level.rank,
            ruled_by=world.chair, ruled_on=timezone.localdate(), **BOUND,
            **lowered(world, point, level.rank),
        )
        for item, some in held
        for point in some
        for level in [world.levels[item.worksheet.body_id][RANKS[point.order % len(RANKS)]]]
    )  # fmt: skip
    found = RiskPoint.objects.filter(pk__in=[ruling.risk_point_id for ruling in rulings])
    found.update(ruling=Subquery(Ruling.objects.filter(risk_point=OuterRef("pk")).values("pk")[:1]))
