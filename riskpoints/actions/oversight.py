"""A round sent down to many bodies, and what comes back up: handed up, returned, received, filed."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskpoints.actions.rounds import hold, move_last_day, open_round, reasons_for
from riskpoints.models import Charge, HandedUp, Mandate, Round, SentBack
from riskpoints.oversight import joinable
from riskpoints.permissions.oversight import (
    bodies_below,
    can_file,
    can_hand_up,
    can_judge,
    can_move_due,
    can_send_down,
    can_withdraw,
)
from riskpoints.results import content_of, sha256_of
from riskpoints.rounds import covered_charts, without_decision
from riskpoints.states import ChargeState, RoundGround, RoundOrigin


@dataclass(frozen=True)
class Order:
    """All that is said when a round is sent down."""

    title: str
    ground: str
    asks: str
    last_day: datetime.date
    reason: str = ""
    text: str = ""


@transaction.atomic
def send_down(
    *, committee: Unit, order: Order, bodies: Collection[Unit], joining: Collection[Unit], by: User
) -> Mandate:
    """Open a round of this year in each of these bodies, or join the one it has open.

    `joining` are those of the bodies whose own open round of this kind answers it. Raises
    ValidationError where a body has such a round and is not among them.
    """
    can_send_down(by, committee).enforce()
    if not bodies:
        raise ValidationError({"bodies": _("Choose at least one unit.")})
    below = set(bodies_below(committee).values_list("pk", flat=True))
    if any(body.pk not in below for body in bodies):
        raise ValidationError({"bodies": _("Choose units below %(unit)s.") % {"unit": committee}})
    mandate = _written(committee, order, by)
    rounds = {body.code: _round_for(body, order, joins=body in joining, by=by) for body in bodies}
    for body in bodies:
        found, joined = rounds[body.code]
        _charged(mandate, body, found, joined=joined)
    record(
        verb="mandate.send-down",
        target=mandate,
        by=by,
        committee=committee.code,
        ground=order.ground,
        reason=mandate.reason,
        asks=mandate.asks,
        last_day=order.last_day,
        bodies={code: "joined" if joined else "opened" for code, (_r, joined) in rounds.items()},
    )
    return mandate


def _written(committee: Unit, order: Order, by: User) -> Mandate:
    if order.last_day < timezone.localdate():
        raise ValidationError({"last_day": _("Choose today or a later day.")})
    mandate = Mandate(
        committee=committee,
        title=order.title.strip(),
        year=timezone.localdate().year,
        ground=order.ground,
        reason=order.reason.strip(),
        asks=order.asks.strip(),
        text=order.text.strip(),
        last_day=order.last_day,
        sent_by=by,
        sent_at=timezone.now(),
    )
    mandate.full_clean()
    mandate.save()
    return mandate


def _round_for(body: Unit, order: Order, *, joins: bool, by: User) -> tuple[Round, bool]:
    """Give the round that answers for a body, and whether it was open before."""
    hold(body)
    found = joinable(body, order.ground)
    if found and joins:
        if found.last_day is None or found.last_day > order.last_day:
            found = move_last_day(round=found, last_day=order.last_day, by=by)
        return found, True
    if found or taken(body, order.ground):
        words = _("%(body)s has an open round of this kind: let it join, or leave the unit out.")
        raise ValidationError({"bodies": words % {"body": body}})
    opened = open_round(
        body=body,
        ground=order.ground,
        reason=order.reason,
        last_day=order.last_day,
        origin=RoundOrigin.ABOVE,
        by=by,
    )
    return opened, False


def taken(body: Unit, ground: str) -> bool:
    """Whether the year's round of a body is open and answers another one sent down already."""
    if ground != RoundGround.YEARLY:
        return False
    year = timezone.localdate().year
    is_open = Round.objects.open().filter(body=body, year=year, ground=ground)
    return is_open.filter(pk__in=Charge.objects.standing().values("round")).exists()


def _charged(mandate: Mandate, body: Unit, round: Round, *, joined: bool) -> Charge:
    round = Round.objects.get(pk=round.pk)
    return Charge.objects.create(
        mandate=mandate,
        committee=mandate.committee,
        body=body,
        round=round,
        holds=round,
        joined=joined,
        last_day=mandate.last_day,
    )


def _locked(charge: Charge) -> Charge:
    return Charge.objects.select_for_update(of=("self",)).for_list().get(pk=charge.pk)


@transaction.atomic
def move_due(*, charge: Charge, last_day: datetime.date, reason: str, by: User) -> Charge:
    """Give a body another day by which its result is due, with the reason."""
    charge = _locked(charge)
    can_move_due(by, charge).enforce()
    if last_day < timezone.localdate():
        raise ValidationError({"last_day": _("Choose today or a later day.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the day is moved.")})
    before, charge.last_day = charge.last_day, last_day
    charge.save(update_fields=["last_day"])
    record(
        verb="charge.due",
        target=charge,
        by=by,
        before=before,
        after=last_day,
        reason=reason.strip(),
    )
    return charge


