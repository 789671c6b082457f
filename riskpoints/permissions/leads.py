"""Who may keep, pass on, answer and erase leads, in sentences."""

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import Lead, RiskPoint


def can_keep_leads(user: User, body: Unit) -> Decision:
    """Whether he may enter and read a body's leads: its committee."""
    return can(user, Permission.LEAD_KEEP, body)


def concerns_another(user: User, lead: Lead) -> Decision:
    """Whether a lead points to another section and post than his: nobody judges his own (回避)."""
    homes = {seat.unit_id for seat in user.seats if seat.unit.kind == UnitKind.SECTION}
    posts = {seat.position_id for seat in user.seats if seat.position_id}
    post = lead.position_id or (lead.step and lead.step.position_id)
    if lead.section_id in homes or post in posts:
        return deny(_("It points to your own section or post. Another member takes it up."))
    return ALLOW


def _keeps(user: User, lead: Lead) -> Decision:
    return first_denial(can_keep_leads(user, lead.body), concerns_another(user, lead))


def can_change_lead(user: User, lead: Lead) -> Decision:
    """Whether he may change what a lead says: not once its words were erased."""
    return first_denial(_keeps(user, lead), _still_there(lead))


def can_link_lead(user: User, lead: Lead) -> Decision:
    """Whether he may bring a lead to a risk point, or close it: not while it is closed."""
    return first_denial(_keeps(user, lead), _not_closed(lead))


def can_close_lead(user: User, lead: Lead) -> Decision:
    """Whether he may close a lead with a reason: not one that stands at a risk point."""
    return first_denial(can_link_lead(user, lead), _unlinked(lead))


def can_reopen_lead(user: User, lead: Lead) -> Decision:
    """Whether he may open a closed lead again."""
    if not lead.is_closed:
        return deny(_("This lead is not closed."))
    return _keeps(user, lead)


def can_pass_on_lead(user: User, lead: Lead) -> Decision:
    """Whether he may pass a lead on to its section, which then reads its kind and gist."""
    return first_denial(
        can_close_lead(user, lead), _still_there(lead), _has_a_section(lead), _not_passed_on(lead)
    )


def can_take_back_lead(user: User, lead: Lead) -> Decision:
    """Whether he may take a lead back from its section."""
    if lead.passed_on is None:
        return deny(_("This lead was not passed on."))
    return _keeps(user, lead)


def can_answer_lead(user: User, lead: Lead) -> Decision:
    """Whether he may write a risk point from a lead or say that it shows none: its section."""
    if lead.passed_on is None or lead.section is None:
        return deny(_("This lead was not passed on."))
    return first_denial(can(user, Permission.WORKSHEET_EDIT, lead.section), _not_closed(lead))


def can_erase_lead(user: User, lead: Lead) -> Decision:
    """Whether he may erase a lead's words by law: the chair."""
    return first_denial(can(user, Permission.RISK_RULE, lead.body), _still_there(lead))


def fits(lead: Lead, point: RiskPoint) -> Decision:
    """Whether a risk point can be what a lead showed: one of the same body."""
    if point.body_id == lead.body_id:
        return ALLOW
    return deny(_("Choose a risk point of the same unit."))


def _still_there(lead: Lead) -> Decision:
    if lead.erased_on:
        return deny(_("The words of this lead were erased by law."))
    return ALLOW


def _not_closed(lead: Lead) -> Decision:
    return deny(_("This lead is closed. Open it again first.")) if lead.is_closed else ALLOW


def _unlinked(lead: Lead) -> Decision:
    if Lead.objects.filter(pk=lead.pk).linked().exists():
        return deny(_("This lead stands at a risk point. Take it off there first."))
    return ALLOW


def _has_a_section(lead: Lead) -> Decision:
    return ALLOW if lead.section_id else deny(_("Enter first which section it points to."))


def _not_passed_on(lead: Lead) -> Decision:
    if lead.passed_on and not lead.answered_on:
        return deny(_("The section has it already and has not answered yet."))
    return ALLOW
