"""Schemes: the published rules on ten rows each, versions, and that the higher prevails under any."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from riskcontrol.audit.models import Entry
from riskpoints.actions.sittings import decide_sitting, propose_level, second_lowering
from riskpoints.models import Ruling
from riskpoints.rating import Terms, deciding, prevailing, rank_by, score
from riskpoints.shipped import CONSEQUENCE, CRITERIA, DECK, FIELD, HELD, KINDS, MATRIX, SHIPPED
from riskpoints.states import Rule
from tests.factories.measures import raters_of
from tests.factories.schemes import rate, sitting_by

YES, NO = 1, 2


def ticks(count, of=5):
    """So many criteria met, the first ones."""
    return (YES,) * count + (NO,) * (of - count)


def likely(likelihood, harm):
    """Grades of a matrix by their points: 5 is the highest."""
    return (6 - likelihood, 6 - harm)


# Grades, floors ticked, and the level: ten rows of each rule in use (docs/domain.md names them).
ROWS = {
    "deck": [
        ((1, 1, 1, 1), (), 1), ((3, 3, 3, 3), (), 3), ((2, 2, 2, 2), (), 2), ((1, 3, 3, 3), (), 1),
        ((3, 1, 3, 3), (), 1), ((3, 3, 1, 3), (), 1), ((3, 3, 3, 1), (), 1), ((3, 3, 3, 2), (), 2),
        ((2, 3, 3, 3), (), 2), ((2, 1, 3, 2), (), 1),
    ],
    "kinds": [
        (ticks(1), (), 3), (ticks(2), (), 3), (ticks(3), (), 2), (ticks(4), (), 2),
        (ticks(5), (), 1), (ticks(1), (0,), 1), (ticks(2), (1,), 1), (ticks(4), (2,), 1),
        (ticks(3), (0, 1, 2), 1), (ticks(0), (), 3),
    ],
    "criteria": [
        (ticks(0), (), 3), (ticks(1), (), 3), (ticks(2), (), 2), (ticks(3), (), 1),
        (ticks(4), (), 1), (ticks(5), (), 1), ((NO, NO, NO, NO, YES), (), 3),
        ((NO, YES, NO, NO, YES), (), 2), ((NO, YES, NO, YES, YES), (), 1),
        ((YES, NO, NO, YES, NO), (), 2),
    ],
    "consequence": [((rank,), (), rank) for rank in (1, 2, 3, 1, 2, 3, 3, 2, 1, 2)],
    "field": [
        ((1,), (), 1), ((2,), (), 2), ((3,), (), 3), ((1,), (0,), 1), ((2,), (0,), 1),
        ((3,), (0,), 1), ((2,), (), 2), ((3,), (), 3), ((1,), (), 1), ((3,), (0,), 1),
    ],
    "held": [((rank,), (), rank) for rank in (3, 2, 1, 1, 2, 3, 3, 2, 1, 2)],
    "matrix": [
        (likely(5, 5), (), 1), (likely(5, 3), (), 1), (likely(3, 5), (), 1), (likely(4, 4), (), 1),
        (likely(4, 3), (), 2), (likely(2, 4), (), 2), (likely(5, 2), (), 2), (likely(1, 5), (), 3),
        (likely(2, 3), (), 3), (likely(1, 1), (), 3),
    ],
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHIPPED)
def test_a_published_rule_is_a_scheme(name):
    """The levels ruled in a sitting are those the rule gives, row by row."""
    rows = ROWS[name]
    assert len(rows) == 10
    sitting = sitting_by(SHIPPED[name], points=10)
    for rater in raters_of(sitting):
        rate(sitting, rater, [(ranks, ticked) for ranks, ticked, _level in rows])
    rulings = decide_sitting(sitting=sitting, by=sitting.chair)
    assert [ruling.rank for ruling in rulings] == [level for _ranks, _ticked, level in rows]
    assert {ruling.level.scheme_id for ruling in rulings} == {sitting.scheme_id}
    held = [[floor.order for floor in ruling.floors.all()] for ruling in rulings]
    assert held == [list(ticked) for _ranks, ticked, _level in rows]


def test_the_rules_stand_by_the_names_of_the_domain():
    assert list(SHIPPED.values()) == [DECK, KINDS, CRITERIA, CONSEQUENCE, FIELD, HELD, MATRIX]
    assert ROWS.keys() == SHIPPED.keys()


@st.composite
def any_terms(draw):
    """Any scheme: a rule, factors with their grades, levels with what gives them, floors."""
    rule = draw(st.sampled_from(Rule.values))
    levels = draw(st.integers(2, 5))
    count = {Rule.SINGLE: 1, Rule.MATRIX: 2}.get(rule) or draw(st.integers(1, 6))
    sizes = {Rule.COUNT: st.just(2), Rule.MATRIX: st.integers(2, 5)}
    scales = {f"f{n}": draw(sizes.get(rule, st.just(levels))) for n in range(count)}
    given_by = draw(st.sets(st.integers(1, 25), min_size=levels - 1, max_size=levels - 1))
    least = [*sorted(given_by, reverse=True), 0]
    return Terms(rule, scales, dict(enumerate(least, start=1)))


@st.composite
def rated(draw):
    """Any scheme, with any raters' grades and the ranks of the floors each ticks."""
    terms = draw(any_terms())
    grades = st.fixed_dictionaries({key: st.integers(1, n) for key, n in terms.scales.items()})
    floors = st.lists(st.integers(1, len(terms.least)), max_size=2)
    return terms, draw(st.lists(st.tuples(grades, floors), min_size=1, max_size=5))


