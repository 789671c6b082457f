"""The dot source of an annotated chart: risk points, levels, the flow, measures, side by side.

The flow keeps its branches and loops; notes stand at the height of their step, each joined to it by
a dashed line that makes way for the lines of the flow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import pgettext

from .canvas import (
    ACCENT,
    BLUE,
    MUTED,
    Box,
    Point,
    Words,
    draw_line,
    height_of,
    new_graph,
    pill,
    pin,
    write,
)
from .dot import Graph
from .flow import Drawing, Flow, flow_of
from .foot import foot_of, numbered
from .layout import Layout, Measures, lay_out
from .marks import MARK, draw_legend, draw_mark
from .notes import PADDING, STACK_GAP, Beside, Block, Level, StepNotes, beside, shown
from .ports import LEFT, RIGHT
from .source import draw_flow
from .text import wrap

GUTTER = 16.0
BRIDGE = 4.0
# How far below the flow the middle of the legend stands, and below that what stands last.
LEGEND_DROP, FOOT_GAP = 34.0, 18.0
PAPER = (538.0, 774.0)
WIDTHS = ((185.0, 200.0), (215.0, 235.0), (250.0, 270.0), (290.0, 310.0))
FLOW_MEASURES = (Measures(), Measures(main=102.0, side=62.0, label_signs=6.0))


@dataclass(frozen=True)
class Sheet:
    """An annotated chart in its place: the flow, the notes, and where their columns stand."""

    flow: Flow
    layout: Layout
    notes: dict[str, Beside]
    risk_width: float
    measure_width: float
    # The numbers of the measures that stand below the chart, by what they say.
    signs: Mapping[str, str]

    @property
    def marks(self) -> float:
        """The middle of the column of level marks."""
        return self.layout.page.x - self.layout.page.half_width - GUTTER - MARK

    @property
    def risks(self) -> float:
        """The middle of the column of risk points."""
        return self.marks - MARK - GUTTER - self.risk_width / 2

    @property
    def measures(self) -> float:
        """The middle of the column of measures."""
        right = self.layout.page.x + self.layout.page.half_width
        return right + GUTTER + self.measure_width / 2

    @property
    def left(self) -> float:
        """The left rim."""
        return self.risks - self.risk_width / 2

    @property
    def width(self) -> float:
        """The whole width."""
        return self.measures + self.measure_width / 2 - self.left

    @property
    def bottom(self) -> float:
        """The lower rim of the flow and the notes."""
        ends = [2 * self.layout.page.half_height]
        for key, side in self.layout.notes:
            height = side_height(self.notes[key], side)
            ends.append(self.layout.notes[key, side][1] + height / 2)
        return max(ends)

    @cached_property
    def foot(self) -> Block | None:
        """What stands below the legend."""
        return foot_of(self.signs, self.width)

    @property
    def foot_height(self) -> float:
        """How much room what stands below the legend takes."""
        return self.foot.height + FOOT_GAP if self.foot else 0.0

    @property
    def scale(self) -> float:
        """How large it can be printed on A4, upright or across."""
        height = self.bottom + 150 + self.foot_height
        upright = min(PAPER[0] / self.width, PAPER[1] / height)
        return max(upright, min(PAPER[1] / self.width, PAPER[0] / height))

    @property
    def levels(self) -> set[Level]:
        """The levels of the risk points on it, and "not rated" where one has none."""
        levels = {block.level for frames in self.notes.values() for block in frames.risks}
        return {level for level in levels if level}

    @property
    def has_reopened(self) -> bool:
        """Whether it bears a risk point that changed after its ruling."""
        return any(block.reopened for frames in self.notes.values() for block in frames.risks)


def annotated_source(
    drawing: Drawing | Flow, notes: Mapping[str, StepNotes], *, subtitle: str = ""
) -> str:
    """Write the dot source of a drawing with its risk points and measures beside its steps."""
    flow = flow_of(drawing)
    here = shown(flow, notes)
    sheets = (sheet_of(flow, here, *widths, of) for of in FLOW_MEASURES for widths in WIDTHS)
    sheet = max(sheets, key=lambda sheet: sheet.scale)
    graph = new_graph()
    draw_rims(graph, sheet, subtitle, top=0.0, bottom=sheet.bottom)
    draw_notes(graph, sheet, lambda _y: True)
    draw_flow(graph, flow, sheet.layout, frozenset())
    return graph.source


def draw_rims(graph: Graph, sheet: Sheet, subtitle: str, *, top: float, bottom: float) -> None:
    """Draw what stands above and below the flow: title, heads of the columns, legend."""
    draw_heads(graph, sheet, subtitle, top)
    middle = sheet.left + sheet.width / 2
    place = (middle, bottom + LEGEND_DROP)
    draw_legend(graph, sheet.flow, place, sheet.levels, has_reopened=sheet.has_reopened)
    if sheet.foot:
        half = sheet.foot.height / 2
        below = Box(middle, bottom + LEGEND_DROP + FOOT_GAP + half, sheet.width / 2, half)
        draw_block(graph, "foot", below, sheet.foot)


def draw_notes(graph: Graph, sheet: Sheet, holds: Callable[[float], bool]) -> None:
    """Draw the risk points and measures of the steps that stand where it holds."""
    for key, frames in sheet.notes.items():
        if holds(sheet.layout.middles[key][1]):
            draw_risks(graph, sheet, key, frames)
            draw_measures(graph, sheet, key, frames)


def notes_taken(sheet: Sheet) -> list[tuple[float, float]]:
    """The heights at which notes stand, their level marks included."""
    return [
        (point[1] - half, point[1] + half + (7 if side == LEFT else 0))
        for (key, side), point in sheet.layout.notes.items()
        for half in [side_height(sheet.notes[key], side) / 2]
    ]


def sheet_of(
    flow: Flow,
    notes: Mapping[str, StepNotes],
    risk_width: float,
    measure_width: float,
    flow_measures: Measures,
) -> Sheet:
    """Lay a chart out with columns of those widths."""
    signs, columns = numbered(notes), (risk_width, measure_width)
    frames = {key: beside(flow, note, columns, signs) for key, note in notes.items()}
    heights = {
        (key, side): height
        for key, frame in frames.items()
        for side in (LEFT, RIGHT)
        if (height := side_height(frame, side))
    }
    layout = lay_out(flow, flow_measures, heights)
    return Sheet(flow, layout, frames, risk_width, measure_width, signs)


def side_height(frames: Beside, side: int) -> float:
    """The height of what stands on one side of a step, 0 for nothing."""
    if side == LEFT:
        return frames.risks_height if frames.risks else 0.0
    return frames.measures.height if frames.measures else 0.0


def draw_heads(graph: Graph, sheet: Sheet, subtitle: str, top: float) -> None:
    """Draw the title and the heads of the columns over what begins at `top`."""
    middle, room = sheet.left + sheet.width / 2, sheet.width / 2
    titles = [Words(text, 19, ACCENT, bold=True) for text in wrap(sheet.flow.name, room / 10)]
    titles += [Words(text, 11, MUTED) for text in wrap(subtitle, room / 6) if text]
    half = height_of(titles) / 2
    write(graph, "title", Box(middle, top - 54 - half, room, half), titles)
    heads = (
        (
            "risks",
            sheet.risks,
            sheet.risk_width,
            pgettext("head of a column", "Risk points"),
            "#8a1c1c",
            "#f8e8e6",
        ),
        (
            "levels",
            sheet.marks,
            2 * MARK + 8,
            pgettext("head of a column", "Level"),
            "#3d4852",
            "#eceff2",
        ),
        (
            "flow",
            sheet.layout.page.x,
            2 * sheet.layout.page.half_width,
            pgettext("head of a column", "Flow"),
            "#3d4852",
            "#eceff2",
        ),
        (
            "measures",
            sheet.measures,
            sheet.measure_width,
            pgettext("head of a column", "Measures"),
            "#174a7c",
            "#e6eff8",
        ),
    )
    for name, x, width, words, ink, fill in heads:
        look = {"shape": "box", "style": "rounded,filled", "fillcolor": fill, "color": fill}
        place = Box(x, top - 32, width / 2, 12)
        pill(graph, f"head-{name}", place, Words(words, 12, ink), look)


def draw_risks(graph: Graph, sheet: Sheet, key: str, frames: Beside) -> None:
    """Draw the risk points of a step under one another, each with its level."""
    if not frames.risks:
        return
    number = sheet.flow.by_key[key].number
    top = sheet.layout.notes[key, LEFT][1] - frames.risks_height / 2
    heights = []
    for index, block in enumerate(frames.risks, 1):
        y = top + block.height / 2
        top += block.height + STACK_GAP
        place = Box(sheet.risks, y, sheet.risk_width / 2, block.height / 2)
        draw_block(graph, f"r{number}-{index}", place, block)
        draw_mark(graph, f"m{number}-{index}", (sheet.marks, y), block)
        heights.append(y)
    join_risks(graph, sheet, key, heights)


def join_risks(graph: Graph, sheet: Sheet, key: str, heights: Sequence[float]) -> None:
    """Join every risk point to its mark, and the marks to their step by one line."""
    number = sheet.flow.by_key[key].number
    start, end = sheet.risks + sheet.risk_width / 2, sheet.layout.notes[key, LEFT]
    bus = sheet.marks + MARK + GUTTER / 2
    for index, y in enumerate(heights, 1):
        mark = f"m{number}-{index}"
        draw_dashed(graph, (f"r{number}-{index}", mark), [[(start, y), (sheet.marks, y)]], MUTED)
        is_outermost = index in {1, len(heights)} and len(heights) > 1
        turn = [(bus, end[1])] if is_outermost else []
        to_bus = [(sheet.marks, y), (bus, y), *turn]
        draw_dashed(graph, (mark, f"s{number}"), [to_bus], MUTED)
    pieces = bridged(sheet, (bus, end[1]), end)
    draw_dashed(graph, (f"m{number}-1", f"s{number}"), pieces, MUTED)


def draw_measures(graph: Graph, sheet: Sheet, key: str, frames: Beside) -> None:
    """Draw the measures of a step."""
    if not frames.measures:
        return
    number = sheet.flow.by_key[key].number
    start = sheet.layout.notes[key, RIGHT]
    half = frames.measures.height / 2
    place = Box(sheet.measures, start[1], sheet.measure_width / 2, half)
    draw_block(graph, f"c{number}", place, frames.measures)
    end = sheet.measures - sheet.measure_width / 2, start[1]
    draw_dashed(graph, (f"s{number}", f"c{number}"), bridged(sheet, start, end), BLUE)


def draw_dashed(
    graph: Graph, ends: tuple[str, str], pieces: Sequence[Sequence[Point]], color: str
) -> None:
    """Draw a dashed line, in pieces where others interrupt it."""
    look = {"style": "dashed", "color": color, "penwidth": "1"}
    for piece in pieces:
        draw_line(graph, ends, piece, look, arrow=False)


def bridged(sheet: Sheet, start: Point, end: Point) -> list[list[Point]]:
    """Cut a level line where lines of the flow cross it."""
    y = start[1]
    crossings = sorted(
        above[0]
        for line in sheet.layout.lines
        for above, below in zip(line.points, line.points[1:], strict=False)
        if above[0] == below[0]
        and start[0] < above[0] < end[0]
        and min(above[1], below[1]) < y < max(above[1], below[1])
    )
    stops = [start[0]]
    for x in crossings:
        stops += [x - BRIDGE, x + BRIDGE]
    stops.append(end[0])
    pairs = zip(stops[::2], stops[1::2], strict=True)
    return [[(left, y), (right, y)] for left, right in pairs if right > left]


def draw_block(graph: Graph, name: str, place: Box, block: Block) -> None:
    """Draw lines in a frame."""
    color, fill = (block.level.color, block.level.fill) if block.level else (BLUE, "#f6fafe")
    inner = Box(place.x, place.y, place.half_width - PADDING + 6, place.half_height)
    frame = {"shape": "box", "style": "rounded,filled", "fixedsize": "true", "penwidth": "1"}
    pin(graph, name, place, frame | {"color": color, "fillcolor": fill})
    write(graph, f"{name}-text", inner, block.lines)
