"""A risk point's three levels: as it was ruled, as it is expected to be, as it was verified."""

from collections.abc import Mapping
from dataclasses import dataclass

from .hearing import level_at
from .models import (
    ExpectedLevel,
    Level,
    PlannedLevel,
    RiskPoint,
    Ruling,
    Sitting,
    VerifiedLevel,
)


@dataclass(frozen=True)
class Stages:
    """Initial, planned and verified (初始、预期、核验); each is None where there is none."""

    initial: Level | None = None
    planned: PlannedLevel | None = None
    verified: VerifiedLevel | None = None
    # What the section expects, before the committee rules.
    expected: ExpectedLevel | None = None

    @property
    def now(self) -> Level | None:
        """The level that counts where verified levels count: the verified one, else the initial."""
        return self.verified.level if self.verified else self.initial

    @property
    def goes_lower(self) -> bool:
        """Whether a lower level was planned than the one that was ruled."""
        return bool(self.initial and self.planned and self.planned.rank > self.initial.rank)


def stages_of(point: RiskPoint) -> Stages:
    """Give a risk point's levels; costs no query where they are loaded (querysets.STAGES).

    A verified level goes with the ruling it fell from: a later ruling begins anew.
    """
    ruling = point.ruling
    if ruling is None:
        return Stages(expected=expected_of(point))
    return Stages(ruling.level, plan_of(ruling), verified_of(point))


def expected_of(point: RiskPoint) -> ExpectedLevel | None:
    """Give what the section expects on its worksheet, if it says so."""
    return getattr(point, "expected", None)


def plan_of(ruling: Ruling) -> PlannedLevel | None:
    """Give what the committee expects of a ruling's level, if it says so."""
    return getattr(ruling, "plan", None)


def verified_of(point: RiskPoint) -> VerifiedLevel | None:
    """Give the verified level that stands, None where none does or a later ruling was made."""
    verified: VerifiedLevel | None = getattr(point, "verified", None)
    return verified if verified and verified.ruling_id == point.ruling_id else None


def show_expected(point: RiskPoint, levels: Mapping[int, Level]) -> None:
    """Put the scheme's level to what the section expects, for pages that show it."""
    if expected := expected_of(point):
        expected.level = levels.get(expected.rank)


def plan_in(sitting: Sitting, point: RiskPoint) -> PlannedLevel | None:
    """Give what is planned in a sitting loaded `whole()`: what was ruled, else what the chair said."""
    return next((plan for plan in sitting.plans.all() if plan.risk_point_id == point.pk), None)


def expected_in(sitting: Sitting, point: RiskPoint) -> ExpectedLevel | None:
    """Give what the section expects, with the level of the sitting's scheme."""
    expected = expected_of(point)
    if expected:
        expected.level = level_at(sitting.scheme, expected.rank)
    return expected
