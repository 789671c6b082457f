"""A level told in a sentence: which factor decided it, what the others give, who changed it and why."""

from collections.abc import Sequence
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.lib.workdays import followed_by

from .models import Assessment, Grade, Ruling, RulingGrade
from .rating import is_lowering
from .states import RulingSource


def explain(rated: Ruling | Assessment) -> str:
    """Say in the reader's language why a ruling or an assessment has its level.

    Costs no query where `grades__factor` and `grades__level` are loaded (a ruling's `level`,
    `ruled_by` and `second` too).
    """
    if isinstance(rated, Assessment):
        return because(list(rated.grades.all()))
    grades = list(rated.grades.all())
    sentences = [because(grades) if grades else _given(rated), _departure(rated)]
    if rated.source == RulingSource.DOSSIER:
        sentences.append(_("Taken over from a dossier."))
    return reduce(followed_by, filter(None, sentences))


def because(grades: Sequence[Grade | RulingGrade]) -> str:
    """Say what level these grades give, and which of the factors decide it."""
    top = min(grade.level.rank for grade in grades)
    decide = [grade for grade in grades if grade.level.rank == top]
    rest = [grade for grade in grades if grade.level.rank > top]
    marks = {grade.level.rank: grade.level.mark for grade in rest}
    return patterns()[pattern_of(len(decide), len(rest))] % {
        "level": decide[0].level.mark,
        "factors": pgettext("between factors", " and ").join(
            named(str(grade.factor)) for grade in decide
        ),
        "others": pgettext("between levels", " or ").join(marks[rank] for rank in sorted(marks)),
    }


def pattern_of(deciding: int, rest: int) -> str:
    """Name the pattern for so many factors that decide and so many others; sitting.js does the same."""
    if not rest:
        return "equal"
    return f"{'one' if deciding == 1 else 'several'}-{'one' if rest == 1 else 'several'}"


def patterns() -> dict[str, str]:
    """Give the sentences in the reader's language, for here and for the page that tells it live."""
    return {
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
    }


def live_patterns() -> dict[str, str]:
    """Give the patterns with {level}, {factors} and {others} left open, and the joining words."""
    blanks = {name: f"{{{name}}}" for name in ("level", "factors", "others")}
    return {name: text % blanks for name, text in patterns().items()} | {
        "and": pgettext("between factors", " and "),
        "or": pgettext("between levels", " or "),
        "missing": _("The level follows when every factor has a grade."),
    }


def named(factor: str) -> str:
    """Give a factor's name as it stands inside a sentence."""
    return _("the %(factor)s") % {"factor": factor[:1].lower() + factor[1:]}


def _given(ruling: Ruling) -> str:
    return _("Level %(level)s.") % {"level": ruling.level.mark}


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
