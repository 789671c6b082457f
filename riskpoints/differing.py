"""Where the members of a sitting differ, and how far they agree, once everybody is in.

All of it is computed from a sitting loaded `whole()`, without further queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskcontrol.accounts.models import User
from riskcontrol.lib.workdays import followed_by

from .agreement import FEWEST_UNITS, RELIABLE, TENTATIVE, alpha, spread
from .hearing import factors, points, ranks_in, ranks_of, said_of
from .models import Anchor, Assessment, Factor, RiskPoint, Sitting
from .rating import deciding, rank_by


@dataclass(frozen=True)
class Compared:
    """One factor of a risk point: each member with his grade, and by how many grades they differ."""

    factor: Factor
    pairs: list[tuple[User, str]]
    spread: int

    @property
    def words(self) -> str:
        """By how many grades they differ; empty where they do not."""
        if not self.spread:
            return ""
        words = ngettext("%(count)s grade apart", "%(count)s grades apart", self.spread)
        return words % {"count": self.spread}


@dataclass(frozen=True)
class ComparedPoint:
    """A risk point with its factors, as the members graded them."""

    point: RiskPoint
    number: int
    rows: list[Compared]


@dataclass(frozen=True)
class Differences:
    """All grades of a sitting side by side, with the agreement in words."""

    raters: list[User]
    points: list[ComparedPoint]
    words: str


def differences_of(sitting: Sitting) -> Differences:
    """Set the grades of all members side by side."""
    raters = list({said.rater_id: said.rater for said in sitting.assessments.all()}.values())
    compared = [
        ComparedPoint(point, number, compare(sitting, point, raters))
        for number, point in enumerate(points(sitting), 1)
    ]
    return Differences(raters, compared, agreement_words(units_of(sitting)))


def compare(sitting: Sitting, point: RiskPoint, raters: Sequence[User]) -> list[Compared]:
    """Give for each factor what each member gave."""
    said = {one.rater_id: one for one in said_of(sitting, point)}
    rows = []
    for factor in factors(sitting):
        anchors = [_anchor(said.get(rater.pk), factor) for rater in raters]
        ranks = [anchor.rank for anchor in anchors if anchor]
        marks = [anchor.word if anchor else "—" for anchor in anchors]
        rows.append(Compared(factor, list(zip(raters, marks, strict=True)), spread(ranks)))
    return rows


def _anchor(said: Assessment | None, factor: Factor) -> Anchor | None:
    grades = said.grades.all() if said else ()
    return next((grade.anchor for grade in grades if grade.factor_id == factor.pk), None)


def units_of(sitting: Sitting) -> list[list[int]]:
    """Give what is compared: each factor of each risk point with the ranks that it got.

    Where factors have scales of different lengths, grades of two factors mean different things; then
    it is each risk point with the levels that its raters' grades come to.
    """
    terms = sitting.scheme.terms
    if len(set(terms.scales.values())) > 1:
        return [
            [rank_by(terms, ranks_in(said)) for said in said_of(sitting, point)]
            for point in points(sitting)
        ]
    return [
        [ranks_in(said)[factor.key] for said in said_of(sitting, point)]
        for point in points(sitting)
        for factor in factors(sitting)
    ]


def agreement_words(units: Sequence[Sequence[int]]) -> str:
    """Say in a sentence or two how far raters agree, or why there is nothing to say."""
    rated = [unit for unit in units if len(unit) > 1]
    if len(rated) < FEWEST_UNITS:
        words = ngettext(
            "Agreement: too few to say. %(count)s grading by two or more; it is told from "
            "%(fewest)s on.",
            "Agreement: too few to say. %(count)s gradings by two or more; it is told from "
            "%(fewest)s on.",
            len(rated),
        )
        return words % {"count": len(rated), "fewest": FEWEST_UNITS}
    figure = alpha(rated)
    if figure is None:
        return _(
            "Agreement: one and the same grade was given everywhere, so no figure can be told."
        )
    told = _(
        "Agreement α = %(figure)s (Krippendorff): 1 means that all graded alike, 0 that they agree "
        "no more than by chance."
    ) % {"figure": number_format(round(figure, 2), 2)}
    return followed_by(told, _advice(figure))


def _advice(figure: float) -> str:
    if figure >= RELIABLE:
        return _("Grades this close can be relied on.")
    if figure >= TENTATIVE:
        return _("Rely on them with caution.")
    return _("Read the descriptions of the grades together before you rely on them.")


def deciding_reasons(sitting: Sitting, point: RiskPoint) -> list[tuple[Factor, str, User]]:
    """Give why what decides a risk point's level was graded so, by whom it was graded highest."""
    ranks = ranks_of(sitting, point)
    keys = deciding(sitting.scheme.terms, ranks)
    return [
        (grade.factor, grade.reason, said.rater)
        for said in said_of(sitting, point)
        for grade in said.grades.all()
        if grade.factor.key in keys and grade.anchor.rank == ranks[grade.factor.key]
        if grade.reason
    ]
