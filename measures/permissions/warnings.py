"""Who may act on warnings, set them aside, and change the rules they are raised by."""

from django.utils.translation import gettext as _

from measures.models import Warning as Raised
from measures.warning_states import WarningState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.permissions.leads import concerns_another

P = Permission


def can_act_on(user: User, warning: Raised) -> Decision:
    """Whether he may note what is done: the section's head, a leader of the unit, its committee.

    What a proven case asks for is the committee's alone.
    """
    return first_denial(_still_stands(warning), _answers_for(user, warning))


def _answers_for(user: User, warning: Raised) -> Decision:
    if warning.lead:
        return first_denial(
            can(user, P.LEAD_KEEP, warning.body), concerns_another(user, warning.lead)
        )
    if warning.section and user.may(P.MEASURE_VERIFY, warning.section):
        return ALLOW
    if any(user.may(each, warning.body) for each in (P.WORKSHEET_CONFIRM, P.RISK_ASSESS)):
        return ALLOW
    return deny(_("The head of the section, a leader of the unit or the committee acts on it."))


def can_set_aside(user: User, warning: Raised) -> Decision:
    """Whether he may set it aside: the committee, and nobody of the section that it is about."""
    return first_denial(
        _still_stands(warning), can(user, P.RISK_ASSESS, warning.body), _not_his(user, warning)
    )


def _not_his(user: User, warning: Raised) -> Decision:
    if warning.lead:
        return concerns_another(user, warning.lead)
    homes = {seat.unit_id for seat in user.seats if seat.unit.kind == UnitKind.SECTION}
    if warning.section_id in homes:
        return deny(_("It is about your own section. Another member decides on it."))
    return ALLOW


def _still_stands(warning: Raised) -> Decision:
    if warning.state == WarningState.ENDED:
        return deny(_("This is over: what it was about is no longer so."))
    return ALLOW


def can_set_warning_rules(user: User, body: Unit) -> Decision:
    """Whether he may set a body's rules for warnings: the committee's chair."""
    return can(user, P.RISK_RULE, body)


def can_enter_law_change(user: User, body: Unit) -> Decision:
    """Whether he may enter that a law was changed: whoever lists powers in the body, or its chair."""
    if user.may(P.RISK_RULE, body):
        return ALLOW
    if Unit.objects.workable_by(user, P.POWER_EDIT).within([body.pk]).exists():
        return ALLOW
    return deny(_("Whoever lists the powers of this unit enters changes of their laws."))
