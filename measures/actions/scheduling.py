"""The calendar is kept a year ahead, and what has lapsed leaves it."""

import datetime
from collections.abc import Collection

from django.db import transaction

from measures.models import Measure, Occasion
from measures.models.occasions import kept_of
from measures.schedule import days_ahead, first_due, horizon
from measures.states import MONTHS

BATCH = 500


def schedule_first(measure: Measure) -> Occasion | None:
    """Make a measure's first occasion, none where it waits for a case or its day has passed before."""
    due_on = first_due(measure)
    if due_on is None:
        return None
    return measure.occasions.get_or_create(due_on=due_on, defaults=kept_of(measure))[0]


def schedule_ahead(today: datetime.date) -> int:
    """Make what is missing of the year ahead of today, for each measure in force that recurs.

    Gives the number of occasions made. Running it twice, or on two machines, makes nothing twice.
    """
    recurring = Measure.objects.in_force().filter(rhythm__in=MONTHS).with_last_due()
    made, batch = 0, []
    for measure in recurring.order_by("pk").iterator(chunk_size=BATCH):
        batch += missing_of(measure, today)
        if len(batch) >= BATCH:
            made, batch = made + _make(batch), []
    return made + _make(batch)


def missing_of(measure: Measure, today: datetime.date) -> list[Occasion]:
    """Give the occasions, not saved, that a measure loaded with_last_due() lacks up to a year ahead."""
    days = days_ahead(measure, after=measure.last_due, until=horizon(today))
    return [Occasion.of(measure, day) for day in days]


@transaction.atomic
def _make(batch: Collection[Occasion]) -> int:
    """Save occasions and give how many there are more."""
    days = {(one.measure_id, one.due_on) for one in batch}
    there = Occasion.objects.filter(
        measure__in={pk for pk, _day in days}, due_on__in={d for _pk, d in days}
    )
    known = set(there.values_list("measure", "due_on"))
    new = [one for one in batch if (one.measure_id, one.due_on) not in known]
    Occasion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def lapse(measures: Collection[Measure]) -> int:
    """Take out of the calendar what ended measures have not been carried out for; gives how many."""
    undone = Occasion.objects.filter(measure__in=measures, done_at=None)
    return undone.update(lapsed=True)
