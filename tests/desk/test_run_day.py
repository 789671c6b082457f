"""The day's work of every app, from one command."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories.powers import drawn_chart, posted

pytestmark = pytest.mark.django_db


def run():
    told = StringIO()
    call_command("run_day", stdout=told)
    return told.getvalue()


def test_the_day_is_run_and_told_and_a_second_run_does_nothing_more():
    posted(drawn_chart(), days_ago=20)

    assert "postings opened 1, postings over 1" in run()
    assert "postings opened 0, postings over 0" in run()
