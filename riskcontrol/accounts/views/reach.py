"""What an administrator's seats reach."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.querysets import UnitQuerySet


def tops(user: User, *permissions: str) -> list[Unit]:
    """Give the units of his seats that carry one of these permissions; 403 where there is none."""
    units = [seat.unit for seat in user.seats if not seat.permissions.isdisjoint(permissions)]
    if not units:
        raise PermissionDenied(_("This page belongs to the administrators."))
    return units


def below(units: list[Unit]) -> UnitQuerySet:
    """Give these units and all below them."""
    return Unit.objects.within([unit.pk for unit in units])
