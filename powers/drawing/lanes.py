"""The dot source of a chart in lanes: one column for each position, or for each section."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.utils.translation import gettext as _

from .canvas import ACCENT, MUTED, Box, Words, new_graph, pin, write
from .dot import Graph
from .flow import Drawing, Flow, flow_of
from .lane_layout import FILLS, HEAD_LEAD, HEAD_SIZE, LaneChart, lay_out_lanes
from .source import draw_flow

HEAD_FILLS = "#f3ece6", "#e9eef5"
RIM = "#d9d2cb"


def lanes_source(
    drawing: Drawing | Flow, lanes: Mapping[str, str], *, highlight: AbstractSet[str] = frozenset()
) -> str:
    """Write the dot source of a drawing in lanes, given the name of the lane of every position.

    A step whose position is not among them stands in a lane of the position's own name, one
    without a position in a lane that says so.
    """
    flow = flow_of(drawing)
    graph = new_graph(order="nodesfirst")
    if not flow.steps:
        write(graph, "empty", Box(0, 0, 60, 14), [Words(_("No steps yet"), color=MUTED)])
        return graph.source
    chart = lay_out_lanes(flow, lanes)
    page = chart.layout.page
    draw_lanes(graph, chart, 0.0, 2 * page.half_height, (0.0, 2 * page.half_width))
    draw_flow(graph, flow, chart.layout, highlight)
    return graph.source


def draw_lanes(
    graph: Graph, chart: LaneChart, top: float, bottom: float, within: tuple[float, float]
) -> None:
    """Draw the lanes within a width from one height to another, before what stands on them."""
    middle, half_height = (top + bottom) / 2, (bottom - top) / 2
    for number, lane in enumerate(chart.lanes):
        if not within[0] < lane.x < within[1]:
            continue
        look = {"shape": "box", "style": "filled", "color": RIM, "penwidth": "0.8"}
        body = Box(lane.x, middle, lane.half_width, half_height)
        pin(graph, f"lane{number}", body, look | {"fillcolor": FILLS[number % 2]})
        head = Box(lane.x, top + chart.head / 2, lane.half_width, chart.head / 2)
        pin(graph, f"head{number}", head, look | {"fillcolor": HEAD_FILLS[number % 2]})
        lead = HEAD_LEAD / HEAD_SIZE
        words = [Words(text, HEAD_SIZE, ACCENT, bold=True, lead=lead) for text in lane.names]
        write(graph, f"name{number}", head, words)
