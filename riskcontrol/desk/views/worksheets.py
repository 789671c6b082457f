"""The worksheet (一图一表): one page a chart, its rows written, handed on and returned as a whole."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from powers.drawing.linking import Lead, linked
from powers.gate import gate_of
from powers.models import Flowchart
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.audit.once import once
from riskcontrol.desk.hints import saved_hints
from riskcontrol.lib.decisions import Decision
from riskcontrol.lib.ids import is_id
from riskcontrol.lib.stale import posted_version
from riskpoints.actions.worksheets import (
    Remarked,
    all_lacks,
    confirm_worksheet,
    open_section_page,
    open_worksheet,
    return_worksheet,
    sign_worksheet,
    submit_worksheet,
)
from riskpoints.forms import ReturnForm
from riskpoints.joining import round_for
from riskpoints.lead_offers import add_leads
from riskpoints.models import Worksheet
from riskpoints.permissions.contributions import can_contribute
from riskpoints.permissions.worksheets import (
    can_edit_worksheet,
    can_move,
    can_open_section_page,
    can_open_worksheet,
    can_see_self_rating,
    section_gate,
)
from riskpoints.querysets import WorksheetQuerySet
from riskpoints.rows import Lack, Sheet, add_comments, bands_of, sheet_of
from riskpoints.states import RoundOrigin, WorksheetState
from riskpoints.suggestions import add_suggestions

HERE = "riskpoints:list"


def get_worksheet(request: AuthenticatedRequest, pk: int) -> Worksheet:
    """Load a worksheet the person may read, or answer 404."""
    found = Worksheet.objects.visible_to(request.user).for_page()
    return get_object_or_404(found, pk=pk)


def get_chart(request: AuthenticatedRequest, code: str) -> Flowchart:
    """Load a chart the person may read with its drawing, or answer 404."""
    found = Flowchart.objects.visible_to(request.user).with_drawing()
    return get_object_or_404(found, code=code)


def get_unit(request: AuthenticatedRequest, code: str) -> Unit:
    """Load a section or body the person may read, or answer 404."""
    found = Unit.objects.visible_to(request.user).exclude(kind=UnitKind.AREA)
    return get_object_or_404(found.select_related("parent__parent"), code=code)


def page_of(worksheet: Worksheet) -> str:
    """Give the address of a worksheet's page."""
    if worksheet.flowchart:
        return reverse("desk:worksheet", args=[worksheet.flowchart.code])
    return reverse("desk:section_worksheet", args=[worksheet.section.code])


def trail_of(worksheet: Worksheet, last: str = "") -> list[tuple[str, str]]:
    """Give the breadcrumbs of a worksheet's pages."""
    trail = [
        (_("Risk points"), reverse(HERE)),
        (str(worksheet), "" if not last else page_of(worksheet)),
    ]
    return [*trail, (last, "")] if last else trail


