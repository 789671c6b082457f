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
from riskpoints.rows import sheet_of
from riskpoints.suggestions import suggestion_at


@transaction.atomic
def set_aside(*, worksheet: Worksheet, row: str, code: str, reason: str, by: User) -> SetAside:
    """Set a suggestion at a row aside with the reason; said again, the reason is replaced."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    _row, step = open_row(worksheet, row)
    if not isinstance(step, Step) or suggestion_at(sheet_of(worksheet), row, code, by) is None:
        raise ValidationError(_("Nothing of this kind is suggested on this row."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is no risk point here.")})
    found = worksheet.set_asides.filter(step=step, code=code).first()
    said = found or SetAside(worksheet=worksheet, step=step, code=code)
    said.reason, said.by = reason.strip(), by
    said.full_clean()
    said.save()
    touch(worksheet)
    record(
        verb="suggestion.set-aside",
        target=worksheet,
        by=by,
        step=step.key,
        code=code,
        reason=said.reason,
    )
    return said


@transaction.atomic
def offer_again(*, worksheet: Worksheet, row: str, code: str, by: User) -> None:
    """Take back that a suggestion was set aside, so that it is offered again."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    _row, step = open_row(worksheet, row)
    said = worksheet.set_asides.filter(step=step.pk, code=code).select_related("step").first()
    if said:
        said.delete()
        touch(worksheet)
        record(verb="suggestion.offer", target=worksheet, by=by, step=said.step.key, code=code)
