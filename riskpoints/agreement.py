"""How far raters agree: Krippendorff's α for ordered grades, pure arithmetic.

Source: Klaus Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); the tests
hold it against the values published there. The package of that name on PyPI is under the GPL, which
does not fit this project's licence, and brings numpy.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

# Fewer units than these that two or more have rated: the figure would say nothing.
FEWEST_UNITS = 10
# By Krippendorff's own advice: relied upon from the first on, with caution from the second on.
RELIABLE, TENTATIVE = 0.8, 0.667

# The squared difference of two values, given how often each value was given.
Metric = Callable[[int, int, Counter[int]], float]


def ordinal(one: int, other: int, given: Counter[int]) -> float:
    """Square how many ratings lie between two grades, each end counted half."""
    low, high = sorted((one, other))
    between = sum(count for value, count in given.items() if low <= value <= high)
    return (between - (given[low] + given[high]) / 2) ** 2


def alpha(units: Iterable[Sequence[int]], metric: Metric = ordinal) -> float | None:
    """Give α for units with the values each rater gave them: 1 is full agreement, 0 chance.

    A unit that fewer than two have rated says nothing about agreement and is left out. None where
    nothing can be told: no unit is left, or one and the same value was given everywhere.
    """
    rated = [unit for unit in units if len(unit) > 1]
    given = Counter(value for unit in rated for value in unit)
    count = given.total()
    observed = sum(
        metric(one, other, given) / (len(unit) - 1)
        for unit in rated
        for one, other in permutations(unit, 2)
    )
    expected = sum(
        metric(one, other, given) * given[one] * given[other] for one in given for other in given
    )
    return 1 - (count - 1) * observed / expected if expected else None


def spread(values: Sequence[int]) -> int:
    """Give by how many grades the highest and the lowest value differ."""
    return max(values, default=0) - min(values, default=0)
