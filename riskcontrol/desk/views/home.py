"""My work, the walk, the method, and a power's and a position's page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from measures.along_lines import Aimed, aims_in
from measures.annotating import notes_for, points_on
from powers.drawing.outline import outline
from powers.drawing.render import chart_svg_or_none
from powers.gate import final_version, gate_of
from powers.models import Flowchart, Posting, Power, Version
from powers.permissions.postings import can_approve_withholding
from powers.states import ChartState
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.desk.board import Place, board_for, board_of, place_of, powers_for
from riskcontrol.desk.progress import (
    Row,
    concerns,
    facts_of,
    power_steps,
    progress_of,
    rows_of,
    steps_of,
    told,
    waiting,
)
from riskcontrol.desk.work import work_of
from riskpoints.levels import shipped_levels
from riskpoints.models import RiskPoint
from riskpoints.peaks import peaks_of
from riskpoints.querysets import STAGES
from riskpoints.states import RiskCategory
from riskpoints.words import CATEGORIES

ROWS_A_PAGE = 20


@require_GET
def home(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for the person, the late first; where nothing does, what could be done."""
    board = board_for(request.user)
    items = work_of(request.user, board)
    context = {"items": items, "work_count": len(items), "rounds": board.rounds.values()}
    return render(request, "desk/home.html", context)


@require_GET
def walk(request: AuthenticatedRequest) -> HttpResponse:
    """The four steps of the deck in order: how far the body is, what is next, what must wait and why."""
    bodies = list(Unit.objects.visible_to(request.user).bodies())
    body = chosen(bodies, request.GET.get("body", ""))
    if body is None:
        return render(request, "desk/walk.html", {"body": None})
    board = board_of(body, request.user)
    progress = progress_of(body, board)
    context = {
        "body": body,
        "bodies": bodies,
        "steps": steps_of(progress),
        "items": work_of(request.user, board),
        "waiting": waiting(progress),
        "page": Paginator(rows_of(progress), ROWS_A_PAGE).get_page(request.GET.get("page")),
        "levels": progress.levels,
    }
    return render(request, "desk/walk.html", context)


def chosen(bodies: list[Unit], code: str) -> Unit | None:
    """Give the body asked for, which must be one he may read, else the first; None where there is none."""
    if not code:
        return next(iter(bodies), None)
    for body in bodies:
        if body.code == code:
            return body
    raise Http404


@require_GET
def method(request: AuthenticatedRequest) -> HttpResponse:
    """What integrity risk is, its three traits, why and how."""
    categories = [(RiskCategory(key).label, words) for key, words in CATEGORIES.items()]
    context = {"categories": categories, "levels": shipped_levels(), "nav_at": "desk:walk"}
    return render(request, "desk/method.html", context)


@require_GET
def power(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """One power: its stepper, facts, and the annotated chart with risk points and measures."""
    visible = powers_for(Power.objects.visible_to(request.user), request.user)
    place = place_of(get_object_or_404(visible, code=code))
    chart = place.power.flowchart
    version = final_version(chart) if chart else None
    on_chart = points_on(version) if version else []
    points = [point for point in on_chart if concerns(point, place.power)]
    aims = aims_in({place.power.body_id})
    context = {
        "power": place.power,
        **levels_on(place.power, version, on_chart),
        "chart": chart,
        "steps": power_steps(row_for(place, points)),
        "points": points,
        "aims": aims,
        "may_edit": request.user.may(Permission.POWER_EDIT, place.power.section),
        "may_approve": bool(can_approve_withholding(request.user, place.power)),
        "version": version,
        "gate": gate_of(chart) if chart and not version else None,
        **(picture(version, on_chart, aims) if version else {}),
    }
    return render(request, "desk/power.html", context)


def levels_on(power: Power, version: Version | None, points: list[RiskPoint]) -> dict[str, Any]:
    """Give a power's level and that of each step of its settled chart, in one query of levels."""
    anchored = {
        anchor.step.key: anchor.step_id for point in points for anchor in point.anchors.all()
    }
    peaks = peaks_of(powers=[power.pk], steps=anchored.values())
    steps, by_step = version.drawing["steps"] if version else [], peaks.get("step", {})
    return {
        "peak": peaks.get("power", {}).get(power.pk),
        "step_levels": [(step, by_step.get(anchored.get(step["key"], 0))) for step in steps],
    }


def row_for(place: Place, points: list[RiskPoint]) -> Row:
    """Tell how far one power has come, from its own points alone."""
    posting = None
    if place.state in {ChartState.POSTED, ChartState.UPCOMING}:
        under_way = Posting.objects.unsettled().with_extended()
        posting = under_way.filter(flowchart=place.power.flowchart).first()
    measures = {one.pk: facts_of(one) for point in points for one in point.measures.all()}
    return told(place, posting, points, list(measures.values()))


def picture(version: Version, points: list[RiskPoint], aims: list[Aimed]) -> dict[str, Any]:
    """Draw a settled version with its risk points and measures, and tell the same flow as text."""
    notes, section = notes_for(version, points, aims), version.facts["section"]
    svg = chart_svg_or_none(version.drawing, notes=notes, subtitle=section)
    return {"svg": svg or "", "outline": outline(version.drawing)}


@require_GET
def position(request: AuthenticatedRequest, body: str, code: str) -> HttpResponse:
    """One position: the steps it acts in, the risk points it carries, who holds it."""
    positions = Position.objects.visible_to(request.user).select_related("unit__parent", "body")
    shown = get_object_or_404(positions, body__code=body, code=code)
    points = RiskPoint.objects.filter(positions=shown) | RiskPoint.objects.filter(
        steps__position=shown
    )
    context = {
        "position": shown,
        "peak": peaks_of(positions=[shown.pk]).get("position", {}).get(shown.pk),
        "charts": steps_by_chart(shown),
        "points": points.in_register().distinct().select_related("ruling__level", *STAGES),
        "holders": shown.memberships.filter(user__is_active=True).select_related("user"),
        "nav_at": "riskpoints:list",
    }
    return render(request, "desk/position.html", context)


def steps_by_chart(position: Position) -> dict[Flowchart, list[str]]:
    """Name the steps a position acts in, chart by chart."""
    found: dict[Flowchart, list[str]] = {}
    for step in position.steps.live().select_related("flowchart").order_by("flowchart", "order"):
        found.setdefault(step.flowchart, []).append(step.name)
    return found
