"""Who may take the papers of a posting out of the house: poster and posting pack."""

from django.utils.translation import gettext as _

from powers.models import Posting
from powers.querysets import today
from powers.states import PostingState
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny

from .postings import is_withheld


def can_hand_out(user: User, posting: Posting) -> Decision:
    """Whether he may: a member of the section, or a moderator."""
    section = posting.flowchart.section
    if user.may(Permission.POSTING_MANAGE, section):
        return ALLOW
    return can(user, Permission.REPLY_DRAFT, section)


def can_be_packed(posting: Posting) -> Decision:
    """Whether a posting has papers to hand out: it may be public, and was not stopped."""
    if is_withheld(posting.flowchart):
        return deny(_("No power of this chart may be published now; nothing of it is handed out."))
    if posting.stopped_on:
        return deny(
            _("This posting ended early; its papers would name a day that no longer holds.")
        )
    return ALLOW


def can_be_put_up(posting: Posting) -> Decision:
    """Whether a poster makes sense: comments are taken, or will be."""
    if posting.state_on(today()) not in {PostingState.UPCOMING, PostingState.OPEN}:
        return deny(_("This posting takes no comments any more; a poster would call for them."))
    return can_be_packed(posting)
