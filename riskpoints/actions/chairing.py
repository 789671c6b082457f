"""Another chair takes a meeting over from one who may not rule there any more."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.models import Meeting, Sitting
from riskpoints.permissions.meetings import can_take_chair

from .agenda import give_seat, invite, withdraw_wishes
from .meetings import Writers, locked


@transaction.atomic
def take_chair(*, meeting: Meeting, reason: str, wrote_measures: Writers, by: User) -> Meeting:
    """Lead a meeting and its open items in place of a chair who may not rule there any more.

    Who is no member of an item becomes one, and rates it. What was handed in stands; other levels are
    proposed anew, for nobody seconds what he rules. Raises ValidationError without a reason, or where
    he had a part in an open item.
    """
    meeting = locked(meeting)
    can_take_chair(by, meeting).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you take the chair.")})
    before, items = meeting.chair, _open_items(meeting)
    for item in items:
        _seat(item, by, set(wrote_measures.get(item.worksheet_id, ())))
    told = withdraw_wishes(items)
    Sitting.objects.filter(pk__in=[item.pk for item in items]).update(chair=by)
    meeting.chair = by
    meeting.save(update_fields=["chair"])
    invite(meeting, [by.pk])
    record(
        verb="meeting.take-chair",
        target=meeting,
        by=by,
        was=before.username,
        reason=reason.strip(),
        **told,
    )
    return meeting


def _open_items(meeting: Meeting) -> list[Sitting]:
    """Read the open items of an agenda and hold them."""
    items = meeting.sittings.open().select_for_update(of=("self",)).order_by("place", "pk")
    return list(items.select_related("worksheet__section", "worksheet__flowchart"))


def _seat(item: Sitting, person: User, writers: Collection[int]) -> None:
    """Let somebody rate an item; raises ValidationError for who had a part in it."""
    if give_seat(item, person, writers):
        raise ValidationError(
            _("You had a part in “%(worksheet)s”; by the rules another chair takes this meeting.")
            % {"worksheet": item.worksheet}
        )
