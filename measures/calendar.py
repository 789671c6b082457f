"""A month of what falls due, day by day: read along an index, however many occasions there are.

Of each day a few are named and more are counted up to a bound; the list of the day shows all.
"""

import calendar
import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from riskcontrol.lib.firsts import firsts
from riskcontrol.lib.workdays import day_off

# So many of a day are named in the month; so far they are counted.
NAMED, COUNTED = 4, 99
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
EARLIEST, LATEST = 2000, 2100


@dataclass
class Day:
    """One day: why offices rest on it, what falls due, and how much in all."""

    date: datetime.date
    occasions: list[Any] = field(default_factory=list)
    reviews: list[Any] = field(default_factory=list)
    count: int = 0

    @property
    def rest(self) -> str:
        """Why offices rest, untranslated; empty on a working day."""
        return day_off(self.date)

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.occasions) - len(self.reviews)

    @property
    def is_beyond(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED


def month_in(typed: str, today: datetime.date) -> datetime.date:
    """Read a month as an address writes it, as its first day; this month where it says none."""
    found = MONTH.fullmatch(typed)
    if found and EARLIEST <= int(found[1]) <= LATEST and 1 <= int(found[2]) <= 12:
        return datetime.date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def neighbours(month: datetime.date) -> tuple[str, str]:
    """Name the months before and after, as an address writes them."""
    before = month - datetime.timedelta(days=1)
    after = month + datetime.timedelta(days=31)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"


def days_of(month: datetime.date) -> Iterator[datetime.date]:
    """Walk the days of a month."""
    last = calendar.monthrange(month.year, month.month)[1]
    return (month.replace(day=number) for number in range(1, last + 1))


def month_of(occasions: QuerySet, reviews: QuerySet, month: datetime.date) -> list[Day]:
    """Give each day of a month with what falls due on it, in at most four queries."""
    days = {date: Day(date) for date in days_of(month)}
    for name, found in (("occasions", occasions), ("reviews", reviews)):
        for date, (rows, count) in _by_day(found, days).items():
            setattr(days[date], name, rows)
            days[date].count += count
    return list(days.values())


def _by_day(found: QuerySet, days: Iterable[datetime.date]) -> dict[datetime.date, Any]:
    """Give for each day the first of its rows, loaded, and how many there are up to the bound."""
    dates = list(days)
    some = firsts(
        found.filter(due_on=date).order_by().values_list("pk")[: COUNTED + 1] for date in dates
    )
    ids: dict[datetime.date, list[int]] = defaultdict(list)
    for number, pk in some:
        ids[dates[number]].append(pk)
    named = {date: sorted(pks)[:NAMED] for date, pks in ids.items()}
    wanted = [pk for pks in named.values() for pk in pks]
    rows = (
        {one.pk: one for one in found.model.objects.filter(pk__in=wanted).for_list()}
        if wanted
        else {}
    )
    return {date: ([rows[pk] for pk in named[date]], len(ids[date])) for date in ids}


def weeks_of(days: list[Day]) -> list[list[Day | None]]:
    """Lay the days of a month out in weeks from Monday on; None where another month's day would stand."""
    before = days[0].date.weekday()
    cells = [None] * before + days
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
