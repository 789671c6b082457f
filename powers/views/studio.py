"""The studio: the rows of a chart, the drawing and the checks beside them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from powers.actions.charts import save_flowchart
from powers.charts import Drawing, drawing_of
from powers.drawing.compare import compare
from powers.drawing.outline import outline
from powers.forms.charts import ChartNameForm, laid_out, read_rows
from powers.models import Flowchart
from powers.permissions.inventory import can_edit_chart
from powers.row_problems import Problem, problems_of
from powers.rows import NEXT, Rows, drawing_from, first_rows, operate, place_after, rows_of
from powers.states import StepKind
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.audit.once import once
from riskcontrol.lib.stale import Stale, posted_again, posted_version

from .charts import get_chart, picture_of, trail


@require_http_methods(["GET", "POST"])
def flowchart_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Edit a chart's rows; nothing is written until Save."""
    chart = get_chart(request.user, code)
    can_edit_chart(request.user, chart).enforce()
    places = Position.objects.of_body(chart.body).select_related("unit")
    positions = {place.code: place for place in places}
    taken = {step.key for step in chart.steps.all() if step.retired}
    if request.method == "GET":
        rows = rows_of(drawing_of(chart)) or first_rows(taken)
        return studio(request, chart, ChartNameForm(instance=chart), rows, positions)
    rows = read_rows(request.POST, taken)
    if operation := request.POST.get("do"):
        rows = operate(rows, operation, taken)
        form = ChartNameForm(initial=request.POST.dict())
        return studio(request, chart, form, rows, positions)
    form = ChartNameForm(request.POST)
    problems = problems_of(rows, positions.keys())
    if problems or not form.is_valid():
        return studio(request, chart, form, rows, positions, problems)
    return save(request, chart, form.cleaned_data["name"], rows, positions)


def save(
    request: AuthenticatedRequest,
    chart: Flowchart,
    name: str,
    rows: Rows,
    positions: Mapping[str, Position],
) -> HttpResponse:
    """Write the rows once and go to the chart's page; 409 with both texts where it was saved meanwhile."""

    def act() -> str:
        expected = posted_version(request)
        saved = save_flowchart(
            flowchart=chart, name=name, rows=rows, expected=expected, by=request.user
        )
        messages.success(request, _("“%(chart)s” is saved.") % {"chart": saved.name})
        return reverse("powers:flowchart_detail", args=[saved.code])

    try:
        return redirect(once(request, act))
    except Stale as stale:
        mine = drawing_from(rows, name=name, positions=names_of(positions))
        return conflict(request, chart, mine, stale)


def conflict(
    request: AuthenticatedRequest, chart: Flowchart, mine: Drawing, stale: Stale
) -> HttpResponse:
    """Show both charts and what differs; either can be kept."""
    theirs = drawing_of(get_chart(request.user, chart.code))
    context = {
        "chart": chart,
        "mine": {"name": mine["name"], "outline": outline(mine)},
        "theirs": {"name": theirs["name"], "outline": outline(theirs)},
        "differences": compare(theirs, mine),
        "hidden": posted_again(request.POST, stale),
    }
    return render(request, "powers/flowchart_conflict.html", context, status=409)


def studio(
    request: AuthenticatedRequest,
    chart: Flowchart,
    form: ChartNameForm,
    rows: Rows,
    positions: Mapping[str, Position],
    problems: Iterable[Problem] = (),
) -> HttpResponse:
    """Show the editor, or the part of it that htmx asks for."""
    name = str(form["name"].value() or "")
    context = {
        "chart": chart,
        "form": form,
        "trail": trail(chart, _("Edit the flow")),
        "row_version": posted_version(request) or chart.row_version,
        **studio_of(
            rows,
            name=name,
            positions=positions,
            problems=problems,
            operation=request.POST.get("do", ""),
        ),
    }
    return render(request, f"powers/{part_of(request) or 'flowchart_edit.html'}", context)


def part_of(request: AuthenticatedRequest) -> str:
    """Name the part of the editor that htmx asks for; nothing for the whole page."""
    part = request.htmx.target if request.htmx else ""
    return f"_studio.html#{part}" if part in {"rows", "drawing"} else ""


def studio_of(
    rows: Rows,
    *,
    name: str,
    positions: Mapping[str, Position],
    problems: Iterable[Problem] = (),
    operation: str = "",
) -> dict[str, Any]:
    """Give what the rows and the drawing beside them are laid out from."""
    problems = list(problems)
    return {
        "rows": laid_out(rows, problems),
        "problems": problems,
        "positions": grouped(positions.values()),
        "kinds": StepKind.choices,
        "next": NEXT,
        "focus": place_after(operation, rows),
        **picture_of(drawing_from(rows, name=name, positions=names_of(positions))),
    }


def grouped(positions: Iterable[Position]) -> dict[Unit, list[Position]]:
    """Group positions by their unit, for the select."""
    groups: dict[Unit, list[Position]] = {}
    for position in positions:
        groups.setdefault(position.unit, []).append(position)
    return groups


def names_of(positions: Mapping[str, Position]) -> dict[str, str]:
    """Give the positions' names by their codes."""
    return {code: position.name for code, position in positions.items()}
