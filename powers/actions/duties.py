"""Saying which powers do a duty of a unit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from powers.models import Power, PowerDuty
from powers.permissions.inventory import can_link_duty
from riskcontrol.accounts.models import Duty, User
from riskcontrol.audit.actions import record


@transaction.atomic
def link_duty(*, duty: Duty, power: Power, by: User) -> PowerDuty:
    """Say that a power does a duty; both belong to one body. Raises ValidationError where it is said already."""
    can_link_duty(by, duty).enforce()
    if power.body_id != duty.unit.body.pk:
        raise ValidationError(_("This power belongs to another unit. Choose one of this unit."))
    link, is_new = PowerDuty.objects.get_or_create(duty=duty, power=power)
    if not is_new:
        raise ValidationError(_("This power is linked already."))
    record(verb="duty.link", target=power, by=by, duty=duty.text, code=power.code)
    return link


@transaction.atomic
def unlink_duty(*, duty: Duty, power: Power, by: User) -> None:
    """Take back that a power does a duty; taken back twice is taken back once."""
    can_link_duty(by, duty).enforce()
    gone, _rows = PowerDuty.objects.filter(duty=duty, power=power).delete()
    if gone:
        record(verb="duty.unlink", target=power, by=by, duty=duty.text, code=power.code)
