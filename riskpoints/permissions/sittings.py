"""Who convenes a sitting, rates, seconds and rules, in sentences.

The sitting is loaded `whole()`; see riskpoints.hearing.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskpoints.hearing import all_in, has_submitted, raters, seat_of, waits_for_a_second
from riskpoints.models import LevelProposal, Sitting, Worksheet
from riskpoints.states import WorksheetState

FEWEST = 2


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
    """Whether he may wish for another level than the factors give: the chair, when all are in."""
    return can_chair(user, sitting) and everybody_is_in(sitting)


def can_second(user: User, proposal: LevelProposal, sitting: Sitting) -> Decision:
    """Whether he may second a lowering: another member, not recused, when all are in."""
    if not all_in(sitting) or not waits_for_a_second(sitting, proposal):
        return deny(_("There is no lowering here that waits for a second person."))
    if proposal.proposed_by_id == user.pk:
        return deny(_("You proposed this yourself; another member seconds it."))
    seat = seat_of(sitting, user.pk)
    if seat is None or seat.recused_because:
        return deny(_("Only a member who rates this worksheet may second a lowering."))
    return is_open(sitting) and can(user, Permission.LOWERING_SECOND, sitting.worksheet.section)


def can_decide(user: User, sitting: Sitting) -> Decision:
    """Whether he may rule now: the chair, all are in, and each lowering has its second person."""
    return can_propose(user, sitting) and lowerings_are_seconded(sitting)


def lowerings_are_seconded(sitting: Sitting) -> Decision:
    """Whether no lowering waits for its second person."""
    for proposal in sitting.proposals.all():
        if waits_for_a_second(sitting, proposal):
            return deny(
                _("The lowering of “%(point)s” waits for a second person.")
                % {"point": proposal.risk_point}
            )
    return ALLOW
