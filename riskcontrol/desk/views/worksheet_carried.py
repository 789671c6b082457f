"""Rows of an earlier round on a worksheet: confirmed, changed, removed with a reason, or put back."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.rounds import LookForm
from riskcontrol.desk.views.worksheet_rows import entry_for, get_editable, part
from riskcontrol.desk.views.worksheets import HERE, page_of, trail_of
from riskpoints.actions.carrying import confirm_row, put_row_back, remove_row
from riskpoints.carrying import may_confirm, may_touch
from riskpoints.models import CarriedRow
from riskpoints.rows import Sheet

Act = Callable[..., CarriedRow]


def get_carried(request: AuthenticatedRequest, pk: int, row: int) -> tuple[Sheet, CarriedRow]:
    """Load a row of an earlier round on a worksheet the person may write; else 404 or 403."""
    sheet = get_editable(request, pk)
    found = next((one for one in sheet.carried if one.pk == row), None)
    if found is None:
        raise Http404
    may_touch(sheet, found).enforce()
    return sheet, found


def carried_confirm(request: AuthenticatedRequest, pk: int, row: int) -> HttpResponse:
    """Say why a row of an earlier round still holds."""
    sheet, found = get_carried(request, pk, row)
    may_confirm(sheet, found).enforce()
    words = {"title": _("Still so"), "label": _("Why it still holds"), "button": _("Confirm")}
    return _ask(request, sheet, found, confirm_row, words)


def carried_remove(request: AuthenticatedRequest, pk: int, row: int) -> HttpResponse:
    """Say why a risk point of an earlier round stands no more."""
    sheet, found = get_carried(request, pk, row)
    words = {
        "title": _("Remove a risk point"),
        "label": _("Why it is no risk point any more"),
        "button": _("Remove"),
        "hint": _("It leaves the registers when the committee has decided this worksheet."),
    }
    return _ask(request, sheet, found, remove_row, words)


def _ask(
    request: AuthenticatedRequest, sheet: Sheet, row: CarriedRow, act: Act, words: dict[str, str]
) -> HttpResponse:
    form = LookForm(request.POST or None, label=words["label"])
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _act(request, row, act, form)))
        except ValidationError as error:
            form.add_error(None, error.messages)
    context: dict[str, Any] = {"worksheet": sheet.worksheet, "row": row, "form": form}
    context |= {"words": words, "page_url": page_of(sheet.worksheet), "nav_at": HERE}
    context["trail"] = trail_of(sheet.worksheet, words["title"])
    return part(request, "desk/worksheet_look.html", context, row=row.row_name)


def _act(request: AuthenticatedRequest, row: CarriedRow, act: Act, form: LookForm) -> str:
    done = act(row=row, reason=form.cleaned_data["reason"], by=request.user)
    return f"{page_of(done.worksheet)}#{done.row_name}"


def carried_change(request: AuthenticatedRequest, pk: int, row: int) -> HttpResponse:
    """Write what takes the place of a risk point of an earlier round."""
    sheet, found = get_carried(request, pk, row)
    if found.risk_point is None or not found.is_untouched:
        raise Http404
    return entry_for(request, sheet, row=found.row_name, carried=found)


@require_POST
def carried_back(request: AuthenticatedRequest, pk: int, row: int) -> HttpResponse:
    """Take back that a row was confirmed or removed, so that it is looked at again."""
    sheet, found = get_carried(request, pk, row)

    def act() -> str:
        put_row_back(row=found, by=request.user)
        return f"{page_of(sheet.worksheet)}#{found.row_name}"

    return redirect(once(request, act))
