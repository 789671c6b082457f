"""A level told in a sentence: which factor decided it, what the others give, who changed it and why."""

from collections.abc import Sequence
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.lib.workdays import followed_by

from .models import Assessment, Floor, Grade, LevelScheme, Ruling, RulingGrade
from .rating import is_lowering, ruled, score, worth
from .states import Rule, RulingSource

# What the sentences leave open.
BLANKS = ("level", "factors", "others", "count", "all", "product", "points", "floor")


def explain(
    rated: Ruling | Assessment, scheme: LevelScheme | None = None, known: Sequence[Floor] = ()
) -> str:
    """Say in the reader's language why a ruling or an assessment has its level.

    Costs no query where the grades with their factors and anchors, the floors with their levels and
    the scheme are loaded (a ruling's `level__scheme`, `ruled_by` and `second` too). `scheme` is the
    sitting's, `known` the floors known of the power beside those that a rater ticked.
    """
    grades: list[Grade | RulingGrade] = list(rated.grades.all())
    floors = list(rated.floors.all())
    if isinstance(rated, Assessment):
        return because(grades, scheme or rated.sitting.scheme, [*known, *floors])
    told = because(grades, scheme or rated.level.scheme, floors) if grades else _given(rated)
    sentences = [told, _departure(rated)]
    if rated.source == RulingSource.DOSSIER:
        sentences.append(_("Taken over from a dossier."))
    return reduce(followed_by, filter(None, sentences))


def reasons_in(assessment: Assessment) -> list[str]:
    """Give what a rater wrote, each reason once with the factors it is about.

    One from before reasons stood at the grades is about all that decides, and names no factor.
    """
    about: dict[str, list[str]] = {}
    for grade in assessment.grades.all():
        if grade.reason:
            about.setdefault(grade.reason, []).append(str(grade.factor))
    comma = pgettext("between items of a list", ", ")
    words = _("%(factors)s: %(reason)s")
    told = [words % {"factors": comma.join(names), "reason": text} for text, names in about.items()]
    return [*told, assessment.reason] if assessment.reason else told


def because(
    grades: Sequence[Grade | RulingGrade], scheme: LevelScheme, floors: Sequence[Floor] = ()
) -> str:
    """Say what level these grades give by a scheme's rule, why, and which floors hold."""
    ranks = {grade.factor.key: grade.anchor.rank for grade in grades}
    told = {Rule.COUNT: _by_count, Rule.MATRIX: _by_matrix}.get(Rule(scheme.rule), _by_highest)
    level = _mark_of(scheme, ruled(scheme.terms, ranks))
    sentences = [told(grades, scheme, level), *(at_least(floor) for floor in floors)]
    return reduce(followed_by, sentences)


def at_least(floor: Floor) -> str:
    """Say which level a floor sets."""
    return patterns()["floor"] % {"level": floor.level.mark, "floor": floor}


def _mark_of(scheme: LevelScheme, rank: int) -> str:
    return next(level.mark for level in scheme.levels.all() if level.rank == rank)


def _by_highest(grades: Sequence[Grade | RulingGrade], _scheme: LevelScheme, level: str) -> str:
    top = min(grade.anchor.rank for grade in grades)
    decide = [grade for grade in grades if grade.anchor.rank == top]
    rest = [grade for grade in grades if grade.anchor.rank > top]
    marks = {grade.anchor.rank: grade.anchor.word for grade in rest}
    return patterns()[pattern_of(len(decide), len(rest))] % {
        "level": level,
        "factors": pgettext("between factors", " and ").join(
            named(str(grade.factor)) for grade in decide
        ),
        "others": pgettext("between levels", " or ").join(marks[rank] for rank in sorted(marks)),
    }


