"""What people do each time a measure falls due: enter the case, report it done, verify it."""

import datetime
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.models import Evidence, Indicator, Measure, Occasion
from measures.permissions.occasions import can_carry_out, can_enter_occasion, can_verify
from measures.schedule import MONTHS_AHEAD
from measures.states import MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write
from riskcontrol.lib.workdays import months_after

from .indicators import keep_readings


@transaction.atomic
def enter_occasion(*, measure: Measure, on: datetime.date, by: User) -> Occasion:
    """Say that the case has arisen on a day, so that a measure is due.

    Raises ValidationError for a day before it took effect, one to come, or one entered already.
    """
    can_enter_occasion(by, measure).enforce()
    if measure.in_force_from and on < measure.in_force_from:
        words = _("The measure is in force from %(day)s on; a case from before is history.")
        day = date_format(measure.in_force_from, "Y-m-d")
        raise ValidationError({"on": words % {"day": day}})
    if on > months_after(timezone.localdate(), MONTHS_AHEAD):
        raise ValidationError({"on": _("This day is more than a year ahead. Check it.")})
    if measure.occasions.filter(due_on=on).exists():
        raise ValidationError({"on": _("This measure already has an entry for this day.")})
    occasion = Occasion.of(measure, on)
    occasion.save()
    record(verb="occasion.enter", target=measure, by=by, on=on.isoformat())
    return occasion


def _locked(occasion: Occasion) -> Occasion:
    return (
        Occasion.objects.select_for_update(of=("self",))
        .select_related("measure__section__parent__parent", "done_by")
        .get(pk=occasion.pk)
    )


def carry_out(
    *,
    occasion: Occasion,
    note: str,
    files: Collection[CleanFile] = (),
    readings: Mapping[Indicator, Decimal] | None = None,
    by: User,
) -> Occasion:
    """Report one occasion done, with what was done, what was read and the files that show it.

    Each file stands in the ledger with its SHA-256. Of a report that is refused no file stays.
    """
    with removed_unless_kept() as written, transaction.atomic():
        return _carry_out(occasion, note, files, readings or {}, written, by=by)


def _carry_out(
    occasion: Occasion,
    note: str,
    files: Collection[CleanFile],
    readings: Mapping[Indicator, Decimal],
    written: list[str],
    *,
    by: User,
) -> Occasion:
    occasion = _locked(occasion)
    can_carry_out(by, occasion).enforce()
    if not note.strip():
        raise ValidationError({"note": _("Write down what was done.")})
    if any(indicator.measure_id != occasion.measure_id for indicator in readings):
        raise ValidationError(_("This indicator belongs to another measure."))
    occasion.done_by, occasion.done_at, occasion.note = by, timezone.now(), note.strip()
    occasion.sent_back_because = ""
    occasion.save()
    read = keep_readings(occasion, readings)
    said: dict[str, Any] = {"read": read} if read else {}
    kept = [_keep_evidence(occasion, file, written, by=by) for file in files]
    record(
        verb="occasion.carry_out",
        target=occasion.measure,
        by=by,
        due_on=occasion.due_on.isoformat(),
        note=occasion.note,
        evidence={each.name: each.digest for each in kept},
        **said,
    )
    return occasion


def _keep_evidence(
    occasion: Occasion, file: CleanFile, written: list[str], *, by: User
) -> Evidence:
    """Write a file under a name of its own, so that nothing is ever written over."""
    evidence = Evidence(occasion=occasion, added_by=by)
    if occasion.evidence.filter(digest=file.digest).exists():
        words = _("“%(name)s” is kept with this report already. Leave it out.")
        raise ValidationError({"evidence": words % {"name": file.name}})
    write(evidence, file, evidence.public_id, written)
    evidence.save()
    return evidence


@transaction.atomic
def verify_occasion(*, occasion: Occasion, by: User) -> Occasion:
    """Confirm that what was reported was done; never by whoever did it or whose files show it."""
    occasion = _locked(occasion)
    can_verify(by, occasion).enforce()
    occasion.verified_by, occasion.verified_at = by, timezone.now()
    occasion.save()
    record(
        verb="occasion.verify", target=occasion.measure, by=by, due_on=occasion.due_on.isoformat()
    )
    return occasion


@transaction.atomic
def send_back(*, occasion: Occasion, reason: str, by: User) -> Occasion:
    """Send a report back with the reason: the occasion is undone again, the note stays in the ledger.

    Of a measure that has ended since nobody can carry it out any more: it lapses instead of waiting.
    """
    occasion = _locked(occasion)
    can_verify(by, occasion).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you send it back.")})
    note, done_by = occasion.note, str(occasion.done_by)
    occasion.done_by = occasion.done_at = None
    occasion.note = ""
    occasion.sent_back_because = reason.strip()
    occasion.lapsed = occasion.measure.state == MeasureState.ENDED
    read = {str(one.indicator): str(one.value) for one in occasion.readings.all()}
    said: dict[str, Any] = {"read": read} if read else {}
    occasion.readings.all().delete()
    occasion.save()
    record(
        verb="occasion.send_back",
        target=occasion.measure,
        by=by,
        due_on=occasion.due_on.isoformat(),
        reason=occasion.sent_back_because,
        note=note,
        done_by=done_by,
        **said,
    )
    return occasion
