"""The rules by which a level comes about, as pure arithmetic on ranks: 1 is the highest.

Source of the rule that ships: the deck's 就高不就低, the higher prevails. The others are in use
elsewhere (a count of kinds or criteria, one factor, likelihood × harm); every one of them only
rises when a grade rises, so that the higher of two raters prevails under each.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .states import Rule

# What one rater, or all of them together, give the factors: the rank by the factor's key.
Grades = Mapping[str, int]


@dataclass(frozen=True)
class Terms:
    """What a scheme's rule goes by, without its words."""

    rule: str = Rule.HIGHEST
    # How many grades each factor has, by its key: 2 for yes and no.
    scales: Mapping[str, int] = field(default_factory=dict)
    # The least count or product that gives a rank, where the rule counts or multiplies.
    least: Mapping[int, int] = field(default_factory=dict)


def rank_by(terms: Terms, grades: Grades, floors: Collection[int] = ()) -> int:
    """Give the rank a risk point gets: what its grades come to, and no lower than its floors.

    `floors` are the ranks of the floors that hold. Raises ValueError without grades.
    """
    return min([ruled(terms, grades), *floors])


def ruled(terms: Terms, grades: Grades) -> int:
    """Give the rank that the rule makes of the grades alone."""
    if terms.rule in (Rule.HIGHEST, Rule.SINGLE):
        return highest(grades)
    return reached(terms.least, score(terms, grades))


def highest(grades: Grades) -> int:
    """Give the rank of the highest factor. Raises ValueError without grades."""
    return min(grades.values())


def score(terms: Terms, grades: Grades) -> int:
    """Count the criteria that are met, or multiply likelihood by harm."""
    if terms.rule == Rule.COUNT:
        return len(met(grades))
    product = 1
    for factor, rank in grades.items():
        product *= worth(terms.scales[factor], rank)
    return product


def met(grades: Grades) -> list[str]:
    """Name the criteria that are met: yes is their first grade, no the second."""
    return [factor for factor, rank in grades.items() if rank == 1]


def worth(scale: int, rank: int) -> int:
    """Give the points of a grade in a product: the lowest has 1, each above it one more."""
    return scale + 1 - rank


def reached(least: Mapping[int, int], points: int) -> int:
    """Give the highest rank whose least count or product is reached, else the lowest rank."""
    return min((rank for rank, needed in least.items() if points >= needed), default=max(least))


def prevailing(assessments: Iterable[Grades]) -> dict[str, int]:
    """Give each factor the highest rank that any rater gave it."""
    ranks: dict[str, int] = {}
    for grades in assessments:
        for factor, rank in grades.items():
            ranks[factor] = min(rank, ranks.get(factor, rank))
    return ranks


def deciding(terms: Terms, grades: Grades) -> list[str]:
    """Name the factors that the level comes from, in their order; they alone give it.

    Where the highest factor decides, all of the highest grade; where criteria are counted, those that
    are met, and where none is, all of them, since each might have been; both factors of a product.
    Never empty. Any other factor may have any lower grade, and the level is the same.
    """
    if terms.rule == Rule.MATRIX:
        return list(grades)
    if terms.rule == Rule.COUNT:
        return met(grades) or list(grades)
    return [factor for factor, rank in grades.items() if rank == highest(grades)]


def lifts(terms: Terms, grades: Grades, ticked: Collection[int], known: Collection[int]) -> bool:
    """Say whether a floor that a rater ticks sets the level: above his grades and what is known."""
    return bool(ticked) and min(ticked) < rank_by(terms, grades, known)


def is_lowering(*, rank: int, highest_rank: int) -> bool:
    """Say whether a level lies below what the rule gives, so that it needs a second person."""
    return rank > highest_rank
