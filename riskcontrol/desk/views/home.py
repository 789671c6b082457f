"""My work, the walk, the method, and a power's and a position's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from measures.annotating import notes_for
from powers.drawing.outline import outline
from powers.drawing.render import chart_svg_or_none
from powers.gate import gate_of
from powers.models import Flowchart, Power
from powers.permissions.postings import can_approve_withholding
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.desk.progress import (
    points_of,
    power_steps,
    progress_of,
    rows_of,
    steps_of,
    waiting,
)
from riskcontrol.desk.work import work_of
from riskpoints.models import RiskPoint
from riskpoints.states import RiskCategory
from riskpoints.words import CATEGORIES


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, the late first; where nothing does, what could be done."""
    items = work_of(request.user)
    return render(request, "desk/home.html", {"items": items, "work_count": len(items)})


def own_body(request: HttpRequest) -> Unit | None:
    """The body a person's pages are about: the one asked for, else the first he may read."""
    bodies = Unit.objects.visible_to(request.user).bodies()
    if wanted := request.GET.get("body"):
        return get_object_or_404(bodies, code=wanted)
    return bodies.first()


@require_GET
def walk(request: HttpRequest) -> HttpResponse:
    """The four steps of the deck in order: how far the body is, what is next, what must wait and why."""
    body = own_body(request)
    if body is None:
        return render(request, "desk/walk.html", {"body": None})
    progress = progress_of(body)
    context = {
        "body": body,
        "bodies": Unit.objects.visible_to(request.user).bodies(),
        "steps": steps_of(progress),
        "items": work_of(request.user),
        "waiting": waiting(progress),
        "rows": rows_of(progress),
        "progress": progress,
    }
    return render(request, "desk/walk.html", context)


@require_GET
def method(request: HttpRequest) -> HttpResponse:
    """What integrity risk is, its three traits, why and how."""
    categories = [(RiskCategory(key).label, words) for key, words in CATEGORIES.items()]
    return render(request, "desk/method.html", {"categories": categories, "nav_at": "desk:walk"})


@require_GET
def power(request: HttpRequest, code: str) -> HttpResponse:
    """One power: its stepper, facts, and the annotated chart with risk points and measures."""
    shown = get_object_or_404(Power.objects.visible_to(request.user).for_list(), code=code)
    progress = progress_of(shown.body)
    chart = Flowchart.objects.with_drawing().filter(pk=shown.flowchart_id).first()
    row = next(row for row in rows_of(progress) if row.power.pk == shown.pk)
    context = {
        "power": shown,
        "chart": chart,
        "steps": power_steps(progress, row),
        "points": points_of(progress, shown),
        "may_approve": bool(can_approve_withholding(request.user, shown)),
        **annotated(chart),
    }
    return render(request, "desk/power.html", context)


def annotated(chart: Flowchart | None) -> dict[str, object]:
    """The annotated picture of a chart's settled version, with the same flow as text."""
    if chart is None:
        return {}
    gate = gate_of(chart)
    if gate.version is None:
        return {"gate": gate}
    drawing = gate.version.drawing
    svg = chart_svg_or_none(drawing, notes=notes_for(gate.version), subtitle=chart.section.name)
    return {"gate": gate, "svg": svg or "", "outline": outline(drawing), "version": gate.version}


@require_GET
def position(request: HttpRequest, body: str, code: str) -> HttpResponse:
    """One position: the steps it acts in, the risk points it carries, who holds it."""
    positions = Position.objects.visible_to(request.user).select_related("unit__parent", "body")
    shown = get_object_or_404(positions, body__code=body, code=code)
    points = RiskPoint.objects.filter(positions=shown) | RiskPoint.objects.filter(
        steps__position=shown
    )
    context = {
        "position": shown,
        "steps": shown.steps.live().select_related("flowchart"),
        "points": points.distinct().for_list(),
        "holders": shown.memberships.select_related("user"),
    }
    return render(request, "desk/position.html", context)
