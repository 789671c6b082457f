"""Measures that stand on no worksheet: set along the lines by one, put in force by another (ADR 0026)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Aim, Measure
from measures.permissions.rules import can_change_set, can_end, can_put_in_force, can_set
from measures.states import MeasureState
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current
from riskpoints.actions.phrases import drop_phrases
from riskpoints.models import RiskPoint
from riskpoints.states import Place

from .drafting import save_draft
from .indicators import Held, set_master
from .rules import Targets, set_aims
from .scheduling import lapse, schedule_first


@transaction.atomic
def set_measure(
    *, body: Unit, targets: Targets, master: Held | None = None, by: User, **fields: Any
) -> Measure:
    """Draft a measure for levels, classes of units, projects or risk points; another person puts it in force."""
    can_set(by, body).enforce()
    measure = Measure(body=body, key=f"m-{uuid.uuid4().hex[:12]}", set_by=by, **fields)
    _save(measure, targets, master, by=by)
    record(verb="measure.set", target=measure, by=by, text=measure.text, at=targets.told)
    return measure


@transaction.atomic
def change_set_measure(
    *,
    measure: Measure,
    targets: Targets,
    master: Held | None = None,
    expected: int,
    by: User,
    **fields: Any,
) -> Measure:
    """Rewrite what was set, before it is in force; a returned one waits again."""
    measure = _locked(measure)
    can_change_set(by, measure).enforce()
    check_current(measure, expected=expected, **fields)
    for name, value in fields.items():
        setattr(measure, name, value)
    measure.state, measure.row_version = MeasureState.DRAFT, measure.row_version + 1
    _save(measure, targets, master, by=by)
    record(verb="measure.change_set", target=measure, by=by, text=measure.text, at=targets.told)
    return measure


def _save(measure: Measure, targets: Targets, master: Held | None, *, by: User) -> None:
    if not targets.told:
        raise ValidationError(
            _("Say what it is aimed at: a level, a class of units, a project or risk points.")
        )
    targets.enforce_body(measure.body)
    save_draft(measure, by=by)
    set_master(measure, master)
    set_aims({"measure": measure}, measure.body, targets, by=by)
    _aim_at(measure, targets.points)


def _aim_at(measure: Measure, points: Iterable[RiskPoint]) -> None:
    points = list(points)
    measure.aims.exclude(risk_point__in=points).delete()
    for order, point in enumerate(points):
        Aim.objects.get_or_create(measure=measure, risk_point=point, defaults={"order": order})


@transaction.atomic
def put_in_force(*, measure: Measure, by: User) -> Measure:
    """Put in force from today what somebody else set, and schedule its first time."""
    measure = _locked(measure)
    can_put_in_force(by, measure).enforce()
    measure.state, measure.in_force_from = MeasureState.IN_FORCE, timezone.localdate()
    measure.approved_by, measure.returned_because = by, ""
    measure.full_clean(validate_unique=False)
    measure.save()
    schedule_first(measure)
    record(verb="measure.put_in_force", target=measure, by=by)
    return measure


@transaction.atomic
def send_back_set(*, measure: Measure, because: str, by: User) -> Measure:
    """Send back what somebody else set, with the reason."""
    measure = _locked(measure)
    can_put_in_force(by, measure).enforce()
    if not because.strip():
        raise ValidationError({"because": _("Say why you send it back.")})
    measure.state, measure.returned_because = MeasureState.RETURNED, because.strip()
    measure.full_clean(validate_unique=False)
    measure.save()
    record(verb="measure.send_back_set", target=measure, by=by, because=measure.returned_because)
    return measure


@transaction.atomic
def end_set_measure(*, measure: Measure, because: str, by: User) -> Measure:
    """End a measure that was set along the lines, with the reason; what is not carried out lapses."""
    measure = _locked(measure)
    can_end(by, measure).enforce()
    if not because.strip():
        raise ValidationError({"because": _("Say why it ends.")})
    measure.state, measure.ended_on = MeasureState.ENDED, timezone.localdate()
    measure.ended_because = because.strip()
    measure.full_clean(validate_unique=False)
    measure.save()
    lapse([measure])
    record(verb="measure.end_set", target=measure, by=by, because=measure.ended_because)
    return measure


@transaction.atomic
def drop_set_measure(*, measure: Measure, by: User) -> None:
    """Take back what was set and never put in force."""
    measure = _locked(measure)
    can_change_set(by, measure).enforce()
    record(verb="measure.drop_set", target=measure, by=by, text=measure.text)
    drop_phrases(measure.pk, Place.MEASURE)
    measure.delete()


def _locked(measure: Measure) -> Measure:
    return (
        Measure.objects.select_for_update(of=("self",))
        .select_related("body__parent", "section__parent__parent", "rule")
        .get(pk=measure.pk)
    )
