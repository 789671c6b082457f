"""Who may issue notices, reply to them, and judge the reply."""

from django.utils.translation import gettext as _

from measures.models import Notice
from measures.models import Warning as Raised
from measures.warning_states import ReplyState, WarningState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.permissions.leads import concerns_another


def can_issue(user: User, body: Unit) -> Decision:
    """Whether he may issue notices to a body's sections: its committee's chair."""
    return can(user, Permission.RISK_RULE, body)


def can_issue_from(user: User, warning: Raised) -> Decision:
    """Whether he may issue a notice on a warning: one that stands and is not about his own post."""
    if warning.state == WarningState.ENDED:
        return deny(_("This is over: what it was about is no longer so."))
    own = concerns_another(user, warning.lead) if warning.lead else ALLOW
    return first_denial(can_issue(user, warning.body), own)


def can_reply(user: User, notice: Notice) -> Decision:
    """Whether he may reply: the head of the section it went to, while no reply waits or is accepted."""
    reply = notice.last_reply
    if reply and reply.state == ReplyState.ACCEPTED:
        return deny(_("The committee has accepted the reply."))
    if reply and reply.state == ReplyState.WAITING:
        return deny(_("A reply is with the committee already."))
    return can(user, Permission.MEASURE_VERIFY, notice.section)


def can_judge(user: User, notice: Notice) -> Decision:
    """Whether he may accept a reply or give it back: the committee's chair, and not his own reply."""
    reply = notice.last_reply
    if reply is None or reply.state != ReplyState.WAITING:
        return deny(_("No reply waits for the committee."))
    if reply.by_id == user.pk:
        return deny(_("You replied yourself; somebody else judges it."))
    return can_issue(user, notice.body)
