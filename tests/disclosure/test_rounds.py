"""What the public reads of the comments on a posting: one by one, or their numbers alone."""

import datetime

import pytest
from django.utils import timezone

from powers import receipts
from powers.actions.comments import Answer, publish_replies, save_answers
from powers.actions.moderation import merge_comment, publish_comment, redact_comment
from powers.models import Policy, Posting
from tests.factories.accounts import contributor, moderator
from tests.factories.powers import CommentFactory
from tests.powers.flow import over

from .pages import address, answered, improved_chart, open_chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def chart():
    return open_chart()


def page(client, chart, query="?lang=en"):
    return client.get(address(chart) + query).text


def test_a_comment_is_shown_while_it_waits_with_the_day_of_its_answer(client, chart):
    posting = Posting.objects.get()
    Policy.objects.create(body=chart.body, answer_days=3)
    day = datetime.date(2090, 1, 2)
    comment = CommentFactory(posting=posting, body="先公开的意见", received_on=day)
    assert "先公开的意见" not in page(client, chart)
    publish_comment(comment=comment, by=moderator(chart.section))
    text = page(client, chart)
    assert ("先公开的意见" in text, "due by Jan. 5, 2090" in text) == (True, True)
    assert "1 comment received" in text


def test_numbers_say_how_many_of_each_kind_there_are(client, chart):
    posting = Posting.objects.get()
    answered(posting, body="答复了的")
    first, second, _third, fourth = CommentFactory.create_batch(4, posting=posting)
    by = moderator(chart.section)
    publish_comment(comment=first, by=by)
    merge_comment(comment=second, into=first, by=by)
    type(fourth).objects.filter(pk=fourth.pk).update(state="hidden", hidden_for="insult")
    text = " ".join(page(client, chart).split())
    told = [
        "5 comments received",
        "2 wait for an answer",
        "1 of them is looked through before it is shown",
        "1 not shown; the receipt code tells the sender why",
        "1 answered together with a like one",
    ]
    assert [words in text for words in told] == [True] * 5


def test_a_redacted_comment_says_why_and_not_what(client, chart):
    comment = CommentFactory(posting=Posting.objects.get(), body="请打13800000000，谢谢")
    by = moderator(chart.section)
    redact_comment(comment=comment, shown="请打[…]，谢谢", reason="含电话号码", by=by)
    publish_comment(comment=comment, by=by)
    text = page(client, chart)
    assert ("请打[…]，谢谢" in text, "Part is left out: 含电话号码" in text) == (True, True)
    assert "13800000000" not in text


@pytest.mark.parametrize(("asked", "shown"), [(True, True), (False, False)])
def test_a_sender_is_named_where_he_asked_for_it(client, chart, asked, shown):
    comment = CommentFactory(
        posting=Posting.objects.get(), name="李四", contact="13800000000", name_shown=asked
    )
    publish_comment(comment=comment, by=moderator(chart.section))
    text = page(client, chart)
    assert ("李四" in text, "13800000000" in text) == (shown, False)


def test_summed_up_there_are_numbers_and_no_comment(client):
    chart = improved_chart()
    posting = chart.postings.get()
    comment = CommentFactory(posting=posting, body="公开了的意见")
    publish = {"published_on": timezone.localdate()}
    type(comment).objects.filter(pk=comment.pk).update(**publish)
    assert ("公开了的意见" in page(client, chart), "写明现场核查。" in page(client, chart)) == (
        True,
        True,
    )
    Policy.objects.create(body=chart.body, comments_shown="summed")
    text = page(client, chart)
    assert ("公开了的意见" in text, "写明现场核查。" in text) == (False, False)
    assert ("2 comments received" in text, "1 answered" in text) == (True, True)
    assert "its handling report sums up" in text
    compared = client.get(address(chart, "compare", "1", "2") + "?lang=en").text
    assert ("写明现场核查。" in compared, "现场核查" in compared) == (False, True)


def test_each_merged_comment_has_the_answer_at_its_own_receipt(client):
    posting, people = over()
    codes = [receipts.code_of(nonce) for nonce in ("a", "b")]
    first, second = (
        CommentFactory(posting=posting, body=f"意见{code}", receipt_hash=receipts.hash_of(code))
        for code in codes
    )
    merge_comment(comment=second, into=first, by=people.moderator)
    answer = Answer(first, "partly", "部分采纳的理由")
    save_answers(posting=posting, answers=[answer], by=contributor(posting.flowchart.section))
    publish_replies(posting=posting, by=people.moderator)
    for code in codes:
        text = client.post("/receipt/?lang=en", {"code": code}).text
        assert (f"意见{code}" in text, "部分采纳的理由" in text) == (True, True)
