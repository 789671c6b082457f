"""The day's work of every app, from one command."""

from io import StringIO

import pytest
from django.core.management import call_command

from riskpoints.actions.points import remove_risk_point
from riskpoints.models import Phrase, PhraseUse
from tests.factories.powers import drawn_chart, posted
from tests.factories.riskpoints import opened, written

pytestmark = pytest.mark.django_db


def run():
    told = StringIO()
    call_command("run_day", stdout=told)
    return told.getvalue()


def test_the_day_is_run_and_told_and_a_second_run_does_nothing_more():
    posted(drawn_chart(), days_ago=20)

    assert "postings opened 1, postings over 1" in run()
    assert "postings opened 0, postings over 0" in run()


def test_the_day_forgets_the_texts_that_stand_nowhere_any_more():
    worksheet = opened()
    written(worksheet, title="留下的", manifestations=[], measures=1)
    gone = written(worksheet, title="移除的", manifestations=["只在这里。"], measures=0)
    remove_risk_point(risk_point=gone, by=worksheet.opened_by)
    assert Phrase.objects.count() == 4

    run()

    assert sorted(Phrase.objects.values_list("text", flat=True)) == ["建立台账0。", "留下的"]


def test_the_index_of_texts_is_built_anew():
    written(opened(), measures=2)
    before = sorted(PhraseUse.objects.values_list("phrase__text", "place", "owner", "worksheet"))
    assert len(before) == 5
    Phrase.objects.all().delete()
    told = StringIO()

    for _time in range(2):
        call_command("index_texts", stdout=told)

    after = sorted(PhraseUse.objects.values_list("phrase__text", "place", "owner", "worksheet"))
    assert (after, told.getvalue()) == (before, "risk points 1, measures 2\n" * 2)