def _by_count(grades: Sequence[Grade | RulingGrade], scheme: LevelScheme, level: str) -> str:
    names = [str(grade.factor) for grade in grades if grade.anchor.rank == 1]
    return patterns()["met" if names else "none-met"] % {
        "level": level,
        "count": len(names),
        "all": len(grades),
        "factors": pgettext("between items of a list", ", ").join(names),
    }


def _by_matrix(grades: Sequence[Grade | RulingGrade], scheme: LevelScheme, level: str) -> str:
    terms = scheme.terms
    ranks = {grade.factor.key: grade.anchor.rank for grade in grades}
    points = [
        f"{grade.factor} {worth(terms.scales[grade.factor.key], grade.anchor.rank)}"
        for grade in grades
    ]
    words = {"level": level, "product": " × ".join(points), "points": score(terms, ranks)}
    return patterns()["product"] % words


def pattern_of(deciding: int, rest: int) -> str:
    """Name the pattern for so many factors that decide and so many others; sitting.js does the same."""
    if not rest:
        return "only" if deciding == 1 else "equal"
    return f"{'one' if deciding == 1 else 'several'}-{'one' if rest == 1 else 'several'}"


def patterns() -> dict[str, str]:
    """Give the sentences in the reader's language, for here and for the page that tells it live."""
    return {
        "only": _("Level %(level)s, because %(factors)s is %(level)s."),
        "equal": _("Level %(level)s, because every factor is %(level)s."),
        "one-one": _(
            "Level %(level)s, because %(factors)s is %(level)s; the other gives %(others)s."
        ),
        "one-several": _(
            "Level %(level)s, because %(factors)s is %(level)s; the others give %(others)s."
        ),
        "several-one": _(
            "Level %(level)s, because %(factors)s are %(level)s; the other gives %(others)s."
        ),
        "several-several": _(
            "Level %(level)s, because %(factors)s are %(level)s; the others give %(others)s."
        ),
        "met": _("Level %(level)s, because %(count)s of %(all)s criteria are met: %(factors)s."),
        "none-met": _("Level %(level)s, because none of %(all)s criteria is met."),
        "product": _("Level %(level)s, because %(product)s = %(points)s."),
        "floor": _("At least level %(level)s: %(floor)s."),
    }


def live_patterns() -> dict[str, str]:
    """Give the patterns with {level}, {factors} and the like left open, and the joining words."""
    blanks = {name: f"{{{name}}}" for name in BLANKS}
    return {name: text % blanks for name, text in patterns().items()} | {
        "and": pgettext("between factors", " and "),
        "or": pgettext("between levels", " or "),
        "comma": pgettext("between items of a list", ", "),
        "space": followed_by("", ""),
        "missing": _("The level follows when every factor has a grade."),
    }


def named(factor: str) -> str:
    """Give a factor's name as it stands inside a sentence."""
    return _("the %(factor)s") % {"factor": factor[:1].lower() + factor[1:]}


def _given(ruling: Ruling) -> str:
    """Tell a level that came without grades; the reason says how it came about elsewhere."""
    level = _("Level %(level)s.") % {"level": ruling.level.mark}
    same = ruling.rank == ruling.highest_rank
    return followed_by(level, ruling.reason) if same and ruling.reason else level


def _departure(ruling: Ruling) -> str:
    if ruling.rank == ruling.highest_rank:
        return ""
    words = {
        "level": ruling.level.mark,
        "person": ruling.ruled_by,
        "second": ruling.second,
        "reason": ruling.reason,
    }
    return _departures(ruling) % words


def _departures(ruling: Ruling) -> str:
    lowered = is_lowering(rank=ruling.rank, highest_rank=ruling.highest_rank)
    if ruling.ruled_by is None:
        return (
            _("Lowered to level %(level)s: %(reason)s")
            if lowered
            else _("Raised to level %(level)s: %(reason)s")
        )
    if lowered:
        return _("Lowered to level %(level)s by %(person)s and %(second)s: %(reason)s")
    return _("Raised to level %(level)s by %(person)s: %(reason)s")
