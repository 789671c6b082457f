"""The higher prevails: properties of the arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpoints.rating import Terms, deciding, highest, is_lowering, prevailing

FACTORS = ("nature", "discretion", "harm", "closeness")
grades = st.fixed_dictionaries({factor: st.integers(1, 3) for factor in FACTORS})
assessments = st.lists(grades, min_size=1, max_size=6)


@given(assessments)
def test_level_is_the_highest_of_all_factors_and_raters(given_grades):
    everything = [rank for grades in given_grades for rank in grades.values()]
    assert highest(prevailing(given_grades)) == min(everything)


@given(assessments, grades)
def test_another_assessment_never_lowers(given_grades, more):
    before, after = prevailing(given_grades), prevailing([*given_grades, more])
    assert highest(after) <= highest(before)
    assert all(after[factor] <= before[factor] for factor in FACTORS)


@given(assessments)
def test_order_of_raters_does_not_matter(given_grades):
    assert prevailing(given_grades) == prevailing(reversed(given_grades))


@given(grades)
def test_what_decides_is_what_carries_the_level(ranks):
    decide = deciding(Terms(), ranks)
    assert {ranks[factor] for factor in decide} == {highest(ranks)}
    assert all(ranks[factor] > highest(ranks) for factor in FACTORS if factor not in decide)


@given(st.integers(1, 3), st.integers(1, 3))
def test_lowering_is_a_worse_rank(rank, highest_rank):
    assert is_lowering(rank=rank, highest_rank=highest_rank) == (rank > highest_rank)


def test_without_grades_there_is_no_level():
    assert prevailing([]) == {}
    with pytest.raises(ValueError, match="empty"):
        highest({})
