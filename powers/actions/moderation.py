"""What becomes of one comment besides its answer: shown, hidden, redacted, merged, assigned, passed on.

Each act leaves its entry in the committee's chain, on the posting: an act on a comment that is
passed on later would tell in the staff's chain that there was one (docs/adr/0015).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from powers.likeness import is_like_any
from powers.models import Comment, Posting, Referral, Reply
from powers.permissions import moderation as rules
from powers.policies import colleagues, policy_of
from powers.querysets import today
from powers.redaction import check_shown
from powers.states import CommentState, HeldFor, HiddenFor
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain

from .comments import copy_answer
from .handing_in import COMPARED


@transaction.atomic
def propose_showing(*, comment: Comment, by: User) -> Comment:
    """Say as the first of two that a comment is to be shown; a second person publishes it."""
    comment = locked(comment)
    rules.can_propose_showing(by, comment, policy_of(body_of(comment))).enforce()
    comment.decided_by = by
    comment.save()
    _record("comment.propose", comment, by)
    return comment


@transaction.atomic
def publish_comment(*, comment: Comment, by: User) -> Comment:
    """Show a comment to the public from today, while it waits for its answer."""
    comment = locked(comment)
    policy = policy_of(body_of(comment))
    rules.can_publish_comment(by, comment, policy).enforce()
    comment.published_on, comment.published_by = today(), by
    comment.by_two = policy.second_person
    comment.decided_by = comment.decided_by or by
    comment.save()
    _record("comment.publish", comment, by)
    return comment


@transaction.atomic
def release_comment(*, comment: Comment, by: User) -> Comment:
    """Let a comment go that was held for the moderator's look; it may be answered and shown now."""
    comment = locked(comment)
    rules.can_decide_on(by, comment).enforce()
    if not comment.held_for:
        raise ValidationError(_("This comment is not held."))
    comment.held_for = ""
    _decided(comment, by)
    _record("comment.release", comment, by)
    return comment


@transaction.atomic
def hide_comment(*, comment: Comment, reason: str, words: str = "", by: User) -> Comment:
    """Keep a comment from being shown, for a reason that its sender reads; a drafted answer goes.

    Raises ValidationError where the reason is another one and is not told in words.
    """
    comment = locked(comment)
    rules.can_hide(by, comment).enforce()
    if reason == HiddenFor.OTHER and not words.strip():
        raise ValidationError({"words": _("Give the reason; the sender reads it.")})
    Reply.objects.filter(comment=comment).delete()
    comment.state, comment.merged_into, comment.held_for = CommentState.HIDDEN, None, ""
    comment.hidden_for, comment.hidden_reason = HiddenFor(reason), words.strip()
    comment.published_on, comment.published_by, comment.by_two = None, None, False
    _decided(comment, by)
    _record("comment.hide", comment, by, reason=reason)
    return comment


@transaction.atomic
def show_again(*, comment: Comment, by: User) -> Comment:
    """Take back that a comment is hidden; it waits for an answer as before."""
    comment = locked(comment)
    rules.can_decide_on(by, comment).enforce()
    if comment.state != CommentState.HIDDEN:
        raise ValidationError(_("This comment is not hidden."))
    comment.state, comment.hidden_for, comment.hidden_reason = CommentState.RECEIVED, "", ""
    _decided(comment, by)
    _record("comment.show-again", comment, by)
    return comment


@transaction.atomic
def redact_comment(*, comment: Comment, shown: str, reason: str, by: User) -> Comment:
    """Take part of a comment out of sight; from now on the committee alone reads what stood there.

    Raises ValidationError where anything but leaving out was done to the sender's words.
    """
    comment = locked(comment)
    rules.can_redact(by, comment).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason; it stands beside the comment.")})
    comment.shown_body = check_shown(comment.public_body, shown)
    comment.redaction_reason = reason.strip()
    comment.redacted_by, comment.redacted_on = by, today()
    _decided(comment, by)
    _record("comment.redact", comment, by)
    return comment


@transaction.atomic
def merge_comment(*, comment: Comment, into: Comment, by: User) -> Comment:
    """Answer a comment together with a like one; it keeps its receipt, and gets that one's answer.

    What was merged with it goes along. Where the other has its answer already, it gets it now.
    """
    comment, into = locked(comment), locked(into)
    rules.can_merge(by, comment, into).enforce()
    comment.merged.update(merged_into=into)
    comment.state, comment.merged_into = CommentState.MERGED, into
    comment.hidden_for, comment.hidden_reason, comment.held_for = "", "", ""
    _decided(comment, by)
    if into.state == CommentState.ANSWERED:
        for one in into.merged.filter(reply=None):
            copy_answer(into.reply, one)
    _record("comment.merge", comment, by, into=into.public_id)
    return comment


