"""Who calls a meeting, changes its agenda, is excused from it and closes it, in sentences."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskpoints.models import LevelProposal, Meeting, MeetingMember, Sitting, SittingMember


def can_call(user: User, body: Unit) -> Decision:
    """Whether he may call a meeting of a body's committee."""
    return can(user, Permission.SITTING_CONVENE, body)


def can_lead(user: User, meeting: Meeting) -> Decision:
    """Whether he leads a meeting that goes on, and so may change and close it.

    A chair whose seat is in a section alone leads none: he is recused from that section's worksheets.
    """
    if not meeting.is_open:
        return deny(_("This meeting is closed; nothing in it changes any more."))
    if meeting.chair_id != user.pk:
        return deny(_("%(chair)s leads this meeting.") % {"chair": meeting.chair})
    return can(user, Permission.SITTING_CONVENE, meeting.body)


def can_take_chair(user: User, meeting: Meeting) -> Decision:
    """Whether he may lead a meeting in place of its chair: only of one who may not rule there any more."""
    if not meeting.is_open:
        return can_lead(user, meeting)
    if meeting.chair_id == user.pk:
        return deny(_("You lead this meeting already."))
    if meeting.members.filter(user=user.pk).exclude(excused_because="").exists():
        return deny(_("You are excused from this meeting. Say first that you take part after all."))
    if not (decision := _chairs(user, meeting.body)):
        return decision
    if meeting.chair.is_active and _chairs(meeting.chair, meeting.body):
        return deny(_("%(chair)s leads this meeting.") % {"chair": meeting.chair})
    return ALLOW


def _chairs(user: User, body: Unit) -> Decision:
    return can(user, Permission.SITTING_CONVENE, body) and can(user, Permission.RISK_RULE, body)


def can_rearrange(user: User, meeting: Meeting) -> Decision:
    """Whether he may add, move or take off items: who leads, before the day."""
    return can_lead(user, meeting) and before_its_day(meeting)


def before_its_day(meeting: Meeting) -> Decision:
    """Whether a meeting's day has not come; on the day an item is put off with a reason instead."""
    if meeting.held_on > timezone.localdate():
        return ALLOW
    return deny(_("The day of the meeting has come: an item is put off now, with a reason."))


def can_postpone(user: User, meeting: Meeting) -> Decision:
    """Whether he may put the meeting off to another day: who leads, before it has done anything."""
    if (decision := can_lead(user, meeting)) and has_acted(meeting):
        return deny(_("The meeting has decided on items already. Put off single items instead."))
    return decision


def has_acted(meeting: Meeting) -> bool:
    """Say whether an item was decided, returned or put off in a meeting."""
    return meeting.put_offs.exists() or meeting.sittings.exclude(closed_at=None).exists()


def can_put_off_item(user: User, sitting: Sitting) -> Decision:
    """Whether he may put an item off to a next meeting: who leads the meeting or the item, on the day."""
    meeting = sitting.meeting
    if meeting is None or sitting.closed_at is not None:
        return deny(_("This item is on no agenda any more."))
    if not meeting.is_open:
        return can_lead(user, meeting)
    if before_its_day(meeting):
        return deny(_("Before the day of the meeting an item is simply taken off the agenda."))
    if user.pk == sitting.chair_id != meeting.chair_id:
        return can(user, Permission.SITTING_CONVENE, sitting.worksheet.section)
    return can_lead(user, meeting)


def can_excuse(user: User, member: MeetingMember) -> Decision:
    """Whether he may excuse somebody from a meeting: who leads it anybody, a member himself."""
    meeting = member.meeting
    if user.pk != member.user_id and not (decision := can_lead(user, meeting)):
        return decision
    if not meeting.is_open:
        return can_lead(user, meeting)
    if member.user_id == meeting.chair_id:
        return deny(_("Who leads a meeting takes part. Put the meeting off instead."))
    return _is_free_of(member)


def _is_free_of(member: MeetingMember) -> Decision:
    """Whether no item needs him: he leads none that is open, and took part in no ruling."""
    if member.meeting.sittings.open().filter(chair=member.user_id).exists():
        return deny(_("%(person)s leads an item of the agenda.") % {"person": member.user})
    if took_part(member):
        return deny(
            _("%(person)s took part in a ruling of this meeting.") % {"person": member.user}
        )
    return ALLOW


def took_part(member: MeetingMember) -> bool:
    """Say whether somebody was counted as present when an item was ruled on."""
    there = SittingMember.objects.filter(sitting__meeting=member.meeting_id, was_present=True)
    return there.filter(user=member.user_id).exists()


def can_attend_again(user: User, member: MeetingMember) -> Decision:
    """Whether somebody excused may take part after all: who leads says so, or he himself.

    Not while a wish for another level stands on what he has not rated: his grades would change it.
    """
    meeting = member.meeting
    his_own = meeting.is_open and user.pk == member.user_id
    if not his_own and not (decision := can_lead(user, meeting)):
        return decision
    if _is_proposed_on(member):
        return deny(
            _(
                "Another level is proposed on an item that %(person)s has not rated. Take the "
                "proposal back first."
            )
            % {"person": member.user}
        )
    return ALLOW


def _is_proposed_on(member: MeetingMember) -> bool:
    """Say whether another level is proposed on an open item that somebody may rate and has not."""
    seats = SittingMember.objects.filter(
        user=member.user_id, recused_because="", sitting__meeting=member.meeting_id
    )
    wishes = LevelProposal.objects.filter(
        sitting__closed_at=None, sitting__in=seats.values("sitting")
    )
    return wishes.exclude(sitting__assessments__rater=member.user_id).exists()


def can_close(user: User, meeting: Meeting) -> Decision:
    """Whether he may close a meeting: who leads it, from its day on, with no item open."""
    if not (decision := can_lead(user, meeting)):
        return decision
    if meeting.held_on > timezone.localdate():
        return deny(
            _("The meeting is on %(day)s; it is closed then.")
            % {"day": date_format(meeting.held_on)}
        )
    waiting = meeting.sittings.open().order_by("place", "pk")
    waiting = waiting.select_related("worksheet__section", "worksheet__flowchart")
    if not waiting:
        return ALLOW
    names = pgettext("between items of a list", ", ").join(str(one.worksheet) for one in waiting)
    return deny(_("Neither decided, returned nor put off yet: %(names)s.") % {"names": names})
