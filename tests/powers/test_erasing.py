"""Names and contacts go when their time is over, once, and what belongs to nothing goes with them."""

import datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from powers.jobs import run_day
from powers.models import Comment, Policy, Posting, Referral
from riskcontrol.audit.models import Entry
from tests.disclosure.pages import passed_on
from tests.factories.accounts import UserFactory
from tests.factories.powers import (
    AttachmentFactory,
    CommentFactory,
    drawn_chart,
    posted,
    settled_chart,
)

pytestmark = pytest.mark.django_db
WHO = {"name": "李四", "contact": "lisi@example.com", "name_shown": True}


def settled_posting(months):
    posting = settled_chart().postings.get()
    Policy.objects.create(body=posting.flowchart.body, contact_months=months)
    return posting


def day_after(months):
    """The day some months from today."""
    today = timezone.localdate()
    years, month = divmod(today.month - 1 + months, 12)
    return datetime.date(today.year + years, month + 1, min(today.day, 28))


def senders():
    return set(Comment.objects.values_list("name", "contact", "name_shown"))


def test_after_the_months_of_the_body_they_are_erased_once_with_one_entry():
    posting = settled_posting(3)
    CommentFactory.create_batch(2, posting=posting, **WHO)
    CommentFactory(posting=posting)
    end = day_after(3)
    run_day(end - datetime.timedelta(days=4))
    assert Comment.objects.filter(**WHO).count() == 2
    for _time in range(2):
        run_day(end + datetime.timedelta(days=4))
    assert senders() == {("", "", False)}
    entry = Entry.objects.get(verb="comment.erase-senders")
    assert (entry.chain, entry.target_id, entry.detail.content) == (
        "public",
        str(posting.pk),
        {"count": 2},
    )
    assert "李四" not in str(vars(entry.detail))


def test_no_months_mean_as_soon_as_it_is_over():
    posting = settled_posting(0)
    CommentFactory(posting=posting, **WHO)
    run_day(timezone.localdate())
    assert senders() == {("", "", False)}


def test_a_body_without_rules_of_its_own_keeps_them_six_months():
    posting = settled_chart().postings.get()
    CommentFactory(posting=posting, **WHO)
    run_day(day_after(5))
    assert Comment.objects.filter(**WHO).exists()
    run_day(day_after(6) + datetime.timedelta(days=4))
    assert senders() == {("", "", False)}


def test_a_posting_that_was_stopped_counts_from_that_day():
    posting = posted(drawn_chart())
    CommentFactory(posting=posting, **WHO)
    Posting.objects.filter(pk=posting.pk).update(
        stopped_on=timezone.localdate(), stopped_by=UserFactory(), stop_reason="另行公示"
    )
    run_day(day_after(6) + datetime.timedelta(days=4))
    assert senders() == {("", "", False)}


def test_while_it_is_not_settled_they_are_kept():
    CommentFactory(posting=posted(drawn_chart(), days_ago=30), **WHO)
    run_day(day_after(24))
    assert Comment.objects.filter(**WHO).exists()


def test_what_the_committee_has_is_left_to_it():
    posting = settled_posting(0)
    passed_on(CommentFactory(posting=posting, **WHO))
    run_day(timezone.localdate())
    assert list(Referral.objects.values_list("name", "contact")) == [("李四", "lisi@example.com")]


def test_files_without_a_row_go_after_a_day_and_others_stay():
    kept = AttachmentFactory()
    lost = default_storage.save("attachments/2026/lost.png", ContentFile(b"x"))
    run_day(timezone.localdate())
    assert default_storage.exists(lost)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        run_day(timezone.localdate())
    assert [default_storage.exists(name) for name in (lost, kept.file.name)] == [False, True]


def test_where_no_file_was_ever_handed_in_there_is_nothing_to_clear():
    run_day(timezone.localdate())
    assert not Entry.objects.exists()
