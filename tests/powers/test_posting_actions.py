"""Answering, handing in and settling: the rule of improvement, and nobody settles his own."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from powers.actions.comments import Answer, publish_replies, save_answers
from powers.actions.handing_in import Said, hand_in_comment
from powers.actions.postings import (
    hand_in_posting,
    put_back_posted,
    return_posting,
    settle_posting,
)
from powers.charts import drawing_of
from powers.models import Comment, Posting, Reply, Version
from powers.permissions.postings import chart_is_free
from powers.states import CommentState, PostingState
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import CommentFactory, drawn_chart, fresh, posted

from .flow import change_step, handed_in, over

pytestmark = pytest.mark.django_db
ROLES = [contributor, section_head, moderator, deputy_head, committee_member, committee_chair]


def answer_all(posting, people, decision="declined", changed=()):
    answers = [
        Answer(comment, decision, "已按规定写明。", changed) for comment in posting.comments.all()
    ]
    return save_answers(posting=posting, answers=answers, by=people.contributor)


def settled(posting, people):
    hand_in_posting(posting=posting, by=people.contributor)
    return settle_posting(posting=posting, by=people.moderator)


def test_settling_unchanged_keeps_the_posted_version():
    posting, people = handed_in()
    posting = settle_posting(posting=posting, by=people.moderator)
    assert (posting.final_version, posting.settled_by) == (posting.version, people.moderator)
    assert posting.state_on(timezone.localdate()) == PostingState.SETTLED
    assert Version.objects.count() == 1


def test_an_adopted_comment_covers_the_change():
    posting, people = over(comments=1)
    answer_all(posting, people, "adopted", ("examine",))
    chart = change_step(posting, "examine", name="现场审查")
    final = settled(posting, people).final_version
    assert (final.number, final.drawing, final.withheld) == (2, drawing_of(chart), False)


def test_settling_publishes_every_answer():
    posting, people = over(comments=2)
    answer_all(posting, people)
    settled(posting, people)
    assert set(Comment.objects.values_list("state", flat=True)) == {CommentState.ANSWERED}
    assert set(Reply.objects.values_list("published_on", flat=True)) == {timezone.localdate()}


@pytest.mark.parametrize("decision", ["declined", "already", "out-of-scope"])
def test_a_change_that_no_adopted_comment_names_is_refused(decision):
    posting, people = over(comments=1)
    answer_all(posting, people, decision, ("examine",))
    change_step(posting, "examine", name="现场审查")
    with translation.override("en"), pytest.raises(PermissionDenied, match="现场审查"):
        hand_in_posting(posting=posting, by=people.contributor)
    assert Posting.objects.unsettled().get().handed_in_at is None


def test_a_change_elsewhere_is_refused_although_a_comment_was_adopted():
    posting, people = over(comments=1)
    answer_all(posting, people, "adopted", ("examine",))
    change_step(posting, "serve", days=30)
    with pytest.raises(PermissionDenied, match="送达"):
        hand_in_posting(posting=posting, by=people.contributor)


def test_a_change_after_handing_in_is_refused_when_settling():
    posting, people = handed_in()
    change_step(posting, "serve", days=30)
    with pytest.raises(PermissionDenied, match="送达"):
        settle_posting(posting=posting, by=people.moderator)
    assert Posting.objects.unsettled().exists()


def test_another_name_of_the_chart_is_no_improvement():
    posting, people = over()
    type(posting.flowchart).objects.filter(pk=posting.flowchart_id).update(name="另一张图")
    with pytest.raises(PermissionDenied, match="另一张图"):
        hand_in_posting(posting=posting, by=people.contributor)


def test_an_improved_chart_that_is_not_complete_does_not_settle():
    posting, people = over(comments=1)
    answer_all(posting, people, "adopted", ("examine",))
    change_step(posting, "examine", position=None)
    with pytest.raises(PermissionDenied, match="审查"):
        hand_in_posting(posting=posting, by=people.contributor)


def test_putting_the_posted_drawing_back_undoes_every_change():
    posting, people = over()
    chart = change_step(posting, "serve", days=30, name="寄送")
    chart.steps.get(key="examine").delete()
    chart.steps.create(key="extra", name="多出的一步", kind="step", order=9)
    put_back_posted(posting=posting, by=people.contributor)
    assert drawing_of(fresh(chart)) == posting.version.drawing
    assert chart.steps.get(key="extra").retired
    assert settled(posting, people).final_version == posting.version


def test_putting_back_is_the_sections():
    posting, people = over()
    with pytest.raises(PermissionDenied):
        put_back_posted(posting=posting, by=people.moderator)


@pytest.mark.parametrize("role", ROLES)
def test_settling_is_the_moderators(role):
    posting, _people = handed_in()
    by = role(posting.flowchart.section)
    if role is moderator:
        assert settle_posting(posting=posting, by=by).settled_by == by
    else:
        with pytest.raises(PermissionDenied):
            settle_posting(posting=posting, by=by)


@pytest.mark.parametrize("role", ROLES)
def test_handing_in_is_the_sections(role):
    posting, _people = over()
    by = role(posting.flowchart.section)
    if role in (contributor, section_head):
        assert hand_in_posting(posting=posting, by=by).handed_in_by == by
    else:
        with pytest.raises(PermissionDenied):
            hand_in_posting(posting=posting, by=by)


def test_who_drew_the_chart_does_not_settle_it():
    posting, people = handed_in()
    posting.flowchart.drawn_by.add(people.moderator)
    with pytest.raises(PermissionDenied):
        settle_posting(posting=posting, by=people.moderator)


def test_who_handed_in_does_not_settle():
    posting, people = handed_in()
    Posting.objects.filter(pk=posting.pk).update(handed_in_by=people.moderator)
    with pytest.raises(PermissionDenied):
        settle_posting(posting=posting, by=people.moderator)


def test_a_posting_runs_its_full_period():
    chart = drawn_chart()
    posting = posted(chart, days_ago=9, days=9)  # its last day is today
    with pytest.raises(PermissionDenied):
        hand_in_posting(posting=posting, by=contributor(chart.section))
    Posting.objects.filter(pk=posting.pk).update(closes=posting.closes - datetime.timedelta(days=1))
    assert hand_in_posting(posting=posting, by=contributor(chart.section)).handed_in_at


def test_a_comment_without_an_answer_holds_the_posting():
    posting, people = over(comments=1)
    with pytest.raises(PermissionDenied):
        hand_in_posting(posting=posting, by=people.contributor)


def test_taking_a_draft_back_leaves_the_comment_open():
    posting, people = over(comments=1)
    answer_all(posting, people)
    answer_all(posting, people, "")
    assert posting.comments.unanswered().count() == 1


def test_only_adopted_answers_keep_changed_steps():
    posting, people = over(comments=1)
    answer_all(posting, people, "declined", ("examine",))
    assert Reply.objects.get().changed == []


@pytest.mark.parametrize("role", ROLES)
def test_answering_is_the_sections(role):
    posting, _people = over(comments=1)
    answers = [Answer(Comment.objects.get(), "already", "已公开。")]
    by = role(posting.flowchart.section)
    if role in (contributor, section_head):
        save_answers(posting=posting, answers=answers, by=by)
        assert Reply.objects.get().drafted_by == by
    else:
        with pytest.raises(PermissionDenied):
            save_answers(posting=posting, answers=answers, by=by)


def test_a_comment_of_another_posting_is_not_touched():
    posting, people = over()
    stranger = CommentFactory()
    with pytest.raises(Comment.DoesNotExist):
        save_answers(
            posting=posting, answers=[Answer(stranger, "declined", "无关")], by=people.contributor
        )
    assert not Reply.objects.exists()


def test_drafts_leave_no_entry():
    posting, people = over(comments=1)
    answer_all(posting, people)
    assert not Entry.objects.exists()


def test_saving_a_page_unchanged_makes_nobody_the_drafter():
    posting, people = over(comments=1)
    answer_all(posting, people)
    same = [Answer(Comment.objects.get(), "declined", "已按规定写明。")]
    save_answers(posting=posting, answers=same, by=people.section_head)
    assert Reply.objects.get().drafted_by == people.contributor


@pytest.mark.parametrize(
    "fields",
    [
        {"held_for": "personal"},
        {"state": "hidden", "hidden_for": "insult"},
    ],
)
def test_what_is_held_or_hidden_takes_no_answer(fields):
    posting, people = over(comments=1)
    Comment.objects.update(**fields)
    answer_all(posting, people)
    assert not Reply.objects.exists()


def test_a_held_comment_holds_the_posting():
    posting, people = over(comments=1)
    Comment.objects.update(held_for="like")
    answer_all(posting, people)
    with pytest.raises(PermissionDenied):
        hand_in_posting(posting=posting, by=people.contributor)


def test_a_note_to_the_moderator_is_kept_with_who_wrote_it_and_taken_back():
    posting, people = over(comments=1)
    noted = Answer(Comment.objects.get(), "", suggestion="含他人电话")
    save_answers(posting=posting, answers=[noted], by=people.contributor)
    comment = Comment.objects.get()
    assert (comment.suggestion, comment.suggested_by) == ("含他人电话", people.contributor)
    save_answers(posting=posting, answers=[Answer(comment, "")], by=people.section_head)
    comment.refresh_from_db()
    assert (comment.suggestion, comment.suggested_by) == ("", None)


def test_publishing_early_shows_drafts_and_fixes_them():
    posting, people = over(comments=1)
    answer_all(posting, people)
    assert publish_replies(posting=posting, by=people.moderator) == 1
    answer_all(posting, people, "adopted", ("examine",))
    assert Reply.objects.get().outcome == "declined"
    assert Comment.objects.get().state == CommentState.ANSWERED


def test_publishing_nothing_says_so():
    posting, people = over(comments=1)
    with pytest.raises(ValidationError):
        publish_replies(posting=posting, by=people.moderator)


def test_publishing_is_the_moderators():
    posting, people = over(comments=1)
    answer_all(posting, people)
    with pytest.raises(PermissionDenied):
        publish_replies(posting=posting, by=people.contributor)


def test_the_moderator_gives_answers_back_and_they_come_again():
    posting, people = handed_in()
    assert not chart_is_free(posting.flowchart)
    with pytest.raises(PermissionDenied):
        hand_in_posting(posting=posting, by=people.contributor)
    returned = return_posting(posting=posting, remark="理由写具体", by=people.moderator)
    assert (returned.handed_in_by, returned.remark) == (None, "理由写具体")
    assert chart_is_free(posting.flowchart)
    assert hand_in_posting(posting=posting, by=people.contributor).remark == ""


def test_giving_back_says_why():
    posting, people = handed_in()
    with pytest.raises(ValidationError):
        return_posting(posting=posting, remark=" ", by=people.moderator)


def test_giving_back_is_the_moderators_and_only_what_was_handed_in():
    posting, people = over()
    with pytest.raises(PermissionDenied):
        return_posting(posting=posting, remark="早了", by=people.moderator)
    with pytest.raises(PermissionDenied):
        settle_posting(posting=posting, by=people.moderator)


def test_a_settled_posting_stays_as_it_is():
    posting, people = handed_in()
    settle_posting(posting=posting, by=people.moderator)
    for act in (hand_in_posting, put_back_posted, settle_posting, publish_replies):
        with pytest.raises(PermissionDenied):
            act(posting=posting, by=people.moderator)


def test_each_act_leaves_one_entry():
    posting, people = over(comments=1)
    answer_all(posting, people)
    publish_replies(posting=posting, by=people.moderator)
    put_back_posted(posting=posting, by=people.contributor)
    hand_in_posting(posting=posting, by=people.contributor)
    return_posting(posting=posting, remark="补充", by=people.moderator)
    settled(posting, people)
    assert list(Entry.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "reply.publish",
        "flowchart.put-back",
        "posting.hand-in",
        "posting.return",
        "posting.hand-in",
        "posting.settle",
    ]


def test_a_twin_of_a_handed_in_comment_is_the_same_comment():
    posting = posted(drawn_chart())
    typed = {"posting": posting, "said": Said("一句话"), "receipt_hash": "a" * 64}
    assert hand_in_comment(**typed) == hand_in_comment(**typed)
    assert Entry.objects.filter(verb="comment.hand-in").count() == 1
