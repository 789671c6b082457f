"""The dot source of a plain chart."""

from collections.abc import Set as AbstractSet

from django.utils.translation import gettext as _

from .canvas import MUTED, Box, Words, draw_line, new_graph, write
from .dot import Graph
from .flow import Drawing, Flow, flow_of
from .layout import Layout, Line, Measures, lay_out
from .shapes import draw_step


def chart_source(drawing: Drawing | Flow, *, highlight: AbstractSet[str] = frozenset()) -> str:
    """Write the dot source of a drawing, narrow enough for a phone; highlighted steps have a double border."""
    flow = flow_of(drawing)
    graph = new_graph()
    if not flow.steps:
        words = [Words(_("No steps yet"), color=MUTED)]
        write(graph, "empty", Box(0, 0, 60, 14), words)
    draw_flow(graph, flow, lay_out(flow, Measures()), highlight)
    return graph.source


def draw_flow(graph: Graph, flow: Flow, layout: Layout, highlight: AbstractSet[str]) -> None:
    """Draw the steps and the lines between them."""
    for step in flow.steps:
        box, middle = layout.boxes[step.key], layout.middles[step.key]
        draw_step(graph, box, middle, highlighted=step.key in highlight)
    for line in layout.lines:
        draw_link(graph, flow, line)


def draw_link(graph: Graph, flow: Flow, line: Line) -> None:
    """Draw a link with its condition."""
    link = line.way.link
    ends = f"s{flow.by_key[link.source].number}", f"s{flow.by_key[link.target].number}"
    draw_line(graph, ends, line.points, line.label.look() if line.label else {})
