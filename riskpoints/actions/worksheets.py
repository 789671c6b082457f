"""A worksheet's way: opened, looked through row by row, submitted, signed, returned."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.gate import final_version
from powers.models import Flowchart
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskpoints.actions.rounds import join_round
from riskpoints.carrying import rows_to_carry
from riskpoints.committee_rules import rules_of
from riskpoints.contribution_offers import waiting_of_the_committee
from riskpoints.models import CarriedRow, Examination, RiskPoint, RowDraft, Worksheet
from riskpoints.permissions.worksheets import (
    can_edit_worksheet,
    can_move,
    can_open_section_page,
    can_open_worksheet,
    section_gate,
)
from riskpoints.rows import Anchor, Lack, Row, lacks_of, row_fields, sheet_of
from riskpoints.states import Look, WorksheetState


@dataclass(frozen=True)
class Remarked:
    """What is said on returning a worksheet: at a row, at a risk point, or at both."""

    text: str
    anchor: Anchor | None = None
    risk_point: RiskPoint | None = None


@transaction.atomic
def open_worksheet(*, flowchart: Flowchart, by: User) -> Worksheet:
    """Begin the search for risk points on a chart whose gate is open; one at a time a chart.

    It joins the round that is open, and begins with the rows of the last one.
    """
    Flowchart.objects.select_for_update().get(pk=flowchart.pk)
    flowchart = Flowchart.objects.with_drawing().get(pk=flowchart.pk)
    can_open_worksheet(by, flowchart).enforce()
    joined = join_round(section=flowchart.section, flowchart=flowchart, by=by)
    worksheet = Worksheet.objects.create(
        section=flowchart.section,
        body=flowchart.body,
        flowchart=flowchart,
        version=final_version(flowchart),
        round=joined,
        open_in=joined,
        opened_by=by,
    )
    CarriedRow.objects.bulk_create(rows_to_carry(worksheet))
    record(verb="worksheet.open", target=worksheet, by=by, chart=flowchart.code)
    return worksheet


@transaction.atomic
def open_section_page(*, section: Unit, by: User) -> Worksheet:
    """Begin the search on a unit's positions and on the unit itself; one at a time a unit."""
    section = Unit.objects.select_for_update(of=("self",)).get(pk=section.pk)
    can_open_section_page(by, section).enforce()
    joined = join_round(section=section, by=by)
    worksheet = Worksheet.objects.create(
        section=section, body=section.body, round=joined, open_in=joined, opened_by=by
    )
    CarriedRow.objects.bulk_create(rows_to_carry(worksheet))
    record(verb="worksheet.open", target=worksheet, by=by, unit=section.code)
    return worksheet


def locked(worksheet: Worksheet) -> Worksheet:
    """Read a worksheet anew and hold it until the commit."""
    return (
        Worksheet.objects.select_for_update(of=("self",))
        .select_related("section__parent__parent", "body", "flowchart", "version")
        .get(pk=worksheet.pk)
    )


def touch(worksheet: Worksheet) -> None:
    """Note when a row was last written; the page says so."""
    Worksheet.objects.filter(pk=worksheet.pk).update(saved_at=timezone.now())


def open_row(worksheet: Worksheet, key: str) -> tuple[Row, Anchor]:
    """Give a row that may be written now; asks the gate. Raises PermissionDenied with the reason."""
    row = sheet_of(worksheet).row(key)
    if row is None or row.anchor is None:
        raise ValidationError(_("This row is not on the worksheet."))
    row.decision.enforce()
    if worksheet.flowchart_id is None:
        section_gate(worksheet.section).enforce()
    return row, row.anchor


@transaction.atomic
def say_none_found(*, worksheet: Worksheet, row: str, because: str, by: User) -> Examination:
    """Say that a row was looked at and why no risk point was found; said again, it is replaced."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    found, anchor = open_row(worksheet, row)
    if not because.strip():
        raise ValidationError({"because": _("Say why no risk point was found.")})
    if found.points:
        raise ValidationError(_("A risk point stands on this row. Remove it first."))
    _none_otherwise(found, because.strip(), by=by)
    said = {"none_found_because": because.strip(), "examined_by": by}
    examination = worksheet.examinations.filter(**row_fields(anchor)).first()
    examination = examination or Examination(worksheet=worksheet, **_cast(row_fields(anchor)))
    for name, value in said.items():
        setattr(examination, name, value)
    examination.full_clean()
    examination.save()
    touch(worksheet)
    return examination


def _none_otherwise(row: Row, because: str, *, by: User) -> None:
    """An earlier round's reason gives way to another one; the same one is confirmed instead."""
    before = row.none_before
    if before is None or before.examination is None:
        return
    if before.is_untouched and before.examination.none_found_because == because:
        raise ValidationError(
            {"because": _("This is what stood here before. Confirm it, or write what changed.")}
        )
    same = CarriedRow.objects.filter(pk=before.pk)
    same.update(outcome=Look.CHANGED, reason="", by=by, at=timezone.now())


def none_before(worksheet: Worksheet, anchor: Anchor) -> QuerySet[CarriedRow]:
    """Give the carried row that says an earlier round found none at this place."""
    kind, place = next(iter(row_fields(anchor).items()))
    return worksheet.carried_rows.filter(**{f"examination__{kind}": place})


def untouch(rows: QuerySet[CarriedRow]) -> None:
    """Have rows of an earlier round looked at once more."""
    rows.update(outcome=Look.UNTOUCHED, reason="", successor=None, by=None, at=None)


