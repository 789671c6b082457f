"""The calendar of what falls due, the list of what is overdue, and one's own as a file."""

import datetime

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from measures.calendar import COUNTED, NAMED, month_in
from measures.models import Occasion
from riskcontrol.accounts.models import Membership
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_chair,
    contributor,
    section_head,
)
from tests.factories.measures import MeasureFactory, OccasionFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 18)
YESTERDAY, TOMORROW = datetime.date(2026, 11, 17), datetime.date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(datetime.datetime(2026, 11, 18, 9, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def reader(client, section):
    user = contributor(section)
    client.force_login(user)
    return user


def due(section, on=TODAY, **kwargs):
    return OccasionFactory(measure__section=section, due_on=on, **kwargs)


def month(client, **asked):
    """The occasions that the calendar names, by day, and how many it counts."""
    page = client.get(reverse("measures:calendar"), asked)
    assert page.status_code == 200
    return {day.date: (day.occasions, day.count) for day in page.context["days"]}


def listed(client, **asked):
    page = client.get(reverse("measures:occasions"), asked)
    assert page.status_code == 200
    return page.context["page"].object_list


def test_a_month_shows_each_working_day_what_falls_due(client, section, reader):
    one, other = due(section), due(section, TOMORROW)
    due(section, datetime.date(2026, 12, 1))
    due(SectionFactory())  # another body's

    assert month(client) == {TODAY: ([one], 1), TOMORROW: ([other], 1)}
    page = client.get(reverse("measures:calendar"))
    assert one.measure.text in page.text
    assert (page.context["before"], page.context["after"]) == ("2026-10", "2026-12")
    assert [len(week) for week in page.context["weeks"]] == [7] * 6
    assert page.context["weeks"][0][:7][-1].date == datetime.date(2026, 11, 1)  # a Sunday


def test_a_month_is_asked_for_by_its_name(client, section, reader):
    one = due(section, datetime.date(2027, 2, 1))
    assert month(client, month="2027-02") == {one.due_on: ([one], 1)}


@pytest.mark.parametrize(
    "typed", ["", "2026-13", "2026-00", "0000-01", "9999-12", "²026-01", "2026-1", "x" * 999, "\0"]
)
def test_what_is_no_month_shows_this_one(client, reader, typed):
    assert month_in(typed, TODAY) == TODAY.replace(day=1)
    assert client.get(reverse("measures:calendar"), {"month": typed}).status_code == 200


def test_the_filters_narrow_it(client, section, reader):
    own, elsewhere = due(section), due(SectionFactory(parent=section.body))
    late = due(section, YESTERDAY)
    reported = due(section, YESTERDAY, done=True)
    everything = {TODAY: {own, elsewhere}, YESTERDAY: {late, reported}}

    def shown(**asked):
        return {day: set(rows) for day, (rows, _count) in month(client, **asked).items()}

    assert shown() == everything
    assert shown(section=elsewhere.section_id) == {TODAY: {elsewhere}}
    assert shown(mine="on") == {TODAY: {own}, YESTERDAY: {late, reported}}
    assert shown(state="overdue") == {YESTERDAY: {late}}
    assert shown(state="reported") == {YESTERDAY: {reported}}
    assert shown(state="verified") == {}
    page = client.get(reverse("measures:calendar"), {"state": "reported"})
    # The filter's choice, the day's row in the month and in the phone's list, the key to the marks.
    assert page.text.count("待核验") == 4


@pytest.mark.parametrize("asked", [{"section": "9" * 30}, {"section": "x"}, {"state": "x"}])
def test_a_filter_that_cannot_be_narrows_nothing_and_says_so(client, section, reader, asked):
    one = due(section)
    page = client.get(reverse("measures:calendar"), asked)
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == asked.keys()
    assert [day.occasions for day in page.context["days"]] == [[one]]


def test_what_lapsed_is_in_no_calendar(client, section, reader):
    due(section, lapsed=True)
    assert (month(client), listed(client, day="2026-11-18")) == ({}, [])


def test_ten_thousand_on_one_day_are_counted_to_a_bound(client, section, reader):
    measure = MeasureFactory(section=section, in_force=True)
    others = [MeasureFactory(section=section, in_force=True) for _ in range(COUNTED + 3)]
    Occasion.objects.bulk_create(Occasion.of(one, TODAY) for one in (measure, *others))
    rows, count = month(client)[TODAY]
    assert (len(rows), count) == (NAMED, COUNTED + 1)
    assert "99" in client.get(reverse("measures:calendar")).text
    assert len(listed(client, day="2026-11-18")) == 20


@pytest.mark.parametrize("count", [1, 3])
def test_a_month_costs_the_same_at_any_length(
    client, section, reader, count, django_assert_num_queries
):
    client.get(reverse("measures:calendar"))
    for day in range(1, count + 1):
        due(section, TODAY.replace(day=day))
    with django_assert_num_queries(7):
        client.get(reverse("measures:calendar"))


def test_the_list_shows_what_is_overdue_in_order(client, section, reader):
    days = [TODAY - datetime.timedelta(days=n) for n in range(30, 0, -1)]
    late = [due(section, day) for day in days]
    due(section)
    due(section, YESTERDAY, done=True)
    due(SectionFactory(), YESTERDAY)

    assert listed(client) == late[:20]
    page = client.get(reverse("measures:occasions")).context["page"]
    assert (page.total, page.is_more) == (30, False)
    assert listed(client, after=page.next) == late[20:]
    back = client.get(reverse("measures:occasions"), {"after": page.next}).context["page"].previous
    assert listed(client, before=back) == late[:20]


def test_the_list_is_narrowed_by_how_high_it_rose_and_by_day(client, section, reader):
    low, high = due(section, YESTERDAY, risen="owner"), due(section, YESTERDAY, risen="committee")
    done = due(section, YESTERDAY, done=True)
    assert listed(client, risen="committee") == [high]
    assert listed(client, day="2026-11-17") == [low, high, done]
    assert listed(client, state="reported") == [done]
    assert listed(client, state="all") == [low, high, done]


@pytest.mark.parametrize(
    "asked",
    [{"after": "x"}, {"after": "2026-02-31.1"}, {"before": f"2026-11-01.{'9' * 30}"},
     {"day": "2026-02-31"}, {"day": "\0"}, {"section": "9" * 30}, {"risen": "x" * 999}],
)  # fmt: skip
def test_what_cannot_be_asked_shows_the_list(client, section, reader, asked):
    late = due(section, YESTERDAY)
    assert listed(client, **asked) == [late]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(
    client, section, reader, count, django_assert_num_queries
):
    client.get(reverse("measures:occasions"))
    for _more in range(count):
        due(section, YESTERDAY)
    with django_assert_num_queries(6):
        client.get(reverse("measures:occasions"))


def test_a_committee_reads_its_whole_area(client, section):
    late = due(section, YESTERDAY)
    due(SectionFactory(), YESTERDAY)
    client.force_login(
        committee_chair(section.body.parent) if section.body.parent else committee_chair(section)
    )
    assert listed(client) == [late]


def test_an_empty_list_says_what_comes_here(client, reader):
    page = client.get(reverse("measures:occasions"))
    assert "没有逾期事项" in page.text
    assert "本月没有应落实的事项" in client.get(reverse("measures:calendar")).text


def events(client):
    answer = client.get(reverse("measures:calendar_file"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_one_s_own_come_as_a_calendar_file(client, section, reader, settings):
    settings.STAFF_ADDRESS = "https://desk.example"
    own = due(section, TOMORROW)
    own.measure.text = "抽查，\n“三重一大”;事项"
    own.measure.save()
    due(section, YESTERDAY, done=True)
    post = PositionFactory(unit=section)
    due(section, measure__position=post)  # another position's
    due(SectionFactory(parent=section.body))
    (event,) = events(client)
    assert event["summary"] == own.measure.text
    assert event.decoded("dtstart") == TOMORROW
    assert event.decoded("dtend") == datetime.date(2026, 11, 20)
    assert event["uid"] == f"occasion-{own.pk}@riskcontrol"
    assert event["url"] == f"https://desk.example/desk/measures/{own.measure_id}/"

    Membership.objects.filter(user=reader).update(position=post)
    assert len(events(client)) == 2


def test_who_carries_out_nothing_gets_an_empty_file(client, section):
    due(section)
    client.force_login(committee_chair(section))
    assert events(client) == []


def test_the_measure_s_page_tells_later_days_in_one_line(client, section):
    user = section_head(section)
    client.force_login(user)
    measure = MeasureFactory(section=section, in_force=True)
    days = [YESTERDAY, TOMORROW, datetime.date(2026, 12, 18), datetime.date(2027, 1, 18)]
    for day in days:
        OccasionFactory(measure=measure, due_on=day)
    page = client.get(reverse("measures:detail", args=[measure.pk]))
    assert [row.occasion.due_on for row in page.context["rows"]] == [TOMORROW, YESTERDAY]
    assert [one.due_on for one in page.context["later"]] == days[2:]
    assert timezone.localdate() == TODAY