@transaction.atomic
def unmerge_comment(*, comment: Comment, by: User) -> Comment:
    """Take a comment out of the one it was merged with, before its answer is published."""
    comment = locked(comment)
    rules.can_decide_on(by, comment).enforce()
    if comment.state != CommentState.MERGED:
        raise ValidationError(_("This comment is not merged with another one."))
    comment.state, comment.merged_into = CommentState.RECEIVED, None
    _decided(comment, by)
    _record("comment.unmerge", comment, by)
    return comment


@transaction.atomic
def assign_comment(*, comment: Comment, to: User | None, by: User) -> Comment:
    """Say which colleague of the section drafts the answer; nobody, where all of them may."""
    comment = locked(comment)
    rules.can_assign(by, comment.posting).enforce()
    section = comment.posting.flowchart.section
    if to and to not in colleagues(Permission.REPLY_DRAFT, section):
        raise ValidationError({"to": _("Choose somebody who drafts answers in this section.")})
    comment.assigned_to = to
    comment.save()
    _record("comment.assign", comment, by, to=to.pk if to else None)
    return comment


@transaction.atomic
def set_suggestion_aside(*, comment: Comment, by: User) -> Comment:
    """Take the section's note to the moderator off a comment: it is to be answered."""
    comment = locked(comment)
    rules.can_decide_on(by, comment).enforce()
    comment.suggestion, comment.suggested_by = "", None
    comment.save()
    _record("comment.set-suggestion-aside", comment, by)
    return comment


@transaction.atomic
def refer(*, comment: Comment, by: User) -> Referral:
    """Move a comment about a person's conduct to the committee alone, with its attachments.

    Its row goes, so that no page, count or export of the unit tells that it was there; what was
    merged with it stands by itself again; its receipt stays good; the entry stands in the
    committee's own chain.
    """
    comment = locked(comment)
    rules.can_refer(by, comment).enforce()
    kept = ("step_key", "channel", "body", "name", "contact", "source", "received_on")
    referral = Referral.objects.create(
        posting=comment.posting,
        body_unit=body_of(comment),
        receipt_hash=comment.receipt_hash,
        passed_by=by,
        passed_on=today(),
        **{name: getattr(comment, name) for name in kept},
    )
    comment.attachments.update(comment=None, referral=referral)
    _let_go(comment)
    _release_like(comment)
    comment.delete()
    record(verb="comment.refer", target=referral, by=by, in_chain=Chain.COMMITTEE)
    return referral


def _let_go(comment: Comment) -> None:
    """Let what was merged with a comment stand by itself: as it came in, or with the answer it has."""
    merged = comment.merged.all()
    merged.filter(reply__published_on__isnull=False).update(
        state=CommentState.ANSWERED, merged_into=None
    )
    merged.update(state=CommentState.RECEIVED, merged_into=None, decided_by=None)


def _release_like(comment: Comment) -> None:
    """Release what came later and was held for being like this one and no other: it would tell of it."""
    held = comment.posting.comments.filter(held_for=HeldFor.LIKE, pk__gt=comment.pk)
    for other in held:
        earlier = comment.posting.comments.filter(pk__lt=other.pk).exclude(pk=comment.pk)
        bodies = earlier.order_by("-pk").values_list("body", flat=True)[:COMPARED]
        if is_like_any(other.body, [comment.body]) and not is_like_any(other.body, bodies):
            other.held_for = ""
            other.save(update_fields=["held_for"])


def locked(comment: Comment) -> Comment:
    """Read a comment anew and hold it, and its posting before it, until the commit."""
    Posting.objects.select_for_update().get(pk=comment.posting_id)
    chart = "posting__flowchart"
    return (
        Comment.objects.select_for_update(of=("self",))
        .select_related("reply", f"{chart}__section__parent__parent", f"{chart}__body")
        .get(pk=comment.pk)
    )


def body_of(comment: Comment) -> Unit:
    """Give the body whose rules apply."""
    return comment.posting.flowchart.body


def _decided(comment: Comment, by: User) -> None:
    """Note who decided last; where two people are asked for, what he decided is shown by another."""
    comment.decided_by = by
    if policy_of(body_of(comment)).second_person or comment.by_two:
        comment.published_on, comment.published_by, comment.by_two = None, None, False
    comment.save()


def _record(verb: str, comment: Comment, by: User, **detail: Any) -> None:
    """Leave the act's entry on the posting: the comment's own number would tell of gaps."""
    record(
        verb=verb,
        target=comment.posting,
        by=by,
        in_chain=Chain.COMMITTEE,
        comment=comment.public_id,
        **detail,
    )
