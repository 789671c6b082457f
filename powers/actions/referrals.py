"""What the committee does with what was passed on to it; every entry stands in its own chain."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from powers.models import Referral
from powers.permissions.moderation import can_handle
from powers.querysets import today
from powers.states import ReferralState
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain


@transaction.atomic
def take_up(*, referral: Referral, note: str = "", by: User) -> Referral:
    """The committee takes up what was passed on; a later note replaces the one before."""
    return _handle(referral, ReferralState.TAKEN, note, by, verb="referral.take-up")


@transaction.atomic
def close_referral(*, referral: Referral, note: str, by: User) -> Referral:
    """The committee has dealt with it, and notes how. Raises ValidationError without a note."""
    if not note.strip():
        raise ValidationError({"note": _("Note how it was dealt with.")})
    return _handle(referral, ReferralState.CLOSED, note, by, verb="referral.close")


def _handle(referral: Referral, state: str, note: str, by: User, *, verb: str) -> Referral:
    found = Referral.objects.select_for_update(of=("self",)).select_related("body_unit__parent")
    referral = found.get(pk=referral.pk)
    can_handle(by, referral).enforce()
    referral.state, referral.note = state, note.strip()
    referral.handled_by, referral.handled_on = by, today()
    referral.save()
    record(verb=verb, target=referral, by=by, in_chain=Chain.COMMITTEE)
    return referral
