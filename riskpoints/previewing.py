"""What a draft scheme would make of risk points ruled already. Nothing is written, no ruling changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from .hearing import level_at, powers_of
from .models import Level, LevelScheme, RiskPoint, Ruling
from .querysets import RULED_BY
from .rating import rank_by

LOOKED_AT = 50


@dataclass(frozen=True)
class Change:
    """A ruled risk point, its level, and the one the draft would give.

    `then` is None where the draft asks for grades that nobody has given yet.
    """

    point: RiskPoint
    now: Level
    then: Level | None

    @property
    def changes(self) -> bool:
        """Whether it would get a level that looks another one."""
        return self.then is not None and self.then.look != self.now.look


def preview(scheme: LevelScheme) -> list[Change]:
    """Rate the body's risk points ruled last, at most 50, by a scheme loaded `whole()`.

    It goes by the grades that prevailed and the floors that held then, matched by factor and by
    name, and by what is known of the power now; lowerings and raisings of the committee are left out.
    """
    points = (
        RiskPoint.objects.filter(body=scheme.body)
        .ruled()
        .order_by("-ruling__ruled_on", "-ruling__pk")
        .select_related("power", "section__parent")
        .prefetch_related(*RULED_BY, "worksheet__flowchart__powers")
    )
    rated = [(point, point.ruling) for point in points[:LOOKED_AT]]
    return [
        Change(point, ruling.level, level_by(scheme, point, ruling))
        for point, ruling in rated
        if ruling
    ]


def level_by(scheme: LevelScheme, point: RiskPoint, ruling: Ruling) -> Level | None:
    """Give the level a scheme makes of a ruling's grades; None where they are not the ones it asks for."""
    grades = {grade.factor.key: (str(grade.factor), grade.anchor) for grade in ruling.grades.all()}
    ranks = {}
    for factor in scheme.factors.all():
        name, anchor = grades.get(factor.key, ("", None))
        same = anchor and name == str(factor) and len(factor.anchors.all()) >= anchor.rank
        if not same or not anchor:
            return None
        ranks[factor.key] = anchor.rank
    floors = floors_by(scheme, point, ruling)
    return level_at(scheme, rank_by(scheme.terms, ranks, floors))


def floors_by(scheme: LevelScheme, point: RiskPoint, ruling: Ruling) -> Sequence[int]:
    """Give the ranks of the scheme's floors that held at a ruling, or are known of the power."""
    held = {str(floor) for floor in ruling.floors.all()}
    powers = powers_of(point.worksheet, point)
    return [
        floor.level.rank
        for floor in scheme.floors.all()
        if (not floor.known and str(floor) in held)
        or any(
            floor.holds_of(category=one.category, fee=one.fee, is_withheld=one.is_withheld)
            for one in powers
        )
    ]
