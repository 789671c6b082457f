"""The receipt code tells what became of a comment, and nothing to whoever guesses."""

import pytest
from django.utils import timezone

from powers.actions.moderation import refer
from powers.models import Comment, Posting, Reply
from powers.states import CommentState
from tests.factories.accounts import moderator
from tests.factories.powers import drawn_chart

from .pages import answered, hand_in, open_chart, receipt_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(client):
    """A receipt code and its comment."""
    chart = open_chart()
    return receipt_in(
        hand_in(client, chart, step="examine", body="写明几天。")
    ), Comment.objects.get()


def look_up(client, code):
    return client.post("/receipt/?lang=en", {"code": code}).text


def test_received(client, handed_in):
    code, comment = handed_in
    Reply.objects.create(comment=comment, outcome="declined", reason="还没发布的理由")
    text = look_up(client, code)
    assert "写明几天。" in text
    assert "It is with the section" in text
    assert "还没发布的理由" not in text


def test_answered_with_outcome_reason_and_changed_steps(client, handed_in):
    code, comment = handed_in
    Reply.objects.create(
        comment=comment,
        outcome="adopted",
        reason="已写明五日。",
        changed=["examine"],
        published_on=timezone.localdate(),
    )
    Comment.objects.update(state=CommentState.ANSWERED)
    text = look_up(client, code)
    assert [words in text for words in ("adopted", "已写明五日。", "Changed: “审查”.")] == [
        True
    ] * 3


def test_hidden_with_its_reason(client, handed_in):
    code, _comment = handed_in
    Comment.objects.update(
        state=CommentState.HIDDEN, hidden_for="personal", hidden_reason="含他人电话。"
    )
    assert "含他人电话。" in look_up(client, code)


def test_passed_on(client, handed_in):
    code, comment = handed_in
    refer(comment=comment, by=moderator(comment.posting.flowchart.section))
    text = look_up(client, code)
    assert "Your comment was passed on." in text
    assert comment.body not in text


def test_of_what_was_passed_on_the_receipt_says_nothing_else(client, handed_in):
    """Not the chart, the step, the day, nor whether a name was given: two unlike ones read the same."""
    other = open_chart(name="另一张图")
    code = receipt_in(
        hand_in(client, other, body="完全是另一件事情。", name="李四", contact="a@b.cn")
    )
    told = {}
    for each, comment in zip((handed_in[0], code), Comment.objects.order_by("pk"), strict=True):
        before = look_up(client, each)
        refer(comment=comment, by=moderator(comment.posting.flowchart.section))
        told[each] = look_up(client, each).replace(each, "the code")
        assert comment.body in before
        assert comment.posting.version.drawing["name"] in before
    assert len(set(told.values())) == 1


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000-0000", "x" * 61, "'; --"])
def test_a_wrong_code_tells_nothing(client, handed_in, code):
    text = look_up(client, code)
    assert "写明几天。" not in text
    assert 'id="error-summary"' in text


def test_comments_without_a_code_are_not_found(client):
    posting = Posting.objects.get(flowchart=open_chart())
    answered(posting, body="信件里的话", channel="letter")
    assert "信件里的话" not in look_up(client, "-")


def test_a_chart_withheld_since_is_not_linked(client, handed_in):
    code, comment = handed_in
    chart = comment.posting.flowchart
    assert f"/charts/{chart.code}/" in look_up(client, code)
    chart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    assert f"/charts/{chart.code}/" not in look_up(client, code)


def test_the_empty_form_asks_for_the_code(client):
    drawn_chart()
    assert 'id="error-summary"' not in client.get("/receipt/").text
