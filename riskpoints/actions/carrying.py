"""Rows of an earlier round: confirmed, changed, removed, or put back to be looked at."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskpoints.actions.points import Facts, put_down
from riskpoints.actions.worksheets import locked, touch, untouch
from riskpoints.carrying import may_confirm, may_touch
from riskpoints.comparing import said, told
from riskpoints.models import CarriedRow, Examination, LeadLink, RiskPoint
from riskpoints.permissions.worksheets import can_edit_worksheet
from riskpoints.rows import Sheet, anchors_of, row_fields, sheet_of
from riskpoints.states import Look


def _to_look_at(row: CarriedRow, *, by: User) -> tuple[CarriedRow, Sheet]:
    """Read a carried row anew with its sheet; only one that nobody has looked at yet goes on."""
    worksheet = locked(row.worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    sheet = sheet_of(worksheet)
    found = next(one for one in sheet.carried if one.pk == row.pk)
    may_touch(sheet, found).enforce()
    if not found.is_untouched:
        raise ValidationError(_("Somebody has looked at this row already. Put it back first."))
    found.worksheet = worksheet
    return found, sheet


def _looked(
    row: CarriedRow, outcome: str, *, reason: str = "", successor: RiskPoint | None = None, by: User
) -> CarriedRow:
    row.outcome, row.reason, row.successor = outcome, reason.strip(), successor
    row.by, row.at = by, timezone.now()
    row.clean_fields(exclude=["risk_point", "examination", "successor"])
    row.save()
    touch(row.worksheet)
    return row


@transaction.atomic
def confirm_row(*, row: CarriedRow, reason: str, by: User) -> CarriedRow:
    """Say that a row still holds, and why: a risk point goes on as it is, with its ruling."""
    row, sheet = _to_look_at(row, by=by)
    may_confirm(sheet, row).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why it still holds.")})
    if row.examination:
        _check_none_stands(sheet, row)
        _none_again(row, row.examination, by=by)
    return _looked(row, Look.CONFIRMED, reason=reason, by=by)


def _check_none_stands(sheet: Sheet, row: CarriedRow) -> None:
    if any(place.points for place in sheet.places_of(row)):
        raise ValidationError(_("A risk point stands on this row. Remove it first."))


def _none_again(row: CarriedRow, before: Examination, *, by: User) -> None:
    row.worksheet.examinations.create(
        step=before.step,
        position=before.position,
        unit=before.unit,
        none_found_because=before.none_found_because,
        examined_by=by,
    )


@transaction.atomic
def remove_row(*, row: CarriedRow, reason: str, by: User) -> CarriedRow:
    """Say that a risk point stands no more, and why: it leaves the registers with the decision."""
    row, _sheet = _to_look_at(row, by=by)
    if row.risk_point is None:
        raise ValidationError(_("Write the risk point that was found, or change the reason."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is no risk point any more.")})
    return _looked(row, Look.REMOVED, reason=reason, by=by)


@transaction.atomic
def change_row(
    *, row: CarriedRow, facts: Facts, measures_change: bool = False, by: User
) -> RiskPoint:
    """Write what takes an earlier risk point's place; it is rated anew, the earlier one stays as it was.

    Raises ValidationError where nothing is changed, neither here nor (`measures_change`) beside it.
    """
    row, _sheet = _to_look_at(row, by=by)
    before = row.risk_point
    if before is None:
        raise ValidationError(_("Write the risk point that was found, or change the reason."))
    if not measures_change and told(before) == said(facts):
        raise ValidationError(_("Nothing is changed. Confirm it instead, and say why it holds."))
    point = put_down(worksheet=row.worksheet, facts=facts, order=before.order, by=by)
    _bring_leads(before, point)
    _looked(row, Look.CHANGED, successor=point, by=by)
    return point


def _bring_leads(before: RiskPoint, point: RiskPoint) -> None:
    """Let what records showed of the earlier risk point be seen at the one that takes its place."""
    LeadLink.objects.bulk_create(
        LeadLink(lead_id=link.lead_id, risk_point=point, by_id=link.by_id, on=link.on)
        for link in before.lead_links.all()
    )


@transaction.atomic
def put_row_back(*, row: CarriedRow, by: User) -> CarriedRow:
    """Take back that a risk point was confirmed or removed, so that it is to be looked at again."""
    row.worksheet = locked(row.worksheet)
    can_edit_worksheet(by, row.worksheet).enforce()
    sheet = sheet_of(row.worksheet)
    row = next(one for one in sheet.carried if one.pk == row.pk)
    may_touch(sheet, row).enforce()
    if row.risk_point is None or row.outcome not in {Look.CONFIRMED, Look.REMOVED}:
        raise ValidationError(_("Only what was confirmed or removed is put back."))
    for anchor in anchors_of(row.risk_point):
        sheet.worksheet.examinations.filter(**row_fields(anchor)).delete()
    untouch(CarriedRow.objects.filter(pk=row.pk))
    touch(sheet.worksheet)
    return CarriedRow.objects.get(pk=row.pk)
