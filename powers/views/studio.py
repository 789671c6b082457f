"""The studio: the rows of a chart, the drawing and the checks beside them.

What is typed is kept as the person's own sketch at each request; Save alone writes the chart.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from powers.actions.charts import save_flowchart
from powers.actions.sketches import drop, keep, redo, undo
from powers.charts import drawing_of
from powers.drawing.compare import told
from powers.drawing.outline import outline
from powers.drawing.text import one_line
from powers.forms.charts import ChartNameForm, read_rows
from powers.history import rows_from_json
from powers.models import Flowchart, Sketch
from powers.permissions.inventory import can_edit_chart
from powers.row_operations import operate
from powers.row_problems import Problem, problems_of
from powers.rows import Rows, drawing_from, rows_to_edit
from powers.warning_facts import facts_for
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position
from riskcontrol.audit.once import once
from riskcontrol.lib.stale import Stale, posted_again, posted_version

from .charts import Started, start_picture, trail
from .studio_page import bar_of, names_of, part_of, studio_of, who_saved


@dataclass(frozen=True)
class Work:
    """What somebody has in hand: a chart, its name and rows as they are by now, his sketch of them.

    `positions` are those of the body by their codes, `row_version` is the one the work rests on.
    """

    chart: Flowchart
    positions: dict[str, Position]
    name: str
    rows: Rows
    row_version: int
    sketch: Sketch | None = None


@require_http_methods(["GET", "POST"])
def flowchart_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Draw a chart: each request keeps what was typed, Save alone writes it."""
    if request.method == "GET":
        return studio(request, begun(request, code))
    work = posted(request, code)
    operation = request.POST.get("do", "")
    if operation == "redraw":
        return redrawn(request, work)
    if operation in ("undo", "redo", "reset"):
        return studio(request, stepped(request, work, operation))
    return studio(request, drawn(request, work, operation)) if operation else save(request, work)


def begun(request: AuthenticatedRequest, code: str) -> Work:
    """Take up a person's sketch, else begin with the chart as it is saved."""
    charts = Flowchart.objects.visible_to(request.user).with_rows()
    chart = get_object_or_404(charts, code=code)
    can_edit_chart(request.user, chart).enforce()
    sketch = Sketch.objects.of(chart, request.user)
    positions = positions_of(chart)
    if sketch:
        state = sketch.shown
        rows = rows_from_json(state.rows)
        return Work(chart, positions, state.name, rows, sketch.based_on, sketch)
    rows = rows_to_edit(drawing_of(chart), {step.key for step in chart.steps.all()})
    return Work(chart, positions, chart.name, rows, chart.row_version)


def posted(request: AuthenticatedRequest, code: str) -> Work:
    """Read the whole form; of the chart itself no more is loaded than this takes."""
    charts = Flowchart.objects.visible_to(request.user).with_place()
    chart = get_object_or_404(charts, code=code)
    return Work(
        chart=chart,
        positions=positions_of(chart),
        name=one_line(request.POST.get("name", "")),
        rows=read_rows(request.POST, retired_keys(chart)),
        row_version=posted_version(request) or chart.row_version,
    )


def positions_of(chart: Flowchart) -> dict[str, Position]:
    """Load the positions that a step of the chart may have, by their codes."""
    places = Position.objects.of_body(chart.body).select_related("unit")
    return {place.code: place for place in places}


def retired_keys(chart: Flowchart) -> Iterable[str]:
    """Give the keys that no new step gets; read only where a new one needs a key."""
    return chart.steps.filter(retired=True).values_list("key", flat=True)


def kept(request: AuthenticatedRequest, work: Work) -> Work:
    """Keep what is in hand as the person's sketch."""
    sketch = keep(
        flowchart=work.chart,
        name=work.name,
        rows=work.rows,
        by=request.user,
        based_on=work.row_version,
    )
    return replace(work, sketch=sketch)


