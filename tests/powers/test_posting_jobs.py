"""The day's work on postings, and the command that runs every app's day."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from powers.jobs import run_day
from riskcontrol.audit.models import Entry
from tests.factories.powers import drawn_chart, posted, settled_chart

from .flow import over

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


def test_the_command_says_what_it_did():
    over()
    said = StringIO()
    call_command("run_day", stdout=said)
    assert "postings over 1" in said.getvalue()
