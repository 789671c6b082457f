"""Pages of flowcharts: the list and one chart."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from powers.charts import Drawing, drawing_of
from powers.drawing.checks import shortfalls
from powers.drawing.flow import flow_of
from powers.drawing.outline import outline
from powers.drawing.path import longest
from powers.drawing.render import Begun, begin_chart
from powers.drawing.svg import size_of
from powers.drawing.warnings import WarningFacts, warnings_of
from powers.lanes import lane_choices, lanes_of
from powers.models import Flowchart, Sketch
from powers.permissions.inventory import can_edit_chart
from powers.permissions.releases import can_submit_release
from powers.progress import Act, progress_of
from powers.rows import MOST_LINKS, MOST_STEPS
from powers.warning_facts import facts_for
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW

ROWS_A_PAGE = 20
# From so many steps on, a drawing keeps its size on a phone and scrolls.
LONG = 14
# Points. A higher drawing, fitted beside the rows on a common screen, would be too small to read.
TALL = 670


def get_chart(user: User, code: str) -> Flowchart:
    """Load a chart that the person may read, with its drawing; else 404."""
    return get_object_or_404(
        Flowchart.objects.visible_to(user).with_drawing().with_state(), code=code
    )


def trail(chart: Flowchart, *further: str) -> list[tuple[str, str]]:
    """Give the way to a chart's page, or to one below it."""
    address = reverse("powers:flowchart_detail", args=[chart.code])
    return [
        (_("Flowcharts"), reverse("powers:flowchart_list")),
        (chart.name, address if further else ""),
        *((name, "") for name in further),
    ]


@require_GET
def flowchart_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the charts with how far each has come and what is next."""
    charts = Flowchart.objects.visible_to(request.user).for_list().with_state()
    words = request.GET.get("q", "").strip()
    page = Paginator(charts.matching(words), ROWS_A_PAGE).get_page(request.GET.get("page"))
    template = "powers/flowchart_list.html" + ("#rows" if request.htmx else "")
    context = {
        "page": page,
        "words": words,
        "may_add": request.user.may_anywhere(Permission.POWER_EDIT),
        "trail": [(_("Flowcharts"), "")],
    }
    return render(request, template, context)


@require_GET
def flowchart_detail(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show one chart: drawing and text, its powers, versions, where it stands and what is next."""
    chart = get_chart(request.user, code)
    drawing = drawing_of(chart)
    progress = progress_of(chart, drawing)
    may_edit = can_edit_chart(request.user, chart)
    rules = {Act.DRAW: may_edit, Act.SUBMIT: can_submit_release(request.user, chart)}
    context = {
        "chart": chart,
        "progress": progress,
        "versions": chart.versions.defer("svg").select_related("made_by"),
        "may_edit": may_edit,
        "sketch": Sketch.objects.unsaved_of(chart, request.user) if may_edit else None,
        "may_go_on": rules.get(progress.act, ALLOW),
        "trail": trail(chart),
        **picture_of(drawing, by=request.GET.get("lanes", ""), body=chart.body_id),
        **looked_at(drawing, facts_for(chart)),
    }
    return render(request, "powers/flowchart_detail.html", context)


def looked_at(drawing: Drawing, facts: WarningFacts) -> dict[str, Any]:
    """Give what is worth a look in a drawing, its longest way, and the limits that this is held to."""
    flow, fits = flow_of(drawing), len(drawing["steps"]) <= MOST_STEPS
    return {
        "warnings": warnings_of(flow, facts) if fits else [],
        "path": longest(flow) if fits else None,
        "power_limits": facts,
    }


@dataclass(frozen=True)
class Started:
    """A drawing whose picture Graphviz has begun: the chart, or None where there can be none."""

    drawing: Drawing
    by: str
    in_lanes: bool
    chart: Begun | None

    def close(self) -> None:
        """Let the picture go, if nobody waited for it."""
        if self.chart:
            self.chart.close()


def start_picture(drawing: Drawing, *, by: str = "", body: int | None = None) -> Started:
    """Let Graphviz begin with a drawing's picture, unless it has no steps or is too large.

    By "position" or "section" it is drawn in lanes, given the body whose positions these are.
    """
    lanes = lanes_of(drawing, by, body) if body else None
    fits = len(drawing["steps"]) <= MOST_STEPS and len(drawing["links"]) <= MOST_LINKS
    chart = begin_chart(drawing, lanes=lanes) if drawing["steps"] and fits else None
    return Started(drawing, by, lanes is not None, chart)


def picture_of(drawing: Drawing, *, by: str = "", body: int | None = None) -> dict[str, Any]:
    """Give a drawing's picture, its text and what it lacks."""
    return told_of(start_picture(drawing, by=by, body=body))


def told_of(started: Started) -> dict[str, Any]:
    """Give the picture that was begun, the text of the drawing and what it lacks."""
    drawing, flow = started.drawing, flow_of(started.drawing)
    told = {
        "drawing": drawing,
        "lanes": lane_choices(started.by),
        "in_lanes": started.in_lanes,
        "is_long": len(drawing["steps"]) > LONG,
        "outline": outline(flow),
        "shortfalls": shortfalls(flow),
    }
    svg = started.chart.svg_or_none() if started.chart else ""
    is_tall = size_of(svg)[1] > TALL if svg else False
    return told | {"svg": svg or "", "no_dot": svg is None, "is_tall": is_tall}
