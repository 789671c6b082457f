"""What the six eyes contribute: entered, handed in, let through by the committee, kept out."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.models import Flowchart, Step
from riskcontrol.accounts.models import Position, User
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain
from riskpoints.actions.leads import LeadFacts, enter_lead
from riskpoints.actions.worksheets import locked
from riskpoints.contribution_offers import is_code, offer_of
from riskpoints.models import Contribution, Finding, Lead, PeerTurn, RiskPoint, Worksheet
from riskpoints.permissions.contributions import can_contribute, can_look_through, can_take_away
from riskpoints.rows import Anchor
from riskpoints.states import PEER_EYES, FindingMethod, LeadKind

type Said = tuple[Anchor | None, str]


@transaction.atomic
def contribute(
    *,
    worksheet: Worksheet,
    method: str,
    who: str,
    on: datetime.date,
    said: Iterable[Said],
    by: User,
) -> list[Contribution]:
    """Enter what one of the six eyes points at: one sheet, several contributions, or a meeting's."""
    worksheet = locked(worksheet)
    can_contribute(by, worksheet, method).enforce()
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day has not come yet. Enter a past one.")})
    entered = [
        Contribution(
            body=worksheet.body,
            method=method,
            text=text.strip(),
            who=who.strip(),
            on=on,
            entered_by=by,
            **_placed(worksheet, anchor),
        )
        for anchor, text in said
    ]
    if not entered:
        raise ValidationError(_("Write at one step at least what may go wrong there."))
    for contribution in entered:
        contribution.full_clean(exclude=["form_hash"])
        contribution.save()
    record(
        verb="contribution.enter",
        target=worksheet,
        by=by,
        method=method,
        who=who.strip(),
        on=on,
        count=len(entered),
    )
    return entered


def _placed(worksheet: Worksheet, anchor: Anchor | None) -> dict[str, Any]:
    """Say on which page something stands and at which of its rows; the unit's own row names no other."""
    if worksheet.flowchart:
        return {"flowchart": worksheet.flowchart, "step": anchor}
    position = anchor if isinstance(anchor, Position) else None
    return {"section": worksheet.section, "position": position}


@transaction.atomic
def take_away(*, contribution: Contribution, worksheet: Worksheet, by: User) -> None:
    """Take a contribution of one's own away again."""
    worksheet = locked(worksheet)
    can_take_away(by, contribution, worksheet).enforce()
    contribution.delete()
    record(
        verb="contribution.take-away", target=worksheet, by=by, method=contribution.method, count=1
    )


@transaction.atomic
def hand_in_own(*, worksheet: Worksheet, by: User) -> PeerTurn:
    """Say that one's own rows are complete, none among them too; from now on he reads the others'."""
    worksheet = locked(worksheet)
    can_contribute(by, worksheet).enforce()
    turn, new = PeerTurn.objects.get_or_create(
        worksheet=worksheet, user=by, defaults={"on": timezone.localdate()}
    )
    if new:
        own = Contribution.objects.beside(worksheet).filter(entered_by=by, method__in=PEER_EYES)
        record(verb="contribution.hand-in", target=worksheet, by=by, count=own.count())
    return turn


@transaction.atomic
def hand_in_without_account(
    *, flowchart: Flowchart, step: Step | None, text: str, form_hash: str
) -> Contribution:
    """Take in what staff or service users say in the unit's network; the committee looks first.

    The same form again makes no second one. Raises ValidationError where too many wait.
    """
    if found := Contribution.objects.filter(form_hash=form_hash).first():
        return found
    held = Contribution.objects.held().filter(flowchart=flowchart)
    if held.count() >= settings.COMMENT_LIMITS["chart_waiting"]:
        raise ValidationError(_("Too many wait to be looked at. Hand it in some days later."))
    contribution = Contribution(
        body=flowchart.body,
        flowchart=flowchart,
        step=step,
        method=FindingMethod.MASSES,
        text=text.strip(),
        on=timezone.localdate(),
        form_hash=form_hash,
        is_held=True,
    )
    contribution.full_clean()
    contribution.save()
    record(verb="contribution.come-in", target=contribution, by=None, label=contribution.public_id)
    return contribution


@transaction.atomic
def let_through(*, contribution: Contribution, by: User) -> Contribution:
    """Let what came without an account go to its step of the worksheet."""
    contribution = _held(contribution, by)
    contribution.is_held, contribution.released_by = False, by
    contribution.save()
    _told("contribution.let-through", contribution, by)
    return contribution


@transaction.atomic
def make_a_lead(*, contribution: Contribution, by: User) -> Lead:
    """Keep what accuses somebody as a lead of the committee; it never comes to a worksheet."""
    contribution = _held(contribution, by)
    facts = LeadFacts(
        kind=LeadKind.COMPLAINT,
        on=contribution.on,
        gist=contribution.text,
        source=_("form without an account"),
        flowchart=contribution.flowchart,
        step=contribution.step,
    )
    lead = enter_lead(body=contribution.body, facts=facts, by=by)
    _told("contribution.make-lead", contribution, by)
    contribution.delete()
    return lead


@transaction.atomic
def keep_out(*, contribution: Contribution, reason: str, by: User) -> None:
    """Keep out what says nothing about the chart; its text goes, the reason stays in the ledger."""
    contribution = _held(contribution, by)
    if not reason.strip():
        raise ValidationError({"because": _("Say why it is kept out.")})
    _told("contribution.keep-out", contribution, by, reason=reason.strip())
    contribution.delete()


def credit(*, risk_point: RiskPoint, code: str) -> None:
    """Note on a risk point taken over from what somebody said by which of the six it was found."""
    offer = offer_of(code, risk_point.worksheet) if is_code(code) else None
    if offer and not risk_point.findings.filter(method=offer.method).exists():
        Finding.objects.create(
            risk_point=risk_point,
            method=offer.method,
            who=offer.who,
            on=offer.on,
            order=risk_point.findings.count(),
        )


def _held(contribution: Contribution, by: User) -> Contribution:
    found = Contribution.objects.select_for_update(of=("self",)).select_related(
        "body__parent", "flowchart__section", "step"
    )
    contribution = found.get(pk=contribution.pk)
    can_look_through(by, contribution).enforce()
    return contribution


def _told(verb: str, contribution: Contribution, by: User, **detail: str) -> None:
    label = contribution.public_id
    record(verb=verb, target=contribution, by=by, label=label, in_chain=Chain.COMMITTEE, **detail)
