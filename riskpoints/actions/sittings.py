"""What the committee does in a sitting: convene, assess, raise or lower, decide or return."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.hearing import (
    anchor_of,
    factors,
    floors_of,
    highest_of,
    is_again,
    known_floors,
    level_of,
    needed,
    points,
    present,
    proposal_for,
    ranks_in,
    ranks_of,
)
from riskpoints.models import (
    Assessment,
    Factor,
    Floor,
    Grade,
    LevelProposal,
    Reopening,
    RiskPoint,
    Ruling,
    RulingGrade,
    Sitting,
    Worksheet,
)
from riskpoints.permissions.sittings import (
    can_assess,
    can_chair,
    can_decide,
    can_propose,
    can_second,
)
from riskpoints.rating import deciding, is_lowering, lifts
from riskpoints.snapshots import Snapshot, bound, snapshot_on
from riskpoints.states import RulingSource, WorksheetState

from .agenda import begin_sitting, new_meeting, told_again, told_grounds
from .levels import rule_plans
from .reopening import bring_up_to_date, close_by, stand_confirmed
from .worksheets import Remarked, give_back


@dataclass(frozen=True)
class Judgement:
    """What one rater says of one risk point: a rank for each factor's key, and a reason for those
    that decide.

    `floors` are the ids of the floors he ticks, `floor_reason` says why one holds that sets the level.
    """

    grades: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)
    floors: Collection[int] = ()
    floor_reason: str = ""


def _locked(sitting: Sitting) -> Sitting:
    Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    return Sitting.objects.whole().get(pk=sitting.pk)


@transaction.atomic
def convene_sitting(
    *,
    worksheet: Worksheet,
    held_on: datetime.date | None = None,
    minutes: str = "",
    wrote_measures: Collection[int],
    by: User,
) -> Sitting:
    """Call the committee together on a worksheet: a meeting of one item, by itself today.

    On a decided worksheet it rates anew what was reopened, and nothing else. Who had a part in it is
    recused with the ground. `wrote_measures` names, by id, those who wrote its measures.
    """
    day = held_on or timezone.localdate()
    meeting = new_meeting(body=worksheet.body, held_on=day, by=by)
    sitting = begin_sitting(
        worksheet, meeting, wrote_measures=wrote_measures, minutes=minutes, by=by
    )
    record(
        verb="sitting.convene",
        target=sitting,
        by=by,
        meeting=meeting,
        members=told_grounds(sitting),
        **told_again(sitting),
    )
    return sitting


@transaction.atomic
def submit_assessments(
    *, sitting: Sitting, judgements: Mapping[int, Judgement], by: User
) -> list[Assessment]:
    """Hand in one member's grades of all risk points (by id), once; blind until all are in.

    The ledger learns how many there are; their content comes with the ruling.
    """
    sitting = _locked(sitting)
    can_assess(by, sitting).enforce()
    if judgements.keys() != {point.pk for point in points(sitting)}:
        raise ValidationError(_("Rate every risk point of the worksheet."))
    assessments = [
        _assess(sitting, point, judgements[point.pk], by=by) for point in points(sitting)
    ]
    record(verb="assessment.submit", target=sitting, by=by, count=len(assessments))
    return assessments


def _assess(
    sitting: Sitting, risk_point: RiskPoint, judgement: Judgement, *, by: User
) -> Assessment:
    if judgement.grades.keys() != {factor.key for factor in factors(sitting)}:
        raise ValidationError(_("Choose a grade for every factor."))
    ticked = _ticked(sitting, judgement.floors)
    assessment = Assessment.objects.create(
        sitting=sitting,
        risk_point=risk_point,
        rater=by,
        reason=_reason_for(sitting, risk_point, judgement, ticked),
    )
    Grade.objects.bulk_create(
        [_grade(assessment, factor, judgement, sitting) for factor in factors(sitting)]
    )
    assessment.floors.set(ticked)
    return assessment


def _grade(assessment: Assessment, factor: Factor, judgement: Judgement, sitting: Sitting) -> Grade:
    """One factor's grade; where it decides the rater's level he says why."""
    anchor = anchor_of(factor, judgement.grades[factor.key])
    decides = factor.key in deciding(sitting.scheme.terms, judgement.grades)
    reason = judgement.reasons.get(factor.key, "").strip()
    if decides and not reason:
        raise ValidationError(_("Say why “%(factor)s” is graded so.") % {"factor": factor})
    made = Grade(
        assessment=assessment, factor=factor, anchor=anchor, decides=decides, reason=reason
    )
    made.clean_fields(exclude=["assessment", "factor", "anchor"])
    return made


def _reason_for(
    sitting: Sitting, risk_point: RiskPoint, judgement: Judgement, ticked: Collection[Floor]
) -> str:
    """Why a ticked floor holds; asked for where it sets the rater's level."""
    said = judgement.floor_reason.strip()
    known = [floor.level.rank for floor in known_floors(sitting, risk_point)]
    ranks = [floor.level.rank for floor in ticked]
    if not said and lifts(sitting.scheme.terms, judgement.grades, ranks, known):
        raise ValidationError(_("Say what makes what you ticked hold."))
    return said


