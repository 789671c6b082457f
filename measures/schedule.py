"""When measures fall due: pure rules over dates, nothing is written here.

Source of the rule: docs/architecture.md (what recurs falls due from the day it takes effect).
"""

import datetime
from collections.abc import Iterator
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from riskcontrol.lib.workdays import add_workdays, is_workday, months_after

from .models import Measure
from .states import MONTHS, Rhythm

# So far ahead occasions are made; each night brings the next ones.
MONTHS_AHEAD = 12
# Ten years of a monthly measure: more were never missed, a date is wrong.
MOST_AT_ONCE = 120


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


def days_ahead(
    measure: Measure, *, after: datetime.date | None, until: datetime.date
) -> list[datetime.date]:
    """Give the days on which what recurs falls due after one already scheduled, up to a day.

    A rhythm has no end: at most MOST_AT_ONCE days are given, the next ones follow from the last.
    """
    found: list[datetime.date] = []
    due_on = next_due(measure, after=after)
    while due_on and due_on <= until and len(found) < MOST_AT_ONCE:
        found.append(due_on)
        due_on = next_due(measure, after=due_on)
    return found


def check_start(measure: Measure, on: datetime.date, today: datetime.date) -> None:
    """Refuse a first day from which a measure would fall due too often at once, or too far away.

    Raises ValidationError that says what is wrong: only a slip of the pen gives such a day.
    """
    if on > months_after(today, MONTHS_AHEAD):
        words = _("%(day)s is more than a year ahead. Choose an earlier day.")
        raise ValidationError(words % {"day": date_format(on, "Y-m-d")})
    months = MONTHS.get(Rhythm(measure.rhythm)) if measure.rhythm else None
    if months and months_after(on, months * MOST_AT_ONCE) <= horizon(today):
        words = _(
            "From %(day)s on, “%(measure)s” would fall due more than %(count)s times at once. Choose "
            "a later day."
        )
        said = {"day": date_format(on, "Y-m-d"), "measure": measure, "count": MOST_AT_ONCE}
        raise ValidationError(words % said)


def horizon(today: datetime.date) -> datetime.date:
    """Give the day up to which occasions are made ahead: a year, and the rest that may follow its end."""
    return on_a_workday(months_after(today, MONTHS_AHEAD))
