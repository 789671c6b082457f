"""What people do with measures: draft, aim, put in force, carry out, verify."""

import datetime
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write
from riskpoints.actions.phrases import Standing, drop_phrases, keep_phrases
from riskpoints.actions.worksheets import locked
from riskpoints.models import CarriedRow, CatalogueEntry, RiskPoint, Worksheet
from riskpoints.states import GIVES_WAY, Place

from .models import Aim, CatalogueMeasure, Evidence, Measure, Occasion
from .permissions import (
    can_aim,
    can_approve,
    can_carry_out,
    can_change_answerer,
    can_draft,
    can_edit,
    can_enter_occasion,
    can_return,
    can_verify,
)
from .schedule import first_due
from .states import APPROVED, MeasureState

WRITTEN = frozenset({"text", "phase", "kind", "section", "position", "due_on", "rhythm", "order"})


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
    taken_from: CatalogueMeasure | None = None,
    by: User,
) -> Measure:
    """Write down a measure meant for risk points of a worksheet; a draft leaves no ledger entry."""
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
        taken_from=taken_from,
        order=worksheet.measures.count(),
    )
    _save_draft(measure, by=by)
    for risk_point in risk_points:
        aim_measure(measure=measure, risk_point=risk_point, by=by)
    return measure


@transaction.atomic
def edit_measure(
    *, measure: Measure, by: User, risk_points: Iterable[RiskPoint] | None = None, **fields: Any
) -> Measure:
    """Rewrite a drafted or returned measure; a returned one is a draft again and keeps the remark.

    `risk_points`, where given, are from now on all it is aimed at.
    """
    _hold_worksheet(measure)
    can_edit(by, measure).enforce()
    if unknown := fields.keys() - WRITTEN:
        raise ValueError(f"Not written by edit_measure: {sorted(unknown)}; allowed: {WRITTEN}.")
    for name, value in fields.items():
        setattr(measure, name, value)
    measure.state = MeasureState.DRAFT
    measure.row_version += 1
    _save_draft(measure, by=by)
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


def _save_draft(measure: Measure, *, by: User) -> None:
    if measure.section.body.pk != measure.body_id:
        raise ValidationError({"section": _("The section belongs to another body.")})
    if measure.position and measure.position.body_id != measure.body_id:
        raise ValidationError({"position": _("The position belongs to another body.")})
    if measure.taken_from and measure.taken_from.entry.body_id != measure.body_id:
        raise ValidationError(_("This example stands in another body's catalogue."))
    measure.full_clean()
    measure.save()
    keep_phrase_of(measure)
    measure.written_by.add(by)


def keep_phrase_of(measure: Measure) -> None:
    """Keep what a measure says in the index of texts, under the section whose worksheet it is on."""
    section = measure.worksheet.section_id if measure.worksheet else measure.section_id
    standing = Standing(measure.pk, measure.body_id, section, measure.worksheet_id)
    keep_phrases(standing, {Place.MEASURE: [measure.text]})


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


@transaction.atomic
def keep_measures(*, risk_point: RiskPoint, measures: Iterable[Measure], by: User) -> None:
    """Say which measures in force go on meeting a risk point that takes an earlier one's place.

    They stay as they were approved and are not written anew. Raises ValidationError for a measure
    that did not meet the earlier one.
    """
    can_draft(by, locked(risk_point.worksheet)).enforce()
    chosen = list(measures)
    if any(measure not in in_force_before(risk_point) for measure in chosen):
        raise ValidationError(_("Only measures that met the earlier risk point can go on."))
    risk_point.aims.filter(measure__state=MeasureState.IN_FORCE).exclude(
        measure__in=chosen
    ).delete()
    for measure in chosen:
        Aim.objects.get_or_create(
            measure=measure, risk_point=risk_point, defaults={"order": measure.aims.count()}
        )


def in_force_before(risk_point: RiskPoint) -> list[Measure]:
    """Give the measures in force that met the risk point whose place this one takes."""
    row = CarriedRow.objects.filter(successor=risk_point).select_related("risk_point").first()
    return list(row.risk_point.measures.in_force()) if row and row.risk_point else []


