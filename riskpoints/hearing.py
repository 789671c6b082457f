"""How a sitting stands: who rates, who has, what came out.

All of it is computed from a sitting loaded `whole()`, without further queries.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from powers.models import Power

from .models import (
    Anchor,
    Assessment,
    Factor,
    Floor,
    Grade,
    Level,
    LevelProposal,
    LevelScheme,
    RiskPoint,
    Sitting,
    SittingMember,
    Worksheet,
)
from .rating import prevailing, rank_by
from .states import FEWEST, Quorum


def raters(sitting: Sitting) -> list[SittingMember]:
    """Give the members who rate: all who are not recused, nor excused before they handed in."""
    away = excused(sitting)
    return [
        member
        for member in eligible(sitting)
        if member.user_id not in away or has_submitted(sitting, member.user_id)
    ]


def eligible(sitting: Sitting) -> list[SittingMember]:
    """Give the members who may rate this worksheet, there or not."""
    return [member for member in sitting.members.all() if not member.recused_because]


def excused(sitting: Sitting) -> set[int]:
    """Give the ids of those who are excused from the meeting on whose agenda it is."""
    if sitting.meeting is None:
        return set()
    return {member.user_id for member in sitting.meeting.members.all() if member.excused_because}


def present(sitting: Sitting) -> list[SittingMember]:
    """Give the members who may rate and are not excused: those whom the quorum counts."""
    away = excused(sitting)
    return [member for member in eligible(sitting) if member.user_id not in away]


def needed(sitting: Sitting) -> int:
    """Say how many the quorum of its meeting asks for; recused members are not counted at all."""
    meeting = sitting.meeting
    if meeting is None:
        return FEWEST
    return needed_of(len(eligible(sitting)), meeting.quorum, meeting.quorum_number)


def needed_of(members: int, quorum: str, number: int | None = None) -> int:
    """Say how many of so many members a quorum asks for; never fewer than two."""
    asked = {
        Quorum.MAJORITY: members // 2 + 1,
        Quorum.TWO_THIRDS: -(-members * 2 // 3),
        Quorum.ALL: members,
        Quorum.NUMBER: number or FEWEST,
    }[Quorum(quorum)]
    return max(asked, FEWEST)


def recused(sitting: Sitting) -> list[SittingMember]:
    """Give the members who may not rate this worksheet, each with the ground."""
    return [member for member in sitting.members.all() if member.recused_because]


def seat_of(sitting: Sitting, user_id: int) -> SittingMember | None:
    """Give a person's seat in the sitting, if he has one."""
    return next((seat for seat in sitting.members.all() if seat.user_id == user_id), None)


def points(sitting: Sitting) -> list[RiskPoint]:
    """Give the risk points to be rated: all of the worksheet, or what was reopened of a decided one."""
    return list(sitting.again_on.all()) or list(sitting.worksheet.risk_points.all())


def is_again(sitting: Sitting) -> bool:
    """Say whether it rates anew what was reopened of a decided worksheet."""
    return bool(sitting.again_on.all())


def owes_grades(sitting: Sitting, user_id: int) -> bool:
    """Say whether a person may yet rate in an open sitting, excused or not: so he sees no grades."""
    seat = seat_of(sitting, user_id)
    may = seat is not None and not seat.recused_because and sitting.closed_at is None
    return may and not has_submitted(sitting, user_id)


def has_submitted(sitting: Sitting, user_id: int) -> bool:
    """Say whether a person has handed in his assessments; with nothing to rate everybody has."""
    return not points(sitting) or any(
        assessment.rater_id == user_id for assessment in sitting.assessments.all()
    )


def all_in(sitting: Sitting) -> bool:
    """Say whether every rater has handed in, so that nothing is blind any more."""
    return all(has_submitted(sitting, member.user_id) for member in raters(sitting))


def ranks_of(sitting: Sitting, risk_point: RiskPoint) -> dict[str, int]:
    """Give the prevailing rank of each factor, by the factor's key in the scheme's order."""
    ranks = prevailing(ranks_in(said) for said in said_of(sitting, risk_point))
    return {factor.key: ranks[factor.key] for factor in factors(sitting)}


