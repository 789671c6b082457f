"""What the section does with measures on its worksheet: draft, aim, rewrite, remove."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from measures.models import Aim, CatalogueMeasure, Measure
from measures.permissions.measures import can_aim, can_draft, can_edit
from measures.states import MeasureState
from riskcontrol.accounts.models import Position, Unit, User
from riskpoints.actions.phrases import Standing, drop_phrases, keep_phrases
from riskpoints.actions.worksheets import locked
from riskpoints.models import CatalogueEntry, RiskPoint, Worksheet
from riskpoints.slogans import is_slogan
from riskpoints.states import Place

from .indicators import Held, set_master

RESTS = frozenset({"record", "rule", "article"})
WRITTEN = RESTS | frozenset({
    "text", "phase", "kind", "section", "position", "due_on", "rhythm", "order",
})  # fmt: skip


@transaction.atomic
def draft_measure(
    *,
    worksheet: Worksheet,
    risk_points: Iterable[RiskPoint],
    text: str,
    phase: str,
    kind: str,
    section: Unit,
    position: Position | None = None,
    due_on: datetime.date | None = None,
    rhythm: str = "",
    master: Held | None = None,
    taken_from: CatalogueMeasure | None = None,
    by: User,
    **rests: Any,
) -> Measure:
    """Write down a measure meant for risk points of a worksheet; a draft leaves no ledger entry.

    `rests` says what record stays and by which `rule` and `article` it is done, where that is known.
    """
    if unknown := rests.keys() - RESTS:
        raise ValueError(f"Not written by draft_measure: {sorted(unknown)}; allowed: {RESTS}.")
    worksheet = locked(worksheet)
    can_draft(by, worksheet).enforce()
    measure = Measure(
        body=worksheet.body,
        worksheet=worksheet,
        key=f"m-{uuid.uuid4().hex[:12]}",
        text=text,
        phase=phase,
        kind=kind,
        section=section,
        position=position,
        due_on=due_on,
        rhythm=rhythm,
        **rests,
        taken_from=taken_from,
        order=worksheet.measures.count(),
    )
    save_draft(measure, by=by)
    set_master(measure, master)
    for risk_point in risk_points:
        aim_measure(measure=measure, risk_point=risk_point, by=by)
    return measure


@transaction.atomic
def edit_measure(
    *,
    measure: Measure,
    by: User,
    risk_points: Iterable[RiskPoint] | None = None,
    master: Held | None = None,
    keep_master: bool = True,
    **fields: Any,
) -> Measure:
    """Rewrite a drafted or returned measure; a returned one is a draft again and keeps the remark.

    `risk_points`, where given, are from now on all it is aimed at. `master` takes the place of its
    master indicator where that is not kept.
    """
    _hold_worksheet(measure)
    can_edit(by, measure).enforce()
    if unknown := fields.keys() - WRITTEN:
        raise ValueError(f"Not written by edit_measure: {sorted(unknown)}; allowed: {WRITTEN}.")
    for name, value in fields.items():
        setattr(measure, name, value)
    measure.state = MeasureState.DRAFT
    measure.row_version += 1
    save_draft(measure, by=by)
    if not keep_master:
        set_master(measure, master)
    if risk_points is not None:
        _aim_at(measure, list(risk_points), by=by)
    return measure


def _hold_worksheet(measure: Measure) -> None:
    """Read its worksheet anew until the commit: a page may be older than its handing in."""
    if measure.worksheet:
        measure.worksheet = locked(measure.worksheet)


def _aim_at(measure: Measure, risk_points: list[RiskPoint], *, by: User) -> None:
    measure.aims.exclude(risk_point__in=risk_points).delete()
    for risk_point in risk_points:
        aim_measure(measure=measure, risk_point=risk_point, by=by)


def save_draft(measure: Measure, *, by: User) -> None:
    """Write a measure that is not in force; the action around it asks who may."""
    if measure.section.body.pk != measure.body_id:
        raise ValidationError({"section": _("The section belongs to another body.")})
    if measure.position and measure.position.body_id != measure.body_id:
        raise ValidationError({"position": _("The position belongs to another body.")})
    if measure.taken_from and measure.taken_from.entry.body_id != measure.body_id:
        raise ValidationError(_("This example stands in another body's catalogue."))
    if measure.rule and measure.rule.body_id != measure.body_id:
        raise ValidationError({"rule": _("The rule stands on another body's list.")})
    measure.is_generic = is_slogan(measure.text)
    measure.full_clean()
    measure.save()
    keep_phrase_of(measure)
    measure.written_by.add(by)


def keep_phrase_of(measure: Measure) -> None:
    """Keep what a measure says in the index of texts, under the section whose worksheet it is on."""
    section = measure.worksheet.section_id if measure.worksheet else measure.section_id
    standing = Standing(measure.pk, measure.body_id, section, measure.worksheet_id)
    keep_phrases(standing, {Place.MEASURE: [measure.text]})


@transaction.atomic
def remove_measure(*, measure: Measure, by: User) -> None:
    """Take a drafted or returned measure off its worksheet; a draft leaves no ledger entry."""
    _hold_worksheet(measure)
    can_edit(by, measure).enforce()
    drop_phrases(measure.pk, Place.MEASURE)
    measure.delete()


@transaction.atomic
def aim_measure(*, measure: Measure, risk_point: RiskPoint, by: User) -> None:
    """Mean a drafted measure for one more risk point of its worksheet."""
    _hold_worksheet(measure)
    can_aim(by, measure, risk_point).enforce()
    order = measure.aims.count()
    Aim.objects.get_or_create(measure=measure, risk_point=risk_point, defaults={"order": order})
    measure.written_by.add(by)


@transaction.atomic
def unaim_measure(*, measure: Measure, risk_point: RiskPoint, by: User) -> None:
    """Mean a drafted measure no longer for a risk point."""
    _hold_worksheet(measure)
    can_aim(by, measure, risk_point).enforce()
    measure.aims.filter(risk_point=risk_point).delete()
    measure.written_by.add(by)


def exemplify_measures(*, entry: CatalogueEntry, risk_point: RiskPoint) -> list[CatalogueMeasure]:
    """Copy the measures in force against a risk point into its example; the act that enters it records."""
    measures = risk_point.measures.filter(state=MeasureState.IN_FORCE)
    return CatalogueMeasure.objects.bulk_create(
        CatalogueMeasure(
            entry=entry,
            text=measure.text,
            phase=measure.phase,
            kind=measure.kind,
            rhythm=measure.rhythm,
            order=order,
        )
        for order, measure in enumerate(measures)
    )
