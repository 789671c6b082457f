"""Who may report a measure done and verify it, in sentences."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.models import Measure, Occasion
from measures.states import MONTHS, MeasureState, Rhythm
from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission, Role
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskcontrol.lib.workdays import months_after

LONGEST_REST = datetime.timedelta(days=10)


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
        _has_begun(occasion),
    )


def _has_begun(occasion: Occasion) -> Decision:
    """Nobody reports months ahead: the rhythm before its day has to have begun."""
    months = MONTHS.get(Rhythm(occasion.measure.rhythm)) if occasion.measure.rhythm else None
    if months is None:
        return ALLOW
    # A day that was moved off a rest is at most so much later than the rhythm says.
    begins = months_after(occasion.due_on, -months) - LONGEST_REST
    if timezone.localdate() >= begins:
        return ALLOW
    words = _("This is due on %(day)s and can be reported from %(begins)s on.")
    days = {"day": occasion.due_on, "begins": begins}
    return deny(words % {name: date_format(day, "Y-m-d") for name, day in days.items()})


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
    if occasion.position_id and user.holds({occasion.position_id}):
        return deny(_("Your own position carries this out; somebody else verifies it."))
    return _is_a_verifier(user, occasion)


def _is_a_verifier(user: User, occasion: Occasion) -> Decision:
    """The section head verifies; where it is his own position that carries it out, a leader of the body."""
    section = occasion.measure.section
    decision = can(user, Permission.MEASURE_VERIFY, section)
    leads = any(user.has_role(role, section) for role in (Role.HEAD, Role.DEPUTY_HEAD))
    if decision or not leads or not is_held_by_a_verifier(occasion):
        return decision
    return ALLOW


def is_held_by_a_verifier(occasion: Occasion) -> bool:
    """Whether who would verify it holds the position that carries it out, so that nobody is left."""
    if occasion.position_id is None:
        return False
    seats = Membership.objects.filter(
        position=occasion.position_id, role=Role.SECTION_HEAD, user__is_active=True
    )
    return seats.exists()
