"""Who may change how a body rates."""

from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision, deny
from riskpoints.models import LevelScheme


def can_change_scheme(user: User, body: Unit) -> Decision:
    """Whether he may draft the next version of a body's scheme: whoever rules by it."""
    return can(user, Permission.RISK_RULE, body)


def can_put_in_force(user: User, scheme: LevelScheme) -> Decision:
    """Whether he may edit a draft, drop it or put it in force; what is in force never changes."""
    if scheme.in_force_at is not None:
        return deny(_("This version is in force. It stays as it is; begin a new one."))
    return can_change_scheme(user, scheme.body)
