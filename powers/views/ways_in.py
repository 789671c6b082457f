"""Fast ways to a chart's steps: pasted text, a flow of the library, another chart.

Nothing here writes the chart: what is taken becomes the person's sketch, which the studio opens.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from powers.actions.sketches import keep
from powers.charts import Drawing, drawing_of
from powers.drawing.text import LINE_ENDS
from powers.forms.ways_in import AT_THE_END, IN_PLACE, PasteForm
from powers.history import rows_from_json
from powers.library import library, seated
from powers.models import Flowchart, Sketch
from powers.pasting.facts import match_position
from powers.pasting.reading import Pasted, read
from powers.permissions.inventory import can_edit_chart
from powers.placing import at_the_end_of, in_place_of
from powers.row_problems import problems_of
from powers.rows import Rows, drawing_from, filled, rows_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, User
from riskcontrol.audit.once import once

from .charts import picture_of, trail

CHARTS_SHOWN = 10


@dataclass(frozen=True)
class Work:
    """A chart as the person sees it: its name and rows with what he has not saved yet."""

    chart: Flowchart
    name: str
    rows: Rows
    taken: frozenset[str]
    positions: dict[str, str]


@dataclass(frozen=True)
class Chosen:
    """A flow to begin from; `places` are the names of its positions by its steps' keys."""

    field: str
    value: str
    name: str
    about: str
    rows: Rows
    places: Mapping[str, str]

    @property
    def open(self) -> list[str]:
        """The positions that the body does not have by these names, each once."""
        missing = [self.places[row.key] for row in self.rows if not row.position]
        return list(dict.fromkeys(filter(None, missing)))


