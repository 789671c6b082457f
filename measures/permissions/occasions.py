"""Who may report a measure done and verify it, in sentences."""

from django.utils.translation import gettext as _

from measures.models import Measure, Occasion
from measures.states import MeasureState, Rhythm
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial


def _is_in_force(measure: Measure) -> Decision:
    if measure.state == MeasureState.IN_FORCE:
        return ALLOW
    if measure.state == MeasureState.ENDED:
        return deny(_("The measure has ended: no risk point that it met stands any more."))
    return deny(_("The measure is not in force yet; the committee decides on it."))


def can_enter_occasion(user: User, measure: Measure) -> Decision:
    """Whether he may say that the case has arisen: only for measures that have no calendar."""
    if measure.rhythm != Rhythm.OCCASION:
        return deny(_("This measure falls due by the calendar."))
    return first_denial(
        can(user, Permission.MEASURE_CARRY_OUT, measure.section), _is_in_force(measure)
    )


def can_carry_out(user: User, occasion: Occasion) -> Decision:
    """Whether he may report an occasion done: his section's, in force, and not reported yet."""
    if occasion.done_at is not None:
        return deny(_("%(person)s has already reported this done.") % {"person": occasion.done_by})
    return first_denial(
        can(user, Permission.MEASURE_CARRY_OUT, occasion.measure.section),
        _is_in_force(occasion.measure),
    )


def can_verify(user: User, occasion: Occasion) -> Decision:
    """Whether he may verify or send back what was reported: his section's, not his own doing nor shown by his files."""
    if occasion.done_at is None:
        return deny(_("Nobody has reported this done yet."))
    if occasion.verified_at is not None:
        return deny(_("This has already been verified."))
    if occasion.done_by_id == user.pk:
        return deny(_("You did this yourself; somebody else verifies it."))
    if user.pk in {each.added_by_id for each in occasion.evidence.all()}:
        return deny(_("A file of yours is kept with this; somebody else verifies it."))
    return can(user, Permission.MEASURE_VERIFY, occasion.measure.section)
