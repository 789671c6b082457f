"""A chart on paper: on one page where its words can be read there, else on as few as it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import batched, product
from math import ceil
from operator import attrgetter

from .annotated import FLOW_MEASURES, WIDTHS, Sheet, draw_notes, draw_rims, notes_taken, sheet_of
from .canvas import new_graph
from .cutting import Stretch, filled, parts_of, rows_of, shared_out, taken_by
from .flow import Drawing, Flow, flow_of
from .lane_layout import LaneChart, lane_charts
from .lanes import draw_lanes
from .layout import Layout, Measures, lay_out
from .notes import StepNotes, shown
from .pieces import WHOLE, Part
from .rims import DEEPER, MARK, REACH, Cut, cuts, draw_part

PAPERS = {"A4": (595.0, 842.0), "A3": (842.0, 1191.0), "A2": (1191.0, 1684.0)}
SHEETS = {"A4": 1, "A3": 2, "A2": 4}
MARGINS = (57.0, 74.0)
"""What is not drawn on: left and right together, top and bottom together."""
SMALLEST_WORDS = 9.0
READABLE = 7.0 / SMALLEST_WORDS
"""The scale at which the smallest words of a drawing are 7 points high."""
LARGEST = 1.3
ENDLESS = 1e6
EVERYTHING = -WHOLE, WHOLE
SIDE = REACH + DEEPER + MARK + 4
"""The room for marks beside lanes that go on on another page."""
HEADS, LEGEND, RIM, RIMS = 110.0, 50.0, 24.0, 130.0
NARROW = ((140.0, 150.0), (160.0, 170.0))
COLUMN_GAP = 40.0


@dataclass(frozen=True)
class Page:
    """A paper, upright or across, and the room on it."""

    paper: str
    across: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper in points."""
        width, height = PAPERS[self.paper]
        return (height, width) if self.across else (width, height)

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of what may be drawn on."""
        width, height = self.size
        return width - MARGINS[0], height - MARGINS[1]

    def scale(self, width: float, height: float) -> float:
        """How large something can be drawn on it."""
        return min(self.room[0] / width, self.room[1] / height)


@dataclass(frozen=True)
class Print:
    """A chart as it goes to paper: the page, the scale, and the dot sources that stand on each page."""

    page: Page
    scale: float
    pages: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Laid:
    """A chart in its place: plain, with its notes, or in lanes."""

    flow: Flow
    layout: Layout
    sheet: Sheet | None = None
    lanes: LaneChart | None = None

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.sheet.width if self.sheet else 2 * self.layout.page.half_width

    @property
    def around(self) -> float:
        """The height of what stands above and below the flow on every page."""
        if self.sheet:
            return HEADS + LEGEND + self.sheet.foot_height
        return self.lanes.head + RIM if self.lanes else 40.0

    @property
    def taken(self) -> list[Stretch]:
        """The heights at which something stands that is not cut."""
        return taken_by(self.layout) + (notes_taken(self.sheet) if self.sheet else [])

    @property
    def is_plain(self) -> bool:
        """Whether several parts may stand side by side on a page."""
        return not self.sheet and not self.lanes


@dataclass(frozen=True)
class Try:
    """One way to lay a chart out on pages."""

    page: Page
    scale: float
    parts: list[Part]
    abreast: int
    laid: Laid

    @property
    def is_readable(self) -> bool:
        """Whether its smallest words are large enough."""
        return self.scale >= READABLE - 1e-6

    @property
    def rank(self) -> tuple[float, int, int, float]:
        """Sorts the readable first, then what takes the least paper, then by size.

        Lanes are hard to follow over many pages, so that for them the fewest count.
        """
        sheets = SHEETS[self.page.paper]
        too_small = 0.0 if self.is_readable else READABLE - self.scale
        count = ceil(len(self.filled) / self.abreast)
        return too_small, count if self.laid.lanes else count * sheets, sheets, -self.scale

    @cached_property
    def filled(self) -> list[Part]:
        """The parts that stand on a page."""
        return filled(self.laid.layout, self.parts)


def printed(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    *,
    lanes: Mapping[str, str] | None = None,
    subtitle: str = "",
    paper: str = "",
) -> Print:
    """Lay a chart out on the paper asked for, else on A4 or, where that would be too small, on A3.

    One page, where its words can be read there; else as many as it takes, of the paper that takes
    least. Notes leave no room for `lanes`, the names of the lanes of every position.
    """
    flow = flow_of(drawing)
    papers = [paper] if paper else ["A4", "A3"]
    pages = [[Page(name, across) for across in (False, True)] for name in papers]
    closely = [*laid_out(flow, notes, lanes, apart=False)]
    for both in pages:
        best = min((whole(page, laid) for page in both for laid in closely), key=attrgetter("rank"))
        if best.is_readable:
            return drawn(best, subtitle)
    either = [*closely, *laid_out(flow, notes, lanes, apart=True)]
    tries = (
        each for both in pages for page in both for laid in either for each in in_parts(page, laid)
    )
    return drawn(min(tries, key=attrgetter("rank")), subtitle)


def laid_out(
    flow: Flow,
    notes: Mapping[str, StepNotes] | None,
    lanes: Mapping[str, str] | None,
    *,
    apart: bool,
) -> Iterator[Laid]:
    """The layouts that come into question, with rows close to each other or apart."""
    if notes is not None:
        here = shown(flow, notes)
        for measures, widths in product(FLOW_MEASURES, (*NARROW, *WIDTHS)):
            sheet = sheet_of(flow, here, *widths, replace(measures, apart=apart))
            yield Laid(flow, sheet.layout, sheet)
    elif lanes is None:
        yield Laid(flow, lay_out(flow, Measures(apart=apart)))
    elif not apart:
        for chart in lane_charts(flow, lanes):
            yield Laid(flow, chart.layout, lanes=chart)


def whole(page: Page, laid: Laid) -> Try:
    """A chart on one page, as large as that goes."""
    rows = rows_of(laid.taken, ENDLESS)
    height = (rows[-1][1] - rows[0][0] if rows else 0.0) + laid.around
    scale = min(LARGEST, page.scale(laid.width, height))
    return Try(page, scale, parts_of(rows), 1, laid)


def in_parts(page: Page, laid: Laid) -> Iterator[Try]:
    """A chart on several pages: large, and as small as it can still be read."""
    largest = min(1.0, page.room[0] / laid.width)
    if laid.lanes and largest < READABLE:
        yield in_rows(page, laid, READABLE, lane_groups(laid.lanes, page.room[0] / READABLE))
    for scale in sorted({largest, min(largest, READABLE)}):
        yield in_rows(page, laid, scale, [EVERYTHING])


def in_rows(page: Page, laid: Laid, scale: float, columns: list[Stretch]) -> Try:
    """A chart in these columns, cut into rows that fit the page at that scale."""
    height = page.room[1] / scale - laid.around - RIMS
    rows = rows_of(laid.taken, max(height, 100.0))
    highest = max(bottom - top for top, bottom in rows) + laid.around + RIMS
    abreast = max(1, int(page.room[0] / scale / (laid.width + COLUMN_GAP))) if laid.is_plain else 1
    return Try(page, min(scale, page.room[1] / highest), parts_of(rows, columns), abreast, laid)


def lane_groups(chart: LaneChart, width: float) -> list[Stretch]:
    """The lanes from left to right, as many together as fit that width with marks at both sides."""
    lanes = [(lane.x - lane.half_width, lane.x + lane.half_width) for lane in chart.lanes]
    return shared_out(lanes, width - 2 * SIDE)


def drawn(plan: Try, subtitle: str) -> Print:
    """Write the dot source of every part, page by page."""
    page_of = {part: 1 + at // plan.abreast for at, part in enumerate(plan.filled)}
    sources = [
        part_source(cut, plan.laid, subtitle)
        for cut in cuts(plan.laid.flow, plan.laid.layout, plan.parts, page_of)
    ]
    return Print(plan.page, plan.scale, tuple(batched(sources, plan.abreast, strict=False)))


def part_source(cut: Cut, laid: Laid, subtitle: str) -> str:
    """Write the dot source of one part, with its title or the heads of its lanes."""
    graph = new_graph(order="nodesfirst" if laid.lanes else "edgesfirst")
    if laid.lanes:
        top, bottom = cut.top - laid.lanes.head - RIM / 2, cut.bottom + RIM / 2
        draw_lanes(graph, laid.lanes, top, bottom, (cut.part.left, cut.part.right))
    if laid.sheet:
        draw_rims(graph, laid.sheet, subtitle, top=cut.top, bottom=cut.bottom)
        draw_notes(graph, laid.sheet, lambda y: cut.part.top <= y <= cut.part.bottom)
    draw_part(graph, cut)
    return graph.source