def _ticked(sitting: Sitting, ids: Collection[int]) -> list[Floor]:
    """Find the floors that a rater ticked; what is known of the power is nobody's to tick."""
    floors = [floor for floor in sitting.scheme.floors.all() if floor.pk in ids]
    if len(floors) != len(set(ids)) or any(floor.known for floor in floors):
        raise ValidationError(_("Tick only what the scheme asks about."))
    return floors


@transaction.atomic
def propose_level(
    *, sitting: Sitting, risk_point: RiskPoint, rank: int, reason: str, by: User
) -> LevelProposal:
    """Wish for another level than the factors give: raising stands, lowering waits for a second."""
    sitting = _locked(sitting)
    can_propose(by, sitting).enforce()
    if risk_point not in points(sitting):
        raise ValueError(f"Risk point {risk_point.pk} is not on the worksheet of this sitting.")
    top = highest_of(sitting, risk_point)
    if rank == top:
        raise ValidationError({"rank": _("This is the level the scheme gives already.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the level departs from the factors.")})
    proposal, _new = LevelProposal.objects.update_or_create(
        sitting=sitting,
        risk_point=risk_point,
        defaults={
            "level": level_of(sitting, rank),
            "highest_rank": top,
            "reason": reason.strip(),
            "proposed_by": by,
            "proposed_at": timezone.now(),
            "seconded_by": None,
        },
    )
    verb = "level.lower" if is_lowering(rank=rank, highest_rank=top) else "level.raise"
    record(verb=verb, target=risk_point, by=by, rank=rank, highest_rank=top, reason=reason.strip())
    return proposal


@transaction.atomic
def second_lowering(*, proposal: LevelProposal, by: User) -> LevelProposal:
    """Stand by a lowering as the second person it needs."""
    sitting = _locked(proposal.sitting)
    proposal = LevelProposal.objects.select_related("risk_point", "level").get(pk=proposal.pk)
    can_second(by, proposal, sitting).enforce()
    proposal.seconded_by = by
    proposal.save(update_fields=["seconded_by"])
    record(verb="level.second", target=proposal.risk_point, by=by, rank=proposal.level.rank)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: LevelProposal, by: User) -> None:
    """Take a wish back; the level is what the factors give again. A repeat does nothing."""
    sitting = _locked(proposal.sitting)
    can_chair(by, sitting).enforce()
    risk_point, rank = proposal.risk_point, proposal.level.rank
    if not LevelProposal.objects.filter(pk=proposal.pk).delete()[0]:
        return
    record(verb="level.withdraw", target=risk_point, by=by, rank=rank)


@transaction.atomic
def decide_sitting(*, sitting: Sitting, minutes: str = "", by: User) -> list[Ruling]:
    """Rule on every risk point of the worksheet: the higher prevails, save for seconded lowerings.

    The sitting closes and the worksheet is decided; the ledger now gets all assessments, and the hash
    of each risk point as it was ruled on.
    """
    sitting = _locked(sitting)
    can_decide(by, sitting).enforce()
    sitting.minutes = minutes or sitting.minutes
    reopened, frozen = _frozen(sitting, by=by)
    rulings = [_rule(sitting, point, frozen[point.pk], by=by) for point in points(sitting)]
    for ruling in rulings:
        close_by(reopened.get(ruling.risk_point_id), ruling, by=by)
    planned: dict[str, Any] = {}
    if plans := rule_plans(sitting=sitting, rulings=rulings, by=by):
        planned["planned"] = plans
    _count_present(sitting)
    _close(sitting)
    stands = [] if is_again(sitting) else _decide_worksheet(sitting, by=by)
    record(
        verb="sitting.decide",
        target=sitting,
        by=by,
        rulings={ruling.risk_point.key: ruling.rank for ruling in rulings},
        bound={ruling.risk_point.key: ruling.snapshot_hash for ruling in rulings},
        **planned,
        assessments=[_told(assessment) for assessment in sitting.assessments.all()],
        **said_of_standing(stands),
    )
    return rulings


