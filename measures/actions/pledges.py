"""Pledges: drafted each night for whoever holds a position with risks, confirmed by him."""

import datetime
from collections.abc import Sequence
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from measures.education_states import PLEDGE_DAYS, PledgeGround
from measures.models import Pledge
from measures.permissions.education import can_confirm
from measures.pledge_text import digest_of, texts_for
from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.workdays import add_workdays

CHUNK = 500
Seat = tuple[int, int]  # position, holder


@transaction.atomic
def draft_pledges(body: Unit, today: datetime.date) -> int:
    """Draft this year's pledge for every holder of a position with risks; give how many are new.

    One that waits is drafted anew as the risks stand now, and goes where its holder has left the
    position. What follows from seats and risks leaves no ledger entry; running it twice changes
    nothing.
    """
    _drop_of_who_left(body)
    seats = (
        Membership.objects.filter(
            position__body=body, position__is_collective=False, user__is_active=True
        )
        .order_by("position_id", "user_id")
        .values_list("position_id", "user_id")
        .distinct()
    )
    chunks = batched(seats.iterator(CHUNK), CHUNK, strict=False)
    return sum(_draft(body, some, today) for some in chunks)


def _drop_of_who_left(body: Unit) -> None:
    held = Membership.objects.filter(
        position=OuterRef("position"), user=OuterRef("holder"), user__is_active=True
    )
    Pledge.objects.due().filter(~Exists(held), body=body).delete()


def _draft(body: Unit, seats: Sequence[Seat], today: datetime.date) -> int:
    positions = {position for position, _holder in seats}
    texts = texts_for(positions)
    here = Pledge.objects.filter(position__in=positions, holder__isnull=False)
    kept = {(one.position_id, one.holder_id): one for one in here.filter(year=today.year)}
    before = set(here.values_list("position", "holder"))
    new = [
        Pledge(
            body=body,
            position_id=position,
            holder_id=holder,
            year=today.year,
            ground=_ground(position, holder, before),
            text=texts[position],
            drafted_on=today,
            due_on=add_workdays(today, PLEDGE_DAYS),
        )
        for position, holder in seats
        if position in texts and (position, holder) not in kept
    ]
    Pledge.objects.bulk_create(new, ignore_conflicts=True)
    _draft_anew([one for one in kept.values() if one.confirmed_at is None], texts)
    return len(new)


def _ground(position: int, holder: int, before: set[Seat]) -> str:
    """A holder who comes after another is asked for his pledge as such."""
    others = any(place == position and who != holder for place, who in before)
    return (
        PledgeGround.HOLDER if others and (position, holder) not in before else PledgeGround.YEARLY
    )


def _draft_anew(waiting: Sequence[Pledge], texts: dict[int, str]) -> None:
    changed = [one for one in waiting if texts.get(one.position_id, one.text) != one.text]
    for one in changed:
        one.text = texts[one.position_id]
    Pledge.objects.bulk_update(changed, ["text"])


@transaction.atomic
def confirm_pledge(*, pledge: Pledge, own_words: str = "", seen: str, by: User) -> Pledge:
    """Confirm one's pledge as it was shown (`seen`); from then on nobody changes it.

    Raises Changed where it was drafted anew since the page was opened.
    """
    pledge = Pledge.objects.for_list().select_for_update(of=("self",)).get(pk=pledge.pk)
    can_confirm(by, pledge).enforce()
    if digest_of(pledge) != seen:
        raise Changed
    pledge.own_words, pledge.confirmed_at = own_words.strip(), timezone.now()
    pledge.digest = digest_of(pledge)
    pledge.full_clean()
    pledge.save()
    record(verb="pledge.confirm", target=pledge, by=by, year=pledge.year, sha256=pledge.digest)
    return pledge


class Changed(Exception):  # noqa: N818 - named for the fact, and read as one: `except Changed`
    """The pledge was drafted anew since it was shown."""
