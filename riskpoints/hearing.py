"""How a sitting stands: who rates, who has, what came out.

All of it is computed from a sitting loaded `whole()`, without further queries.
"""

from .models import Factor, Grade, Level, LevelProposal, RiskPoint, Sitting, SittingMember
from .rating import highest, prevailing


def raters(sitting: Sitting) -> list[SittingMember]:
    """Give the members who rate: all who are not recused."""
    return [member for member in sitting.members.all() if not member.recused_because]


def recused(sitting: Sitting) -> list[SittingMember]:
    """Give the members who may not rate this worksheet, each with the ground."""
    return [member for member in sitting.members.all() if member.recused_because]


def seat_of(sitting: Sitting, user_id: int) -> SittingMember | None:
    """Give a person's seat in the sitting, if he has one."""
    return next((seat for seat in sitting.members.all() if seat.user_id == user_id), None)


def points(sitting: Sitting) -> list[RiskPoint]:
    """Give the risk points to be rated."""
    return list(sitting.worksheet.risk_points.all())


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
    ranks = prevailing(
        {grade.factor.key: grade.level.rank for grade in assessment.grades.all()}
        for assessment in sitting.assessments.all()
        if assessment.risk_point_id == risk_point.pk
    )
    return {factor.key: ranks[factor.key] for factor in factors(sitting)}


def prevailing_grades(sitting: Sitting, risk_point: RiskPoint) -> list[Grade]:
    """Give the prevailing level of each factor as grades that stand in no assessment."""
    ranks = ranks_of(sitting, risk_point)
    return [
        Grade(factor=factor, level=level_of(sitting, ranks[factor.key]))
        for factor in factors(sitting)
    ]


def factors(sitting: Sitting) -> list[Factor]:
    """Give the factors of the sitting's scheme in their order."""
    return list(sitting.scheme.factors.all())


def level_of(sitting: Sitting, rank: int) -> Level:
    """Give the scheme's level of a rank."""
    return next(level for level in sitting.scheme.levels.all() if level.rank == rank)


def highest_of(sitting: Sitting, risk_point: RiskPoint) -> int:
    """Give the rank the factors lead to."""
    return highest(ranks_of(sitting, risk_point))


def proposal_for(sitting: Sitting, risk_point: RiskPoint) -> LevelProposal | None:
    """Give the wish to rule otherwise than the factors say, if there is one."""
    found = (p for p in sitting.proposals.all() if p.risk_point_id == risk_point.pk)
    return next(found, None)


def waits_for_a_second(sitting: Sitting, proposal: LevelProposal) -> bool:
    """Say whether a wish lowers the level and nobody has seconded it yet."""
    lowest_free = highest_of(sitting, proposal.risk_point)
    return proposal.seconded_by_id is None and proposal.level.rank > lowest_free
