"""Rounds: opened by the chair or with the first worksheet, joined, closed with a reason for each gap."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.rounds import close_round, move_last_day, open_round
from riskpoints.models import Round, Worksheet
from riskpoints.rounds import Reading
from tests.factories.accounts import BodyFactory, SectionFactory, committee_chair, person
from tests.factories.measures import handed_in
from tests.factories.powers import drawn_chart, settled_chart
from tests.factories.riskpoints import opened, section_page
from tests.factories.rounds import chaired, closed, decided, next_sheet

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def entry(verb):
    return Entry.objects.get(verb=verb).detail.content


def test_the_first_worksheet_opens_the_years_round_and_the_next_joins_it():
    chart = settled_chart()
    first = opened(chart)
    other = opened(settled_chart(section=chart.section))
    made = Round.objects.get()
    assert (made.ground, made.origin, made.number, made.year) == (
        "yearly", "itself", 1, TODAY().year,
    )  # fmt: skip
    assert (first.round, other.round, first.open_in) == (made, made, made)
    assert made.opened_by == first.opened_by
    assert entry("round.open")["origin"] == "itself"


def test_a_chairs_round_that_waits_for_the_chart_is_joined_first():
    first = decided()
    made = chaired(first.body, charts=[first.flowchart])
    assert next_sheet(first).round == made
    assert opened(settled_chart(section=first.section)).round == first.round


def test_a_round_over_sections_covers_their_charts_alone():
    chart = settled_chart()
    elsewhere = settled_chart(section=SectionFactory(parent=chart.body))
    made = chaired(chart.body, sections=[chart.section])
    assert opened(chart).round == made
    assert opened(elsewhere).round.origin == "itself"
    assert [line.subject for line in Reading(made).lines] == [chart]


def test_after_the_yearly_round_one_on_the_worksheet_alone_opens_with_it():
    first = decided()
    year = closed(first.round)
    again = next_sheet(first)
    assert (again.round.ground, again.round.number) == ("own", 2)
    assert list(again.round.charts.all()) == [first.flowchart]
    new = opened(settled_chart(section=first.section))
    assert (new.round.ground, list(new.round.charts.all())) == ("chart", [new.flowchart])
    page = section_page(first.section)
    assert (page.round.ground, list(page.round.sections.all())) == ("own", [first.section])
    assert year.closed_at is not None


def test_a_worksheet_of_a_new_year_does_not_join_the_old_years_round_it_was_in():
    first = decided()
    Round.objects.update(year=TODAY().year - 1)
    again = next_sheet(first)
    assert (again.round.year, again.round.origin) == (TODAY().year, "itself")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMITTEE_CHAIR])
def test_only_the_chair_opens_moves_and_closes(role):
    made = chaired(settled_chart().body)
    by = person(role, made.body)
    for act in (
        lambda: open_round(body=made.body, ground="yearly", by=by),
        lambda: move_last_day(round=made, last_day=TODAY(), by=by),
        lambda: close_round(round=made, left_out={}, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (Round.objects.count(), Round.objects.get().closed_at) == (1, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ground": "law", "reason": ""}, "__all__"),
        ({"ground": "weather", "reason": "x"}, "ground"),
        ({"ground": "yearly", "last_day": datetime.date(2020, 1, 1)}, "last_day"),
        ({"ground": "yearly", "reason": "长" * 501}, "reason"),
    ],
)
def test_what_is_wrong_with_a_round_is_said(said, field):
    body = BodyFactory()
    with pytest.raises(ValidationError) as refused:
        open_round(body=body, by=committee_chair(body), **said)
    assert list(refused.value.message_dict) == [field]
    assert not Round.objects.exists()


def test_charts_and_sections_of_another_unit_are_refused():
    body, other = BodyFactory(), settled_chart()
    for said in ({"charts": [other]}, {"sections": [other.section]}):
        with pytest.raises(ValidationError):
            chaired(body, **said)
    assert not Round.objects.exists()


def test_one_yearly_round_is_open_at_a_time():
    made = chaired(settled_chart().body, ground="yearly", reason="")
    with pytest.raises(ValidationError):
        chaired(made.body, ground="yearly", reason="")
    closed(made)
    assert chaired(made.body, ground="yearly", reason="").number == 2


def test_the_last_day_is_moved_with_an_entry():
    made = chaired(BodyFactory())
    day = TODAY() + datetime.timedelta(days=30)
    move_last_day(round=made, last_day=day, by=committee_chair(made.body))
    assert entry("round.last-day") == {"before": "", "after": day.isoformat()}
    yesterday = TODAY() - datetime.timedelta(days=1)
    with pytest.raises(ValidationError):
        move_last_day(round=made, last_day=yesterday, by=committee_chair(made.body))
    made.refresh_from_db()
    assert made.last_day == day


def test_closing_names_every_covered_chart_without_a_decided_worksheet():
    first = decided()
    bare, undrawn = settled_chart(section=first.section), drawn_chart(section=first.section)
    chair = committee_chair(first.body)
    with pytest.raises(ValidationError) as refused:
        close_round(round=first.round, left_out={bare.pk: "明年再查。", undrawn.pk: " "}, by=chair)
    assert len(refused.value.messages) == 1
    assert undrawn.name in refused.value.messages[0]
    assert Round.objects.get().is_open

    said = {bare.pk: "明年再查。", undrawn.pk: "未公示。", first.flowchart_id: "多余"}
    close_round(round=first.round, left_out=said, by=chair)

    made = Round.objects.get()
    assert (made.closed_by, made.is_open) == (chair, False)
    left = dict(made.left_out.values_list("flowchart", "reason"))
    assert left == {bare.pk: "明年再查。", undrawn.pk: "未公示。"}
    assert entry("round.close") == {"left_out": {bare.code: "明年再查。", undrawn.code: "未公示。"}}


def test_no_round_is_closed_with_a_worksheet_under_way_nor_twice():
    sheet = opened()
    with pytest.raises(PermissionDenied, match=str(sheet)):
        closed(sheet.round)
    assert Round.objects.get().is_open
    done = closed(decided().round)
    with pytest.raises(PermissionDenied):
        closed(done)


def test_the_database_closes_no_round_with_a_worksheet_under_way():
    sheet = handed_in()
    rows = Round.objects.filter(pk=sheet.round_id)
    gone = {"closed_at": timezone.now(), "closed_by": sheet.signed_by, "open_key": None}
    refused_at_commit(lambda: rows.update(**gone))
    assert Round.objects.get().is_open


def test_the_database_opens_no_worksheet_in_a_closed_round():
    first = decided()
    made, key = first.round, first.round.open_key
    closed(made)
    fields = {"section": first.section, "body": first.body, "round": made, "open_in_id": key}
    refused_at_commit(lambda: Worksheet.objects.create(**fields))


def refused_at_commit(write):
    """Write past every action; keys are checked when the transaction ends."""
    point = transaction.savepoint_create()
    with pytest.raises(IntegrityError):
        written_and_checked(write)
    transaction.savepoint_rollback(point)


def written_and_checked(write):
    write()
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_number_of_a_round_is_the_length_of_its_list():
    first = decided()
    sheet = next_sheet(first)
    reading = Reading(sheet.round)
    told = {key: count for key, _words, count in reading.tallies}
    assert told == {"untouched": 3, "confirmed": 0, "changed": 0, "removed": 0, "new": 1}
    assert all(len(reading.rows(key)) == count for key, count in told.items())
    assert sum(count for _state, count in reading.states) == len(reading.lines) == 1