@transaction.atomic
def withdraw(*, mandate: Mandate, reason: str, by: User) -> Mandate:
    """Withdraw a round sent down from the bodies that have not handed up, with the reason.

    Their rounds stay open as their own, and may be closed. What was handed up goes its way.
    """
    Mandate.objects.select_for_update().get(pk=mandate.pk)
    charges = mandate.charges.select_for_update(of=("self",)).select_related("body")
    awaited = [charge for charge in charges if charge.state == ChargeState.UNDER_WAY]
    mandate = Mandate.objects.for_page().get(pk=mandate.pk)
    can_withdraw(by, mandate).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    mandate.withdrawn_by, mandate.withdrawn_at = by, timezone.now()
    mandate.withdrawn_because = reason.strip()
    mandate.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    awaited_ids = [charge.pk for charge in awaited]
    mandate.charges.filter(pk__in=awaited_ids).update(state=ChargeState.WITHDRAWN, holds=None)
    record(
        verb="mandate.withdraw",
        target=mandate,
        by=by,
        reason=mandate.withdrawn_because,
        bodies=[charge.body.code for charge in awaited],
    )
    return mandate


@transaction.atomic
def hand_up(*, charge: Charge, left_out: Mapping[int, str], by: User) -> HandedUp:
    """Freeze what a round came to and hand it up; each chart without a decision needs a reason, by id.

    Raises ValidationError naming the charts without one. The round stays open until the committee
    above has received the result, so that it can be corrected.
    """
    charge = _locked(charge)
    can_hand_up(by, charge).enforce()
    missing = without_decision(charge.round, covered_charts(charge.round))
    content = content_of(charge, reasons_for(missing, left_out))
    last = charge.results.aggregate(last=Max("number"))["last"] or 0
    made = HandedUp.objects.create(
        charge=charge,
        number=last + 1,
        content=content,
        sha256=sha256_of(content),
        by=by,
        at=timezone.now(),
    )
    charge.state, charge.result, charge.handed_up_by = ChargeState.HANDED_UP, made, by
    charge.save(update_fields=["state", "result", "handed_up_by"])
    record(
        verb="charge.hand-up",
        target=charge,
        by=by,
        number=made.number,
        sha256=made.sha256,
        points=len(content["points"]),
        left_out=content["charts"]["left_out"],
    )
    return made


@transaction.atomic
def send_back(*, charge: Charge, reason: str, by: User) -> Charge:
    """Give a result back to its body, which corrects it and hands it up again."""
    charge = _locked(charge)
    can_judge(by, charge).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be corrected.")})
    result = _current(charge)
    SentBack.objects.create(
        result=result,
        reason=reason.strip(),
        handed_up_by=result.by,
        by=by,
        at=timezone.now(),
    )
    charge.state = ChargeState.RETURNED
    charge.save(update_fields=["state"])
    record(
        verb="charge.send-back",
        target=charge,
        by=by,
        reason=reason.strip(),
        result=_named(charge),
    )
    return charge


@transaction.atomic
def receive(*, charge: Charge, by: User) -> Charge:
    """Receive what a body handed up; the body may close its round now."""
    charge = _locked(charge)
    can_judge(by, charge).enforce()
    charge.state, charge.holds = ChargeState.RECEIVED, None
    charge.received_by, charge.received_at = by, timezone.now()
    charge.save(update_fields=["state", "holds", "received_by", "received_at"])
    record(verb="charge.receive", target=charge, by=by, result=_named(charge))
    return charge


@transaction.atomic
def file_result(*, charge: Charge, number: int, filed_on: datetime.date, by: User) -> Charge:
    """File a result under a number of the committee and the year of the day (备案)."""
    charge = _locked(charge)
    can_file(by, charge).enforce()
    hold(charge.committee)
    assert charge.received_at is not None  # noqa: S101 - can_file() has asked
    if not timezone.localdate(charge.received_at) <= filed_on <= timezone.localdate():
        words = _("Choose a day from the one on which it was received to today.")
        raise ValidationError({"filed_on": words})
    charge.state, charge.filed_by, charge.filed_on = ChargeState.FILED, by, filed_on
    charge.filing_year, charge.filing_number = filed_on.year, number
    if number < 1:
        raise ValidationError({"number": _("Numbers begin at 1.")})
    try:
        charge.validate_constraints()
    except ValidationError as error:
        raise ValidationError({"number": error.messages}) from error
    charge.save()
    record(
        verb="charge.file",
        target=charge,
        by=by,
        filing=charge.filing,
        filed_on=filed_on,
        result=_named(charge),
    )
    return charge


def _current(charge: Charge) -> HandedUp:
    """Give the result that was handed up last."""
    return charge.results.order_by("-number")[0]


def _named(charge: Charge) -> dict[str, str | int]:
    """Name the result that an act is about."""
    result = _current(charge)
    return {"number": result.number, "sha256": result.sha256}
