"""Who may show, hide, redact, merge, assign, enter and pass on what people said about a chart."""

from django.utils.translation import gettext as _

from powers.models import Comment, Policy, Posting, Referral
from powers.querysets import today
from powers.states import CommentState, PostingState, ReferralState
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny

P = Permission


def can_moderate(user: User, posting: Posting) -> Decision:
    """Whether he may decide on the comments of a posting until it settles: the moderator."""
    return _unsettled(posting) and can(user, P.POSTING_MANAGE, posting.flowchart.section)


def can_decide_on(user: User, comment: Comment) -> Decision:
    """Whether he may hide, show again, merge or release one comment."""
    return can_moderate(user, comment.posting) and _not_answered(comment)


def can_hide(user: User, comment: Comment) -> Decision:
    """Whether he may hide it: not while others are merged with it, whose answer it carries."""
    return can_decide_on(user, comment) and _alone(comment)


def can_merge(user: User, comment: Comment, into: Comment) -> Decision:
    """Whether he may merge a comment into another of the same posting that is or will be answered."""
    return can_decide_on(user, comment) and _takes_in(into, comment)


def can_publish_comment(user: User, comment: Comment, policy: Policy) -> Decision:
    """Whether he may show a comment to the public, by itself."""
    return (
        can_moderate_or_answered(user, comment)
        and _publishable(comment)
        and _another_decided(user, comment, policy)
    )


def can_moderate_or_answered(user: User, comment: Comment) -> Decision:
    """Whether he is the moderator: what was redacted after the end is shown again by a second person."""
    if comment.state == CommentState.ANSWERED:
        return can(user, P.POSTING_MANAGE, comment.posting.flowchart.section)
    return can_moderate(user, comment.posting)


def can_propose_showing(user: User, comment: Comment, policy: Policy) -> Decision:
    """Whether he may be the first of two to say that a comment is to be shown."""
    if not policy.second_person:
        return deny(_("No second person is asked for here; the moderator publishes it."))
    if comment.decided_by_id:
        return deny(_("Somebody has decided on it already; a second person publishes it."))
    section = comment.posting.flowchart.section
    if user.may(P.POSTING_MANAGE, section):
        return can_moderate(user, comment.posting) and _publishable(comment)
    return can_draft(user, comment.posting) and _publishable(comment)


def can_redact(user: User, comment: Comment) -> Decision:
    """Whether he may take part of a comment out of sight, at any time: personal data may be found late."""
    return can(user, P.POSTING_MANAGE, comment.posting.flowchart.section)


can_refer = can_redact


def can_draft(user: User, posting: Posting) -> Decision:
    """Whether he works on the answers of a posting that is not settled: the section."""
    return _unsettled(posting) and can(user, P.REPLY_DRAFT, posting.flowchart.section)


def can_assign(user: User, posting: Posting) -> Decision:
    """Whether he may say who drafts an answer: the section and the moderator."""
    if user.may(P.POSTING_MANAGE, posting.flowchart.section):
        return _unsettled(posting)
    return can_draft(user, posting)


def can_enter(user: User, posting: Posting) -> Decision:
    """Whether he may enter by hand what came by letter, telephone, meeting, box or portal."""
    return _takes_comments(posting) and can_assign(user, posting)


def can_read_original(user: User, posting: Posting) -> Decision:
    """Whether he may read what was taken out of a comment: the committee."""
    return can(user, P.REFERRAL_READ, posting.flowchart.section)


def can_handle(user: User, referral: Referral) -> Decision:
    """Whether he may take up or close what was passed on: the committee, until it is dealt with."""
    if referral.state == ReferralState.CLOSED:
        return deny(_("This has been dealt with already."))
    return can(user, P.REFERRAL_READ, referral.body_unit)


def is_his_own(user: User, comment: Comment, policy: Policy) -> bool:
    """Whether he drafted its answer or decided on showing it, where two people are asked for."""
    if not policy.second_person:
        return False
    decided = comment.published_on is None and comment.state != CommentState.MERGED
    drafted = comment.reply.drafted_by_id in {None, user.pk}
    return drafted or (decided and comment.decided_by_id == user.pk)


def _unsettled(posting: Posting) -> Decision:
    return ALLOW if posting.settled_at is None else deny(_("This posting is settled."))


def _not_answered(comment: Comment) -> Decision:
    reply = getattr(comment, "reply", None)
    if comment.state == CommentState.ANSWERED or (reply and reply.published_on):
        return deny(_("This comment has its answer already."))
    return ALLOW


def _alone(comment: Comment) -> Decision:
    if comment.merged.exists():
        return deny(_("Other comments are merged with this one. Take them out first."))
    return ALLOW


def _takes_in(into: Comment, comment: Comment) -> Decision:
    if into.pk == comment.pk:
        return deny(_("A comment is merged with another one."))
    if into.posting_id != comment.posting_id:
        return deny(_("Only comments on the same posting are merged."))
    if into.held_for or into.state in {CommentState.HIDDEN, CommentState.MERGED}:
        return deny(_("Choose a comment that is neither hidden, held nor merged itself."))
    return ALLOW


def _publishable(comment: Comment) -> Decision:
    if comment.published_on:
        return deny(_("The public sees this comment already."))
    if comment.held_for:
        return deny(_("This comment is held. Look at it and release it first."))
    if comment.state in {CommentState.HIDDEN, CommentState.MERGED}:
        return deny(_("This comment is hidden or merged and is not shown by itself."))
    return ALLOW


def _another_decided(user: User, comment: Comment, policy: Policy) -> Decision:
    if not policy.second_person:
        return ALLOW
    if comment.decided_by_id is None:
        return deny(
            _("Nobody has decided yet that it is shown; two people do it, one after another.")
        )
    if comment.decided_by_id == user.pk:
        return deny(_("You decided on this; a colleague publishes it."))
    return ALLOW


def _takes_comments(posting: Posting) -> Decision:
    if posting.state_on(today()) in {PostingState.OPEN, PostingState.CLOSED}:
        return ALLOW
    return deny(_("Comments are entered while the posting is open, and until it is settled."))
