"""Who may hold up a decided risk point as an example, and take one back, in sentences."""

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import CatalogueEntry, RiskPoint
from riskpoints.states import WorksheetState


def can_hold_up(user: User, risk_point: RiskPoint) -> Decision:
    """Whether he may enter a risk point into its body's catalogue: the chair, once it is decided."""
    return first_denial(
        can(user, Permission.RISK_RULE, risk_point.section),
        _is_decided(risk_point),
        _is_not_held_up(risk_point),
    )


def _is_decided(risk_point: RiskPoint) -> Decision:
    if risk_point.ruling_id and risk_point.worksheet.state == WorksheetState.DECIDED:
        return ALLOW
    return deny(_("The committee has not decided this risk point yet."))


def _is_not_held_up(risk_point: RiskPoint) -> Decision:
    if risk_point.examples.filter(withdrawn_at=None).exists():
        return deny(_("This risk point is in the catalogue already."))
    return ALLOW


def can_withdraw(user: User, entry: CatalogueEntry) -> Decision:
    """Whether he may take an example out of the catalogue: the chair, once."""
    if entry.withdrawn_at:
        return deny(_("This example has been taken out already."))
    return can(user, Permission.RISK_RULE, entry.source.section)