def said_of_standing(stands: Collection[RiskPoint]) -> dict[str, Any]:
    """What the ledger is told of a decision that lets reopened rulings stand: of which risk points."""
    return {"stands": [point.key for point in stands]} if stands else {}


def _frozen(sitting: Sitting, *, by: User) -> tuple[dict[int, Reopening], dict[int, Snapshot]]:
    """Read each risk point as its raters saw it, by id; what was reopened, as it was found."""
    reopened = bring_up_to_date(sitting.again_on.all(), by=by)
    loaded = RiskPoint.objects.filter(pk__in=[point.pk for point in points(sitting)]).for_snapshot()
    return reopened, {
        point.pk: reopened[point.pk].found
        if point.pk in reopened
        else snapshot_on(point, sitting.worksheet)
        for point in loaded
    }


def _decide_worksheet(sitting: Sitting, *, by: User) -> list[RiskPoint]:
    """Decide the worksheet; gives the earlier risk points whose reopened rulings it lets stand."""
    worksheet = sitting.worksheet
    worksheet.state, worksheet.decided_at = WorksheetState.DECIDED, sitting.closed_at
    worksheet.return_reason, worksheet.open_in = "", None
    worksheet.save(update_fields=["state", "decided_at", "return_reason", "open_in"])
    return stand_confirmed(worksheet, by=by)


def _rule(sitting: Sitting, risk_point: RiskPoint, frozen: Snapshot, *, by: User) -> Ruling:
    ranks, top = ranks_of(sitting, risk_point), highest_of(sitting, risk_point)
    proposal = proposal_for(sitting, risk_point)
    level = proposal.level if proposal else level_of(sitting, top)
    ruling = Ruling.objects.create(
        risk_point=risk_point,
        sitting=sitting,
        source=RulingSource.SITTING,
        level=level,
        rank=level.rank,
        highest_rank=top,
        reason=proposal.reason if proposal else "",
        ruled_by=by,
        second=proposal.seconded_by if proposal else None,
        ruled_on=timezone.localdate(),
        minutes=sitting.minutes,
        **bound(frozen),
    )
    RulingGrade.objects.bulk_create(
        RulingGrade(ruling=ruling, factor=factor, anchor=anchor_of(factor, ranks[factor.key]))
        for factor in factors(sitting)
    )
    ruling.floors.set(floors_of(sitting, risk_point))
    risk_point.ruling = ruling
    risk_point.save(update_fields=["ruling"])
    return ruling


def _count_present(sitting: Sitting) -> None:
    """Keep who took part when it was ruled on, and how many the quorum asked for."""
    there = present(sitting)
    sitting.present_count, sitting.needed_count = len(there), needed(sitting)
    people = [seat.pk for seat in there]
    sitting.members.filter(pk__in=people).update(was_present=True)
    sitting.members.exclude(pk__in=people).update(was_present=False)


def _told(assessment: Assessment) -> dict[str, Any]:
    floors = [floor.name for floor in assessment.floors.all()]
    reasons = {grade.factor.key: grade.reason for grade in assessment.grades.all() if grade.reason}
    said = {"reasons": reasons, "reason": assessment.reason, "floors": floors}
    return {
        "rater": assessment.rater.username,
        "risk_point": assessment.risk_point.key,
        "grades": ranks_in(assessment),
    } | {name: given for name, given in said.items() if given}


def _close(sitting: Sitting, *, returned: bool = False) -> None:
    sitting.closed_at, sitting.returned, sitting.open_in = timezone.now(), returned, None
    said = ["minutes", "return_reason", "present_count", "needed_count"]
    sitting.save(update_fields=["closed_at", "returned", "open_in", *said])


@transaction.atomic
def return_sitting(
    *, sitting: Sitting, reason: str, remarks: Collection[Remarked] = (), by: User
) -> Sitting:
    """Send the worksheet back to its section as a whole, with remarks at its rows; the sitting closes.

    One on what was reopened closes without a ruling; the worksheet stays decided.
    """
    sitting = _locked(sitting)
    can_chair(by, sitting).enforce()
    if not is_again(sitting):
        give_back(sitting.worksheet, reason=reason, remarks=remarks, by=by)
    elif not reason.strip():
        raise ValidationError({"reason": _("Say why you close it.")})
    sitting.return_reason = reason.strip()
    _close(sitting, returned=True)
    record(
        verb="sitting.return",
        target=sitting,
        by=by,
        reason=reason.strip(),
        remarks=[remark.text.strip() for remark in remarks],
    )
    return sitting
