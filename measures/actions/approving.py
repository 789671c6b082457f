"""What the committee does with measures: put in force, send back; and who answers for them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.actions.scheduling import schedule_first
from measures.models import Measure
from measures.permissions.measures import can_approve, can_change_answerer, can_return
from measures.schedule import check_start
from measures.states import APPROVED, MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.models import Worksheet


@transaction.atomic
def approve_measures(*, worksheet: Worksheet, on: datetime.date, by: User) -> int:
    """Put a decided worksheet's measures in force from a day, and schedule the first time of each.

    Each night brings the rest of the year (`schedule_ahead`). Raises ValidationError for a day from
    which one would fall due too often at once.
    """
    can_approve(by, worksheet).enforce()
    measures = list(worksheet.measures.exclude(state__in=APPROVED))
    for measure in measures:
        check_start(measure, on, timezone.localdate())
        measure.state = MeasureState.IN_FORCE
        measure.in_force_from = on
        measure.returned_because = ""
        measure.save(update_fields=["state", "in_force_from", "returned_because"])
        schedule_first(measure)
    record(verb="measure.approve", target=worksheet, by=by, measures=[m.key for m in measures])
    return len(measures)


@transaction.atomic
def return_measures(*, worksheet: Worksheet, reasons: dict[int, str], by: User) -> int:
    """Send single measures of a worksheet back, each with its reason; `reasons` is by measure id."""
    can_return(by, worksheet).enforce()
    measures = list(worksheet.measures.filter(pk__in=reasons).exclude(state__in=APPROVED))
    for measure in measures:
        measure.state = MeasureState.RETURNED
        measure.returned_because = reasons[measure.pk]
        measure.save(update_fields=["state", "returned_because"])
    said = {measure.key: measure.returned_because for measure in measures}
    record(verb="measure.return", target=worksheet, by=by, reasons=said)
    return len(measures)


@transaction.atomic
def change_answerer(*, measure: Measure, answers_for: str, reason: str, by: User) -> Measure:
    """Name somebody else to answer for a measure than its level says; an empty name puts it back.

    Raises ValidationError without a reason: it stays in the ledger, whichever way it is changed.
    """
    can_change_answerer(by, measure).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why somebody else answers for it.")})
    before = measure.answers_for
    measure.answers_for = answers_for
    measure.answers_because = reason.strip() if answers_for else ""
    measure.full_clean(validate_unique=False)
    measure.save(update_fields=["answers_for", "answers_because"])
    record(
        verb="measure.change_answerer",
        target=measure,
        by=by,
        before=before,
        after=answers_for,
        reason=reason.strip(),
    )
    return measure
