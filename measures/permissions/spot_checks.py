"""Who may draw a spot check, record a finding, answer it and close it, in sentences."""

from django.utils.translation import gettext as _

from measures.models import SpotItem
from measures.states import Finding
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial


def can_draw(user: User, body: Unit) -> Decision:
    """Whether he may draw a sample of a body's occasions: its committee."""
    return can(user, Permission.RISK_ASSESS, body)


def can_find(user: User, item: SpotItem) -> Decision:
    """Whether he may record what was found: the committee, once, never on what he had a hand in."""
    if item.finding:
        return deny(_("%(person)s has recorded a finding already.") % {"person": item.found_by})
    return first_denial(can_draw(user, item.spot_check.body), _had_no_hand(user, item))


def _had_no_hand(user: User, item: SpotItem) -> Decision:
    occasion = item.occasion
    holds = occasion.position_id is not None and user.holds({occasion.position_id})
    if holds or user.pk in {occasion.done_by_id, occasion.verified_by_id}:
        return deny(_("You carried this out or verified it; somebody else looks into it."))
    return ALLOW


def can_answer(user: User, item: SpotItem) -> Decision:
    """Whether he may say what was done about a finding: the section, while it waits for that."""
    if item.finding != Finding.SHORTFALL:
        return deny(_("Nothing is amiss here."))
    if item.closed_at or item.answered_at:
        return deny(_("This has been answered."))
    return can(user, Permission.MEASURE_CARRY_OUT, item.occasion.measure.section)


def can_close(user: User, item: SpotItem) -> Decision:
    """Whether he may close a finding or send its answer back: the committee, not who answered."""
    if item.closed_at:
        return deny(_("This is closed."))
    if item.answered_at is None:
        return deny(_("The section has not answered yet."))
    if item.answered_by_id == user.pk:
        return deny(_("You answered this yourself; somebody else closes it."))
    return first_denial(can_draw(user, item.spot_check.body), _had_no_hand(user, item))
