"""What the administrators' pages share: what their seats reach, and how a refusal is shown."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
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


def checked(form: Form) -> dict[str, Any]:
    """Give what a form holds, or raise ValidationError; asked inside once(), so that a repeat is not refused."""
    if not form.is_valid():
        raise ValidationError(form.errors.as_text())
    return form.cleaned_data


def say(form: Form, refusal: ValidationError | PermissionDenied) -> None:
    """Show on the form why the action refused what the form itself found in order."""
    if not form.errors:
        words = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        form.add_error(None, ValidationError(words))
