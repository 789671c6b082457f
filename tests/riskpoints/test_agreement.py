"""Krippendorff's α, held against the values that its author published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpoints.agreement import alpha, ordinal, spread

# Krippendorff (2011): four observers, twelve units, with missing values (·).
OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 · · ·",
    "1 2 3 3 2 2 4 1 2 5 · 3",
    "· 3 3 3 2 3 4 2 2 5 1 ·",
    "1 2 3 3 2 4 4 1 2 5 1 ·",
]
UNITS = [
    [int(value) for value in unit if value != "·"]
    for unit in zip(*(row.split() for row in OBSERVERS), strict=True)
]


def nominal(one, other, _given):
    return float(one != other)


def interval(one, other, _given):
    return float((one - other) ** 2)


def ratio(one, other, _given):
    return ((one - other) / (one + other)) ** 2


@pytest.mark.parametrize(
    ("metric", "published"),
    [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849), (ratio, 0.797)],
)
def test_the_published_example_comes_out(metric, published):
    assert round(alpha(UNITS, metric), 3) == published


def test_two_observers_of_nominal_data_come_out():
    """Krippendorff (2011): two observers, twelve articles, nominal, .692."""
    first, second = "a a b b d c c c e d d a", "b a b b b c c c e d d d"
    units = [
        [ord(one), ord(other)] for one, other in zip(first.split(), second.split(), strict=True)
    ]
    assert round(alpha(units, nominal), 3) == 0.692


def test_two_observers_of_yes_and_no_come_out():
    """Krippendorff (2011): two observers, ten units, 0 and 1, .095."""
    first, second = "0100000010", "1110010000"
    units = [[int(one), int(other)] for one, other in zip(first, second, strict=True)]
    assert round(alpha(units), 3) == 0.095


def test_what_one_alone_rated_changes_nothing():
    assert alpha([*UNITS, [5], [1]]) == alpha(UNITS)


@pytest.mark.parametrize("units", [[], [[1], [2]], [[2, 2], [2, 2]]])
def test_where_nothing_can_be_told_there_is_no_figure(units):
    assert alpha(units) is None


def test_full_agreement_is_one_and_the_opposite_is_below_nothing():
    assert alpha([[1, 1], [2, 2], [3, 3]]) == 1
    assert alpha([[1, 3], [3, 1], [1, 3]]) < 0


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=8), st.randoms())
def test_no_order_matters_and_it_is_never_above_one(units, chance):
    shuffled = [chance.sample(unit, len(unit)) for unit in units]
    chance.shuffle(shuffled)
    one, other = alpha(units), alpha(shuffled)
    assert (one is None) == (other is None)
    if one is not None:
        assert abs(one - other) < 1e-9
        assert one <= 1 + 1e-9


@pytest.mark.parametrize(("values", "levels"), [([], 0), ([2], 0), ([1, 1], 0), ([3, 1, 2], 2)])
def test_the_spread_is_from_the_highest_to_the_lowest(values, levels):
    assert spread(values) == levels
