"""Working days, against the State Council's notices for 2025 and 2026."""

import json
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from riskcontrol.lib.workdays import (
    DATA_BEGINS,
    DATA_ENDS,
    HOLIDAYS,
    Calculation,
    add_workdays,
    day_off,
    is_known,
    is_workday,
    months_after,
    posting_period,
    workdays_between,
)

any_day = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 24), ""),
        (date(2026, 11, 28), "weekend"),
        (date(2026, 10, 1), "National Day"),
        (date(2026, 10, 3), "National Day"),  # a Saturday inside the holiday
        (date(2026, 10, 10), ""),  # a Saturday worked for the holiday
        (date(2003, 12, 31), ""),
        (date(2003, 12, 28), "weekend"),
    ],
)
def test_day_off_names_why_offices_rest(day, reason):
    assert day_off(day) == reason
    assert is_workday(day) is (reason == "")


def test_every_holiday_of_the_data_is_listed_for_translation():
    named = {
        day_off(DATA_BEGINS + timedelta(days=n)) for n in range((DATA_ENDS - DATA_BEGINS).days)
    }

    assert named == {*HOLIDAYS, "weekend", ""}


def test_data_covers_whole_years():
    assert is_known(DATA_BEGINS)
    assert is_known(DATA_ENDS)
    assert not is_known(DATA_BEGINS - timedelta(days=1))
    assert not is_known(DATA_ENDS + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "n", "closes"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 24), 7, date(2026, 12, 3)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # unknown year: a Friday counts
    ],
)
def test_add_workdays_counts_from_the_next_day(day, n, closes):
    assert add_workdays(day, n) == closes


@given(day=any_day, n=st.integers(1, 60))
def test_add_workdays_ends_on_a_workday_and_agrees_with_the_count(day, n):
    end = add_workdays(day, n)

    assert is_workday(end)
    assert workdays_between(day, end) == n


def test_add_workdays_backward_is_refused():
    with pytest.raises(ValueError, match="not -1"):
        add_workdays(date(2026, 11, 24), -1)


@pytest.mark.parametrize("end", [date(2026, 11, 24), date(2026, 11, 1)])
def test_workdays_between_is_zero_where_the_end_is_not_later(end):
    assert workdays_between(date(2026, 11, 24), end) == 0


def test_posting_period_tells_the_weekend():
    period = posting_period(date(2026, 11, 24), 7)

    assert period == Calculation(
        opens=date(2026, 11, 24),
        closes=date(2026, 12, 3),
        days=7,
        skipped=((date(2026, 11, 28), "weekend"), (date(2026, 11, 29), "weekend")),
        made_up=(),
        beyond_data=False,
        data_ends=date(2026, 12, 31),
    )


def test_posting_period_tells_holidays_and_days_worked_instead():
    period = posting_period(date(2026, 9, 30), 3)

    assert period.closes == date(2026, 10, 10)
    assert period.skipped == tuple((date(2026, 10, day), "National Day") for day in range(1, 8))
    assert period.made_up == (date(2026, 10, 10),)


@pytest.mark.parametrize(
    ("opens", "beyond"), [(date(2026, 12, 18), False), (date(2026, 12, 24), True)]
)
def test_posting_period_says_when_the_data_ends(opens, beyond):
    assert posting_period(opens, 7).beyond_data is beyond


def test_posting_period_below_a_day_is_refused():
    with pytest.raises(ValueError, match="not 0"):
        posting_period(date(2026, 11, 24), 0)


@given(opens=any_day, days=st.integers(1, 30))
def test_calculation_survives_json(opens, days):
    period = posting_period(opens, days)

    assert Calculation.from_json(json.loads(json.dumps(period.as_json()))) == period


def test_calculation_reads_in_english():
    with translation.override("en"):
        said = posting_period(date(2026, 9, 30), 9).sentences

    assert said == [
        "9 working days from Sept. 30, 2026; the day of opening does not count.",
        "Not counted: October 1 to October 7 (National Day), October 11 (weekend),"
        " October 17 to October 18 (weekend).",
        "Worked in place of a holiday: October 10.",
    ]


def test_calculation_reads_as_one_text_and_names_the_end_of_the_data():
    with translation.override("en"):
        text = str(posting_period(date(2026, 12, 30), 1))
        later = str(posting_period(date(2026, 12, 31), 1))

    assert text == "1 working day from Dec. 30, 2026; the day of opening does not count."
    assert later == (
        "1 working day from Dec. 31, 2026; the day of opening does not count."
        " The holidays after Dec. 31, 2026 are not announced yet; Monday to Friday count."
    )


@pytest.mark.parametrize(
    ("day", "n", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_after_clips_to_the_end_of_the_month(day, n, later):
    assert months_after(day, n) == later
