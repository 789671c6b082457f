"""Who sends a round down, hands its result up, and judges what came up, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.querysets import UnitQuerySet
from riskcontrol.accounts.roles import Permission, Role
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial
from riskpoints.models import Charge, Mandate, Round
from riskpoints.states import ChargeState


def can_send_down(user: User, committee: Unit) -> Decision:
    """Whether he may send rounds down from a unit: its chair, where there are bodies below it."""
    if not bodies_below(committee).exists():
        return deny(_("There is no unit below %(unit)s.") % {"unit": committee})
    return can(user, Permission.ROUND_LEAD, committee)


def bodies_below(committee: Unit) -> UnitQuerySet:
    """Give the bodies below a unit."""
    return Unit.objects.below(committee).bodies().exclude(pk=committee.pk)


def can_hand_up(user: User, charge: Charge) -> Decision:
    """Whether he may hand a round's result up now: nothing of it is under way, and it is his to do."""
    return first_denial(is_with_the_body(charge), speaks_for(user, charge.body)) and (
        all_decided(charge.round)
    )


def all_decided(round: Round) -> Decision:
    """Whether every worksheet of a round is decided, so that its result can be told."""
    sheets = round.worksheets.open().for_list()
    if not sheets:
        return ALLOW
    names = pgettext("between items of a list", ", ").join(str(sheet) for sheet in sheets)
    return deny(
        _(
            "These worksheets are under way: %(names)s. The result is handed up once they are decided."
        )
        % {"names": names}
    )


def is_with_the_body(charge: Charge) -> Decision:
    """Whether the body is to do something about it now."""
    if charge.is_with_the_body:
        return ALLOW
    if charge.is_withdrawn:
        return deny(_("The committee above withdrew this round. Nothing is to be handed up."))
    return deny(_("The result of this round was handed up already."))


def speaks_for(user: User, body: Unit) -> Decision:
    """Whether he hands results up for a body: its own chair, or its head where it has no committee."""
    seats = [seat for seat in user.seats if seat.unit_id == body.pk]
    if any(Permission.ROUND_LEAD in seat.permissions for seat in seats):
        return ALLOW
    chairs = Membership.objects.filter(unit=body).with_role(Role.COMMITTEE_CHAIR)
    if any(seat.role == Role.HEAD for seat in seats) and not chairs.exists():
        return ALLOW
    return deny(
        _(
            "The chair of %(body)s's own committee hands the result up; where there is none, the "
            "head of the unit."
        )
        % {"body": body}
    )


def can_judge(user: User, charge: Charge) -> Decision:
    """Whether he may return or receive what a body handed up: the chair above it, no one of its own."""
    return first_denial(oversees(user, charge), waits_for_above(charge))


def oversees(user: User, charge: Charge) -> Decision:
    """Whether he leads the committee above a body and has no part in the body. Nobody judges his own."""
    return first_denial(
        can(user, Permission.ROUND_LEAD, charge.committee), is_not_his_own(user, charge)
    )


def is_not_his_own(user: User, charge: Charge) -> Decision:
    """Whether he neither belongs to the body nor handed its result up."""
    if charge.handed_up_by_id == user.pk:
        return deny(_("You handed this result up; somebody else decides on it."))
    if any(charge.body_id in {seat.unit_id, seat.unit.parent_id} for seat in user.seats):
        return deny(
            _("You have a role in %(body)s. Nobody decides on the result of his own unit.")
            % {"body": charge.body}
        )
    return ALLOW


def waits_for_above(charge: Charge) -> Decision:
    """Whether a result waits to be looked at by the committee above."""
    if charge.state == ChargeState.HANDED_UP:
        return ALLOW
    return deny(_("No result of this round waits to be looked at."))


def can_withdraw(user: User, mandate: Mandate) -> Decision:
    """Whether he may withdraw what was sent down: the chair there, while a first result is awaited.

    The mandate is loaded `for_page()`.
    """
    return first_denial(can(user, Permission.ROUND_LEAD, mandate.committee), is_awaited(mandate))


def is_awaited(mandate: Mandate) -> Decision:
    """Whether a body has not handed up yet what was sent down."""
    if mandate.withdrawn_at is not None:
        return deny(_("This round was withdrawn already."))
    if mandate.is_awaited:  # type: ignore[attr-defined]  # annotated by for_page()
        return ALLOW
    return deny(_("Every unit has handed its result up already; return or receive the results."))


def can_file(user: User, charge: Charge) -> Decision:
    """Whether he may file a result: the chair above, once it is received."""
    if charge.state != ChargeState.RECEIVED:
        return deny(_("A result is filed once it is received, and once only."))
    return oversees(user, charge)


def can_move_due(user: User, charge: Charge) -> Decision:
    """Whether he may give a body another day for its result: the chair above, while it is awaited."""
    return first_denial(
        can(user, Permission.ROUND_LEAD, charge.committee), is_with_the_body(charge)
    )
