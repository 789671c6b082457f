"""Who shares a comparison of one power among the bodies that hold it, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from powers.models import Power
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import Comparison


def can_share(user: User, power: Power) -> Decision:
    """Whether he may share what others have of a power with its body: the chair above the body."""
    committee = power.body.parent
    if committee is None:
        return deny(_("There is no committee above %(body)s.") % {"body": power.body})
    return can(user, Permission.ROUND_LEAD, committee)


def all_below(committee: Unit, powers: Iterable[Power]) -> Decision:
    """Whether these powers are all held by bodies below a committee."""
    if all(committee.pk in power.body.line - {power.body_id} for power in powers):
        return ALLOW
    return deny(_("Choose powers of units below %(unit)s.") % {"unit": committee})


def can_end_sharing(user: User, comparison: Comparison) -> Decision:
    """Whether he may end the sharing of a comparison: the chair of the committee that shared it."""
    return first_denial(
        can(user, Permission.ROUND_LEAD, comparison.committee), _goes_on(comparison)
    )


def _goes_on(comparison: Comparison) -> Decision:
    return deny(_("This is shared no more.")) if comparison.ended_at else ALLOW
