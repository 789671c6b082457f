"""A meeting's way: called with an agenda, changed before its day, put off, closed with its minutes."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskpoints.committee import grounds_for_recusal
from riskpoints.minutes import decided_json, hash_of
from riskpoints.models import (
    Meeting,
    MeetingMember,
    PutOff,
    Sitting,
    SittingMember,
    Worksheet,
)
from riskpoints.permissions.meetings import (
    can_attend_again,
    can_call,
    can_close,
    can_excuse,
    can_postpone,
    can_put_off_item,
    can_rearrange,
    took_part,
)
from riskpoints.permissions.reopening import can_convene_again
from riskpoints.permissions.sittings import can_convene

from .agenda import (
    begin_sitting,
    give_seat,
    invite,
    new_meeting,
    next_place,
    told_again,
    told_grounds,
    withdraw_wishes,
)

type Writers = Mapping[int, Iterable[int]]


def locked(meeting: Meeting) -> Meeting:
    """Read a meeting anew and hold it until the commit."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body__parent", "chair")
    return found.get(pk=meeting.pk)


@transaction.atomic
def call_meeting(
    *,
    body: Unit,
    held_on: datetime.date,
    begins_at: datetime.time | None = None,
    place: str = "",
    worksheets: Iterable[Worksheet],
    wrote_measures: Writers,
    by: User,
) -> Meeting:
    """Call the committee for a day, today or ahead, with worksheets in the order of the agenda.

    `wrote_measures` names by worksheet id those who wrote its measures; they are recused from it.
    Raises ValidationError without an item or for a day that is over.
    """
    can_call(by, body).enforce()
    worksheets = list(worksheets)
    if not worksheets:
        raise ValidationError({"worksheets": _("Choose at least one worksheet.")})
    _not_over(held_on)
    meeting = new_meeting(body=body, held_on=held_on, begins_at=begins_at, place=place, by=by)
    items = [put_on(meeting, sheet, wrote=wrote_measures, by=by) for sheet in worksheets]
    record(
        verb="meeting.call",
        target=meeting,
        by=by,
        held_on=held_on,
        items=[
            {"worksheet": one.worksheet, "members": told_grounds(one), **told_again(one)}
            for one in items
        ],
    )
    return meeting


def _not_over(day: datetime.date) -> None:
    if day < timezone.localdate():
        raise ValidationError({"held_on": _("Choose today or a later day.")})


def put_on(meeting: Meeting, worksheet: Worksheet, *, wrote: Writers, by: User) -> Sitting:
    """Make a worksheet the last item of an agenda: convened now, or a sitting that was put off."""
    if worksheet.body_id != meeting.body_id:
        raise ValueError(f"Worksheet {worksheet.pk} is another body's than meeting {meeting.pk}.")
    waiting = worksheet.sittings.open().filter(meeting=None).first()
    if waiting is None:
        return _begin(worksheet, meeting, wrote=wrote, by=by)
    writers = set(wrote.get(worksheet.pk, ()))
    _recuse_anew(waiting, writers)
    if give_seat(waiting, by, writers):
        words = _("You had a part in “%(worksheet)s”; by the rules another chair puts it on.")
        raise ValidationError({"worksheets": words % {"worksheet": worksheet}})
    return _take_up(Sitting.objects.whole().get(pk=waiting.pk), meeting, by=by)


def _begin(worksheet: Worksheet, meeting: Meeting, *, wrote: Writers, by: User) -> Sitting:
    """Convene on a worksheet; what forbids it is said beside the agenda, where others may be chosen."""
    writers = set(wrote.get(worksheet.pk, ()))
    try:
        return begin_sitting(worksheet, meeting, wrote_measures=writers, minutes="", by=by)
    except PermissionDenied as refused:
        words = {"worksheet": worksheet, "reason": refused}
        raise ValidationError({"worksheets": _("%(worksheet)s: %(reason)s") % words}) from refused


def _recuse_anew(sitting: Sitting, writers: set[int]) -> None:
    """Recuse who came to have a part since it was convened; what he handed in before that stands.

    Who is recused already stays so, whatever he left since.
    """
    seats = list(sitting.members.filter(recused_because="").select_related("user"))
    people = [seat.user for seat in seats]
    grounds = grounds_for_recusal(sitting.worksheet, people, wrote_measures=writers)
    for seat in seats:
        seat.recused_because = grounds[seat.user_id]
    SittingMember.objects.bulk_update(seats, ["recused_because"])


