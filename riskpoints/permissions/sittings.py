"""Who convenes a sitting, rates, seconds and rules, in sentences.

The sitting is loaded `whole()`; see riskpoints.hearing.
"""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskpoints.hearing import (
    all_in,
    has_submitted,
    highest_of,
    needed,
    present,
    raters,
    seat_of,
    waits_for_a_second,
)
from riskpoints.models import LevelProposal, Sitting, Worksheet
from riskpoints.states import FEWEST, WorksheetState


def can_convene(user: User, worksheet: Worksheet) -> Decision:
    """Whether he may call the committee together on a worksheet; who is recused is asked apart."""
    if worksheet.state != WorksheetState.HANDED_IN:
        return deny(
            _("The worksheet is %(state)s; the committee sits on one that is handed in.")
            % {"state": worksheet.get_state_display()}
        )
    return can(user, Permission.SITTING_CONVENE, worksheet.section)


def can_sit(chair: User, grounds: dict[int, str]) -> Decision:
    """Whether enough people may rate: the chair and at least one more (`grounds` by person id)."""
    if grounds.get(chair.pk):
        return deny(
            _("You took part in this worksheet; by the rules another chair convenes the sitting.")
        )
    if sum(not ground for ground in grounds.values()) < FEWEST:
        return deny(
            _(
                "A sitting needs you and at least one more member who had no part in this "
                "worksheet. Ask for a member from the committee above."
            )
        )
    return ALLOW


def can_assess(user: User, sitting: Sitting) -> Decision:
    """Whether he may hand in assessments: a member, not recused, once, while the sitting is open."""
    seat = seat_of(sitting, user.pk)
    if seat is None:
        return deny(_("You are not a member of this sitting."))
    if seat.recused_because:
        return deny(_("You had a part in this worksheet; by the rules other members rate it."))
    if has_submitted(sitting, user.pk):
        return deny(_("You have handed in your assessment; it stands."))
    if all_in(sitting):
        return deny(_("You are excused, and all the others have handed in without you."))
    return is_open(sitting) and can(user, Permission.RISK_ASSESS, sitting.worksheet.section)


def is_open(sitting: Sitting) -> Decision:
    """Whether the sitting still goes on."""
    if sitting.closed_at is not None:
        return deny(_("This sitting is closed."))
    return ALLOW


def can_chair(user: User, sitting: Sitting) -> Decision:
    """Whether he leads this sitting, and may rule; he rates himself, so he is not recused."""
    if sitting.chair_id != user.pk:
        return deny(_("%(chair)s leads this sitting.") % {"chair": sitting.chair})
    return is_open(sitting) and can(user, Permission.RISK_RULE, sitting.worksheet.section)


def everybody_is_in(sitting: Sitting) -> Decision:
    """Whether all members who rate have handed in."""
    missing = [seat for seat in raters(sitting) if not has_submitted(sitting, seat.user_id)]
    if not missing:
        return ALLOW
    names = pgettext("between items of a list", ", ").join(str(seat.user) for seat in missing)
    return deny(_("Not everybody has handed in yet: %(names)s.") % {"names": names})


def can_propose(user: User, sitting: Sitting) -> Decision:
    """Whether he may wish for another level than the factors give: the chair, when all are in.

    Not between two meetings: wishes are a meeting's own, and another chair may lead the next.
    """
    return can_chair(user, sitting) and is_on_an_agenda(sitting) and everybody_is_in(sitting)


def can_second(user: User, proposal: LevelProposal, sitting: Sitting) -> Decision:
    """Whether he may second a lowering: another member, neither recused nor excused, when all are in."""
    if not all_in(sitting) or not waits_for_a_second(sitting, proposal):
        return deny(_("There is no lowering here that waits for a second person."))
    if proposal.proposed_by_id == user.pk:
        return deny(_("You proposed this yourself; another member seconds it."))
    if user.pk not in {seat.user_id for seat in present(sitting)}:
        return deny(_("Only a member who rates this worksheet may second a lowering."))
    return is_open(sitting) and can(user, Permission.LOWERING_SECOND, sitting.worksheet.section)


def can_decide(user: User, sitting: Sitting) -> Decision:
    """Whether he may rule now: the chair, on the day, with a quorum, all in and lowerings seconded."""
    return (
        can_chair(user, sitting)
        and its_day_has_come(sitting)
        and has_a_quorum(sitting)
        and everybody_is_in(sitting)
        and wishes_are_of_these_grades(sitting)
        and lowerings_are_seconded(sitting)
    )


def is_on_an_agenda(sitting: Sitting) -> Decision:
    """Whether it is an item of a meeting, and was not put off."""
    if sitting.meeting is None:
        return deny(_("This item was put off. Put it on the agenda of a meeting first."))
    return ALLOW


def its_day_has_come(sitting: Sitting) -> Decision:
    """Whether it is on the agenda of a meeting whose day has come."""
    if sitting.meeting is None:
        return is_on_an_agenda(sitting)
    day = sitting.meeting.held_on
    if day > timezone.localdate():
        return deny(_("The meeting is on %(day)s; it rules then.") % {"day": date_format(day)})
    return ALLOW


def has_a_quorum(sitting: Sitting) -> Decision:
    """Whether enough of those who may rate take part in the meeting."""
    missing = needed(sitting) - len(present(sitting))
    if missing <= 0:
        return ALLOW
    words = ngettext(
        "%(missing)s member is missing for a quorum: %(present)s of the members who may rate this "
        "take part, %(needed)s are needed.",
        "%(missing)s members are missing for a quorum: %(present)s of the members who may rate "
        "this take part, %(needed)s are needed.",
        missing,
    )
    counts = {"present": len(present(sitting)), "needed": needed(sitting)}
    return deny(words % {"missing": missing, **counts})


def wishes_are_of_these_grades(sitting: Sitting) -> Decision:
    """Whether every wish was made on the level that the factors give now."""
    for proposal in sitting.proposals.all():
        if highest_of(sitting, proposal.risk_point) != proposal.highest_rank:
            return deny(
                _(
                    "Since another level was proposed for “%(point)s”, the level by the factors has "
                    "changed. Propose it again, or take the proposal back."
                )
                % {"point": proposal.risk_point}
            )
    return ALLOW


def lowerings_are_seconded(sitting: Sitting) -> Decision:
    """Whether no lowering waits for its second person."""
    for proposal in sitting.proposals.all():
        if waits_for_a_second(sitting, proposal):
            return deny(
                _("The lowering of “%(point)s” waits for a second person.")
                % {"point": proposal.risk_point}
            )
    return ALLOW