def _cast(fields: dict[str, Anchor]) -> dict[str, Any]:
    return dict(fields)


@transaction.atomic
def take_back_none_found(*, worksheet: Worksheet, row: str, by: User) -> None:
    """Take back that nothing was found on a row, so that it is open again."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    _found, anchor = open_row(worksheet, row)
    worksheet.examinations.filter(**row_fields(anchor)).delete()
    untouch(none_before(worksheet, anchor))
    touch(worksheet)


@transaction.atomic
def keep_draft(*, worksheet: Worksheet, row: str, data: dict[str, list[str]], by: User) -> RowDraft:
    """Keep what somebody has typed into a row and not saved yet; leaves no ledger entry."""
    can_edit_worksheet(by, worksheet).enforce()
    draft, _new = RowDraft.objects.update_or_create(
        worksheet=worksheet, row=row, user=by, defaults={"data": data}
    )
    return draft


def drop_draft(*, worksheet: Worksheet, row: str, by: User) -> None:
    """Forget what somebody had typed into a row: it is saved now, or he gives it up."""
    worksheet.drafts.filter(row=row, user=by).delete()


def all_lacks(worksheet: Worksheet) -> list[Lack]:
    """Name what keeps a worksheet from being handed in: what its rows lack, and what the committee asked."""
    asked = [
        Lack(
            _("The committee points out: “%(text)s”. Take it over, or set it aside.")
            % {"text": offer.message}
        )
        for offer in waiting_of_the_committee(worksheet)
    ]
    return [*lacks_of(sheet_of(worksheet)), *asked]


@transaction.atomic
def submit_worksheet(*, worksheet: Worksheet, by: User) -> Worksheet:
    """Hand a complete worksheet to the section head. Raises ValidationError naming all it lacks."""
    worksheet = locked(worksheet)
    can_move(by, "submit", worksheet).enforce()
    if worksheet.flowchart_id is None:
        section_gate(worksheet.section).enforce()
    if lacks := all_lacks(worksheet):
        raise ValidationError([lack.text for lack in lacks])
    worksheet.submitted_by, worksheet.submitted_at = by, timezone.now()
    _move(worksheet, WorksheetState.SUBMITTED)
    # The remarks of the last return are dealt with; a draft nobody saved is not part of it.
    worksheet.remarks.all().delete()
    worksheet.drafts.all().delete()
    record(verb="worksheet.submit", target=worksheet, by=by)
    return worksheet


@transaction.atomic
def sign_worksheet(*, worksheet: Worksheet, by: User) -> Worksheet:
    """Sign for the section: the worksheet goes to the committee as a whole.

    Where the body confirms in two stages, its leading group confirms it before that.
    """
    worksheet = locked(worksheet)
    can_move(by, "sign", worksheet).enforce()
    worksheet.signed_by, worksheet.signed_at = by, timezone.now()
    worksheet.needs_confirmation = rules_of(worksheet.body).two_stages
    waits = worksheet.needs_confirmation
    _move(worksheet, WorksheetState.SIGNED if waits else WorksheetState.HANDED_IN)
    record(verb="worksheet.sign", target=worksheet, by=by)
    return worksheet


@transaction.atomic
def confirm_worksheet(*, worksheet: Worksheet, expected: int, by: User) -> Worksheet:
    """Confirm for the unit's leading group a worksheet that its section head signed.

    Raises ValidationError where it was changed and signed again since `expected` was looked at.
    """
    worksheet = locked(worksheet)
    can_move(by, "confirm", worksheet).enforce()
    if worksheet.row_version != expected:
        raise ValidationError(
            _("The worksheet was changed and signed again meanwhile. Look at it, then confirm it.")
        )
    worksheet.confirmed_by, worksheet.confirmed_at = by, timezone.now()
    _move(worksheet, WorksheetState.HANDED_IN)
    record(verb="worksheet.confirm", target=worksheet, by=by)
    return worksheet


@transaction.atomic
def return_worksheet(
    *, worksheet: Worksheet, reason: str, remarks: Iterable[Remarked] = (), by: User
) -> Worksheet:
    """Send a worksheet back to be changed, with the reason and remarks at its rows."""
    worksheet = locked(worksheet)
    can_move(by, "return", worksheet).enforce()
    give_back(worksheet, reason=reason, remarks=remarks, by=by)
    record(verb="worksheet.return", target=worksheet, by=by, reason=reason.strip())
    return worksheet


def give_back(
    worksheet: Worksheet, *, reason: str, remarks: Iterable[Remarked] = (), by: User
) -> None:
    """Put a worksheet back into the section's hands; the act that returns it checks and records."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you return it.")})
    worksheet.return_reason = reason.strip()
    worksheet.signed_by, worksheet.signed_at = None, None
    worksheet.confirmed_by, worksheet.confirmed_at = None, None
    worksheet.needs_confirmation = False
    _move(worksheet, WorksheetState.RETURNED)
    for remark in remarks:
        fields = _cast(row_fields(remark.anchor)) if remark.anchor else {}
        if remark.text.strip():
            worksheet.remarks.create(
                risk_point=remark.risk_point, text=remark.text.strip(), by=by, **fields
            )


def _move(worksheet: Worksheet, state: WorksheetState) -> None:
    worksheet.state = state
    worksheet.row_version += 1
    # What may be empty is no form's field, so only the length of what was written is checked.
    worksheet.clean_fields(exclude={field.name for field in worksheet._meta.fields if field.null})
    worksheet.save()
