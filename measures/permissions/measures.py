"""Who may draft, approve and return measures, in sentences."""

from django.utils.translation import gettext as _

from measures.models import Measure
from measures.states import MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import RiskPoint, Worksheet
from riskpoints.states import WorksheetState


def can_draft(user: User, worksheet: Worksheet) -> Decision:
    """Whether he may write measures on a worksheet: its section's, while it is being filled in."""
    return first_denial(
        can(user, Permission.WORKSHEET_EDIT, worksheet.section), _is_editable(worksheet)
    )


def can_edit(user: User, measure: Measure) -> Decision:
    """Whether he may rewrite or remove a measure: only before it is in force, on its worksheet."""
    if measure.set_by_id:
        return deny(_("This measure was set along the lines and is changed on its own page."))
    if measure.worksheet is None:
        return deny(_("This measure was brought in by a dossier and is in force."))
    return first_denial(can_draft(user, measure.worksheet), _is_not_in_force(measure))


def can_aim(user: User, measure: Measure, risk_point: RiskPoint) -> Decision:
    """Whether he may aim a measure at a risk point: one of the same worksheet."""
    if risk_point.worksheet_id != measure.worksheet_id:
        return deny(_("A measure is aimed at risk points of its own worksheet."))
    return can_edit(user, measure)


def can_approve(user: User, worksheet: Worksheet) -> Decision:
    """Whether he may put a worksheet's measures in force: the committee's chair, once it is decided."""
    if worksheet.state != WorksheetState.DECIDED:
        return deny(_("The committee has not decided this worksheet yet."))
    return can(user, Permission.RISK_RULE, worksheet.section)


def can_return(user: User, worksheet: Worksheet) -> Decision:
    """Whether he may send single measures back: the committee's chair, with a returned worksheet."""
    if worksheet.state != WorksheetState.RETURNED:
        return deny(_("Measures go back together with their worksheet."))
    return can(user, Permission.RISK_RULE, worksheet.section)


def _is_editable(worksheet: Worksheet) -> Decision:
    if worksheet.is_editable:
        return ALLOW
    return deny(
        _("The worksheet is %(state)s and cannot be changed now.")
        % {"state": worksheet.get_state_display()}
    )


def _is_not_in_force(measure: Measure) -> Decision:
    if measure.state == MeasureState.IN_FORCE:
        return deny(_("The measure is in force. A new one can be drafted on the next worksheet."))
    if measure.state == MeasureState.ENDED:
        return deny(_("The measure has ended: no risk point that it met stands any more."))
    return ALLOW


def can_change_answerer(user: User, measure: Measure) -> Decision:
    """Whether he may name somebody else to answer for a measure: the section head, or the committee's chair."""
    if user.may(Permission.MEASURE_VERIFY, measure.section):
        return ALLOW
    return can(user, Permission.RISK_RULE, measure.section)
