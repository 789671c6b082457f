"""What becomes of one comment: shown, hidden, redacted, merged, assigned, passed on."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from powers.actions import moderation as act
from powers.actions.comments import publish_replies
from powers.actions.postings import hand_in_posting, settle_posting
from powers.models import Attachment, Comment, Referral, Reply
from powers.states import CommentState
from riskcontrol.audit.models import Chain, Entry
from tests.factories.accounts import (
    contributor,
)
from tests.factories.powers import AttachmentFactory, CommentFactory

from .moderated import TODAY, draft, fresh

pytestmark = pytest.mark.django_db


# Showing


def test_a_comment_is_shown_while_it_waits(one):
    comment, people = one
    act.publish_comment(comment=comment, by=people.moderator)
    comment = fresh(comment)
    assert (comment.published_on, comment.published_by) == (TODAY(), people.moderator)
    assert (comment.state, comment.by_two) == (CommentState.RECEIVED, False)
    assert Comment.objects.shown().get() == comment


def test_what_is_shown_already_is_not_shown_again(one):
    comment, people = one
    act.publish_comment(comment=comment, by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.publish_comment(comment=comment, by=people.moderator)
    assert Entry.objects.count() == 1


def test_a_held_comment_is_released_before_it_is_shown(one):
    comment, people = one
    Comment.objects.update(held_for="personal")
    with pytest.raises(PermissionDenied):
        act.publish_comment(comment=comment, by=people.moderator)
    act.release_comment(comment=comment, by=people.moderator)
    act.publish_comment(comment=comment, by=people.moderator)
    assert (fresh(comment).held_for, fresh(comment).published_on) == ("", TODAY())


def test_what_is_not_held_is_not_released(one):
    comment, people = one
    with pytest.raises(ValidationError):
        act.release_comment(comment=comment, by=people.moderator)


# Hiding


@pytest.mark.parametrize(
    ("reason", "words", "told"),
    [
        ("other", "与本单位无关。", "与本单位无关。"),
        ("insult", "", "含有侮辱他人的内容"),
        ("personal", "第二行。", "含有他人个人信息：第二行。"),
    ],
)
def test_a_hidden_comment_tells_its_sender_why(one, reason, words, told):
    comment, people = one
    act.hide_comment(comment=comment, reason=reason, words=words, by=people.moderator)
    comment = fresh(comment)
    assert (comment.state, str(comment.hidden_words)) == (CommentState.HIDDEN, told)


def test_another_reason_is_told_in_words(one):
    comment, people = one
    with pytest.raises(ValidationError):
        act.hide_comment(comment=comment, reason="other", words=" ", by=people.moderator)
    assert fresh(comment).state == CommentState.RECEIVED


def test_hiding_takes_the_draft_and_the_showing_with_it(one):
    comment, people = one
    draft(comment, people.contributor)
    act.publish_comment(comment=comment, by=people.moderator)
    act.hide_comment(comment=comment, reason="insult", by=people.moderator)
    assert (fresh(comment).published_on, Reply.objects.exists()) == (None, False)


def test_a_hidden_comment_waits_again_when_that_is_taken_back(one):
    comment, people = one
    act.hide_comment(comment=comment, reason="other", words="无关", by=people.moderator)
    act.show_again(comment=comment, by=people.moderator)
    comment = fresh(comment)
    assert (comment.state, comment.hidden_for, comment.hidden_reason) == ("received", "", "")
    with pytest.raises(ValidationError):
        act.show_again(comment=comment, by=people.moderator)


def test_a_hidden_comment_is_dealt_with(one):
    comment, people = one
    act.hide_comment(comment=comment, reason="advertising", by=people.moderator)
    posting = hand_in_posting(posting=comment.posting, by=people.contributor)
    assert settle_posting(posting=posting, by=people.moderator).settled_at
    assert fresh(comment).state == CommentState.HIDDEN


def test_an_answered_comment_is_neither_hidden_nor_merged(three):
    first, second, _third, people = three
    draft(first, people.contributor)
    publish_replies(posting=first.posting, by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.hide_comment(comment=first, reason="insult", by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.merge_comment(comment=first, into=second, by=people.moderator)


# Redacting


def test_redacting_keeps_the_whole_text_and_shows_the_rest(one):
    comment, people = one
    Comment.objects.update(body="请打13800000000找老王，材料太多。")
    act.redact_comment(
        comment=comment, shown="请打[…]，材料太多。", reason="含他人电话", by=people.moderator
    )
    comment = fresh(comment)
    assert (comment.public_body, comment.body) == (
        "请打[…]，材料太多。",
        "请打13800000000找老王，材料太多。",
    )
    assert (comment.redaction_reason, comment.redacted_by, comment.redacted_on) == (
        "含他人电话",
        people.moderator,
        TODAY(),
    )


def test_more_is_taken_from_what_is_left_and_nothing_comes_back(one):
    comment, people = one
    Comment.objects.update(body="甲乙丙丁")
    first = {"comment": comment, "reason": "含姓名", "by": people.moderator}
    act.redact_comment(shown="甲[…]丙丁", **first)
    with pytest.raises(ValidationError):
        act.redact_comment(shown="甲乙[…]丁", **first)
    act.redact_comment(shown="甲[…]丙[…]", **first)
    assert fresh(comment).public_body == "甲[…]丙[…]"


@pytest.mark.parametrize(
    "shown", ["请打，材料太多。", "请打[…]材料很多。", "", "希望写明几天内答复。"]
)
def test_redacting_only_leaves_out(one, shown):
    comment, people = one
    with pytest.raises(ValidationError):
        act.redact_comment(comment=comment, shown=shown, reason="含电话", by=people.moderator)
    assert fresh(comment).shown_body == ""


def test_redacting_says_why(one):
    comment, people = one
    with pytest.raises(ValidationError):
        act.redact_comment(comment=comment, shown="希望[…]", reason=" ", by=people.moderator)


def test_part_is_left_out_after_the_posting_is_settled_too(one):
    comment, people = one
    draft(comment, people.contributor)
    posting = hand_in_posting(posting=comment.posting, by=people.contributor)
    settle_posting(posting=posting, by=people.moderator)
    act.redact_comment(comment=comment, shown="希望[…]", reason="含姓名", by=people.moderator)
    assert (fresh(comment).public_body, fresh(comment).published_on) == ("希望[…]", TODAY())


# Merging


def test_merged_comments_share_the_answer_and_keep_their_receipts(three):
    first, second, third, people = three
    hashes = list(Comment.objects.values_list("receipt_hash", flat=True))
    act.merge_comment(comment=second, into=first, by=people.moderator)
    act.merge_comment(comment=third, into=first, by=people.moderator)
    draft(first, people.contributor, "adopted", "已改。", changed=("examine",))
    publish_replies(posting=first.posting, by=people.moderator)
    answers = [(one.state, one.reply.outcome, one.reply.reason, one.reply.published_on)
               for one in Comment.objects.select_related("reply").order_by("pk")]  # fmt: skip
    assert answers == [
        ("answered", "adopted", "已改。", TODAY()),
        ("merged", "adopted", "已改。", TODAY()),
        ("merged", "adopted", "已改。", TODAY()),
    ]
    assert list(Comment.objects.values_list("receipt_hash", flat=True)) == hashes
    assert Comment.objects.shown().get() == first


def test_an_answer_of_its_own_stays(three):
    first, second, third, people = three
    draft(second, people.contributor, "already", "自己的答复")
    act.merge_comment(comment=second, into=first, by=people.moderator)
    draft(first, people.contributor, "declined", "共同的答复")
    act.hide_comment(comment=third, reason="insult", by=people.moderator)
    posting = hand_in_posting(posting=first.posting, by=people.contributor)
    settle_posting(posting=posting, by=people.moderator)
    assert (fresh(second).reply.reason, fresh(second).reply.published_on) == ("自己的答复", TODAY())
    assert fresh(second).state == CommentState.MERGED


def test_what_is_merged_with_an_answered_comment_gets_the_answer_at_once(three):
    first, second, third, people = three
    draft(first, people.contributor)
    publish_replies(posting=first.posting, by=people.moderator)
    act.merge_comment(comment=third, into=second, by=people.moderator)
    act.merge_comment(comment=second, into=first, by=people.moderator)
    assert [fresh(one).reply.reason for one in (second, third)] == ["已有规定。"] * 2
    assert fresh(third).merged_into == first
    with pytest.raises(PermissionDenied):
        act.unmerge_comment(comment=third, by=people.moderator)


def test_merging_is_undone_before_the_answer_is_published(three):
    first, second, _third, people = three
    act.merge_comment(comment=second, into=first, by=people.moderator)
    act.unmerge_comment(comment=second, by=people.moderator)
    assert (fresh(second).state, fresh(second).merged_into) == ("received", None)
    with pytest.raises(ValidationError):
        act.unmerge_comment(comment=second, by=people.moderator)


def test_a_comment_others_are_merged_with_is_not_hidden(three):
    first, second, _third, people = three
    act.merge_comment(comment=second, into=first, by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.hide_comment(comment=first, reason="insult", by=people.moderator)


@pytest.mark.parametrize(
    "fields",
    [{"held_for": "like"}, {"state": "hidden", "hidden_for": "insult"}],
    ids=["held", "hidden"],
)
def test_nothing_is_merged_into_what_gets_no_answer(three, fields):
    first, second, _third, people = three
    Comment.objects.filter(pk=first.pk).update(**fields)
    with pytest.raises(PermissionDenied):
        act.merge_comment(comment=second, into=first, by=people.moderator)


def test_nothing_is_merged_into_itself_nor_across_postings(one):
    comment, people = one
    for into in (comment, CommentFactory()):
        with pytest.raises(PermissionDenied):
            act.merge_comment(comment=comment, into=into, by=people.moderator)
    assert fresh(comment).state == CommentState.RECEIVED


# Assigning and the section's notes


def test_a_comment_is_assigned_to_a_colleague_and_to_nobody_again(one):
    comment, people = one
    act.assign_comment(comment=comment, to=people.section_head, by=people.contributor)
    assert fresh(comment).assigned_to == people.section_head
    act.assign_comment(comment=comment, to=None, by=people.moderator)
    assert fresh(comment).assigned_to is None


def test_it_is_not_assigned_to_whoever_drafts_no_answers_there(one):
    comment, people = one
    for stranger in (people.deputy_head, contributor(CommentFactory().posting.flowchart.section)):
        with pytest.raises(ValidationError):
            act.assign_comment(comment=comment, to=stranger, by=people.contributor)


def test_a_note_is_set_aside_by_the_moderator(one):
    comment, people = one
    draft(comment, people.contributor, "", "", suggestion="建议合并")
    act.set_suggestion_aside(comment=comment, by=people.moderator)
    assert fresh(comment).suggestion == ""


# Passing on


def test_what_is_passed_on_is_the_committees_with_its_files(one):
    comment, people = one
    Comment.objects.update(name="李四", contact="13800000000", source="来信3号", channel="letter")
    kept = AttachmentFactory(comment=comment)
    comment = fresh(comment)
    referral = act.refer(comment=comment, by=people.moderator)
    assert not Comment.objects.exists()
    names = ["body", "name", "contact", "source", "channel", "step_key", "received_on"]
    names += ["receipt_hash"]
    assert [getattr(referral, name) for name in names] == [getattr(comment, name) for name in names]
    assert referral.body_unit == comment.posting.flowchart.body
    assert Attachment.objects.get() == kept
    assert Attachment.objects.get().referral == referral
    assert Entry.objects.about(referral).get().chain == Chain.COMMITTEE


def test_what_was_merged_with_it_stands_by_itself_again(three):
    first, second, third, people = three
    act.merge_comment(comment=second, into=first, by=people.moderator)
    act.merge_comment(comment=third, into=first, by=people.moderator)
    act.refer(comment=first, by=people.moderator)
    told = Comment.objects.values_list("state", "merged_into", "decided_by")
    assert list(told) == [("received", None, None)] * 2


def test_what_was_held_for_being_like_it_alone_is_released(three):
    first, second, third, people = three
    other = CommentFactory(posting=first.posting, body="完全是另一回事，与前面无关。")
    Comment.objects.filter(pk__in=[second.pk, third.pk]).update(held_for="like")
    Comment.objects.filter(pk=first.pk).update(body="经办人刘某先收红包才受理")
    Comment.objects.filter(pk=second.pk).update(body="经办人刘某先收红包才受理！")
    like_others = Comment.objects.filter(pk=third.pk)
    like_others.update(body=other.body)
    Comment.objects.filter(pk=other.pk).update(held_for="like")
    act.refer(comment=fresh(first), by=people.moderator)
    assert [fresh(one).held_for for one in (second, third, other)] == ["", "like", "like"]


def test_what_has_the_answer_of_one_passed_on_keeps_it(three):
    first, second, _third, people = three
    act.merge_comment(comment=second, into=first, by=people.moderator)
    draft(first, people.contributor)
    publish_replies(posting=first.posting, by=people.moderator)
    act.refer(comment=first, by=people.moderator)
    assert (fresh(second).state, fresh(second).reply.reason) == ("answered", "已有规定。")


def test_it_is_passed_on_after_the_posting_is_settled_too(one):
    comment, people = one
    draft(comment, people.contributor)
    posting = hand_in_posting(posting=comment.posting, by=people.contributor)
    settle_posting(posting=posting, by=people.moderator)
    act.refer(comment=comment, by=people.moderator)
    assert (Comment.objects.exists(), Referral.objects.count()) == (False, 1)