@transaction.atomic
def end_measures(*, worksheet: Worksheet, by: User) -> int:
    """End the measures whose last risk point gave way with a decided worksheet.

    What is not carried out by then lapses. Gives their number. Who may decide the worksheet may end them.
    """
    can_approve(by, worksheet).enforce()
    gone = worksheet.carried_rows.filter(outcome__in=GIVES_WAY, risk_point__isnull=False)
    measures = Measure.objects.in_force().filter(aims__risk_point__in=gone.values("risk_point"))
    standing = Aim.objects.filter(
        measure=OuterRef("pk"), risk_point__in=RiskPoint.objects.standing()
    )
    ended = list(measures.filter(~Exists(standing)).distinct())
    today = timezone.localdate()
    for measure in ended:
        measure.state, measure.ended_on = MeasureState.ENDED, today
        measure.save(update_fields=["state", "ended_on"])
    if ended:
        record(verb="measure.end", target=worksheet, by=by, measures=[m.key for m in ended])
    return len(ended)


@transaction.atomic
def approve_measures(*, worksheet: Worksheet, on: datetime.date, by: User) -> int:
    """Put a decided worksheet's measures in force from a day, and schedule the first time of each."""
    can_approve(by, worksheet).enforce()
    measures = list(worksheet.measures.exclude(state__in=APPROVED))
    for measure in measures:
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


def schedule_first(measure: Measure) -> Occasion | None:
    """Make a measure's first occasion, none where it waits for a case or its day has passed before."""
    due_on = first_due(measure)
    if due_on is None:
        return None
    return measure.occasions.get_or_create(due_on=due_on)[0]


@transaction.atomic
def enter_occasion(*, measure: Measure, on: datetime.date, by: User) -> Occasion:
    """Say that the case has arisen on a day, so that a measure is due."""
    can_enter_occasion(by, measure).enforce()
    if measure.occasions.filter(due_on=on).exists():
        raise ValidationError({"on": _("This measure already has an entry for this day.")})
    occasion = measure.occasions.create(due_on=on)
    record(verb="occasion.enter", target=measure, by=by, on=on.isoformat())
    return occasion


def _locked(occasion: Occasion) -> Occasion:
    return (
        Occasion.objects.select_for_update(of=("self",))
        .select_related("measure__section__parent__parent", "done_by")
        .get(pk=occasion.pk)
    )


def carry_out(
    *, occasion: Occasion, note: str, files: Collection[CleanFile] = (), by: User
) -> Occasion:
    """Report one occasion done, with what was done and the files that show it.

    Each file stands in the ledger with its SHA-256. Of a report that is refused no file stays.
    """
    with removed_unless_kept() as written, transaction.atomic():
        return _carry_out(occasion, note, files, written, by=by)


def _carry_out(
    occasion: Occasion, note: str, files: Collection[CleanFile], written: list[str], *, by: User
) -> Occasion:
    occasion = _locked(occasion)
    can_carry_out(by, occasion).enforce()
    if not note.strip():
        raise ValidationError({"note": _("Write down what was done.")})
    occasion.done_by, occasion.done_at, occasion.note = by, timezone.now(), note.strip()
    occasion.sent_back_because = ""
    occasion.save()
    kept = [_keep_evidence(occasion, file, written, by=by) for file in files]
    record(
        verb="occasion.carry_out",
        target=occasion.measure,
        by=by,
        due_on=occasion.due_on.isoformat(),
        note=occasion.note,
        evidence={each.name: each.digest for each in kept},
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
    """Send a report back with the reason: the occasion is undone again, the note stays in the ledger."""
    occasion = _locked(occasion)
    can_verify(by, occasion).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you send it back.")})
    note, done_by = occasion.note, str(occasion.done_by)
    occasion.done_by = occasion.done_at = None
    occasion.note = ""
    occasion.sent_back_because = reason.strip()
    occasion.save()
    record(
        verb="occasion.send_back",
        target=occasion.measure,
        by=by,
        due_on=occasion.due_on.isoformat(),
        reason=occasion.sent_back_because,
        note=note,
        done_by=done_by,
    )
    return occasion


@transaction.atomic
def change_answerer(*, measure: Measure, answers_for: str, reason: str, by: User) -> Measure:
    """Name somebody else to answer for a measure than its level says; an empty name puts it back."""
    can_change_answerer(by, measure).enforce()
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
