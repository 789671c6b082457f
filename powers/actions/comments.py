"""What the public says about a posted chart, and the answers: drafted, then published together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from powers.models import Comment, Posting, Reply
from powers.permissions.moderation import is_his_own
from powers.permissions.postings import can_answer, can_publish_replies
from powers.policies import policy_of
from powers.querysets import today
from powers.states import CHANGING, CommentState, Outcome
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record


@dataclass(frozen=True)
class Answer:
    """What the section means to answer: an outcome, or "" for nothing yet; and its word to the moderator."""

    comment: Comment
    decision: str
    reason: str = ""
    changed: tuple[str, ...] = ()
    suggestion: str = ""


@transaction.atomic
def save_answers(*, posting: Posting, answers: Iterable[Answer], by: User) -> Posting:
    """Keep the drafted answers to a posting's comments; drafts leave no entry.

    One that was answered, hidden, merged or held meanwhile is left as it is.
    """
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    can_answer(by, posting).enforce()
    for answer in answers:
        _save_answer(posting, answer, by)
    return posting


def _save_answer(posting: Posting, answer: Answer, by: User) -> None:
    found = Comment.objects.select_for_update(of=("self",)).select_related("reply")
    comment = found.get(pk=answer.comment.pk, posting=posting)
    if comment.state != CommentState.RECEIVED or comment.held_for:
        return
    if _drafted(comment) != (answer.decision, answer.reason, _changed(answer)):
        Reply.objects.filter(comment=comment).delete()
        if answer.decision:
            _draft(answer, by)
    if comment.suggestion != answer.suggestion:
        comment.suggestion = answer.suggestion
        comment.suggested_by = by if answer.suggestion else None
        comment.save(update_fields=["suggestion", "suggested_by"])


def _drafted(comment: Comment) -> tuple[str, str, list[str]]:
    """Give the draft as it is kept: who saves a page unchanged has drafted nothing on it."""
    reply = getattr(comment, "reply", None)
    return (reply.outcome, reply.reason, list(reply.changed)) if reply else ("", "", [])


def _changed(answer: Answer) -> list[str]:
    return list(answer.changed) if answer.decision in CHANGING else []


def _draft(answer: Answer, by: User) -> None:
    Reply.objects.create(
        comment=answer.comment,
        outcome=Outcome(answer.decision),
        reason=answer.reason,
        changed=_changed(answer),
        drafted_by=by,
    )


@transaction.atomic
def publish_replies(*, posting: Posting, by: User) -> int:
    """Publish the drafted answers before the posting settles; give how many.

    Where the body asks for a second person, those he drafted himself wait for a colleague.
    """
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    can_publish_replies(by, posting).enforce()
    drafts = drafts_of(posting)
    policy = policy_of(posting.flowchart.body)
    others = [draft for draft in drafts if not is_his_own(by, draft, policy)]
    if drafts and not others:
        raise PermissionDenied(his_own())
    if not others:
        raise ValidationError(_("No answer waits to be published."))
    _publish(others, by, by_two=policy.second_person)
    record(verb="reply.publish", target=posting, by=by, count=len(others))
    return len(others)


def publish(posting: Posting, *, by: User) -> int:
    """Publish every drafted answer, as the posting settles; part of an action that leaves the entry.

    Raises PermissionDenied where the body asks for a second person and he drafted one of them.
    """
    drafts = drafts_of(posting)
    policy = policy_of(posting.flowchart.body)
    if any(is_his_own(by, draft, policy) for draft in drafts):
        raise PermissionDenied(his_own())
    _publish(drafts, by, by_two=policy.second_person)
    return len(drafts)


def his_own() -> str:
    """Say why somebody does not publish what he drafted or decided on."""
    return _("You drafted an answer or decided on a comment here; a colleague publishes it.")


def drafts_of(posting: Posting) -> list[Comment]:
    """Give the comments whose answer is drafted and not published, those merged with others too."""
    drafted = Comment.objects.filter(posting=posting, reply__isnull=False, reply__published_on=None)
    return list(drafted.select_related("reply").order_by("pk"))


def _publish(comments: list[Comment], by: User, *, by_two: bool) -> None:
    """Show answers from today, each with its comment, and give them to what was merged with it."""
    for comment in comments:
        reply = comment.reply
        reply.published_on, reply.published_by, reply.by_two = today(), by, by_two
        reply.save(update_fields=["published_on", "published_by", "by_two"])
        if comment.state != CommentState.MERGED:
            _show_with_answer(comment, by, by_two=by_two)
        for merged in comment.merged.filter(reply=None):
            copy_answer(reply, merged)


def _show_with_answer(comment: Comment, by: User, *, by_two: bool) -> None:
    """Whoever drafted the answer decided thereby that the comment is shown with it."""
    comment.state = CommentState.ANSWERED
    if comment.published_on is None:
        comment.published_on, comment.published_by, comment.by_two = today(), by, by_two
        comment.decided_by = comment.decided_by or comment.reply.drafted_by
    comment.save()


def copy_answer(reply: Reply, merged: Comment) -> None:
    """Give a published answer to a comment that was merged with the one it answers."""
    Reply.objects.create(
        comment=merged,
        outcome=reply.outcome,
        reason=reply.reason,
        changed=reply.changed,
        drafted_by=reply.drafted_by,
        published_on=reply.published_on,
        published_by=reply.published_by,
        by_two=reply.by_two,
    )
