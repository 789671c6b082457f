"""Who sits on the committee for a worksheet, who of them may not rate it, and what waits for whom."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, NullIf

from powers.models import Step
from riskcontrol.accounts.models import Membership, Position, User
from riskcontrol.accounts.roles import COMMITTEE, UnitKind

from .models import Assessment, LevelProposal, Sitting, Worksheet
from .states import RecusalGround


def committee_for(worksheet: Worksheet) -> list[User]:
    """Give the active committee people whose seats reach the worksheet's section."""
    return list(
        User.objects.filter(
            is_active=True,
            memberships__role__in=COMMITTEE,
            memberships__unit__in=worksheet.section.line,
        )
        .distinct()
        .prefetch_related("memberships__unit")
        .order_by("pk")
    )


def grounds_for_recusal(
    worksheet: Worksheet, people: Collection[User], *, wrote_measures: Collection[int]
) -> dict[int, str]:
    """Say for each person, by id, why he may not rate the worksheet; "" where he may.

    `wrote_measures` are the ids of those who wrote the worksheet's measures. Source of the rule:
    nobody judges his own (回避).
    """
    authors = authors_of(worksheet) | set(wrote_measures)
    carriers, homes = positions_on(worksheet), units_on(worksheet)
    return {
        person.pk: ground_for(person, worksheet, authors=authors, carriers=carriers, homes=homes)
        for person in people
    }


def ground_for(
    person: User,
    worksheet: Worksheet,
    *,
    authors: Collection[int],
    carriers: Collection[int],
    homes: Collection[int],
) -> str:
    """Give the first ground that keeps a person from rating, "" where there is none."""
    seats = person.memberships.all()
    if person.pk in authors:
        return RecusalGround.WROTE
    if person.pk in {worksheet.submitted_by_id, worksheet.signed_by_id}:
        return RecusalGround.HANDED_IN
    if any(belongs(seat, homes) for seat in seats):
        return RecusalGround.SECTION
    if any(seat.position_id in carriers for seat in seats):
        return RecusalGround.POSITION
    return ""


def belongs(seat: Membership, homes: Collection[int]) -> bool:
    """Say whether a seat makes a person part of one of these units.

    A committee's seat in a whole body is how it reaches the body, not a post in it.
    """
    return seat.unit_id in homes and (
        seat.unit.kind == UnitKind.SECTION or seat.role not in COMMITTEE
    )


def authors_of(worksheet: Worksheet) -> set[int]:
    """Give the ids of those who wrote its risk points, looked at its steps, or confirmed or removed."""
    writers = worksheet.risk_points.values_list("written_by", flat=True)
    lookers = worksheet.examinations.values_list("examined_by", flat=True)
    renewers = worksheet.carried_rows.values_list("by", flat=True)
    return {pk for pk in [*writers, *lookers, *renewers] if pk}


def positions_on(worksheet: Worksheet) -> set[int]:
    """Give the ids of the positions that act on its chart, now or as searched, or carry its points."""
    acting = Step.objects.filter(flowchart=worksheet.flowchart_id, retired=False)
    drawn = worksheet.version.drawing["steps"] if worksheet.version else []
    codes = {step["position"] for step in drawn}
    carrying = Position.objects.filter(
        Q(risk_points__worksheet=worksheet) | Q(body=worksheet.body_id, code__in=codes)
    )
    found = [*acting.values_list("position", flat=True), *carrying.values_list("pk", flat=True)]
    return {pk for pk in found if pk}


def units_on(worksheet: Worksheet) -> set[int]:
    """Give the ids of its section and of the units its risk points stand on."""
    standing = worksheet.risk_points.values_list("units", flat=True)
    return {worksheet.section_id, *(pk for pk in standing if pk)}


class Part(StrEnum):
    """What an open sitting asks of a person."""

    ASSESS = "assess"
    SECOND = "second"
    DECIDE = "decide"
    WAIT = "wait"
    RECUSED = "recused"
    WATCH = "watch"


def sittings_for(user: User) -> QuerySet[Sitting]:
    """Give the sittings a person may read with where each stands for him; part_in() reads that.

    Annotates `point_count`, `in_count` (members who have handed in), `is_in` (he has) and
    `lowering_waits` (for a second person other than who proposed it).
    """
    return (
        Sitting.objects.visible_to(user)
        .select_related("worksheet__section__parent", "worksheet__flowchart", "chair")
        .prefetch_related("members")
        .annotate(**progress_for(user))
    )


def progress_for(user: User) -> dict[str, Any]:
    """Give the annotations that tell how far a sitting is, and what of it is a person's."""
    his = Assessment.objects.filter(sitting=OuterRef("pk"), rater=user)
    waiting = waiting_lowerings().filter(sitting=OuterRef("pk")).exclude(proposed_by=user)
    return {
        # One that rates anew what was reopened names its risk points; else they are the worksheet's.
        "point_count": Coalesce(
            NullIf(Count("again_on", distinct=True), 0),
            Count("worksheet__risk_points", distinct=True),
        ),
        "in_count": Count("assessments__rater", distinct=True),
        "is_in": Exists(his),
        "lowering_waits": Exists(waiting),
    }


def waiting_lowerings() -> QuerySet[LevelProposal]:
    """Give the wishes below what the scheme's rule says that nobody has seconded yet."""
    return LevelProposal.objects.filter(seconded_by=None, level__rank__gt=F("highest_rank"))


def part_in(sitting: Sitting, user: User) -> Part:
    """Say what an open sitting from sittings_for() asks of that person now."""
    seat = next((seat for seat in sitting.members.all() if seat.user_id == user.pk), None)
    if seat is None:
        return Part.WATCH
    if seat.recused_because:
        return Part.RECUSED
    if sitting.point_count and not sitting.is_in:
        return Part.ASSESS
    if sitting.lowering_waits and is_complete(sitting):
        return Part.SECOND
    return Part.DECIDE if sitting.chair_id == user.pk and is_complete(sitting) else Part.WAIT


def is_complete(sitting: Sitting) -> bool:
    """Say whether all who rate a sitting from sittings_for() have handed in."""
    return not sitting.point_count or sitting.in_count >= rater_count(sitting)


def rater_count(sitting: Sitting) -> int:
    """Count the members who rate."""
    return sum(not seat.recused_because for seat in sitting.members.all())