@require_GET
def worksheet(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show a chart's latest worksheet, of all or of one round; or why there is none yet."""
    # Its drawing as it is now is asked for only where there is no worksheet: a sheet has its own.
    sheets = Worksheet.objects.visible_to(request.user).for_page().filter(flowchart__code=code)
    sheet = of_round(request, sheets)
    if sheet:
        return show(request, sheet)
    chart = get_chart(request, code)
    return _before(
        request,
        subject=chart,
        gate=gate_of(chart).decision,
        may_open=can_open_worksheet(request.user, chart),
        open_url=reverse("desk:worksheet_open", args=[chart.code]),
        chart=chart,
        round=round_for(section=chart.section, flowchart=chart),
    )


@require_GET
def section_worksheet(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the latest page for a unit's positions and itself, or why there is none yet."""
    unit = get_unit(request, code)
    found = of_round(request, Worksheet.objects.of_section_page(unit))
    if found:
        return show(request, found)
    return _before(
        request,
        subject=unit,
        gate=section_gate(unit),
        may_open=can_open_section_page(request.user, unit),
        open_url=reverse("desk:section_worksheet_open", args=[unit.code]),
        round=round_for(section=unit),
    )


def of_round(request: AuthenticatedRequest, found: WorksheetQuerySet) -> Worksheet | None:
    """Give the latest worksheet, or the latest of the round asked for, which must be there."""
    asked = request.GET.get("round", "")
    if not asked:
        return found.first()
    sheet = found.filter(round=int(asked)).first() if is_id(asked) else None
    if sheet is None:
        raise Http404
    return sheet


def _before(
    request: AuthenticatedRequest, *, subject: Flowchart | Unit, gate: Decision, **context: Any
) -> HttpResponse:
    trail = [(_("Risk points"), reverse(HERE)), (str(subject), "")]
    context |= {"subject": subject, "gate": gate, "trail": trail, "nav_at": HERE}
    return render(request, "desk/worksheet_before.html", context)


def show(
    request: AuthenticatedRequest, worksheet: Worksheet, *, name_lacks: bool = False
) -> HttpResponse:
    """Show a worksheet with what its reader may do next."""
    user, sheet = request.user, sheet_of(worksheet)
    if worksheet.flowchart:
        add_comments(sheet)
    add_suggestions(sheet, user)
    add_leads(sheet, user)
    drafts = list(worksheet.drafts.filter(user=user))
    lacks = all_lacks(worksheet) if name_lacks else []
    context = {
        "worksheet": worksheet,
        "sheet": sheet,
        "bands": bands_of(sheet.rows),
        "errors": [_error(lack) for lack in lacks],
        "drafted": {draft.row for draft in drafts},
        "saved_at": max(
            filter(None, [worksheet.saved_at, *(d.saved_at for d in drafts)]), default=None
        ),
        "sees_levels": can_see_self_rating(user, worksheet),
        "may_edit": can_edit_worksheet(user, worksheet),
        "may_contribute": can_contribute(user, worksheet),
        "keeps_leads": user.may(Permission.LEAD_KEEP, worksheet.section),
        "may_submit": can_move(user, "submit", worksheet),
        "may_sign": can_move(user, "sign", worksheet),
        "may_confirm": can_move(user, "confirm", worksheet),
        "may_return": can_move(user, "return", worksheet),
        "open_url": _open_url(request, worksheet),
        "astray": sheet.astray,
        "is_latest": not worksheet.has_later,  # type: ignore[attr-defined]  # for_page() asks for it
        "to_committee": worksheet.state == WorksheetState.HANDED_IN
        and user.may(Permission.RISK_ASSESS, worksheet.section),
        "trail": trail_of(worksheet),
        "nav_at": HERE,
    }
    context |= _hints(request, sheet) | _picture(sheet)
    return render(request, "desk/worksheet.html", context)


def _picture(sheet: Sheet) -> dict[str, Any]:
    """Give the drawing that was searched, each of its steps leading to its row."""
    version = sheet.worksheet.version
    if version is None:
        return {}
    leads = {
        row.facts["key"]: Lead(
            row.key, f"{row.number} {row.name}", "is-lacking" if row.is_lacking else ""
        )
        for row in sheet.rows
        if row.key
    }
    return {"svg": linked(version.svg, leads)}


def _hints(request: AuthenticatedRequest, sheet: Sheet) -> dict[str, Any]:
    """Give what deserves a second look in the risk point that the address names as just saved."""
    asked = request.GET.get("saved", "")
    found = [one for one in sheet.points if is_id(asked) and one.pk == int(asked)]
    if not found or not can_edit_worksheet(request.user, sheet.worksheet):
        return {}
    return {
        "hinted_point": found[0].pk,
        "hints": saved_hints(sheet, found[0], reader=request.user),
    }


def _error(lack: Lack) -> dict[str, str]:
    return {"field_id": f"point-{lack.point}" if lack.point else lack.row, "message": lack.text}


def _open_url(request: AuthenticatedRequest, worksheet: Worksheet) -> str:
    """Give the address that begins the next worksheet, where this one is decided and he may."""
    if worksheet.decided_at is None or worksheet.has_later:  # type: ignore[attr-defined]  # for_page() asks for it
        return ""
    if worksheet.flowchart is None:
        allowed = can_open_section_page(request.user, worksheet.section)
        return (
            reverse("desk:section_worksheet_open", args=[worksheet.section.code]) if allowed else ""
        )
    code = worksheet.flowchart.code
    allowed = can_open_worksheet(request.user, get_chart(request, code))
    return reverse("desk:worksheet_open", args=[code]) if allowed else ""


@require_POST
def worksheet_open(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Begin a chart's worksheet."""
    chart = get_chart(request, code)
    return redirect(
        once(request, lambda: begun(request, open_worksheet(flowchart=chart, by=request.user)))
    )


def begun(request: AuthenticatedRequest, worksheet: Worksheet) -> str:
    """Say which round a worksheet belongs to, and that it opened with it where it did."""
    words = _("This worksheet belongs to: %(round)s.")
    if worksheet.round.origin == RoundOrigin.ITSELF and worksheet.round.worksheets.count() == 1:
        words = _("%(round)s has opened with this worksheet.")
    messages.info(request, words % {"round": worksheet.round})
    return page_of(worksheet)


@require_POST
def section_worksheet_open(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Begin the page for a unit's positions and itself."""
    unit = get_unit(request, code)
    return redirect(
        once(request, lambda: begun(request, open_section_page(section=unit, by=request.user)))
    )


@require_POST
def worksheet_submit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand a worksheet to the section head, or name what it lacks."""
    found = get_worksheet(request, pk)
    try:
        url = once(request, lambda: page_of(submit_worksheet(worksheet=found, by=request.user)))
    except ValidationError:
        return show(request, found, name_lacks=True)
    messages.success(request, _("Handed to the section head."))
    return redirect(url)


@require_POST
def worksheet_sign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Sign a worksheet and hand it to the committee."""
    found = get_worksheet(request, pk)
    url = once(request, lambda: page_of(sign_worksheet(worksheet=found, by=request.user)))
    found.refresh_from_db(fields=["state"])
    waits = found.state == WorksheetState.SIGNED
    words = _("Signed. The unit's leading group confirms it next.")
    messages.success(request, words if waits else _("Signed and handed to the committee."))
    return redirect(url)


@require_POST
def worksheet_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Confirm a signed worksheet for the unit's leading group, as it was looked at."""
    found = get_worksheet(request, pk)
    seen = posted_version(request)

    def act() -> str:
        confirm_worksheet(worksheet=found, expected=seen, by=request.user)
        messages.success(request, _("Confirmed. The worksheet is with the committee."))
        return page_of(found)

    try:
        return redirect(once(request, act))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(page_of(found))


def worksheet_return(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Return a worksheet with the reason and remarks at its rows."""
    found = get_worksheet(request, pk)
    can_move(request.user, "return", found).enforce()
    form = ReturnForm(request.POST or None, rows=sheet_of(found).rows)
    if request.method == "POST" and form.is_valid():
        return redirect(once(request, lambda: _return(request, found, form)))
    trail = trail_of(found, _("Return"))
    context = {"worksheet": found, "form": form, "trail": trail, "nav_at": HERE}
    return render(request, "desk/worksheet_return.html", context)


def _return(request: AuthenticatedRequest, worksheet: Worksheet, form: ReturnForm) -> str:
    said = form.cleaned_data
    return_worksheet(
        worksheet=worksheet,
        reason=said["reason"],
        remarks=[Remarked(said[row.key], anchor=row.anchor) for row in form.rows],
        by=request.user,
    )
    messages.success(request, _("Returned to the section."))
    return page_of(worksheet)


ROW = re.compile(r"(step|position|unit|point|carried)-\d{1,18}")


def known_row(row: str) -> str:
    """Give the row's name where it can be one, or answer 404."""
    if not ROW.fullmatch(row):
        raise Http404
    return row