def _take_up(sitting: Sitting, meeting: Meeting, *, by: User) -> Sitting:
    """Go on with a sitting that was put off; who puts it on the agenda has a seat and leads it now."""
    Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    again = list(sitting.again_on.all())
    sheet = sitting.worksheet
    (can_convene_again(by, sheet, again) if again else can_convene(by, sheet)).enforce()
    sitting.chair, sitting.place = by, next_place(meeting)
    _place_in(sitting, meeting)
    invite(meeting, [member.user_id for member in sitting.members.all()])
    return sitting


def _place_in(sitting: Sitting, meeting: Meeting | None) -> None:
    sitting.meeting = meeting
    sitting.open_in_id = meeting.open_key if meeting else None
    sitting.save(update_fields=["chair", "place", "meeting", "open_in"])


@transaction.atomic
def add_item(
    *, meeting: Meeting, worksheet: Worksheet, wrote_measures: Writers, by: User
) -> Sitting:
    """Put one more worksheet on the agenda of a meeting whose day has not come."""
    meeting = locked(meeting)
    can_rearrange(by, meeting).enforce()
    sitting = put_on(meeting, worksheet, wrote=wrote_measures, by=by)
    members = told_grounds(sitting)
    record(
        verb="meeting.add",
        target=meeting,
        by=by,
        worksheet=worksheet,
        members=members,
        **told_again(sitting),
    )
    return sitting


@transaction.atomic
def take_off_item(*, sitting: Sitting, by: User) -> None:
    """Take an item off the agenda before the day; its sitting waits for another meeting."""
    sitting, meeting = _item(sitting)
    can_rearrange(by, meeting).enforce()
    if meeting.sittings.count() == 1:
        raise ValidationError(
            _("A meeting keeps one item at least. Add another one first, or put the meeting off.")
        )
    told = _let_go(sitting)
    seated = meeting.sittings.values("members__user")
    meeting.members.exclude(user__in=seated).exclude(user=meeting.chair).delete()
    record(verb="meeting.take-off", target=meeting, by=by, worksheet=sitting.worksheet, **told)


def _let_go(sitting: Sitting) -> dict[str, Any]:
    """Let an item wait for another meeting; gives the risk points whose wishes go, for the ledger.

    Wishes are a meeting's own: the next one excuses others, whose grades would give them another
    meaning than they were made and seconded with, and another chair may lead it.
    """
    _place_in(sitting, None)
    return withdraw_wishes([sitting])


def _item(sitting: Sitting) -> tuple[Sitting, Meeting]:
    """Read an item and its meeting anew and hold both; raises ValidationError for one on no agenda."""
    if sitting.meeting_id is None:
        raise ValidationError(_("This item is on no agenda any more."))
    meeting = locked(Meeting(pk=sitting.meeting_id))
    found = Sitting.objects.select_for_update(of=("self",)).filter(pk=sitting.pk, meeting=meeting)
    item = found.select_related("worksheet__section", "worksheet__flowchart", "meeting").first()
    if item is None or item.closed_at is not None:
        raise ValidationError(_("This item is on no agenda any more."))
    item.meeting = meeting
    return item, meeting


