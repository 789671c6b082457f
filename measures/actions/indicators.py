"""What measures are held against, and what was read on an occasion."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from measures.models import Indicator, Measure, Occasion, Reading


@dataclass(frozen=True)
class Held:
    """An indicator as it is written: its name and unit, where it stood, where it shall stand."""

    name: str
    unit: str
    baseline: Decimal
    target: Decimal


def set_master(measure: Measure, held: Held | None) -> None:
    """Write a measure's master indicator, or take it away; whoever writes the measure asks who may."""
    master = measure.indicators.filter(is_master=True).first()
    if held is None:
        if master:
            master.delete()
        return
    master = master or Indicator(measure=measure, is_master=True)
    master.name, master.unit = held.name, held.unit
    master.baseline, master.target = held.baseline, held.target
    master.full_clean()
    master.save()


def master_of(measure: Measure) -> Held | None:
    """Give a measure's master indicator as it is written."""
    found = next((one for one in measure.indicators.all() if one.is_master), None)
    return Held(found.name, found.unit, found.baseline, found.target) if found else None


def keep_readings(occasion: Occasion, values: Mapping[Indicator, Decimal]) -> dict[str, str]:
    """Write what indicators stood at on an occasion that is reported done; gives what the ledger keeps."""
    occasion.readings.all().delete()
    for indicator, value in values.items():
        reading = Reading(occasion=occasion, indicator=indicator, value=value)
        reading.full_clean()
        reading.save()
    return {str(indicator): str(value) for indicator, value in values.items()}
