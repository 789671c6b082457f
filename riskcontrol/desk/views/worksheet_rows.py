"""One row of a worksheet: a risk point with its measures, or why there is none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reselect, reswap, retarget, trigger_client_event

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.actions import change_entry, remove_entry, save_entry
from riskcontrol.desk.catalogue import example_of, filled, offers_for
from riskcontrol.desk.forms.worksheets import Entry
from riskcontrol.desk.hints import saved_hints
from riskcontrol.desk.views.worksheets import HERE, get_worksheet, known_row, page_of, trail_of
from riskcontrol.lib.stale import Stale
from riskpoints.actions.worksheets import (
    drop_draft,
    keep_draft,
    say_none_found,
    take_back_none_found,
)
from riskpoints.forms import NoneFoundForm, initial_from
from riskpoints.lead_offers import initial_from_lead, lead_behind
from riskpoints.models import CarriedRow, RiskPoint, RowDraft, Worksheet
from riskpoints.permissions.worksheets import can_edit_worksheet, can_remove_risk_point
from riskpoints.rows import Row, Sheet, sheet_of
from riskpoints.suggestions import suggestion_at

CONFLICT = 409
PASSING = {"csrfmiddlewaretoken", "submission_id"}
# What is said at a field is no part of what was typed.
HINTED = "hinted-"


def get_editable(request: AuthenticatedRequest, pk: int) -> Sheet:
    """Load a worksheet whose rows the person may write; 404 to strangers, 403 with the reason."""
    worksheet = get_worksheet(request, pk)
    can_edit_worksheet(request.user, worksheet).enforce()
    return sheet_of(worksheet)


def get_row(sheet: Sheet, key: str) -> Row:
    """Find a row that may be written now; 404 where there is none, 403 where the gate is closed."""
    row = sheet.row(known_row(key))
    if row is None:
        raise Http404
    row.decision.enforce()
    return row


def point_add(request: AuthenticatedRequest, pk: int, row: str) -> HttpResponse:
    """Write a new risk point beginning at a row."""
    sheet = get_editable(request, pk)
    get_row(sheet, row)
    code = request.GET.get("suggestion", "")
    suggestion = suggestion_at(sheet, row, code, request.user) if code else None
    lead = lead_behind(code, sheet.worksheet, request.user)
    begins = initial_from_lead(lead) if lead else {}
    if suggestion:
        begins = initial_from(suggestion, sheet.rows)
    return entry_for(request, sheet, row=row, begins=begins)


def point_edit(request: AuthenticatedRequest, pk: int, point: int) -> HttpResponse:
    """Change a risk point and its measures."""
    sheet = get_editable(request, pk)
    found = next((one for one in sheet.points if one.pk == point), None)
    if found is None:
        raise Http404
    return entry_for(request, sheet, row=f"point-{point}", point=found)


def entry_for(
    request: AuthenticatedRequest,
    sheet: Sheet,
    *,
    row: str,
    point: RiskPoint | None = None,
    begins: dict[str, Any] | None = None,
    carried: CarriedRow | None = None,
) -> HttpResponse:
    """Answer with the form of a risk point, or save it; `carried` is what it takes the place of."""
    begin: dict[str, Any] = {"row": row, "point": point, "carried": carried}
    draft = sheet.worksheet.drafts.filter(row=row, user=request.user).first()
    if request.method != "POST":
        before = typed(draft) if draft else None
        entry = Entry(sheet, **begin, draft=before, begins=begins)
        return _show(request, entry, draft=draft)
    if "discard" in request.POST:
        drop_draft(worksheet=sheet.worksheet, row=row, by=request.user)
        return redirect(request.path)
    if "take" in request.POST:
        return _take(request, sheet, begin)
    if "more" in request.POST:
        return _show(request, Entry(sheet, **begin, draft=request.POST, more=1))
    return _save(request, Entry(sheet, **begin, data=request.POST))


def _take(request: AuthenticatedRequest, sheet: Sheet, begin: dict[str, Any]) -> HttpResponse:
    """Fill the form with an example of the catalogue; what it says now is kept as the draft."""
    example = example_of(sheet, request.POST["take"])
    if example is None:
        return _show(request, Entry(sheet, **begin, draft=request.POST))
    data = filled(request.POST, example, sheet)
    kept = {name: data.getlist(name) for name in data if is_typed(name) and name != "take"}
    draft = keep_draft(worksheet=sheet.worksheet, row=begin["row"], data=kept, by=request.user)
    return _show(request, Entry(sheet, **begin, draft=data), draft=draft)


def is_typed(name: str) -> bool:
    """Whether a field that was sent is part of what somebody typed."""
    return name not in PASSING and not name.startswith(HINTED)


def _save(request: AuthenticatedRequest, entry: Entry) -> HttpResponse:
    if not entry.is_valid():
        return _show(request, entry)
    try:
        return redirect(once(request, lambda: _carry_out(request, entry)))
    except Stale:
        return _conflict(request, entry)
    except ValidationError as error:
        entry.main.add_error(None, error.messages)
        return _show(request, entry)


def _carry_out(request: AuthenticatedRequest, entry: Entry) -> str:
    said: dict[str, Any] = {
        "facts": entry.main.facts(),
        "measures": entry.said(),
        "also": entry.aims.chosen(),
        "kept": entry.aims.going_on(),
        "by": request.user,
    }
    if entry.carried:
        point = change_entry(carried=entry.carried, **said)
    else:
        point = save_entry(
            worksheet=entry.sheet.worksheet,
            risk_point=entry.point,
            expected_version=entry.main.cleaned_data["row_version"],
            row=entry.row,
            **said,
        )
    return _saved_at(request, entry.sheet.worksheet, point)


def _saved_at(request: AuthenticatedRequest, worksheet: Worksheet, point: RiskPoint) -> str:
    """The row that was saved, with a question for hints where it deserves a second look."""
    sheet = sheet_of(worksheet)
    saved = next(one for one in sheet.points if one.pk == point.pk)
    asked = f"?saved={point.pk}" if saved_hints(sheet, saved, reader=request.user) else ""
    return f"{page_of(sheet.worksheet)}{asked}#point-{point.pk}"


def _conflict(request: AuthenticatedRequest, entry: Entry) -> HttpResponse:
    """Show the typed text in the form and the saved text beside it; saving again keeps the typed."""
    sheet = sheet_of(entry.sheet.worksheet)
    theirs = next((one for one in sheet.points if entry.point and one.pk == entry.point.pk), None)
    mine = Entry(sheet, row=entry.row, point=theirs, data=entry.caught_up(request.POST, theirs))
    mine.is_valid()
    return _show(request, mine, theirs=theirs, status=CONFLICT)


def _show(
    request: AuthenticatedRequest,
    entry: Entry,
    *,
    draft: RowDraft | None = None,
    theirs: RiskPoint | None = None,
    status: int = 200,
) -> HttpResponse:
    worksheet = entry.sheet.worksheet
    name = entry.title
    context = {"entry": entry, "worksheet": worksheet, "draft": draft, "theirs": theirs}
    context["conflict"] = status == CONFLICT
    context["offers"] = offers_for(entry.sheet, entry.row, entry.point)
    context |= {"page_url": page_of(worksheet), "trail": trail_of(worksheet, name), "nav_at": HERE}
    return part(request, "desk/worksheet_row.html", context, status=status, row=entry.row)


def part(
    request: AuthenticatedRequest,
    template: str,
    context: dict[str, Any],
    *,
    row: str,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page, or to htmx with the form alone, put where the form is or shall be."""
    if not request.htmx:
        return render(request, template, context, status=status)
    response = render(request, f"{template}#form", context, status=status)
    if request.method != "POST":
        return response
    place = f"#form-{row}"
    return reswap(reselect(retarget(response, place), place), "outerHTML")


