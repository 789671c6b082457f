"""What becomes of a suggestion that is not taken over as a risk point."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from powers.models import Step
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.actions.worksheets import locked, open_row, touch
from riskpoints.models import SetAside, Worksheet
from riskpoints.permissions.worksheets import can_edit_worksheet
from riskpoints.rows import Anchor, row_fields, sheet_of
from riskpoints.suggestions import suggestion_at


@transaction.atomic
def set_aside(*, worksheet: Worksheet, row: str, code: str, reason: str, by: User) -> SetAside:
    """Set a suggestion at a row aside with the reason; said again, the reason is replaced."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    _row, anchor = open_row(worksheet, row)
    if suggestion_at(sheet_of(worksheet), row, code, by) is None:
        raise ValidationError(_("Nothing of this kind is suggested on this row."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is no risk point here.")})
    place = row_fields(anchor)
    found = worksheet.set_asides.filter(code=code, **place).first()
    said = found or SetAside(worksheet=worksheet, code=code, **place)
    said.reason, said.by = reason.strip(), by
    said.full_clean()
    said.save()
    touch(worksheet)
    record(
        verb="suggestion.set-aside",
        target=worksheet,
        by=by,
        step=place_named(anchor),
        code=code,
        reason=said.reason,
    )
    return said


@transaction.atomic
def offer_again(*, worksheet: Worksheet, row: str, code: str, by: User) -> None:
    """Take back that a suggestion was set aside, so that it is offered again."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    _row, anchor = open_row(worksheet, row)
    said = worksheet.set_asides.filter(code=code, **row_fields(anchor)).first()
    if said:
        said.delete()
        touch(worksheet)
        record(
            verb="suggestion.offer", target=worksheet, by=by, step=place_named(anchor), code=code
        )


def place_named(anchor: Anchor) -> str:
    """Name for the ledger what a suggestion stood at: a step or a position by its lasting name."""
    return anchor.key if isinstance(anchor, Step) else anchor.code
