"""Reminders: to whoever must act and has an address, once before the day and once after it."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from powers.actions.comments import Answer, save_answers
from powers.actions.reminding import remind
from powers.jobs import run_day
from powers.models import Comment, Policy, Posting
from powers.states import CommentState
from riskcontrol.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.powers import CommentFactory, frozen

from .flow import over

pytestmark = pytest.mark.django_db(transaction=True)
RECEIVED = datetime.date(2090, 1, 2)  # a Monday, beyond the announced holidays
LAST = datetime.date(2090, 1, 9)  # five working days later


@pytest.fixture
def scene():
    """A comment received on a Monday, to be answered within five working days."""
    posting, people = over()
    Policy.objects.create(body=posting.flowchart.body, answer_days=5)
    Posting.objects.update(opens=RECEIVED - datetime.timedelta(days=1), closes=LAST)
    comment = CommentFactory(posting=posting, received_on=RECEIVED, body="保密的内容")
    return SimpleNamespace(posting=posting, comment=comment, **vars(people))


def gives_address(*people):
    for person in people:
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")


def mails_on(day, work=remind):
    """Run the reminders twice and give whom they wrote to."""
    mail.outbox.clear()
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(4)), tick=False):
        for _time in range(2):
            work(timezone.localdate())
    return sorted(address for one in mail.outbox for address in one.to)


def test_the_days_work_reminds(scene):
    gives_address(scene.contributor)
    assert address_of(scene.contributor) in mails_on(LAST, run_day)
    assert any("1" in one.body and "群众意见" in one.body for one in mail.outbox)


def address_of(person):
    return f"{person.username}@example.org"


def test_whoever_has_an_address_is_reminded_once_before_and_once_after(scene):
    gives_address(scene.contributor, scene.moderator)
    days = [datetime.date(2090, 1, day) for day in (4, 5, 6, 9, 10, 11)]
    his = [address_of(scene.contributor)]
    assert [mails_on(day) for day in days] == [[], his, [], [], his, []]


def test_a_late_start_reminds_once(scene):
    gives_address(scene.contributor)
    days = [datetime.date(2090, 1, day) for day in (20, 21)]
    assert [mails_on(day) for day in days] == [[address_of(scene.contributor)], []]


def test_nobody_is_written_to_without_an_address(scene):
    assert mails_on(LAST) == []


@pytest.mark.parametrize(
    ("fields", "whose"),
    [
        ({}, ["contributor", "section_head"]),
        ({"held_for": "personal"}, ["moderator"]),
    ],
)
def test_it_is_the_turn_of(scene, fields, whose):
    everybody = [scene.contributor, scene.section_head, scene.moderator, scene.deputy_head]
    gives_address(*everybody)
    Comment.objects.update(**fields)
    assert mails_on(LAST) == sorted(address_of(getattr(scene, name)) for name in whose)


def test_a_colleague_it_was_assigned_to_is_reminded_alone(scene):
    gives_address(scene.contributor, scene.section_head)
    Comment.objects.update(assigned_to=scene.section_head)
    assert mails_on(LAST) == [address_of(scene.section_head)]


def test_one_who_left_the_section_is_not_waited_for(scene):
    gives_address(scene.contributor)
    Comment.objects.update(assigned_to=UserFactory(email="gone@example.org"))
    assert mails_on(LAST) == [address_of(scene.contributor)]


def test_a_drafted_answer_is_the_moderators_and_a_finished_one_nobodys(scene):
    gives_address(scene.contributor, scene.moderator)
    answer = Answer(scene.comment, "declined", "已有规定。")
    save_answers(posting=scene.posting, answers=[answer], by=scene.contributor)
    assert mails_on(LAST) == [address_of(scene.moderator)]
    Comment.objects.update(state=CommentState.ANSWERED, reminded_on=None)
    assert mails_on(LAST) == []


def test_a_settled_posting_reminds_nobody(scene):
    gives_address(scene.contributor)
    final = frozen(scene.posting.flowchart)
    Posting.objects.update(settled_at=timezone.now(), final_version=final, imported=True)
    assert mails_on(LAST) == []


def test_a_mail_counts_and_leads_and_does_not_tell_what_was_said(scene, settings):
    settings.STAFF_ADDRESS = "https://staff.example.org"
    CommentFactory(posting=scene.posting, received_on=RECEIVED)
    gives_address(scene.contributor)
    mails_on(LAST)
    (sent,) = mail.outbox
    text = sent.subject + sent.body
    assert "https://staff.example.org/desk/postings/" in text
    assert ("有2条群众意见" in text, "保密的内容" in text) == (True, False)


def test_a_mail_speaks_the_readers_language(scene):
    gives_address(scene.contributor)
    User.objects.update(language="en")
    mails_on(LAST)
    assert "1 comment of the public waits for you" in mail.outbox[0].body
