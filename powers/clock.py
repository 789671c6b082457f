"""By when a comment is answered: so many working days after it came in, however it came in."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from riskcontrol.lib.workdays import add_workdays, workdays_between

# So many working days before its time a comment counts as pressing.
SOON_DAYS = 2


@dataclass(frozen=True)
class Clock:
    """The last day for an answer, and how far off it is today, in working days."""

    due_on: datetime.date
    days_left: int
    days_late: int

    @property
    def is_late(self) -> bool:
        """Whether at least one working day has passed since."""
        return self.days_late > 0

    @property
    def is_soon(self) -> bool:
        """Whether it is pressing: within two working days, or late."""
        return self.days_left <= SOON_DAYS

    @property
    def words(self) -> str:
        """Say it in a few words."""
        if self.is_late:
            words = ngettext(
                "%(days)s working day overdue", "%(days)s working days overdue", self.days_late
            )
            return words % {"days": self.days_late}
        day = date_format(self.due_on, pgettext("format of a day without its year", "F j"))
        if not self.days_left:
            return _("answer due on %(day)s") % {"day": day}
        left = {"days": self.days_left, "day": day}
        words = ngettext(
            "%(days)s working day left, until %(day)s",
            "%(days)s working days left, until %(day)s",
            self.days_left,
        )
        return words % left


def clock_of(received_on: datetime.date, answer_days: int, today: datetime.date) -> Clock:
    """Set the clock of a comment; the day it came in does not count."""
    due_on = due_day(received_on, answer_days)
    return Clock(due_on, workdays_between(today, due_on), workdays_between(due_on, today))


@lru_cache(maxsize=2048)
def due_day(received_on: datetime.date, answer_days: int) -> datetime.date:
    """Give the last day on which a comment is answered in time."""
    return add_workdays(received_on, answer_days)
