"""The day's work on postings, and the command that runs every app's day."""

import datetime
from dataclasses import replace
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase
from django.utils import timezone

from powers.actions.sketches import keep, undo
from powers.jobs import run_day
from powers.models import Posting, Sketch
from riskcontrol.audit.models import Entry
from tests.factories.accounts import UserFactory, contributor
from tests.factories.powers import drawn_chart, posted, settled_chart

from .flow import over, people_of
from .forms import rows_in

pytestmark = pytest.mark.django_db


def noted():
    """What the ledger holds: verb, posting and the two days, in order."""
    entries = Entry.objects.filter(target_type="powers.posting").select_related("detail")
    return [
        (entry.verb, entry.target_id, *entry.detail.content.values(), entry.actor)
        for entry in entries.order_by("sequence")
    ]


def told(posting, verb):
    return (verb, str(posting.pk), str(posting.opens), str(posting.closes), None)


def test_each_opening_and_each_end_is_noted_once():
    ended, _people = over()
    running, last_day = posted(drawn_chart()), posted(drawn_chart(), days_ago=9)
    posted(drawn_chart(), days_ago=-1)
    day = timezone.localdate()
    assert [run_day(day), run_day(day)] == [(3, 1), (0, 0)]
    assert noted() == [
        told(ended, "posting.open"),
        told(last_day, "posting.open"),
        told(running, "posting.open"),
        told(ended, "posting.close"),
    ]


def test_days_that_were_missed_are_made_up_for():
    posting = settled_chart().postings.get()
    assert run_day(timezone.localdate()) == (1, 1)
    assert noted() == [told(posting, "posting.open"), told(posting, "posting.close")]


def test_the_hour_does_not_matter():
    posting = posted(drawn_chart(), days_ago=-1, days=2)
    after = posting.closes + datetime.timedelta(days=1)
    runs = []
    for day in (posting.opens, posting.closes, after):
        for hour in ("00:00:01", "23:59:59"):
            with time_machine.travel(f"{day} {hour}+08:00"):
                runs.append(run_day(timezone.localdate()))
    assert runs == [(1, 0), (0, 0), (0, 0), (0, 0), (0, 1), (0, 0)]


def test_what_was_stopped_ends_by_its_own_entry():
    stopped = {"stopped_on": timezone.localdate(), "stopped_by": UserFactory(), "stop_reason": "甲"}
    before, after = posted(drawn_chart(), days_ago=-3), posted(drawn_chart(), days_ago=3)
    Posting.objects.update(**stopped)
    day = timezone.localdate() + datetime.timedelta(days=30)
    assert run_day(day) == (1, 0)
    assert noted() == [told(after, "posting.open")]
    assert before.pk


def test_what_a_dossier_brought_as_settled_began_elsewhere():
    posting = settled_chart().postings.get()
    Posting.objects.filter(pk=posting.pk).update(imported=True)
    assert run_day(timezone.localdate()) == (0, 0)


# Who is told


def letters(day=None):
    mail.outbox.clear()
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_day(day or timezone.localdate())
    return sorted((*letter.to, letter.subject) for letter in mail.outbox)


def with_mail(*people):
    for user in people:
        user.email = f"{user.username}@example.org"
        user.save()


def test_who_must_act_is_told_once_by_mail_where_he_has_an_address():
    posting = posted(drawn_chart())
    people = people_of(posting.flowchart)
    with_mail(people.contributor, people.moderator, people.deputy_head)
    name = posting.version.drawing["name"]
    assert letters() == sorted(
        (f"{user.username}@example.org", f"“{name}”开始公示")
        for user in (people.contributor, people.moderator)
    )
    assert letters() == []
    after = posting.closes + datetime.timedelta(days=1)
    assert letters(after) == [(f"{people.contributor.username}@example.org", f"“{name}”公示期满")]
    assert letters(after) == []


def test_each_is_told_in_his_own_language_where_to_go_on(settings):
    settings.STAFF_ADDRESS = "https://staff.example.org"
    posting, people = over(comments=2)
    with_mail(people.contributor)
    type(people.contributor).objects.update(language="en")
    name = posting.version.drawing["name"]
    assert letters() == [(people.contributor.email, f"The posting of “{name}” is over")]
    body = mail.outbox[0].body
    assert "2 comments still wait" in body
    assert f"https://staff.example.org/desk/postings/{posting.pk}/" in body


def test_nobody_is_told_of_what_no_longer_matters():
    posting = settled_chart().postings.get()
    with_mail(contributor(posting.flowchart.section))
    stopped = posted(drawn_chart(), days_ago=3)
    with_mail(contributor(stopped.flowchart.section))
    Posting.objects.filter(pk=stopped.pk).update(
        stopped_on=timezone.localdate(), stopped_by=UserFactory(), stop_reason="甲"
    )
    assert letters() == []
    assert len(noted()) == 3


def test_a_run_that_fails_tells_nobody():
    posting = posted(drawn_chart())
    with_mail(contributor(posting.flowchart.section))
    mail.outbox.clear()
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        run_day(timezone.localdate())
        transaction.set_rollback(True)
    assert (mail.outbox, noted()) == ([], [])


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
    assert "postings opened 1, postings over 1, measures due 0" in said.getvalue()
