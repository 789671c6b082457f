"""What a worksheet's drawing suggests: set aside with a reason, or offered again."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.views.worksheet_rows import get_editable, get_row, part
from riskcontrol.desk.views.worksheets import HERE, get_worksheet, known_row, page_of, trail_of
from riskpoints.actions.suggestions import offer_again, set_aside
from riskpoints.forms import SetAsideForm
from riskpoints.suggestions import suggestion_at


def suggestion_set_aside(
    request: AuthenticatedRequest, pk: int, row: str, code: str
) -> HttpResponse:
    """Say why something suggested at a row is no risk point."""
    sheet = get_editable(request, pk)
    found = get_row(sheet, row)
    suggestion = suggestion_at(sheet, row, code, request.user)
    if suggestion is None:
        raise Http404
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _say(request, pk, row, code, form)
    context = {"worksheet": sheet.worksheet, "row": found, "form": form, "suggestion": suggestion}
    context |= {"page_url": page_of(sheet.worksheet), "nav_at": HERE}
    context["trail"] = trail_of(sheet.worksheet, found.name)
    return part(request, "desk/worksheet_set_aside.html", context, row=row)


def _say(
    request: AuthenticatedRequest, pk: int, row: str, code: str, form: SetAsideForm
) -> HttpResponse:
    worksheet, reason = get_worksheet(request, pk), form.cleaned_data["reason"]

    def act() -> str:
        set_aside(worksheet=worksheet, row=row, code=code, reason=reason, by=request.user)
        return f"{page_of(worksheet)}#{row}"

    return redirect(once(request, act))


@require_POST
def suggestion_offer_again(
    request: AuthenticatedRequest, pk: int, row: str, code: str
) -> HttpResponse:
    """Take back that something suggested at a row was set aside."""
    worksheet = get_worksheet(request, pk)
    offer_again(worksheet=worksheet, row=known_row(row), code=code, by=request.user)
    return redirect(f"{page_of(worksheet)}#{row}")
