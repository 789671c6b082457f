"""What measures are held against, and what was read on an occasion."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Indicator, Measure, Occasion, Reading
from measures.permissions.indicators import can_be_spared, can_keep_indicators
from measures.states import MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record

MOST = 10


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
            _leave_no_others_without(master)
            master.delete()
        return
    master = master or Indicator(measure=measure, is_master=True)
    master.name, master.unit = held.name, held.unit
    master.baseline, master.target = held.baseline, held.target
    master.full_clean()
    master.save()


def _leave_no_others_without(master: Indicator) -> None:
    if not (spared := can_be_spared(master)):
        raise ValidationError(spared.reason)


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


@transaction.atomic
def add_indicator(
    *, measure: Measure, held: Held, is_master: bool = False, because: str = "", by: User
) -> Indicator:
    """Hold a measure against one indicator more; the first one of a measure is its master.

    Raises ValidationError where it has many already, or is in force and no reason is given.
    """
    measure = _held_for(measure, by, because)
    there = measure.indicators.filter(ended_on=None)
    if there.count() >= MOST:
        raise ValidationError(_("At most %(count)s indicators a measure.") % {"count": MOST})
    last = measure.indicators.aggregate(last=Max("order"))["last"]
    indicator = Indicator(measure=measure, order=0 if last is None else last + 1)
    is_first = not there.filter(is_master=True).exists()
    _write(indicator, held, is_master=is_master or is_first)
    _record("indicator.add", indicator, by, because, indicator=_told(indicator))
    return indicator


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, held: Held, is_master: bool = False, because: str = "", by: User
) -> Indicator:
    """Change an indicator, make it the master one, or take up again one that had ended.

    What was read on it was read under its name and unit, so these stay from then on. Raises
    ValidationError for them, and where the measure is in force and no reason is given. Where no other
    is the master, it is.
    """
    measure = _held_for(indicator.measure, by, because)
    indicator = measure.indicators.get(pk=indicator.pk)
    was = _told(indicator)
    if indicator.has_readings and (held.name, held.unit) != (indicator.name, indicator.unit):
        words = _("It was read under this name and unit; add another indicator instead.")
        raise ValidationError({"name": words})
    indicator.ended_on = None
    is_alone = not measure.indicators.filter(is_master=True).exclude(pk=indicator.pk).exists()
    _write(indicator, held, is_master=is_master or is_alone)
    _record("indicator.change", indicator, by, because, was=was, indicator=_told(indicator))
    return indicator


@transaction.atomic
def remove_indicator(*, indicator: Indicator, because: str = "", by: User) -> None:
    """Take an indicator away; one on which something was read ends and stays with what was read.

    Raises ValidationError for the master while there are others: one of them becomes it first.
    """
    measure = _held_for(indicator.measure, by, because)
    indicator = measure.indicators.get(pk=indicator.pk)
    if indicator.is_master:
        _leave_no_others_without(indicator)
    if not indicator.has_readings:
        _record("indicator.remove", indicator, by, because, indicator=_told(indicator))
        indicator.delete()
        return
    indicator.is_master, indicator.ended_on = False, timezone.localdate()
    indicator.save()
    _record("indicator.end", indicator, by, because, indicator=_told(indicator))


def _held_for(measure: Measure, by: User, because: str) -> Measure:
    """Lock a measure whose indicators somebody changes; an open form of it is out of date from then on."""
    measure = Measure.objects.select_for_update(of=("self",)).whole().get(pk=measure.pk)
    can_keep_indicators(by, measure).enforce()
    if measure.state == MeasureState.IN_FORCE:
        if not because.strip():
            raise ValidationError({"because": _("The measure is in force: say why.")})
        return measure
    measure.row_version += 1
    measure.save(update_fields=["row_version"])
    measure.written_by.add(by)
    return measure


def _write(indicator: Indicator, held: Held, *, is_master: bool) -> None:
    indicator.name, indicator.unit = held.name, held.unit
    indicator.baseline, indicator.target = held.baseline, held.target
    if is_master:
        others = indicator.measure.indicators.exclude(pk=indicator.pk)
        others.filter(is_master=True).update(is_master=False)
    indicator.is_master = is_master
    indicator.full_clean()
    indicator.save()


def _told(indicator: Indicator) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "baseline": str(indicator.baseline),
        "target": str(indicator.target),
        "master": indicator.is_master,
    }


def _record(verb: str, kept: Indicator, by: User, because: str, **said: Any) -> None:
    record(verb=verb, target=kept.measure, by=by, because=because.strip(), **said)
