"""A scheme as plain values: what ships, what a page edits, and what is copied into a new version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .models import LevelScheme
from .rating import Terms, worth
from .states import (
    FEWEST_LEVELS,
    KNOWN,
    MOST_FACTORS,
    MOST_FLOORS,
    MOST_LEVELS,
    Colour,
    Rule,
    Shape,
)

YES, NO = gettext_noop("yes"), gettext_noop("no")


KEY = re.compile(r"[a-z0-9-]{1,30}")
# The fields of an assessment that are no factor's.
RESERVED = {"reason", "floors"}  # others hold an underscore, which no key has


@dataclass(frozen=True)
class LevelOutline:
    """One level; its rank is its place, the highest first."""

    mark: str
    name: str
    shape: str
    colour: str
    # The least count or product that gives it, where the rule counts or multiplies.
    least: int | None = None


@dataclass(frozen=True)
class GradeOutline:
    """One grade of a factor and what it looks like, the highest first."""

    mark: str
    text: str


@dataclass(frozen=True)
class FactorOutline:
    """One factor or criterion."""

    name: str
    grades: tuple[GradeOutline, ...]
    key: str = ""


@dataclass(frozen=True)
class FloorOutline:
    """A fact that sets the level at least at a rank; ticked where `known` is empty."""

    name: str
    rank: int
    known: str = ""


@dataclass(frozen=True)
class Outline:
    """A whole scheme."""

    name: str
    rule: str
    levels: tuple[LevelOutline, ...]
    factors: tuple[FactorOutline, ...]
    floors: tuple[FloorOutline, ...] = ()

    @property
    def terms(self) -> Terms:
        """What its rule goes by."""
        least = {
            rank: one.least for rank, one in enumerate(self.levels, 1) if one.least is not None
        }
        return Terms(self.rule, {one.key: len(one.grades) for one in self.factors}, least)

    @property
    def texts(self) -> list[str]:
        """Everything in it that a reader sees in his language."""
        texts = [self.name, *(level.name for level in self.levels)]
        for factor in self.factors:
            texts += [factor.name, *(grade.text for grade in factor.grades)]
        return texts + [floor.name for floor in self.floors]

    @property
    def scores(self) -> bool:
        """Whether the rule goes by a count or a product."""
        return self.rule in (Rule.COUNT, Rule.MATRIX)

    @property
    def most(self) -> int:
        """The highest count or product that can come out."""
        if self.rule == Rule.COUNT:
            return len(self.factors)
        product = 1
        for factor in self.factors:
            product *= worth(len(factor.grades), 1)
        return product


def outline_of(scheme: LevelScheme) -> Outline:
    """Read a scheme loaded `whole()` as plain values."""
    return Outline(
        name=scheme.name,
        rule=scheme.rule,
        levels=tuple(
            LevelOutline(one.mark, one.name, one.shape, one.colour, one.least)
            for one in scheme.levels.all()
        ),
        factors=tuple(
            FactorOutline(
                factor.name,
                tuple(GradeOutline(one.mark, one.text) for one in factor.anchors.all()),
                factor.key,
            )
            for factor in scheme.factors.all()
        ),
        floors=tuple(
            FloorOutline(one.name, one.level.rank, one.known) for one in scheme.floors.all()
        ),
    )


def settled(outline: Outline) -> Outline:
    """Fill in what follows from the rule: the grades' marks, yes and no, the lowest level's 0, keys."""
    levels = outline.levels
    if outline.scores and levels:
        levels = (*levels[:-1], replace(levels[-1], least=0))
    else:
        levels = tuple(replace(level, least=None) for level in levels)
    taken = {_key(factor.key) for factor in outline.factors}
    factors = tuple(
        replace(factor, grades=_grades(outline, factor), key=_key(factor.key) or _free(taken))
        for factor in outline.factors
    )
    return replace(outline, levels=levels, factors=factors)


def _key(key: str) -> str:
    """Keep a key that a factor had before, where it can name a field of the grid."""
    return key if KEY.fullmatch(key) and key not in RESERVED else ""


def _free(taken: set[str]) -> str:
    """Give a key that no factor has yet, and take it."""
    number = 1
    while f"factor-{number}" in taken:
        number += 1
    taken.add(f"factor-{number}")
    return f"factor-{number}"


def _grades(outline: Outline, factor: FactorOutline) -> tuple[GradeOutline, ...]:
    if outline.rule == Rule.MATRIX:
        return factor.grades
    if outline.rule == Rule.COUNT:
        text = factor.grades[0].text if factor.grades else ""
        return (GradeOutline(YES, text), GradeOutline(NO, ""))
    texts = [grade.text for grade in factor.grades]
    texts += [""] * (len(outline.levels) - len(texts))
    return tuple(
        GradeOutline(level.mark, text) for level, text in zip(outline.levels, texts, strict=False)
    )


def lacks_in(outline: Outline) -> list[str]:
    """Say all that keeps a settled outline from being put in force."""
    told = [*_level_lacks(outline), *_factor_lacks(outline), *_floor_lacks(outline)]
    return [*told, *_too_long(outline)]


def _too_long(outline: Outline) -> Iterator[str]:
    """Name every text that is longer than its field."""
    texts = [(outline.name, 100)]
    for level in outline.levels:
        texts += [(level.mark, 10), (level.name, 40)]
    for factor in outline.factors:
        texts.append((factor.name, 200))
        texts += [(grade.text, 500) for grade in factor.grades]
        texts += [(grade.mark, 20) for grade in factor.grades]
    texts += [(floor.name, 200) for floor in outline.floors]
    for text, most in texts:
        if len(text) > most:
            yield _("“%(text)s …” is too long; at most %(most)s characters.") % {
                "text": text[:20],
                "most": most,
            }


def _level_lacks(outline: Outline) -> Iterator[str]:
    levels = outline.levels
    if not outline.name:
        yield _("Give the scheme a name.")
    if not FEWEST_LEVELS <= len(levels) <= MOST_LEVELS:
        yield _("A scheme has two to five levels.")
    if not all(level.mark and level.name for level in levels):
        yield _("Give every level its mark and its word.")
    if len({level.mark for level in levels}) < len(levels):
        yield _("Two levels have the same mark. Give each its own.")
    if len({level.shape for level in levels}) < len(levels):
        yield _("Two levels have the same shape. Give each its own, so that colour is never alone.")
    if not all(level.shape in Shape and level.colour in Colour for level in levels):
        yield _("Choose a shape and a colour for every level.")
    if outline.scores:
        yield from _score_lacks(outline)


def _score_lacks(outline: Outline) -> Iterator[str]:
    least = [level.least for level in outline.levels]
    if None in least:
        yield _("Say for every level but the lowest from how many on it holds.")
        return
    if least != sorted(set(least), reverse=True):  # type: ignore[type-var]  # no None is left
        yield _("A higher level needs a higher number than the one below it.")
    if least and (least[0] or 0) > outline.most:
        yield _("The highest level is out of reach: at most %(most)s can come out.") % {
            "most": outline.most
        }


def _factor_lacks(outline: Outline) -> Iterator[str]:
    factors = outline.factors
    if not factors or not all(factor.name for factor in factors):
        yield _("Name at least one factor, and give every factor a name.")
    if len(factors) > MOST_FACTORS:
        yield _("A scheme has at most %(most)s factors.") % {"most": MOST_FACTORS}
    if len({factor.key for factor in factors}) < len(factors):
        yield _("Two factors are the same one. Remove one of them.")
    if len({factor.name for factor in factors}) < len(factors):
        yield _("Two factors have the same name.")
    if outline.rule == Rule.SINGLE and len(factors) != 1:
        yield _("By this rule there is exactly one factor.")
    if outline.rule == Rule.MATRIX and len(factors) != 2:
        yield _("By this rule there are exactly two factors, likelihood and harm.")
    if outline.rule != Rule.COUNT:
        yield from _grade_lacks(outline)


def _grade_lacks(outline: Outline) -> Iterator[str]:
    for factor in outline.factors:
        grades = factor.grades
        if not all(grade.mark and grade.text for grade in grades):
            yield _("“%(factor)s”: describe every grade, so that two raters mean the same.") % {
                "factor": _(factor.name) if factor.name else ""
            }
        if outline.rule == Rule.MATRIX and not FEWEST_LEVELS <= len(grades) <= MOST_LEVELS:
            yield _("“%(factor)s”: two to five grades.") % {
                "factor": _(factor.name) if factor.name else ""
            }


def _floor_lacks(outline: Outline) -> Iterator[str]:
    floors = outline.floors
    if not all(floor.name and 1 <= floor.rank <= len(outline.levels) for floor in floors):
        yield _("Say for every floor what it is and which level it sets.")
    if not all(floor.known in ("", *KNOWN) for floor in floors):
        yield _("Choose what a floor is known by.")
    if len(floors) > MOST_FLOORS:
        yield _("A scheme has at most %(most)s floors.") % {"most": MOST_FLOORS}
