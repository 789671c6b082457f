"""The day's work on postings, and the command that runs every app's day."""

import datetime
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from powers.actions.sketches import keep, undo
from powers.jobs import run_day
from powers.models import Sketch
from riskcontrol.audit.models import Entry
from tests.factories.accounts import contributor
from tests.factories.powers import drawn_chart, posted, settled_chart

from .flow import over
from .forms import rows_in

pytestmark = pytest.mark.django_db


def test_each_posting_that_is_over_is_noted_once():
    posting, _people = over()
    posted(drawn_chart())
    posted(drawn_chart(), days_ago=9)
    settled_chart()
    day = timezone.localdate()
    assert [run_day(day), run_day(day)] == [1, 0]
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id, entry.actor) == ("posting.close", str(posting.pk), None)


def test_an_old_sketch_that_shows_no_more_than_is_saved_is_cleared_away():
    start, *others = rows_in(chart := drawn_chart())
    people = [contributor(chart.section) for _name in "abcd"]
    for person, changed in zip(people, ("甲", "乙", "丙", "丁"), strict=True):
        keep(
            flowchart=chart,
            name=chart.name,
            rows=(replace(start, name=changed), *others),
            by=person,
        )
    for person in people[1:3]:
        undo(flowchart=chart, by=person)
    keep(flowchart=chart, name=chart.name, rows=(replace(start, days="?"), *others), by=people[3])
    day = timezone.now()
    Sketch.objects.exclude(user=people[2]).update(saved_at=day - datetime.timedelta(days=91))
    for _time in range(2):
        run_day(timezone.localdate(day))
        assert {sketch.user for sketch in Sketch.objects.all()} == {people[0], people[2], people[3]}


def test_the_command_says_what_it_did():
    over()
    said = StringIO()
    call_command("run_day", stdout=said)
    assert "postings over 1" in said.getvalue()
