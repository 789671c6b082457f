"""What a unit's page shows: what is below it, and the level of each part, from one query of levels."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import QuerySet

from powers.models import Power
from riskcontrol.accounts.models import Position, Unit
from riskpoints.peaks import Peak, peaks_of, whole_of


@dataclass(frozen=True)
class Part:
    """A unit, a power or a position, with its level."""

    thing: Unit | Power | Position
    peak: Peak


@dataclass(frozen=True)
class Standing:
    """A unit's level, and the level of each part of it."""

    whole: Peak
    units: list[Part]
    powers: list[Part]
    positions: list[Part]


def standing_of(
    unit: Unit, *, powers: Page, positions: list[Position], by_verified: bool = False
) -> Standing:
    """Give the levels of a unit, of the units right below it, of a page of its powers and its positions.

    One query tells what is below it, one the levels.
    """
    below = list(Unit.objects.below(unit).order_by("order", "pk"))
    peaks = peaks_of(
        units=[one.pk for one in below],
        powers=[power.pk for power in powers],
        positions=[position.pk for position in positions],
        by_verified=by_verified,
    )
    own, of_power = peaks.get("unit", {}), peaks.get("power", {})
    of_position = peaks.get("position", {})
    return Standing(
        whole=whole_of(own.values()),
        units=[
            Part(one, whole_of(own[pk] for pk in ids_below(one, below) if pk in own))
            for one in below
            if one.parent_id == unit.pk
        ],
        powers=[Part(power, of_power.get(power.pk, Peak())) for power in powers],
        positions=[Part(one, of_position.get(one.pk, Peak())) for one in positions],
    )


def ids_below(unit: Unit, known: list[Unit]) -> list[int]:
    """Give the ids of a unit and of its children among those that are known."""
    return [one.pk for one in known if unit.pk in {one.pk, one.parent_id}]


def powers_of(unit: Unit) -> QuerySet[Power]:
    """Give the powers of a unit and of all below it, in their order."""
    powers = Power.objects.filter(section__in=Unit.objects.below(unit)).order_by("order", "pk")
    return powers.select_related("section", "flowchart")


def positions_of(unit: Unit) -> list[Position]:
    """Give a unit's own positions; those of its sections stand on the sections' pages."""
    return list(unit.positions.select_related("body"))
