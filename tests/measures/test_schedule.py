"""When measures fall due, who answers, and what the day brings by itself."""

import datetime
from itertools import islice, pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from measures.answering import answerer_of
from measures.jobs import run_day
from measures.models import Measure, Occasion
from measures.schedule import (
    MOST_AT_ONCE,
    check_start,
    due_days,
    first_due,
    next_due,
    on_a_workday,
)
from measures.states import MONTHS, AnswersFor, Rhythm
from riskcontrol.lib.workdays import is_workday, months_after
from riskpoints.actions.sittings import decide_sitting
from tests.factories.measures import (
    MeasureFactory,
    assessed,
    convened,
    handed_in,
    measure_for,
)

START = datetime.date(2026, 8, 31)
days = st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1))


@given(days, st.sampled_from([1, 3, 6, 12]))
def test_a_rhythm_counts_from_its_first_day(start, months):
    found = list(islice(due_days(start, months), 24))
    assert found == [months_after(start, n * months) for n in range(1, 25)]
    assert all(a < b for a, b in pairwise([start, *found]))


def test_the_end_of_a_month_does_not_drift():
    assert list(islice(due_days(START, 1), 3)) == [
        datetime.date(2026, 9, 30),
        datetime.date(2026, 10, 31),
        datetime.date(2026, 11, 30),
    ]


def due(measure):
    return [occasion.due_on for occasion in measure.occasions.all()]


@pytest.mark.django_db
def test_the_night_fills_a_year_and_twice_is_once():
    measure = MeasureFactory(in_force=True, in_force_from=START, rhythm=Rhythm.QUARTER)
    made = [run_day(datetime.date(2026, 9, 1)) for _ in range(2)]
    assert made == [4, 0]
    assert due(measure) == [
        datetime.date(2026, 11, 30),
        datetime.date(2027, 3, 1),  # the 28th is a Sunday
        datetime.date(2027, 5, 31),
        datetime.date(2027, 8, 31),
    ]
    assert run_day(datetime.date(2026, 11, 30)) == 1
    assert due(measure)[-1] == datetime.date(2027, 11, 30)


@pytest.mark.django_db
def test_each_night_brings_what_has_come_within_a_year():
    measure = MeasureFactory(in_force=True, in_force_from=START)
    assert run_day(datetime.date(2026, 9, 29)) == 12
    assert due(measure)[0] == datetime.date(2026, 9, 30)
    assert due(measure)[1] == datetime.date(2026, 11, 2)  # the 31st is a Saturday
    assert run_day(datetime.date(2026, 9, 29)) == 0
    assert run_day(datetime.date(2026, 10, 30)) == 2


@pytest.mark.django_db
def test_a_rhythm_without_an_end_is_told_up_to_a_bound():
    """After many years in which no night ran, or with a clock gone wrong, no flood comes."""
    measure = MeasureFactory(in_force=True, in_force_from=START)
    assert run_day(datetime.date(2140, 1, 1)) == MOST_AT_ONCE
    assert run_day(datetime.date(2140, 1, 1)) == MOST_AT_ONCE
    assert len(due(measure)) == 2 * MOST_AT_ONCE


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (datetime.date(1, 1, 1), "次落实事项"),
        (datetime.date(2016, 11, 27), "次落实事项"),
        (datetime.date(2027, 11, 29), "一年以后"),
        (datetime.date(9999, 12, 31), "一年以后"),
    ],
)
def test_a_first_day_that_makes_a_flood_or_lies_too_far_ahead_is_refused(on, said):
    measure = MeasureFactory.build(section=None, body=None, rhythm=Rhythm.MONTH)
    with pytest.raises(ValidationError, match=said):
        check_start(measure, on, datetime.date(2026, 11, 28))


@pytest.mark.parametrize("on", [datetime.date(2018, 1, 1), datetime.date(2027, 11, 28)])
def test_a_first_day_within_bounds_passes(on):
    measure = MeasureFactory.build(section=None, body=None, rhythm=Rhythm.MONTH)
    check_start(measure, on, datetime.date(2026, 11, 28))


@given(days, st.sampled_from(list(MONTHS)))
def test_what_recurs_falls_due_on_working_days_once_a_rhythm(start, rhythm):
    measure = MeasureFactory.build(section=None, body=None, rhythm=rhythm, in_force_from=start)
    found = [first_due(measure)]
    for _more in range(12):
        found.append(next_due(measure, after=found[-1]))
    named = list(islice(due_days(start, MONTHS[rhythm]), 13))
    assert all(is_workday(day) for day in found)
    assert [on_a_workday(day) for day in named] == found


def test_a_day_that_was_named_stays():
    measure = MeasureFactory.build(
        section=None, body=None, rhythm="", due_on=datetime.date(2026, 10, 3), in_force_from=START
    )
    assert first_due(measure) == datetime.date(2026, 10, 3)


@pytest.mark.django_db
def test_the_day_leaves_alone_what_does_not_recur():
    MeasureFactory()
    MeasureFactory(in_force=True, rhythm=Rhythm.OCCASION)
    MeasureFactory(in_force=True, rhythm="", due_on=START)
    assert run_day(datetime.date(2030, 1, 1)) == 0
    assert not Occasion.objects.exists()


def ruled(*ranks, **kwargs):
    """A measure aimed at risk points ruled at these levels, as its list loads it."""
    points = []
    for rank in ranks:
        sitting = assessed(convened(), rank)
        decide_sitting(sitting=sitting, by=sitting.chair)
        points.append(sitting.worksheet.risk_points.get())
    measure = measure_for(points[0], **kwargs) if points else MeasureFactory(**kwargs)
    for point in points[1:]:
        measure.aims.create(risk_point=point)
    return Measure.objects.with_rank().get(pk=measure.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ranks", "answerer"),
    [
        ([1], AnswersFor.HEAD),
        ([2], AnswersFor.DEPUTY),
        ([3], AnswersFor.SECTION_HEAD),
        ([3, 1], AnswersFor.HEAD),
        ([], None),
    ],
)
def test_who_answers_follows_from_the_highest_level(ranks, answerer):
    assert answerer_of(ruled(*ranks)) == answerer


@pytest.mark.django_db
def test_another_may_answer_for_a_reason():
    named = {"answers_for": AnswersFor.DEPUTY, "answers_because": "分工"}
    assert answerer_of(ruled(3, **named)) == AnswersFor.DEPUTY


@pytest.mark.django_db
def test_until_something_is_ruled_nobody_answers():
    measure = measure_for(handed_in().risk_points.get())
    assert answerer_of(Measure.objects.with_rank().get(pk=measure.pk)) is None