def typed(draft: RowDraft) -> QueryDict:
    """Give what was typed as the form had sent it."""
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return data


@require_POST
def worksheet_draft(request: AuthenticatedRequest, pk: int, row: str) -> HttpResponse:
    """Keep what is being typed into a row; the page says when it was saved."""
    worksheet = get_worksheet(request, pk)
    data = {name: request.POST.getlist(name) for name in request.POST if is_typed(name)}
    keep_draft(worksheet=worksheet, row=known_row(row), data=data, by=request.user)
    said = _("Saved %(time)s") % {"time": f"{timezone.localtime():%H:%M}"}
    return trigger_client_event(HttpResponse(status=204), "announce", {"value": said})


def point_remove(request: AuthenticatedRequest, pk: int, point: int) -> HttpResponse:
    """Take a risk point off its worksheet, after asking once."""
    worksheet = get_worksheet(request, pk)
    found = get_object_or_404(worksheet.risk_points.for_worksheet(), pk=point)
    found.worksheet = worksheet
    can_remove_risk_point(request.user, found).enforce()
    if request.method == "POST":
        return redirect(once(request, lambda: _remove(request, worksheet, found)))
    trail = trail_of(worksheet, found.title)
    context = {"worksheet": worksheet, "point": found, "trail": trail, "nav_at": HERE}
    return render(request, "desk/worksheet_remove.html", context)


def _remove(request: AuthenticatedRequest, worksheet: Worksheet, point: RiskPoint) -> str:
    remove_entry(risk_point=point, by=request.user)
    return page_of(worksheet)


def none_found(request: AuthenticatedRequest, pk: int, row: str) -> HttpResponse:
    """Say why no risk point was found on a row."""
    sheet = get_editable(request, pk)
    found = get_row(sheet, row)
    because = found.examination.none_found_because if found.examination else ""
    if not because and found.none_before and found.none_before.examination:
        because = found.none_before.examination.none_found_because
    form = NoneFoundForm(request.POST or None, initial={"because": because})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _say(request, sheet.worksheet, row, form)))
        except ValidationError as error:
            form.add_error(None, error.messages)
    trail = trail_of(sheet.worksheet, found.name)
    context = {"worksheet": sheet.worksheet, "row": found, "form": form, "trail": trail}
    context |= {"page_url": page_of(sheet.worksheet), "nav_at": HERE}
    return part(request, "desk/worksheet_none.html", context, row=row)


def _say(request: AuthenticatedRequest, worksheet: Worksheet, row: str, form: NoneFoundForm) -> str:
    because = form.cleaned_data["because"]
    say_none_found(worksheet=worksheet, row=row, because=because, by=request.user)
    return f"{page_of(worksheet)}#{row}"


@require_POST
def look_again(request: AuthenticatedRequest, pk: int, row: str) -> HttpResponse:
    """Take back that nothing was found on a row."""
    worksheet = get_worksheet(request, pk)
    take_back_none_found(worksheet=worksheet, row=known_row(row), by=request.user)
    return redirect(f"{page_of(worksheet)}#{row}")
