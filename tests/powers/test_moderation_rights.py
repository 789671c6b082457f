"""Who may moderate a comment, who is the second of two, and what is left in the ledger."""

import pytest
from django.core.exceptions import PermissionDenied

from powers.actions import moderation as act
from powers.actions.comments import publish_replies
from powers.actions.postings import hand_in_posting, settle_posting
from powers.models import Comment, Policy, Reply
from riskcontrol.audit.models import Chain, Entry
from tests.factories.accounts import (
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import CommentFactory

from .flow import over
from .moderated import ROLES, TODAY, draft, fresh, two_people

pytestmark = pytest.mark.django_db


# Who may, and what is left in the ledger


MODERATES = {
    "publish": lambda comment, by: act.publish_comment(comment=comment, by=by),
    "hide": lambda comment, by: act.hide_comment(comment=comment, reason="insult", by=by),
    "redact": lambda comment, by: act.redact_comment(
        comment=comment, shown="希望[…]", reason="含姓名", by=by
    ),
    "merge": lambda comment, by: act.merge_comment(
        comment=comment, into=CommentFactory(posting=comment.posting), by=by
    ),
    "refer": lambda comment, by: act.refer(comment=comment, by=by),
    "set aside": lambda comment, by: act.set_suggestion_aside(comment=comment, by=by),
}


@pytest.mark.parametrize("name", MODERATES)
@pytest.mark.parametrize("role", ROLES)
def test_moderating_is_the_moderators(one, role, name):
    comment, _people = one
    by = role(comment.posting.flowchart.section)
    if role is moderator:
        MODERATES[name](comment, by)
        assert Entry.objects.count() == 1
    else:
        with pytest.raises(PermissionDenied):
            MODERATES[name](comment, by)
        assert not Entry.objects.exists()


@pytest.mark.parametrize("name", MODERATES)
def test_a_moderator_of_another_body_does_nothing_here(one, name):
    comment, _people = one
    stranger = moderator(CommentFactory().posting.flowchart.section)
    with pytest.raises(PermissionDenied):
        MODERATES[name](comment, stranger)


@pytest.mark.parametrize("role", ROLES)
def test_assigning_is_the_sections_and_the_moderators(one, role):
    comment, people = one
    by = role(comment.posting.flowchart.section)
    if role in (contributor, section_head, moderator):
        act.assign_comment(comment=comment, to=people.contributor, by=by)
        assert fresh(comment).assigned_to == people.contributor
    else:
        with pytest.raises(PermissionDenied):
            act.assign_comment(comment=comment, to=people.contributor, by=by)


def test_each_act_leaves_one_entry_on_the_posting_and_none_among_the_staff(three):
    first, second, third, people = three
    Comment.objects.filter(pk=first.pk).update(held_for="like")
    act.release_comment(comment=first, by=people.moderator)
    act.publish_comment(comment=first, by=people.moderator)
    act.redact_comment(comment=first, shown="希望[…]", reason="含姓名", by=people.moderator)
    act.assign_comment(comment=first, to=people.contributor, by=people.contributor)
    act.merge_comment(comment=second, into=first, by=people.moderator)
    act.unmerge_comment(comment=second, by=people.moderator)
    act.hide_comment(comment=third, reason="insult", by=people.moderator)
    act.show_again(comment=third, by=people.moderator)
    entries = Entry.objects.order_by("sequence")
    assert [entry.verb.removeprefix("comment.") for entry in entries] == [
        "release", "publish", "redact", "assign", "merge", "unmerge", "hide", "show-again",
    ]  # fmt: skip
    target = ("powers.posting", str(first.posting_id), Chain.COMMITTEE)
    seen = entries.values_list("target_type", "target_id", "chain").distinct()
    assert list(seen.order_by("chain")) == [target]
    assert entries[0].detail.content == {"comment": first.public_id}


def test_after_settling_the_moderator_does_no_more_than_leave_out_and_pass_on(one):
    comment, people = one
    act.hide_comment(comment=comment, reason="insult", by=people.moderator)
    posting = hand_in_posting(posting=comment.posting, by=people.contributor)
    settle_posting(posting=posting, by=people.moderator)
    for refused in (act.show_again, act.publish_comment):
        with pytest.raises(PermissionDenied):
            refused(comment=comment, by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.assign_comment(comment=comment, to=None, by=people.contributor)


# A second person


def test_two_people_show_a_comment_where_the_body_asks_for_it(one):
    comment, people = one
    two_people(comment)
    with pytest.raises(PermissionDenied):
        act.publish_comment(comment=comment, by=people.moderator)
    act.propose_showing(comment=comment, by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.publish_comment(comment=comment, by=people.moderator)
    second = moderator(comment.posting.flowchart.section)
    act.publish_comment(comment=comment, by=second)
    comment = fresh(comment)
    told = (comment.decided_by, comment.published_by, comment.by_two)
    assert told == (people.moderator, second, True)


def test_the_section_may_be_the_first_of_two(one):
    comment, people = one
    two_people(comment)
    act.propose_showing(comment=comment, by=people.contributor)
    with pytest.raises(PermissionDenied):
        act.propose_showing(comment=comment, by=people.section_head)
    act.publish_comment(comment=comment, by=people.moderator)
    assert fresh(comment).published_by == people.moderator


def test_nobody_proposes_where_one_person_is_enough(one):
    comment, people = one
    with pytest.raises(PermissionDenied):
        act.propose_showing(comment=comment, by=people.moderator)


@pytest.mark.parametrize("role", [deputy_head, committee_member])
def test_proposing_is_the_sections_and_the_moderators(one, role):
    comment, _people = one
    two_people(comment)
    with pytest.raises(PermissionDenied):
        act.propose_showing(comment=comment, by=role(comment.posting.flowchart.section))


def test_whoever_released_or_redacted_does_not_show_it(one):
    comment, people = one
    two_people(comment)
    Comment.objects.update(held_for="personal")
    act.release_comment(comment=comment, by=people.moderator)
    act.redact_comment(comment=comment, shown="希望[…]", reason="含姓名", by=people.moderator)
    with pytest.raises(PermissionDenied):
        act.publish_comment(comment=comment, by=people.moderator)
    act.publish_comment(comment=comment, by=moderator(comment.posting.flowchart.section))


def test_what_is_redacted_after_it_was_shown_is_shown_again_by_a_second_person(one):
    comment, people = one
    two_people(comment)
    other = moderator(comment.posting.flowchart.section)
    act.propose_showing(comment=comment, by=people.moderator)
    act.publish_comment(comment=comment, by=other)
    act.redact_comment(comment=comment, shown="希望[…]", reason="含姓名", by=other)
    assert fresh(comment).published_on is None
    with pytest.raises(PermissionDenied):
        act.publish_comment(comment=comment, by=other)
    act.publish_comment(comment=comment, by=people.moderator)
    assert fresh(comment).by_two


@pytest.fixture
def double():
    """A posting of a body that asks for two, with two comments, and a moderator who drafts too."""
    posting, people = over(comments=2)
    two_people(posting.comments.first())
    section = posting.flowchart.section
    people.moderator.memberships.create(unit=section, role="contributor")
    return posting, people


def test_nobody_publishes_the_answer_he_drafted(double):
    posting, people = double
    first, second = posting.comments.all()
    draft(first, people.moderator)
    with pytest.raises(PermissionDenied):
        publish_replies(posting=posting, by=people.moderator)
    draft(second, people.contributor)
    assert publish_replies(posting=posting, by=people.moderator) == 1
    assert (fresh(first).state, fresh(second).state) == ("received", "answered")
    assert publish_replies(posting=posting, by=moderator(posting.flowchart.section)) == 1
    replies = Reply.objects.values_list("by_two", flat=True)
    assert (list(replies), fresh(first).decided_by) == ([True, True], people.moderator)


def test_nobody_publishes_with_its_answer_what_he_decided_on(double):
    posting, people = double
    first, _second = posting.comments.all()
    draft(first, people.contributor)
    act.redact_comment(comment=first, shown="希望[…]", reason="含姓名", by=people.moderator)
    with pytest.raises(PermissionDenied):
        publish_replies(posting=posting, by=people.moderator)
    assert publish_replies(posting=posting, by=moderator(posting.flowchart.section)) == 1


def test_nobody_settles_with_an_answer_he_drafted(double):
    posting, people = double
    draft(posting.comments.first(), people.moderator)
    draft(posting.comments.last(), people.contributor)
    posting = hand_in_posting(posting=posting, by=people.contributor)
    with pytest.raises(PermissionDenied):
        settle_posting(posting=posting, by=people.moderator)
    assert not Reply.objects.exclude(published_on=None).exists()
    posting = settle_posting(posting=posting, by=moderator(posting.flowchart.section))
    assert set(Reply.objects.values_list("published_on", "by_two")) == {(TODAY(), True)}


def test_where_one_person_is_enough_he_publishes_what_he_drafted(double):
    posting, people = double
    Policy.objects.update(second_person=False)
    draft(posting.comments.first(), people.moderator)
    assert publish_replies(posting=posting, by=people.moderator) == 1
    assert not Reply.objects.get().by_two
