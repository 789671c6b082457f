"""The working-day clock of a comment."""

import datetime

import pytest
from django.utils import translation

from powers.clock import clock_of

FRIDAY = datetime.date(2026, 11, 20)


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "left", "late"),
    [
        ("2026-11-20", 5, 0),  # Friday: the day it came in does not count
        ("2026-11-22", 5, 0),  # Sunday
        ("2026-11-26", 1, 0),
        ("2026-11-27", 0, 0),  # Friday, the last day
        ("2026-11-28", 0, 0),  # no working day has passed on Saturday
        ("2026-11-30", 0, 1),
        ("2026-12-02", 0, 3),
    ],
)
def test_days_are_working_days(today, left, late):
    clock = clock_of(FRIDAY, 5, day(today))
    assert (clock.due_on, clock.days_left, clock.days_late) == (day("2026-11-27"), left, late)
    assert clock.is_late == bool(late)


@pytest.mark.parametrize(("today", "soon"), [("2026-11-24", False), ("2026-11-25", True)])
def test_the_last_two_days_press(today, soon):
    assert clock_of(FRIDAY, 5, day(today)).is_soon == soon


@pytest.mark.parametrize(
    ("today", "english", "chinese"),
    [
        ("2026-11-24", "3 working days left, until November 27", "还有3个工作日，11月27日前答复"),
        ("2026-11-27", "answer due on November 27", "11月27日到期"),
        ("2026-12-01", "2 working days overdue", "已超期2个工作日"),
    ],
)
def test_it_speaks(today, english, chinese):
    clock = clock_of(FRIDAY, 5, day(today))
    with translation.override("en"):
        assert clock.words == english
    assert clock.words == chinese


def test_holidays_do_not_count():
    clock = clock_of(day("2026-09-30"), 1, day("2026-10-08"))
    assert clock.due_on == day("2026-10-08")