@transaction.atomic
def move_item(*, sitting: Sitting, up: bool, by: User) -> None:
    """Move an item one place up or down the agenda; at its end it stays."""
    sitting, meeting = _item(sitting)
    can_rearrange(by, meeting).enforce()
    items = list(meeting.sittings.order_by("place", "pk"))
    at = [item.pk for item in items].index(sitting.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(items):
        return
    items[at], items[to] = items[to], items[at]
    for place, item in enumerate(items, start=1):
        Sitting.objects.filter(pk=item.pk).update(place=place)
    order = [str(item.worksheet) for item in items]
    record(verb="meeting.order", target=meeting, by=by, order=order)


@transaction.atomic
def postpone_meeting(*, meeting: Meeting, held_on: datetime.date, reason: str, by: User, **said: Any) -> Meeting:  # fmt: skip
    """Put a meeting off to another day, with the reason its members read; time and place may change."""
    meeting = locked(meeting)
    can_postpone(by, meeting).enforce()
    _not_over(held_on)
    if held_on == meeting.held_on:
        raise ValidationError({"held_on": _("The meeting is on this day already.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the meeting is put off.")})
    before = meeting.held_on
    meeting.first_on = meeting.first_on or before
    meeting.held_on, meeting.put_off_because = held_on, reason.strip()
    for name, value in said.items():
        setattr(meeting, name, value)
    meeting.full_clean(exclude={f.name for f in Meeting._meta.fields if f.null})
    meeting.save()
    record(
        verb="meeting.postpone",
        target=meeting,
        by=by,
        was_on=before,
        held_on=held_on,
        reason=reason.strip(),
    )
    return meeting


@transaction.atomic
def put_off_item(*, sitting: Sitting, reason: str, by: User) -> PutOff:
    """Put an item off to a next meeting, with the reason; what was handed in on it stands.

    Other levels proposed on it are proposed anew in the next meeting.
    """
    sitting, meeting = _item(sitting)
    can_put_off_item(by, sitting).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the item is put off.")})
    made = PutOff(meeting=meeting, sitting=sitting, place=sitting.place, reason=reason.strip())
    made.clean_fields()
    made.save()
    told = _let_go(sitting)
    record(
        verb="meeting.put-off-item",
        target=meeting,
        by=by,
        worksheet=sitting.worksheet,
        reason=made.reason,
        **told,
    )
    return made


def _member(member: MeetingMember) -> MeetingMember:
    meeting = locked(member.meeting)
    found = MeetingMember.objects.select_related("user").get(pk=member.pk)
    found.meeting = meeting
    return found


@transaction.atomic
def excuse_member(*, member: MeetingMember, reason: str, by: User) -> MeetingMember:
    """Excuse somebody from a meeting, with the reason: nobody waits for his grades, no quorum counts him."""
    member = _member(member)
    can_excuse(by, member).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why he is excused.")})
    member.excused_because = reason.strip()
    member.clean_fields()
    member.save(update_fields=["excused_because"])
    record(
        verb="meeting.excuse",
        target=member.meeting,
        by=by,
        person=member.user.username,
        reason=member.excused_because,
    )
    return member


@transaction.atomic
def attend_again(*, member: MeetingMember, by: User) -> MeetingMember:
    """Let somebody who was excused take part after all. A repeat does nothing."""
    member = _member(member)
    can_attend_again(by, member).enforce()
    if not member.excused_because:
        return member
    member.excused_because = ""
    member.save(update_fields=["excused_because"])
    record(verb="meeting.attend", target=member.meeting, by=by, person=member.user.username)
    return member


@transaction.atomic
def close_meeting(*, meeting: Meeting, excused: Mapping[int, str], by: User) -> Meeting:
    """Close a meeting whose items are all dealt with: who attended is noted, the minutes stand.

    `excused` gives by member id why somebody was not there; everybody else attended. What was
    decided is kept in its canonical form, and its hash in the ledger too; nothing changes after that.
    """
    meeting = locked(meeting)
    can_close(by, meeting).enforce()
    for member in meeting.members.select_related("user"):
        member.meeting = meeting
        _note_attendance(member, excused.get(member.pk, "").strip())
    meeting = Meeting.objects.whole().get(pk=meeting.pk)
    meeting.decided = decided_json(meeting)
    meeting.decided_hash = hash_of(meeting.decided)
    meeting.closed_by, meeting.closed_at, meeting.open_key = by, timezone.now(), None
    meeting.save()
    told = {one.user.username: one.excused_because for one in meeting.members.all()}
    record(verb="meeting.close", target=meeting, by=by, hash=meeting.decided_hash, members=told)
    return meeting


def _note_attendance(member: MeetingMember, reason: str) -> None:
    if reason == member.excused_because:
        return
    if reason and (member.user_id == member.meeting.chair_id or took_part(member)):
        words = _("%(person)s took part in a ruling of this meeting.") % {"person": member.user}
        raise ValidationError({f"member-{member.pk}": words})
    member.excused_because = reason
    member.clean_fields()
    member.save(update_fields=["excused_because"])
