"""A table from a spreadsheet becomes rows of a worksheet, once its preview was seen without a fault."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from powers.drawing.text import LINE_ENDS
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.actions import save_pasted
from riskcontrol.desk.forms.pasting import DEFAULTS, PasteForm
from riskcontrol.desk.hints import pasted_hints
from riskcontrol.desk.pasting.planning import Planned, planned
from riskcontrol.desk.pasting.reading import Table, read_table
from riskcontrol.desk.views.worksheet_rows import get_editable
from riskcontrol.desk.views.worksheets import HERE, page_of, trail_of
from riskpoints.rows import Sheet


@require_http_methods(["GET", "POST"])
def paste(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Read a pasted table, show what each cell was understood as, and write it once that is confirmed."""
    sheet = get_editable(request, pk)
    if request.method == "GET":
        return _page(request, sheet, PasteForm(), Table(), [])
    form = PasteForm(request.POST)
    form.full_clean()
    table = read_table(form.data.get("text", ""), sheet)
    points = planned(table, sheet, form.defaults())
    was_seen = request.POST.get("seen") == digest(form)
    if request.POST.get("do") == "take" and form.is_valid() and was_seen and is_right(table):
        try:
            return redirect(once(request, lambda: _write(request, sheet, points)))
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _page(request, sheet, form, table, points)


def is_right(table: Table) -> bool:
    """Whether a table holds something and nothing in it is wrong."""
    return bool(table.rows) and not table.problem and not faults(table)


def faults(table: Table) -> int:
    """Count the cells that something is wrong with."""
    return sum(1 for row in table.rows for cell in row.cells if cell.error)


def digest(form: PasteForm) -> str:
    """Name what was previewed, so that nothing else is written."""
    same = LINE_ENDS.sub("\n", form.data.get("text", ""))  # a browser turns them as it likes
    said = [same, *(form.data.get(name, "") for name in DEFAULTS)]
    return hashlib.sha256("\0".join(said).encode(errors="replace")).hexdigest()[:20]


def _write(request: AuthenticatedRequest, sheet: Sheet, points: list[Planned]) -> str:
    entries = [(point.facts, point.measures) for point in points]
    saved = save_pasted(worksheet=sheet.worksheet, entries=entries, by=request.user)
    words = ngettext(
        "%(count)s risk point is on the worksheet.",
        "%(count)s risk points are on the worksheet.",
        len(saved),
    )
    messages.success(request, words % {"count": len(saved)})
    return page_of(sheet.worksheet)


def _page(
    request: AuthenticatedRequest,
    sheet: Sheet,
    form: PasteForm,
    table: Table,
    points: list[Planned],
) -> HttpResponse:
    """Show the table, and beside it what was understood of it; htmx gets the latter alone."""
    worksheet = sheet.worksheet
    context: dict[str, Any] = {
        "worksheet": worksheet,
        "form": form,
        "table": table,
        "titles": [row.title for row in table.rows[0].own] if table.rows else [],
        "points": points,
        "hints": pasted_hints(sheet, points, reader=request.user) if is_right(table) else [],
        "faults": faults(table),
        "is_right": is_right(table),
        "seen": digest(form) if form.is_bound else "",
        "rows": [row for row in sheet.rows if row.key and row.decision],
        "trail": trail_of(worksheet, _("Paste a table")),
        "page_url": page_of(worksheet),
        "nav_at": HERE,
    }
    part = "#preview" if request.htmx else ""
    return render(request, f"desk/worksheet_paste.html{part}", context)