def said_of(sitting: Sitting, risk_point: RiskPoint) -> list[Assessment]:
    """Give the assessments of a risk point that were handed in."""
    return [one for one in sitting.assessments.all() if one.risk_point_id == risk_point.pk]


def ranks_in(assessment: Assessment) -> dict[str, int]:
    """Give one rater's rank for each factor, by the factor's key."""
    return {grade.factor.key: grade.anchor.rank for grade in assessment.grades.all()}


def prevailing_grades(sitting: Sitting, risk_point: RiskPoint) -> list[Grade]:
    """Give the prevailing grade of each factor as grades that stand in no assessment."""
    ranks = ranks_of(sitting, risk_point)
    return [
        Grade(factor=factor, anchor=anchor_of(factor, ranks[factor.key]))
        for factor in factors(sitting)
    ]


def factors(sitting: Sitting) -> list[Factor]:
    """Give the factors of the sitting's scheme in their order."""
    return list(sitting.scheme.factors.all())


def anchor_of(factor: Factor, rank: int) -> Anchor:
    """Give a factor's grade of a rank. Raises ValidationError where it has none."""
    found = next((anchor for anchor in factor.anchors.all() if anchor.rank == rank), None)
    if found is None:
        raise ValidationError(_("Choose one of the grades of “%(factor)s”.") % {"factor": factor})
    return found


def level_of(sitting: Sitting, rank: int) -> Level:
    """Give the scheme's level of a rank. Raises ValidationError where it has none."""
    found = level_at(sitting.scheme, rank)
    if found is None:
        raise ValidationError({"rank": _("The scheme has no such level.")})
    return found


def level_at(scheme: LevelScheme, rank: int | None) -> Level | None:
    """Give a scheme's level of a rank, None where it has none."""
    return next((level for level in scheme.levels.all() if level.rank == rank), None)


def known_floors(sitting: Sitting, risk_point: RiskPoint) -> list[Floor]:
    """Give the floors that are known to hold, of the power it concerns or any power on its chart."""
    return [
        floor
        for floor in sitting.scheme.floors.all()
        if any(_holds(floor, power) for power in powers_of(sitting.worksheet, risk_point))
    ]


def powers_of(worksheet: Worksheet, risk_point: RiskPoint) -> list[Power]:
    """Give the power a risk point concerns, else all powers on its chart."""
    if risk_point.power:
        return [risk_point.power]
    return list(worksheet.flowchart.powers.all()) if worksheet.flowchart else []


def _holds(floor: Floor, power: Power) -> bool:
    return floor.holds_of(category=power.category, fee=power.fee, is_withheld=power.is_withheld)


def floors_of(sitting: Sitting, risk_point: RiskPoint) -> list[Floor]:
    """Give the floors that hold for a risk point: known, or ticked by any rater; in their order."""
    ticked = {floor.pk for said in said_of(sitting, risk_point) for floor in said.floors.all()}
    known = {floor.pk for floor in known_floors(sitting, risk_point)}
    return [floor for floor in sitting.scheme.floors.all() if floor.pk in ticked | known]


def highest_of(sitting: Sitting, risk_point: RiskPoint) -> int:
    """Give the rank that the scheme's rule and its floors lead to."""
    floors = [floor.level.rank for floor in floors_of(sitting, risk_point)]
    return rank_by(sitting.scheme.terms, ranks_of(sitting, risk_point), floors)


def proposal_for(sitting: Sitting, risk_point: RiskPoint) -> LevelProposal | None:
    """Give the wish to rule otherwise than the factors say, if there is one."""
    found = (p for p in sitting.proposals.all() if p.risk_point_id == risk_point.pk)
    return next(found, None)


def waits_for_a_second(sitting: Sitting, proposal: LevelProposal) -> bool:
    """Say whether a wish lowers the level and nobody has seconded it yet."""
    lowest_free = highest_of(sitting, proposal.risk_point)
    return proposal.seconded_by_id is None and proposal.level.rank > lowest_free
