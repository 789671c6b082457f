"""Who may manage people and units, in sentences."""

from django.utils.translation import gettext as _

from riskcontrol.lib.decisions import ALLOW, Decision, deny

from .models import Unit, User
from .roles import Permission, desk_of


def can(user: User, permission: Permission, unit: Unit) -> Decision:
    """Whether a person's role lets him do something in a unit."""
    if user.may(permission, unit):
        return ALLOW
    return deny(
        _("Your role in %(unit)s does not cover this. Ask a colleague whose role does.")
        % {"unit": unit}
    )


def can_hold(user: User, role: str) -> Decision:
    """Whether a person may be given a role: the three administrators exclude one another and business."""
    desk = desk_of(role)
    others = [seat for seat in user.memberships.all() if seat.desk != desk]
    if others:
        return deny(
            _("%(person)s is already %(role)s; these roles are kept in different hands.")
            % {"person": user, "role": others[0].get_role_display()}
        )
    return ALLOW