def drawn(request: AuthenticatedRequest, work: Work, operation: str) -> Work:
    """Keep the rows as they were typed and as the button changed them."""
    work = kept(request, work)
    rows = operate(work.rows, operation, set(retired_keys(work.chart)))
    return work if rows == work.rows else kept(request, replace(work, rows=rows))


def redrawn(request: AuthenticatedRequest, work: Work) -> HttpResponse:
    """Keep the rows as they were typed, while Graphviz draws them."""
    drawing = drawing_from(work.rows, name=work.name, positions=names_of(work.positions))
    by = request.POST.get("lanes", "")
    with closing(start_picture(drawing, by=by, body=work.chart.body_id)) as picture:
        return studio(request, kept(request, work), picture=picture)


def stepped(request: AuthenticatedRequest, work: Work, verb: str) -> Work:
    """Undo, redo, or go back to what is saved; what was typed last is a change of its own."""
    if verb == "reset":
        drop(flowchart=work.chart, by=request.user)
    else:
        kept(request, work)
        {"undo": undo, "redo": redo}[verb](flowchart=work.chart, by=request.user)
    again = begun(request, work.chart.code)
    return again if verb == "reset" else replace(again, row_version=work.row_version)


def save(request: AuthenticatedRequest, work: Work) -> HttpResponse:
    """Write the chart, unless there is something to mend; then nothing that was typed is lost."""
    form = ChartNameForm(request.POST)
    problems = problems_of(work.rows, work.positions.keys())
    if problems or not form.is_valid():
        return studio(request, kept(request, work), form, problems)
    return saved(request, replace(work, name=form.cleaned_data["name"]))


def saved(request: AuthenticatedRequest, work: Work) -> HttpResponse:
    """Write the chart once and go to its page; 409 with both where it was saved meanwhile."""

    def act() -> str:
        chart = save_flowchart(
            flowchart=work.chart,
            name=work.name,
            rows=work.rows,
            expected=posted_version(request),
            by=request.user,
        )
        messages.success(request, _("“%(chart)s” is saved.") % {"chart": chart.name})
        return reverse("powers:flowchart_detail", args=[chart.code])

    try:
        return redirect(once(request, act))
    except Stale as stale:
        kept(request, work)
        return conflict(request, work, stale)


def conflict(request: AuthenticatedRequest, work: Work, stale: Stale) -> HttpResponse:
    """Show both charts and what differs; either can be kept."""
    mine = drawing_from(work.rows, name=work.name, positions=names_of(work.positions))
    theirs = drawing_of(Flowchart.objects.with_rows().get(pk=work.chart.pk))
    context = {
        "chart": work.chart,
        "mine": {"name": mine["name"], "outline": outline(mine)},
        "theirs": {"name": theirs["name"], "outline": outline(theirs)},
        "differences": told(theirs, mine),
        "saved_by": who_saved(work.chart),
        "hidden": posted_again(request.POST, stale),
    }
    return render(request, "powers/flowchart_conflict.html", context, status=409)


def studio(
    request: AuthenticatedRequest,
    work: Work,
    form: ChartNameForm | None = None,
    problems: Iterable[Problem] = (),
    picture: Started | None = None,
) -> HttpResponse:
    """Show the editor, or the part of it that htmx asks for."""
    chart, asked = work.chart, request.POST if request.method == "POST" else request.GET
    shown = studio_of(
        work.rows,
        name=work.name,
        positions=work.positions,
        problems=problems,
        operation=request.POST.get("do", ""),
        facts=facts_for(chart, work.positions.values()),
        lanes=asked.get("lanes", ""),
        picture=picture,
    )
    bar = bar_of(chart, work.sketch, request.user, row_version=work.row_version)
    context = {
        "chart": chart,
        "form": form or ChartNameForm(initial={"name": work.name}),
        "trail": trail(chart, _("Edit the flow")),
        "row_version": work.row_version,
        "bar": bar | {"steps": len(shown["drawing"]["steps"]), "path": shown["path"]},
        **shown,
    }
    return render(request, f"powers/{part_of(request) or 'flowchart_edit.html'}", context)
