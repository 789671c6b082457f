"""What the pages on a body's schemes show: versions with their use, an editor's rows, the matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Count, Q, QuerySet

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import COMMITTEE
from riskpoints.models import Level, LevelScheme
from riskpoints.outlines import FactorOutline, FloorOutline, GradeOutline, LevelOutline, Outline
from riskpoints.rating import reached, worth
from riskpoints.states import MOST_FACTORS, MOST_FLOORS, MOST_LEVELS, Rule


def bodies_of(user: User) -> QuerySet[Unit]:
    """Give the bodies in whose committee a person sits."""
    ids = [seat.unit_id for seat in user.seats if seat.role in COMMITTEE]
    return Unit.objects.within(ids).bodies().order_by("code")


def versions_of(body: Unit) -> list[LevelScheme]:
    """List a body's versions, the newest first, each with `rulings` (made by it) and `sittings`."""
    return list(
        LevelScheme.objects.filter(body=body)
        .select_related("in_force_by")
        .annotate(
            rulings=Count("levels__rulings", distinct=True),
            open_sittings=Count("sittings", Q(sittings__closed_at=None), distinct=True),
        )
        .order_by("-number")
    )


@dataclass(frozen=True)
class Matrix:
    """Likelihood × harm as a table: its two factors, and the level of every pair of grades."""

    rows: str
    columns: str
    heads: list[str]
    lines: list[tuple[str, list[tuple[int, Level]]]]


def matrix_of(scheme: LevelScheme) -> Matrix | None:
    """Lay a scheme's matrix out; None where it goes by another rule."""
    factors = list(scheme.factors.all())
    if scheme.rule != Rule.MATRIX or len(factors) != 2:
        return None
    levels = {level.rank: level for level in scheme.levels.all()}
    terms, (down, across) = scheme.terms, factors
    lines = []
    for one in down.anchors.all():
        points = [
            worth(terms.scales[down.key], one.rank) * worth(terms.scales[across.key], other.rank)
            for other in across.anchors.all()
        ]
        lines.append((one.word, [(each, levels[reached(terms.least, each)]) for each in points]))
    heads = [other.word for other in across.anchors.all()]
    return Matrix(str(down), str(across), heads, lines)


def padded(outline: Outline) -> dict[str, Any]:
    """Give an outline's rows for the editor: one empty row more of each, as far as there is room."""
    room = {Rule.SINGLE: 1, Rule.MATRIX: 2}.get(Rule(outline.rule), MOST_FACTORS)
    factors = _more(outline.factors, FactorOutline("", ()), room)
    return {
        "levels": _more(outline.levels, LevelOutline("", "", "", ""), MOST_LEVELS),
        "factors": [(one, _grades(outline, one)) for one in factors],
        "floors": _more(outline.floors, FloorOutline("", 1), MOST_FLOORS),
    }


def _more[T](rows: Sequence[T], empty: T, most: int) -> list[T]:
    return [*rows, empty] if len(rows) < most else list(rows)


def _grades(outline: Outline, factor: FactorOutline) -> list[GradeOutline]:
    """Give the rows of a factor's grades: one a level, one for a criterion, its own in a matrix.

    What was typed for another rule is kept in rows of its own.
    """
    if outline.rule == Rule.MATRIX:
        return _more(factor.grades, GradeOutline("", ""), MOST_LEVELS)
    marks = [""] if outline.rule == Rule.COUNT else [level.mark for level in outline.levels]
    texts = [grade.text for grade in factor.grades]
    return [GradeOutline(*pair) for pair in zip_longest(marks, texts, fillvalue="")]
