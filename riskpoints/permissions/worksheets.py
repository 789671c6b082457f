"""Who may open, fill in, sign and return a worksheet, in sentences."""

from django.utils.translation import gettext as _

from powers.gate import all_settled, gate_of
from powers.models import Flowchart
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import RiskPoint, Worksheet
from riskpoints.querysets import WorksheetQuerySet, charts_acting_in
from riskpoints.states import BEFORE_RULING, WORKSHEET_WAYS, Way, WorksheetState


def can_open_worksheet(user: User, flowchart: Flowchart) -> Decision:
    """Whether a worksheet may be opened on a chart (load it `with_drawing()`): role, gate, none open."""
    return first_denial(
        can(user, Permission.WORKSHEET_EDIT, flowchart.section),
        gate_of(flowchart).decision,
        _none_open(Worksheet.objects.of_chart(flowchart).open().exists()),
        _none_again(Worksheet.objects.filter(flowchart=flowchart)),
    )


def can_open_section_page(user: User, unit: Unit) -> Decision:
    """Whether a page for the positions of a unit and itself may be opened."""
    return first_denial(
        can(user, Permission.WORKSHEET_EDIT, unit),
        section_gate(unit),
        _none_open(Worksheet.objects.of_section_page(unit).open().exists()),
        _none_again(Worksheet.objects.filter(flowchart=None, section=unit)),
    )


def section_gate(unit: Unit) -> Decision:
    """Ask the gate about every chart that a unit or its positions act in."""
    return all_settled(charts_acting_in(unit))


def _none_open(is_open: bool) -> Decision:  # noqa: FBT001 - the one fact it is about
    if is_open:
        return deny(_("A worksheet is open here already. Go on with that one."))
    return ALLOW


def _none_again(decided: WorksheetQuerySet) -> Decision:
    """Whether no sitting rates anew what was reopened there; the next worksheet carries what it rules."""
    if decided.filter(sittings__closed_at=None, sittings__again_on__isnull=False).exists():
        return deny(_("The committee rules risk points here anew. Open it once it has."))
    return ALLOW


def can_edit_worksheet(user: User, worksheet: Worksheet) -> Decision:
    """Whether rows may be written: by the section, while it is being filled in or was returned."""
    if not worksheet.is_editable:
        return deny(state_reason(worksheet))
    return can(user, Permission.WORKSHEET_EDIT, worksheet.section)


def can_remove_risk_point(user: User, risk_point: RiskPoint) -> Decision:
    """Whether a risk point may be removed: not once a committee has looked at it."""
    if risk_point.assessments.exists() or risk_point.rulings.exists():
        return deny(
            _("The committee has assessed this risk point. It can be changed, not removed.")
        )
    return can_edit_worksheet(user, risk_point.worksheet)


def way_out(name: str, worksheet: Worksheet) -> Way | None:
    """Give the way of that name out of the state a worksheet is in, or None."""
    return next((way for way in WORKSHEET_WAYS[name] if way.source == worksheet.state), None)


def can_move(user: User, name: str, worksheet: Worksheet) -> Decision:
    """Whether a person may submit, sign, confirm or return a worksheet now."""
    way = way_out(name, worksheet)
    if way is None:
        return deny(state_reason(worksheet))
    if name == "return" and worksheet.sittings.open().exists():
        return deny(_("A sitting on this worksheet is under way. Return it there."))
    if name == "confirm" and user.pk in worksheet.hands:
        return deny(
            _("You submitted or signed this yourself; another leader of the unit confirms it.")
        )
    return can(user, way.needs, worksheet.section)


def can_see_self_rating(user: User, worksheet: Worksheet) -> Decision:
    """Whether he may see the section's own levels: whoever rates does so without having seen them."""
    if worksheet.state not in BEFORE_RULING:
        return ALLOW
    if not user.may(Permission.RISK_ASSESS, worksheet.section):
        return ALLOW
    if worksheet.sittings.filter(assessments__rater=user).exists():
        return ALLOW
    return deny(_("Shown once you have handed in your own assessment."))


def state_reason(worksheet: Worksheet) -> str:
    return {
        WorksheetState.DRAFT: _("The worksheet is still being filled in by the section."),
        WorksheetState.SUBMITTED: _("The worksheet waits for the section head to sign it."),
        WorksheetState.SIGNED: _("The worksheet waits for the unit's leading group to confirm it."),
        WorksheetState.HANDED_IN: _("The worksheet is with the committee."),
        WorksheetState.RETURNED: _("The worksheet was returned and is being changed."),
        WorksheetState.DECIDED: _("The committee has decided this worksheet."),
    }[WorksheetState(worksheet.state)]
