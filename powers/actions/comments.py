"""What the public says about a posted chart, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from powers.models import Comment, Posting, Referral, Reply
from powers.permissions.postings import can_answer, can_publish_replies
from powers.querysets import today
from powers.states import CHANGING, CommentState, HiddenFor, Outcome
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain

# What may become of a comment besides an outcome.
HIDE, PASS = "hide", "pass"


@dataclass(frozen=True)
class Answer:
    """What the section means to do with one comment: an outcome, HIDE, PASS, or "" for nothing yet."""

    comment: Comment
    decision: str
    reason: str = ""
    changed: tuple[str, ...] = ()


@transaction.atomic
def save_answers(*, posting: Posting, answers: Iterable[Answer], by: User) -> Posting:
    """Keep the drafted answers to a posting's comments; drafts leave no entry, hiding and passing on do."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    can_answer(by, posting).enforce()
    moved = [answer.comment.pk for answer in answers if _save_answer(posting, answer, by)]
    if moved:
        record(verb="comment.moderate", target=posting, by=by, comments=moved)
    return posting


def _save_answer(posting: Posting, answer: Answer, by: User) -> bool:
    """Keep one; say whether the comment's state (hidden, passed on) is another than before."""
    comment = Comment.objects.select_for_update().get(pk=answer.comment.pk, posting=posting)
    if comment.state in {CommentState.ANSWERED, CommentState.MERGED}:
        return False
    Reply.objects.filter(comment=comment).delete()
    if answer.decision == PASS:
        refer(comment=comment, by=by)
        return False
    before = comment.state
    comment.state, comment.hidden_for, comment.hidden_reason = CommentState.RECEIVED, "", ""
    if answer.decision == HIDE:
        comment.state, comment.hidden_for = CommentState.HIDDEN, HiddenFor.OTHER
        comment.hidden_reason, comment.published_on, comment.published_by = (
            answer.reason,
            None,
            None,
        )
    elif answer.decision:
        _draft(answer, by)
    comment.save()
    return comment.state != before


@transaction.atomic
def refer(*, comment: Comment, by: User) -> Referral:
    """Move a comment about a person's conduct to the committee alone.

    Its row goes, so that no page, count or export of the unit tells that it was there; its receipt
    stays good; the entry stands in the committee's own chain.
    """
    posting = comment.posting
    kept = ("step_key", "channel", "body", "name", "contact", "source", "received_on")
    referral = Referral.objects.create(
        posting=posting,
        body_unit=posting.flowchart.body,
        receipt_hash=comment.receipt_hash,
        passed_by=by,
        passed_on=today(),
        **{name: getattr(comment, name) for name in kept},
    )
    comment.attachments.update(comment=None, referral=referral)
    comment.delete()
    record(verb="comment.refer", target=referral, by=by, in_chain=Chain.COMMITTEE)
    return referral


def _draft(answer: Answer, by: User) -> None:
    changed = list(answer.changed) if answer.decision in CHANGING else []
    Reply.objects.create(
        comment=answer.comment,
        outcome=Outcome(answer.decision),
        reason=answer.reason,
        changed=changed,
        drafted_by=by,
    )


@transaction.atomic
def publish_replies(*, posting: Posting, by: User) -> int:
    """Publish every drafted answer before the posting settles; give how many."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    can_publish_replies(by, posting).enforce()
    count = publish(posting)
    if not count:
        raise ValidationError(_("No answer waits to be published."))
    record(verb="reply.publish", target=posting, by=by, count=count)
    return count


def publish(posting: Posting) -> int:
    """Show the drafted answers to the public from today; part of an action that leaves the entry."""
    drafts = Reply.objects.filter(comment__posting=posting, published_on=None)
    answered = Comment.objects.filter(reply__in=drafts)
    answered.update(
        state=CommentState.ANSWERED, published_on=Coalesce("published_on", Value(today()))
    )
    return drafts.update(published_on=today())
