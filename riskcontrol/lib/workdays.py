"""Chinese working days: weekends, public holidays and the weekend days worked in their stead.

The holiday data is the State Council's yearly notice as the chinesecalendar package carries it.
Outside its years Monday to Friday count, and a calculation says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import count, islice
from typing import Any, Self

from chinese_calendar.constants import holidays, workdays
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

DATA_BEGINS = date(min(holidays).year, 1, 1)
DATA_ENDS = date(max(holidays).year, 12, 31)
WEEKEND = gettext_noop("weekend")
# The package names holidays in English; these are the names it may give, for the translators.
HOLIDAYS = (
    gettext_noop("New Year's Day"),
    gettext_noop("Spring Festival"),
    gettext_noop("Tomb-sweeping Day"),
    gettext_noop("Labour Day"),
    gettext_noop("Dragon Boat Festival"),
    gettext_noop("Mid-autumn Festival"),
    gettext_noop("National Day"),
    gettext_noop("Anti-Fascist 70th Day"),
)


@dataclass(frozen=True)
class Calculation:
    """How a closing date came about: what was counted, what was not, and how far the data reached.

    `skipped` holds each day not counted with its reason, `made_up` the weekend days that were worked.
    """

    opens: date
    closes: date
    days: int
    skipped: tuple[tuple[date, str], ...]
    made_up: tuple[date, ...]
    beyond_data: bool
    data_ends: date

    def as_json(self) -> dict[str, Any]:
        """Give plain values, dates as ISO text, to be frozen with the period."""
        return {
            "opens": self.opens.isoformat(),
            "closes": self.closes.isoformat(),
            "days": self.days,
            "skipped": [[day.isoformat(), reason] for day, reason in self.skipped],
            "made_up": [day.isoformat() for day in self.made_up],
            "beyond_data": self.beyond_data,
            "data_ends": self.data_ends.isoformat(),
        }

    @classmethod
    def from_json(cls, frozen: dict[str, Any]) -> Self:
        """Read back what as_json gave, so that an old period is explained by the data of its time."""
        return cls(
            opens=date.fromisoformat(frozen["opens"]),
            closes=date.fromisoformat(frozen["closes"]),
            days=frozen["days"],
            skipped=tuple((date.fromisoformat(day), reason) for day, reason in frozen["skipped"]),
            made_up=tuple(date.fromisoformat(day) for day in frozen["made_up"]),
            beyond_data=frozen["beyond_data"],
            data_ends=date.fromisoformat(frozen["data_ends"]),
        )

    @property
    def sentences(self) -> list[str]:
        """Explain the closing date to a reader, a sentence a fact, in the language in force."""
        words = ngettext(
            "%(days)s working day from %(opens)s; the day of opening does not count.",
            "%(days)s working days from %(opens)s; the day of opening does not count.",
            self.days,
        )
        said = [words % {"days": self.days, "opens": date_format(self.opens)}]
        if self.skipped:
            said.append(_("Not counted: %(days)s.") % {"days": in_words(self.skipped)})
        if self.made_up:
            worked = tuple((day, "") for day in self.made_up)
            said.append(_("Worked in place of a holiday: %(days)s.") % {"days": in_words(worked)})
        if self.beyond_data:
            said.append(
                _("The holidays after %(day)s are not announced yet; Monday to Friday count.")
                % {"day": date_format(self.data_ends)}
            )
        return said

    def __str__(self) -> str:
        return reduce(followed_by, self.sentences)


def posting_period(opens: date, days: int) -> Calculation:
    """Fix the closing date of a period of so many working days; raises ValueError below one day."""
    if days < 1:
        raise ValueError(f"A period lasts at least one working day, not {days}.")
    return period_between(opens, add_workdays(opens, days))


def period_between(opens: date, closes: date) -> Calculation:
    """Explain a period whose two days are given, as one that a dossier brings."""
    passed = list(days_after(opens, closes))
    return Calculation(
        opens=opens,
        closes=closes,
        days=workdays_between(opens, closes),
        skipped=tuple((day, day_off(day)) for day in passed if not is_workday(day)),
        made_up=tuple(day for day in passed if is_workday(day) and day.weekday() >= 5),
        beyond_data=not (is_known(opens) and is_known(closes)),
        data_ends=DATA_ENDS,
    )


def is_workday(day: date) -> bool:
    """Say whether offices work on that day."""
    return not day_off(day)


def day_off(day: date) -> str:
    """Name why offices rest on that day (a holiday or the weekend, untranslated), "" if they do not."""
    if day in workdays:
        return ""
    return holidays.get(day) or (WEEKEND if day.weekday() >= 5 else "")


def is_known(day: date) -> bool:
    """Say whether the holidays of that day's year are in the data."""
    return DATA_BEGINS <= day <= DATA_ENDS


def add_workdays(day: date, n: int) -> date:
    """Give the n-th working day after a day, which itself does not count; 0 gives the day."""
    if n < 0:
        raise ValueError(f"Working days are counted forward, not {n}.")
    if n == 0:
        return day
    later = (day + timedelta(days=step) for step in count(1))
    return next(islice(filter(is_workday, later), n - 1, None))


def workdays_between(start: date, end: date) -> int:
    """Count the working days after the start, up to and with the end; 0 if the end is not later."""
    return sum(map(is_workday, days_after(start, end)))


def days_after(start: date, end: date) -> Iterator[date]:
    """Walk the calendar days after the start, up to and with the end."""
    return (start + timedelta(days=step) for step in range(1, (end - start).days + 1))


def months_after(day: date, n: int) -> date:
    """Give the same day n calendar months later, or that month's last day where it is shorter.

    Count a rhythm from its first day each time (n, 2n, 3n …): from a clipped day it would drift.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    following = date(years + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(years, month + 1, min(day.day, last))


def followed_by(first: str, second: str) -> str:
    """Put one sentence after another; Chinese needs no blank between them."""
    both = {"first": first, "second": second}
    return pgettext("two sentences", "%(first)s %(second)s") % both


def in_words(days: tuple[tuple[date, str], ...]) -> str:
    """Tell days and reasons for reading, neighbours of one reason as a stretch."""
    separator = pgettext("between items of a list", ", ")
    return separator.join(stretch_in_words(*stretch) for stretch in stretches(days))


def stretches(days: tuple[tuple[date, str], ...]) -> list[tuple[date, date, str]]:
    """Join neighbouring days of one reason into (first, last, reason)."""
    joined: list[tuple[date, date, str]] = []
    for day, reason in days:
        if joined and joined[-1][1:] == (day - timedelta(days=1), reason):
            joined[-1] = (joined[-1][0], day, reason)
        else:
            joined.append((day, day, reason))
    return joined


def stretch_in_words(first: date, last: date, reason: str) -> str:
    """Tell one stretch of days: "November 28 to November 29 (weekend)"."""
    # Django's own MONTH_DAY_FORMAT writes January as 01 in Chinese.
    form = pgettext("format of a day without its year", "F j")
    words = date_format(first, form)
    if last != first:
        end = date_format(last, form)
        words = _("%(first)s to %(last)s") % {"first": words, "last": end}
    if not reason:
        return words
    return _("%(days)s (%(reason)s)") % {"days": words, "reason": _(reason)}
