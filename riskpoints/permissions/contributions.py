"""Who contributes to a search, and as which of the six eyes."""

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission, Role
from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskpoints.models import Contribution, Worksheet
from riskpoints.permissions.worksheets import state_reason
from riskpoints.states import FindingMethod, WorksheetState

F = FindingMethod
# What the section enters: its own eyes, and what others said to it in a meeting.
OF_THE_SECTION = [F.SELF, F.MASSES, F.PEERS, F.GROUP, F.LEADER]


def eyes_of(user: User, worksheet: Worksheet) -> list[FindingMethod]:
    """Say as which of the six a person contributes to a worksheet; none for whoever may not."""
    section = worksheet.section
    if worksheet.state == WorksheetState.DECIDED:
        return []
    if user.may(Permission.RISK_ASSESS, section):
        return [F.ORGANISATION]
    if not worksheet.is_editable:
        return []
    if user.may(Permission.WORKSHEET_EDIT, section):
        return OF_THE_SECTION
    if user.has_role(Role.DEPUTY_HEAD, section) or user.has_role(Role.HEAD, section):
        return [F.LEADER]
    return [F.PEERS]


def can_contribute(user: User, worksheet: Worksheet, method: str = "") -> Decision:
    """Whether a person may contribute to a worksheet at all, or as one of the six."""
    eyes = eyes_of(user, worksheet)
    if not eyes:
        return deny(state_reason(worksheet))
    if method and method not in eyes:
        return deny(_("This is not yours to enter: choose one of the ways that are offered."))
    return ALLOW


def can_take_away(user: User, contribution: Contribution, worksheet: Worksheet) -> Decision:
    """Whether he may take a contribution away again: his own, while the worksheet is being filled in."""
    if contribution.entered_by_id != user.pk:
        return deny(_("Only who entered it takes it away."))
    return can_contribute(user, worksheet)


def can_look_through(user: User, contribution: Contribution) -> Decision:
    """Whether he may let through what came without an account, or keep it out: the committee."""
    if not contribution.is_held:
        return deny(_("This was looked at already."))
    return can(user, Permission.LEAD_KEEP, contribution.body)
