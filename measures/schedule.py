"""When measures fall due: pure rules over dates, nothing is written here.

Source of the rule: docs/architecture.md (what recurs falls due from the day it takes effect).
"""

import datetime
from collections.abc import Iterator
from itertools import count

from riskcontrol.lib.workdays import add_workdays, is_workday, months_after

from .models import Measure
from .states import MONTHS, Rhythm


def first_due(measure: Measure) -> datetime.date | None:
    """Give the first day a measure in force is due, None where it waits for a case.

    A day that had passed before a dossier brought the measure makes no occasion: it is history.
    """
    return next_due(measure, after=None)


def next_due(measure: Measure, *, after: datetime.date | None) -> datetime.date | None:
    """Give the day it is due next after a day already scheduled, None where there is none.

    What recurs falls due on a working day; a day that somebody named stays as he named it.
    """
    if measure.in_force_from is None:
        return None
    if measure.due_on:
        is_history = measure.imported and measure.due_on < measure.in_force_from
        return None if after or is_history else measure.due_on
    months = MONTHS.get(Rhythm(measure.rhythm))
    if months is None:
        return None
    days = due_days(measure.in_force_from, months)
    return next(on_a_workday(day) for day in days if after is None or day > after)


def on_a_workday(day: datetime.date) -> datetime.date:
    """Give the day itself, or the first working day after it where offices rest on it.

    A rest is never as long as the shortest rhythm, so no two days of one fall together.
    """
    return day if is_workday(day) else add_workdays(day, 1)


def due_days(start: datetime.date, months: int) -> Iterator[datetime.date]:
    """Count a rhythm from its first day each time, so that the end of a month does not drift."""
    return (months_after(start, n * months) for n in count(1))
