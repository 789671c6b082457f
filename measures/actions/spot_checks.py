"""Spot checks (抽查): the committee draws, records what it finds and closes; the section answers."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Occasion, SpotCheck, SpotItem
from measures.models.spot_checks import MOST_DRAWN, MOST_IN_FRAME
from measures.permissions.spot_checks import can_answer, can_close, can_draw, can_find
from measures.sampling import frame_of, hash_of, line_of, new_seed, sample_of
from measures.states import Finding, OccasionState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.workdays import months_after

DONE = [OccasionState.REPORTED, OccasionState.VERIFIED]
# Still empty when a finding or an answer is checked; the database holds what they mean together.
LATER = {"answered_by", "answered_at", "closed_by", "closed_at"}
LONGEST = 1000
LONGEST_CORRECTION = 12  # months


@transaction.atomic
def draw_spot_check(
    *,
    body: Unit,
    purpose: str,
    first_day: datetime.date,
    last_day: datetime.date,
    size: int,
    section: Unit | None = None,
    by: User,
) -> SpotCheck:
    """Draw so many of the occasions that were due in a time and reported done, and freeze the draw.

    Seed, frame and its hash are kept and stand in the ledger; a draw is never taken back, so nobody
    draws until it suits him. Raises ValidationError where there are too few or too many to draw from.
    """
    can_draw(by, body).enforce()
    body = Unit.objects.select_for_update().get(pk=body.pk)  # numbers follow one another
    _check_time(first_day, last_day)
    if section and section.body.pk != body.pk:
        raise ValidationError({"section": _("The section belongs to another body.")})
    found = _in_frame(body, section, first_day, last_day)
    _check_size(size, len(found))
    frame = frame_of(found)
    check = SpotCheck(
        body=body,
        section=section,
        purpose=purpose.strip(),
        first_day=first_day,
        last_day=last_day,
        size=size,
        seed=new_seed(),
        frame=frame,
        frame_size=len(found),
        frame_hash=hash_of(frame),
        drawn_by=by,
        drawn_at=timezone.now(),
        **_next_number(body),
    )
    check.full_clean()
    check.save()
    drawn = sample_of(check.frame, check.seed, size)
    SpotItem.objects.bulk_create(
        SpotItem(spot_check=check, occasion_id=found[line], place=place)
        for place, line in enumerate(drawn, start=1)
    )
    said: dict[str, Any] = {
        "seed": check.seed,
        "frame_hash": check.frame_hash,
        "frame_size": check.frame_size,
    }
    record(verb="spot-check.draw", target=check, by=by, purpose=check.purpose, drawn=drawn, **said)
    return check


def _check_time(first_day: datetime.date, last_day: datetime.date) -> None:
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day is not before the first.")})


def _in_frame(
    body: Unit, section: Unit | None, first_day: datetime.date, last_day: datetime.date
) -> dict[str, int]:
    """Give the ids of the occasions to draw from, by their line in the frame."""
    found = Occasion.objects.filter(
        body=body, state__in=DONE, due_on__range=(first_day, last_day)
    ).select_related("measure")
    if section:
        found = found.filter(section=section)
    some = found.only("due_on", "measure__key").order_by("due_on", "pk")[: MOST_IN_FRAME + 1]
    return {line_of(one): one.pk for one in some}


def _check_size(size: int, there: int) -> None:
    if not there:
        raise ValidationError(_("Nothing that was due in this time has been reported done."))
    if there > MOST_IN_FRAME:
        words = _("More than %(count)s are to be drawn from. Choose a shorter time or one section.")
        raise ValidationError(words % {"count": MOST_IN_FRAME})
    if not 1 <= size <= min(there, MOST_DRAWN):
        words = _("There are %(there)s to draw from; draw at least 1 and at most %(most)s.")
        raise ValidationError({"size": words % {"there": there, "most": min(there, MOST_DRAWN)}})


def _next_number(body: Unit) -> dict[str, int]:
    year = timezone.localdate().year
    last = SpotCheck.objects.filter(body=body, year=year).aggregate(last=Max("number"))["last"]
    return {"year": year, "number": (last or 0) + 1}


def _locked(item: SpotItem) -> SpotItem:
    return SpotItem.objects.select_for_update(of=("self",)).whole().get(pk=item.pk)


@transaction.atomic
def record_finding(
    *,
    item: SpotItem,
    finding: str,
    found: str = "",
    correct_by: datetime.date | None = None,
    by: User,
) -> SpotItem:
    """Record what was found on one occasion; what is in order is closed with it.

    Raises ValidationError for something amiss without what and by when, or with a day that has
    passed or is more than a year ahead.
    """
    item = _locked(item)
    can_find(by, item).enforce()
    amiss = finding == Finding.SHORTFALL
    if amiss:
        _check_correction(found, correct_by)
    item.finding, item.found, item.found_by = finding, found.strip(), by
    item.found_at, item.correct_by = timezone.now(), correct_by if amiss else None
    if not amiss:
        item.closed_by, item.closed_at = by, item.found_at
    item.full_clean(validate_unique=False, exclude=LATER)
    item.save()
    day = item.correct_by.isoformat() if item.correct_by else ""
    _record("spot-check.find", item, by, finding=finding, found=item.found, correct_by=day)
    return item


def _check_correction(found: str, correct_by: datetime.date | None) -> None:
    if not found.strip():
        raise ValidationError({"found": _("Write down what is amiss.")})
    check_length("found", found)
    today = timezone.localdate()
    if correct_by is None or not today <= correct_by <= months_after(today, LONGEST_CORRECTION):
        words = _("Choose a day from today on, at most a year ahead.")
        raise ValidationError({"correct_by": words})


def check_length(name: str, text: str) -> None:
    """Refuse what is longer than its form takes."""
    if len(text) > LONGEST:
        words = _("Write at most %(count)s characters.")
        raise ValidationError({name: words % {"count": LONGEST}})


@transaction.atomic
def answer_finding(*, item: SpotItem, answer: str, by: User) -> SpotItem:
    """Say for the section what was done about a finding."""
    item = _locked(item)
    can_answer(by, item).enforce()
    if not answer.strip():
        raise ValidationError({"answer": _("Write down what was done.")})
    check_length("answer", answer)
    item.answer, item.answered_by, item.answered_at = answer.strip(), by, timezone.now()
    item.sent_back_because = ""
    item.full_clean(validate_unique=False, exclude=LATER)
    item.save()
    _record("spot-check.answer", item, by, answer=item.answer)
    return item


@transaction.atomic
def close_finding(*, item: SpotItem, by: User) -> SpotItem:
    """Confirm that a finding was put right."""
    item = _locked(item)
    can_close(by, item).enforce()
    item.closed_by, item.closed_at = by, timezone.now()
    item.save()
    _record("spot-check.close", item, by)
    return item


@transaction.atomic
def send_answer_back(*, item: SpotItem, reason: str, by: User) -> SpotItem:
    """Send an answer back with the reason; the section answers again, the words stay in the ledger."""
    item = _locked(item)
    can_close(by, item).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you send it back.")})
    answer, item.answer, item.answered_by, item.answered_at = item.answer, "", None, None
    item.sent_back_because = reason.strip()
    item.save()
    _record("spot-check.send_back", item, by, answer=answer, reason=item.sent_back_because)
    return item


def _record(verb: str, item: SpotItem, by: User, **said: Any) -> None:
    occasion = line_of(item.occasion)
    record(verb=verb, target=item.spot_check, by=by, place=item.place, occasion=occasion, **said)
