"""The rule by which a level comes about, as pure arithmetic on ranks: 1 is the highest.

Source of the rule: the deck's 就高不就低, the higher prevails.
"""

from collections.abc import Iterable, Mapping

# What one rater, or all of them together, give the factors: the rank by the factor's key.
Grades = Mapping[str, int]


def highest(grades: Grades) -> int:
    """Give the rank a risk point gets: that of its highest factor. Raises ValueError without grades."""
    return min(grades.values())


def prevailing(assessments: Iterable[Grades]) -> dict[str, int]:
    """Give each factor the highest rank that any rater gave it."""
    ranks: dict[str, int] = {}
    for grades in assessments:
        for factor, rank in grades.items():
            ranks[factor] = min(rank, ranks.get(factor, rank))
    return ranks


def deciding(grades: Grades) -> list[str]:
    """Name the factors that decide the level, in their order."""
    return [factor for factor, rank in grades.items() if rank == highest(grades)]


def is_lowering(*, rank: int, highest_rank: int) -> bool:
    """Say whether a level lies below what the factors give, so that it needs a second person."""
    return rank > highest_rank
