"""What rounds sent down ask of a person: a result to hand up, to look at, to file, a round to close."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.roles import Permission, Role
from riskpoints.models import Charge, Worksheet
from riskpoints.permissions.oversight import oversees, speaks_for
from riskpoints.standing import is_late
from riskpoints.states import ChargeState

from .board import Board
from .counting import charges_for, concerned
from .items import WorkItem


def charges_to_move_on(user: User, board: Board) -> Iterable[WorkItem]:
    """Results of rounds sent down, each before whoever moves it on."""
    if not any(concerned(seat) for seat in user.seats) or board.counts.get("charges") == 0:
        return
    chairs = Membership.objects.filter(unit=OuterRef("body")).with_role(Role.COMMITTEE_CHAIR)
    charges = charges_for(user).for_list()
    charges = charges.annotate(has_chair=Exists(chairs), goes_on=goes_on())
    for charge in charges.select_related("result__sent_back"):
        for asked in (of_the_body, of_the_committee):
            if item := asked(user, charge):
                yield item


def goes_on() -> Q:
    """Whether a part's round has a worksheet, or answers another that was sent down."""
    begun = Worksheet.objects.filter(round=OuterRef("round"))
    anew = Charge.objects.standing().filter(round=OuterRef("round"))
    return Exists(begun) | Exists(anew)


def of_the_body(user: User, charge: Any) -> WorkItem | None:
    """What is asked of whoever speaks for the body: hand up, correct, close."""
    if charge.is_with_the_body:
        return _to_hand_up(charge) if speaks_for(user, charge.body) else None
    if charge.is_withdrawn:
        return _to_end(user, charge)
    is_over = charge.state in {ChargeState.RECEIVED, ChargeState.FILED}
    if is_over and charge.round.is_open and closes(user, charge):
        url = reverse("desk:round", args=[charge.round_id])
        title = _("The result was received: close the round")
        return WorkItem(_tag(), title, str(charge), url, _("Look"))
    return None


def _to_end(user: User, charge: Any) -> WorkItem | None:
    """A round that opened with what was withdrawn since, and in which nothing was begun."""
    if charge.joined or charge.goes_on or not charge.round.is_open or not closes(user, charge):
        return None
    url = reverse("desk:round", args=[charge.round_id])
    title = _("The committee above withdrew it: close the round, or go on with it as your own")
    return WorkItem(_tag(), title, str(charge), url, _("Look"))


def closes(user: User, charge: Any) -> bool:
    """Whether closing the round is up to him: to the chair above only where the body has none."""
    is_own = any(seat.unit_id == charge.body_id for seat in user.seats)
    return user.may(Permission.ROUND_LEAD, charge.body) and (is_own or not charge.has_chair)


def _to_hand_up(charge: Charge) -> WorkItem:
    title = _("Sent down by %(committee)s: hand the result up") % {"committee": charge.committee}
    if charge.state == ChargeState.RETURNED and charge.result:
        title = _("The result was returned: %(reason)s") % {"reason": charge.result.sent_back}
    day = date_format(charge.last_day, "Y-m-d")
    due = _("to be done by %(day)s") % {"day": day}
    return WorkItem(_tag(), title, str(charge), _page(charge), _("Look"), due, is_late(charge))


WAITS: dict[str, Callable[[], str]] = {
    ChargeState.HANDED_UP: lambda: _("Look at the result handed up"),
    ChargeState.RECEIVED: lambda: _("File the result"),
}


def of_the_committee(user: User, charge: Charge) -> WorkItem | None:
    """What is asked of the chair above: look at a result, file it."""
    title = WAITS.get(charge.state)
    if title is None or not oversees(user, charge):
        return None
    return WorkItem(_tag(), title(), str(charge), _page(charge), _("Look"))


def _page(charge: Charge) -> str:
    return reverse("desk:charge", args=[charge.pk])


def _tag() -> str:
    return pgettext("kind of work", "Round")
