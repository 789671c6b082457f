"""Who answers for a measure: the head for level I, his deputy for II, the section head for III.

Source of the rule: the deck's 分级管理、分级负责, management and responsibility by level.
"""

from .models import Measure
from .states import ANSWERS_BY_RANK, AnswersFor


def answerer_of(measure: Measure) -> AnswersFor | None:
    """Give who answers for a measure loaded `with_rank()`; None until something it aims at is ruled.

    The highest of the risk points it is aimed at counts, unless somebody else was named with a
    reason. Below level III the section head answers too.
    """
    return answers_at(measure, measure.rank)


def answers_at(measure: Measure, rank: int | None) -> AnswersFor | None:
    """Give who answers for a measure whose highest risk point has this rank; see `answerer_of`."""
    if measure.answers_for:
        return AnswersFor(measure.answers_for)
    if rank is None:
        return None
    return ANSWERS_BY_RANK.get(rank, AnswersFor.SECTION_HEAD)