@require_http_methods(["GET", "POST"])
def paste(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Read steps out of pasted text, show what was understood, and take them into the sketch."""
    work = work_on(request.user, code)
    if request.method == "GET":
        return paste_page(request, work, PasteForm())
    form = PasteForm(request.POST)
    form.full_clean()
    text, where = form.data.get("text", ""), form.cleaned_data.get("where", IN_PLACE)
    pasted = read(text, work.positions)
    rows = placed(work, pasted.rows, where)
    problems = problems_with(text, pasted, rows, work)
    was_seen = request.POST.get("seen") == digest(text, where)
    if request.POST.get("do") == "take" and form.is_valid() and was_seen and not problems:
        return taken(request, work, rows)
    return paste_page(request, work, form, pasted, problems)


@require_http_methods(["GET", "POST"])
def begin(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Choose a flow of the library or another chart, look at it, and take its steps."""
    work = work_on(request.user, code)
    asked = request.GET if request.method == "GET" else request.POST
    chosen = None
    if asked.get("flow"):
        chosen = of_library(asked["flow"], work)
    elif asked.get("chart"):
        chosen = of_chart(flow_of(request.user, asked["chart"]), work)
    if request.method == "POST" and chosen:
        return taken(request, work, in_place_of(work.rows, chosen.rows, work.taken))
    return begin_page(request, work, chosen, asked.get("q", "").strip())


def work_on(user: User, code: str) -> Work:
    """Load a chart that the person may draw, with what he has not saved yet; else 404 or 403."""
    chart = flow_of(user, code)
    can_edit_chart(user, chart).enforce()
    sketch = Sketch.objects.of(chart, user)
    state = sketch.shown if sketch else None
    rows = rows_from_json(state.rows) if state else rows_of(drawing_of(chart))
    steps = {step.key: step.retired for step in chart.steps.all()}
    return Work(
        chart=chart,
        name=state.name if state else chart.name,
        rows=filled(rows),
        taken=frozenset(steps),
        positions=places_of(chart),
    )


def flow_of(user: User, code: str) -> Flowchart:
    """Load a chart that the person may read, with its steps and ways; else 404."""
    return get_object_or_404(Flowchart.objects.visible_to(user).with_flow(), code=code)


def places_of(chart: Flowchart) -> dict[str, str]:
    """Give the body's positions by their codes; of several called alike the section's own alone."""
    places = list(Position.objects.of_body(chart.body))
    own = {place.name for place in places if place.unit_id == chart.section_id}
    return {
        place.code: place.name
        for place in places
        if place.unit_id == chart.section_id or place.name not in own
    }


def placed(work: Work, rows: Rows, where: str) -> Rows:
    """Put rows where the person wants them."""
    put = at_the_end_of if where == AT_THE_END else in_place_of
    return put(work.rows, rows, work.taken)


def problems_with(text: str, pasted: Pasted, rows: Rows, work: Work) -> list[str]:
    """Tell why the rows cannot be taken."""
    if pasted.problem:
        return [pasted.problem]
    if not pasted.rows:
        return [_("No step was found in the text.")] if text else []
    return [problem.message for problem in problems_of(rows, known_positions(work))]


def known_positions(work: Work) -> set[str]:
    """Give the codes that a row may name: the body's, and those that the rows had before."""
    return set(work.positions) | {row.position for row in work.rows}


def digest(text: str, where: str) -> str:
    """Name what was previewed, so that nothing else is taken."""
    same = LINE_ENDS.sub("\n", text)  # a browser turns them as it likes
    return hashlib.sha256(f"{where}\n{same}".encode(errors="replace")).hexdigest()[:20]


def taken(request: AuthenticatedRequest, work: Work, rows: Rows) -> HttpResponse:
    """Keep the rows as the person's sketch, once, and go to the studio."""

    def act() -> str:
        keep(flowchart=work.chart, name=work.name, rows=rows, by=request.user)
        words = ngettext(
            "%(count)s step is in the draft. Nothing is saved yet; “Undo” takes it back.",
            "%(count)s steps are in the draft. Nothing is saved yet; “Undo” takes them back.",
            len(rows),
        )
        messages.success(request, words % {"count": len(rows)})
        return reverse("powers:flowchart_edit", args=[work.chart.code])

    return redirect(once(request, act))


def paste_page(
    request: AuthenticatedRequest,
    work: Work,
    form: PasteForm,
    pasted: Pasted | None = None,
    problems: Iterable[str] = (),
) -> HttpResponse:
    """Show the text, and beside it what was understood of it; htmx gets the latter alone."""
    rows = pasted.rows if pasted else ()
    drawing = drawing_from(rows, name=work.name, positions=work.positions)
    where = form["where"].value() or IN_PLACE
    context: dict[str, Any] = {
        "chart": work.chart,
        "form": form,
        "here": len(work.rows),
        "pasted": pasted,
        "problems": problems,
        "seen": digest(form["text"].value() or "", where),
        "is_behind": where == AT_THE_END,
        "trail": trail(work.chart, _("Paste steps")),
        **picture_of(drawing),
    }
    part = "#preview" if request.htmx else ""
    return render(request, f"powers/paste.html{part}", context)


def begin_page(
    request: AuthenticatedRequest, work: Work, chosen: Chosen | None, words: str
) -> HttpResponse:
    """Show the library, the charts found, and the flow that was chosen."""
    others = Flowchart.objects.visible_to(request.user).exclude(pk=work.chart.pk)
    context: dict[str, Any] = {
        "chart": work.chart,
        "here": len(work.rows),
        "flows": library().values(),
        "charts": others.matching(words).with_steps().for_list()[:CHARTS_SHOWN],
        "words": words,
        "chosen": chosen,
        "trail": trail(work.chart, _("Start from a template")),
    }
    if chosen:
        context |= picture_of(drawing_with_open(chosen, work))
    return render(request, "powers/begin.html", context)


def drawing_with_open(chosen: Chosen, work: Work) -> Drawing:
    """Draw a chosen flow; where a position is still open, the name it has there is given as such."""
    drawing = drawing_from(chosen.rows, name=chosen.name, positions=work.positions)
    for step in drawing["steps"]:
        if not step["position"] and chosen.places[step["key"]]:
            words = _("%(position)s (to be chosen)")
            step["position_name"] = words % {"position": chosen.places[step["key"]]}
    return drawing


def of_library(key: str, work: Work) -> Chosen:
    """Give a flow of the library, seated with the body's positions; else 404."""
    flow = library().get(key)
    if flow is None:
        raise Http404
    rows = seated(flow, work.positions)
    return Chosen("flow", key, flow.name, flow.about, rows, flow.suggested)


def of_chart(other: Flowchart, work: Work) -> Chosen:
    """Give another chart's steps; a position of another body only where this one has one so called."""
    drawing = drawing_of(other)
    names = {step["position"]: step["position_name"] for step in drawing["steps"]}
    found = {code: seat(code, name, other, work) for code, name in names.items()}
    rows = tuple(replace(row, position=found[row.position]) for row in rows_of(drawing))
    places = {step["key"]: step["position_name"] for step in drawing["steps"]}
    about = f"{other.body.name} · {other.section.name}"
    return Chosen("chart", other.code, other.name, about, rows, places)


def seat(code: str, name: str, other: Flowchart, work: Work) -> str:
    """Find the code under which the body knows a position of another chart; else nothing."""
    if other.body_id == work.chart.body_id:
        return code
    return match_position(name, work.positions, loosely=False) or ""
