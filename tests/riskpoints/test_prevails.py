"""For any assessments and any scheme the ruling is the highest, or lowered by two people.

Through the actions of a real sitting; who hands in first changes nothing.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskpoints.actions.sittings import decide_sitting, propose_level, second_lowering
from riskpoints.hearing import known_floors
from riskpoints.rating import prevailing, rank_by
from riskpoints.shipped import KINDS, SHIPPED
from tests.factories.measures import raters_of
from tests.factories.schemes import rate, sitting_by

pytestmark = pytest.mark.django_db
OUTLINES = list(SHIPPED.values())


@st.composite
def rated(draw):
    """A scheme with the grades and ticks of three raters, and another level wished for, or none."""
    outline = draw(st.sampled_from(OUTLINES))
    scales = outline.terms.scales.values()
    askable = [place for place, floor in enumerate(outline.floors) if not floor.known]
    ticks = st.lists(st.sampled_from(askable), unique=True) if askable else st.just([])
    grades = st.tuples(*(st.integers(1, scale) for scale in scales))
    raters = draw(st.lists(st.tuples(grades, ticks), min_size=3, max_size=3))
    order = draw(st.permutations(range(3)))
    return outline, raters, order, draw(st.sampled_from([None, 1, 2, 3]))


def sat(outline, said, order):
    """A sitting in which three hand in, in some order; with those who sit, the chair first."""
    sitting = sitting_by(outline)  # who put the scheme in force sits on it too
    others = [person for person in raters_of(sitting) if person != sitting.chair]
    people = [sitting.chair, *others]
    for place in order:
        rate(sitting, people[place], [said[place]])
    return sitting, people


def expected(outline, said, known):
    """What the highest grades and the ticked floors come to, by the arithmetic alone."""
    keys = [factor.key for factor in outline.factors]
    ranks = prevailing(dict(zip(keys, grades, strict=True)) for grades, _ticked in said)
    floors = [outline.floors[place].rank for _grades, ticked in said for place in ticked]
    return rank_by(outline.terms, ranks, [*floors, *known])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rated())
def test_the_ruling_is_the_highest_or_lowered_by_two(case):
    outline, said, order, wish = case
    with transaction.atomic():
        sitting, (chair, second, _other) = sat(outline, said, order)
        point = sitting.worksheet.risk_points.get()
        known = [floor.level.rank for floor in known_floors(sitting, point)]
        highest = expected(outline, said, known)
        rank = wish if wish and wish <= len(outline.levels) and wish != highest else None
        if rank:
            wished = propose_level(
                sitting=sitting, risk_point=point, rank=rank, reason="另有情况", by=chair
            )
            if rank > highest:
                with pytest.raises(PermissionDenied), transaction.atomic():
                    decide_sitting(sitting=sitting, by=chair)
                second_lowering(proposal=wished, by=second)
        (ruling,) = decide_sitting(sitting=sitting, by=chair)
        lowered = bool(rank and rank > highest)
        assert (ruling.rank, ruling.highest_rank) == (rank or highest, highest)
        assert (ruling.second, bool(ruling.reason)) == (second if lowered else None, bool(rank))
        transaction.set_rollback(True)


def test_every_order_of_handing_in_gives_the_same():
    said = [((1, 2, 2, 2, 2), [1]), ((2, 1, 2, 1, 2), []), ((2, 2, 2, 2, 1), [])]
    rulings = []
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        sitting, (chair, *_others) = sat(KINDS, said, order)
        (ruling,) = decide_sitting(sitting=sitting, by=chair)
        grades = list(ruling.grades.values_list("factor__key", "anchor__rank"))
        rulings.append((ruling.rank, ruling.highest_rank, grades, ruling.floors.count()))
    assert rulings == [rulings[0]] * 3