def together(terms, said):
    """What a sitting makes of it."""
    floors = [rank for _grades, ticked in said for rank in ticked]
    return rank_by(terms, prevailing(grades for grades, _ticked in said), floors)


@given(rated(), st.randoms(use_true_random=False))
def test_shuffling_the_assessments_changes_nothing(given_rated, random):
    terms, said = given_rated
    shuffled = list(said)
    random.shuffle(shuffled)
    assert together(terms, shuffled) == together(terms, said)


@given(rated())
def test_the_level_is_never_below_what_any_rater_gives(given_rated):
    terms, said = given_rated
    alone = [rank_by(terms, grades, ticked) for grades, ticked in said]
    assert 1 <= together(terms, said) <= min(alone)
    assert together(terms, said) in terms.least
    if terms.rule in (Rule.HIGHEST, Rule.SINGLE):
        assert together(terms, said) == min(alone)


@given(rated(), st.data())
def test_raising_any_grade_never_lowers_the_level(given_rated, data):
    terms, said = given_rated
    grades, _ticked = said[0]
    factor = data.draw(st.sampled_from(sorted(grades)))
    higher = grades | {factor: data.draw(st.integers(1, grades[factor]))}
    assert rank_by(terms, higher) <= rank_by(terms, grades)


@given(rated())
def test_a_floor_holds_whatever_the_factors_give(given_rated):
    terms, ((grades, _ticked), *_rest) = given_rated
    for floor in terms.least:
        assert rank_by(terms, grades, [floor]) == min(floor, rank_by(terms, grades))


def test_a_matrix_multiplies_and_a_count_counts():
    terms = Terms(Rule.MATRIX, {"a": 5, "b": 3}, {1: 9, 2: 0})
    assert [score(terms, {"a": a, "b": b}) for a, b in product((1, 5), (1, 3))] == [15, 5, 3, 1]
    counted = Terms(Rule.COUNT, {"a": 2, "b": 2}, {1: 2, 2: 0})
    assert [score(counted, {"a": a, "b": b}) for a, b in product((1, 2), (1, 2))] == [2, 1, 1, 0]
    assert deciding(Terms(), {"a": 2, "b": 2}) == ["a", "b"]


class RulingTest(TestCase):
    """The same through a whole sitting, in the database."""

    @settings(max_examples=12, deadline=None)
    @given(
        name=st.sampled_from(list(SHIPPED)),
        data=st.data(),
        wish=st.none() | st.integers(1, 3),
        backwards=st.booleans(),
    )
    def test_the_ruling_is_the_highest_or_lowered_by_two(self, name, data, wish, backwards):
        outline = SHIPPED[name]
        sitting = sitting_by(outline)
        raters = raters_of(sitting)
        second = next(rater for rater in raters if rater != sitting.chair)
        said = [
            (
                data.draw(st.tuples(*(st.integers(1, len(f.grades)) for f in outline.factors))),
                data.draw(st.sets(st.integers(0, len(outline.floors) - 1)))
                if outline.floors
                else set(),
            )
            for _rater in raters
        ]
        by_rater = list(zip(raters, said, strict=True))
        for rater, row in reversed(by_rater) if backwards else by_rater:
            rate(sitting, rater, [row])
        keys = [factor.key for factor in outline.factors]
        floors = [outline.floors[place].rank for _ranks, ticked in said for place in ticked]
        grades = prevailing(dict(zip(keys, ranks, strict=True)) for ranks, _ticked in said)
        highest = rank_by(outline.terms, grades, floors)
        if wish not in (None, highest):
            wished = propose_level(
                sitting=sitting,
                risk_point=sitting.worksheet.risk_points.get(),
                rank=wish,
                reason="另有情况",
                by=sitting.chair,
            )
            if wish > highest:
                second_lowering(proposal=wished, by=second)
        decide_sitting(sitting=sitting, by=sitting.chair)
        made = Ruling.objects.get(sitting=sitting)
        assert (made.highest_rank, made.rank) == (highest, wish or highest)
        assert made.rank <= highest or {made.ruled_by, made.second} == {sitting.chair, second}
        assert Entry.objects.filter(verb="sitting.decide").count() == 1
