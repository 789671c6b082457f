"""Who sits on the committee for a worksheet, who of them may not rate it, and what waits for whom."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from powers.models import Step
from riskcontrol.accounts.models import Membership, Position, User
from riskcontrol.accounts.roles import COMMITTEE, UnitKind

from .models import (
    Assessment,
    CarriedRow,
    LevelProposal,
    MeetingMember,
    RiskPoint,
    Sitting,
    SittingMember,
    Worksheet,
)
from .sitting_querysets import SittingQuerySet, counted
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
    if person.pk in worksheet.hands:
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


def grounds_later(points: Collection[RiskPoint]) -> dict[int | None, str]:
    """Give the grounds from later rounds that keep people, by id, from judging these risk points.

    Who confirmed or changed a row there wrote it; others had its worksheet in their hands.
    """
    looks = list(CarriedRow.objects.filter(risk_point__in=points).select_related("worksheet"))
    handed_in = {pk: RecusalGround.HANDED_IN for look in looks for pk in look.worksheet.hands}
    return {**handed_in, **{look.by_id: RecusalGround.WROTE for look in looks}}


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
    AGENDA = "agenda"
    WAIT = "wait"
    EXCUSED = "excused"
    RECUSED = "recused"
    WATCH = "watch"


# Parts that wait for the person himself.
HIS_TURN = [Part.ASSESS, Part.SECOND, Part.DECIDE, Part.AGENDA]


def sittings_for(user: User) -> SittingQuerySet:
    """Give the sittings a person may read with where each stands for him; part_in() reads that.

    Annotates `point_count`, `in_count` (members who have handed in), `missing_count` (those who still
    must) and `part`.
    """
    return (
        Sitting.objects.visible_to(user)
        .select_related("worksheet__section__parent", "worksheet__flowchart", "chair", "meeting")
        .annotate(**(progress() | {"part": part_for(user)}))
    )


def progress() -> dict[str, Any]:
    """Give the annotations that tell how far a sitting is."""
    here = OuterRef("pk")
    rated = Assessment.objects.filter(sitting=here).order_by()
    distinct = rated.values("sitting").annotate(_n=Count("rater", distinct=True)).values("_n")
    points = RiskPoint.objects.filter(worksheet=OuterRef("worksheet"))
    again = Sitting.again_on.through.objects.filter(sitting=here)
    return {
        # One that rates anew what was reopened names its risk points; else they are the worksheet's.
        "point_count": Coalesce(NullIf(counted(again), 0), counted(points)),
        "in_count": Coalesce(Subquery(distinct), 0),
        "missing_count": counted(_missing(here)),
    }


def _missing(sitting: OuterRef) -> QuerySet[SittingMember]:
    """Those who must hand in and have not: neither recused nor excused from the meeting."""
    excused = MeetingMember.objects.filter(
        meeting=OuterRef("sitting__meeting"), user=OuterRef("user")
    ).exclude(excused_because="")
    handed_in = Assessment.objects.filter(sitting=OuterRef("sitting"), rater=OuterRef("user"))
    points = RiskPoint.objects.filter(worksheet=OuterRef("sitting__worksheet"))
    return SittingMember.objects.filter(
        ~Exists(excused), ~Exists(handed_in), Exists(points), sitting=sitting, recused_because=""
    )


def part_for(user: User) -> Case:
    """Give the expression that says what a sitting asks of a person now.

    On an agenda it is ruled on from the meeting's day on, once all are in and no lowering waits.
    """
    seats = SittingMember.objects.filter(sitting=OuterRef("pk"), user=user)
    excused = MeetingMember.objects.filter(meeting=OuterRef("meeting"), user=user).exclude(
        excused_because=""
    )
    lowerings = waiting_lowerings().filter(sitting=OuterRef("pk"))
    owes = Exists(_missing(OuterRef("pk")).filter(user=user))
    is_complete = ~Exists(_missing(OuterRef("pk")))
    chairs = Q(chair=user)
    cases = [
        (~Q(Exists(seats)), Part.WATCH),
        (Q(Exists(seats.exclude(recused_because=""))), Part.RECUSED),
        (chairs & Q(meeting=None), Part.AGENDA),
        (Q(owes), Part.ASSESS),
        (Q(Exists(excused)), Part.EXCUSED),
        (Q(is_complete) & Q(Exists(lowerings.exclude(proposed_by=user))), Part.SECOND),
        (chairs & Q(is_complete) & ruled_now() & ~Q(Exists(lowerings)), Part.DECIDE),
    ]
    whens = [When(condition, then=Value(part.value)) for condition, part in cases]
    return Case(*whens, default=Value(Part.WAIT.value), output_field=CharField())


def ruled_now() -> Q:
    """Keep sittings whose meeting's day has come."""
    return Q(meeting__held_on__lte=timezone.localdate())


def waiting_lowerings() -> QuerySet[LevelProposal]:
    """Give the wishes below what the scheme's rule says that nobody has seconded yet."""
    return LevelProposal.objects.filter(seconded_by=None, level__rank__gt=F("highest_rank"))


def part_in(sitting: Sitting) -> Part:
    """Say what an open sitting from sittings_for() asks of that person now."""
    return Part(sitting.part)
