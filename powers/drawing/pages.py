"""A chart on paper: on one page where its words can be read there, else on as few as it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from math import ceil

from .annotated import FLOW_MEASURES, WIDTHS, Sheet, draw_notes, draw_rims, notes_taken, sheet_of
from .canvas import new_graph
from .cutting import Cut, Part, cuts, draw_part, parts_of, taken_by
from .flow import Drawing, Flow, flow_of
from .layout import Layout, Measures, lay_out
from .notes import StepNotes, shown

PAPERS = {"A4": (595.0, 842.0), "A3": (842.0, 1191.0), "A2": (1191.0, 1684.0)}
MARGINS = (57.0, 74.0)
"""What is not drawn on: left and right together, top and bottom together."""
SMALLEST_WORDS = 9.0
READABLE = 7.0 / SMALLEST_WORDS
"""The scale at which the smallest words of a drawing are 7 points high."""
LARGEST = 1.3
HEADS, LEGEND, RIMS = 110.0, 50.0, 130.0
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
class Try:
    """One way to lay a chart out on pages."""

    page: Page
    scale: float
    parts: list[Part]
    columns: int
    layout: Layout
    sheet: Sheet | None = None

    @property
    def count(self) -> int:
        """How many pages it takes."""
        return ceil(len(self.parts) / self.columns)

    @property
    def rank(self) -> tuple[bool, int, float]:
        """Sorts the readable before the others, then by pages, then by size."""
        return self.scale < READABLE - 1e-6, self.count, -self.scale


def printed(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    *,
    subtitle: str = "",
    paper: str = "",
) -> Print:
    """Lay a chart out on the paper asked for, else on A4 or, where that would be too small, on A3.

    One page, where its words can be read there; else as many as it takes.
    """
    flow = flow_of(drawing)
    here = None if notes is None else shown(flow, notes)
    papers = [paper] if paper else ["A4", "A3"]
    for pages in (1, 99):
        for name in papers:
            best = min(tries(flow, here, name, pages=pages), key=lambda one: one.rank)
            if best.scale >= READABLE - 1e-6:
                return drawn(flow, best, subtitle)
    return drawn(flow, best, subtitle)


def tries(
    flow: Flow, notes: Mapping[str, StepNotes] | None, paper: str, *, pages: int
) -> Iterator[Try]:
    """Every way to lay a chart out on one page, or on several."""
    for across in (False, True):
        page = Page(paper, across)
        for layout, sheet, width in laid_out(flow, notes):
            if pages == 1:
                yield whole(page, layout, sheet, width)
            else:
                yield from in_parts(page, layout, sheet, width)


def laid_out(
    flow: Flow, notes: Mapping[str, StepNotes] | None
) -> Iterator[tuple[Layout, Sheet | None, float]]:
    """The layouts that come into question, and how wide each is."""
    if notes is None:
        layout = lay_out(flow, Measures())
        yield layout, None, 2 * layout.page.half_width
        return
    for measures in FLOW_MEASURES:
        for widths in (*NARROW, *WIDTHS):
            sheet = sheet_of(flow, notes, *widths, measures)
            yield sheet.layout, sheet, sheet.width


def whole(page: Page, layout: Layout, sheet: Sheet | None, width: float) -> Try:
    """A chart on one page, as large as that goes."""
    parts = parts_of(taken(layout, sheet), float(10**6))
    height = (parts[-1].bottom - parts[0].top if parts else 0.0) + around(sheet)
    return Try(page, min(LARGEST, page.scale(width, height)), parts, 1, layout, sheet)


def in_parts(page: Page, layout: Layout, sheet: Sheet | None, width: float) -> Iterator[Try]:
    """A chart on several pages: large, and as small as it can still be read."""
    largest = min(1.0, page.room[0] / width)
    for scale in sorted({largest, min(largest, READABLE)}):
        height = page.room[1] / scale - around(sheet) - RIMS
        parts = parts_of(taken(layout, sheet), max(height, 100.0))
        columns = 1 if sheet else max(1, int(page.room[0] / scale / (width + COLUMN_GAP)))
        highest = max(part.bottom - part.top for part in parts) + around(sheet) + RIMS
        yield Try(page, min(scale, page.room[1] / highest), parts, columns, layout, sheet)


def around(sheet: Sheet | None) -> float:
    """The height of what stands above and below the flow."""
    return HEADS + LEGEND if sheet else 40.0


def taken(layout: Layout, sheet: Sheet | None) -> list[tuple[float, float]]:
    """The heights at which something stands that is not cut."""
    return taken_by(layout) + (notes_taken(sheet) if sheet else [])


def drawn(flow: Flow, plan: Try, subtitle: str) -> Print:
    """Write the dot source of every part, page by page."""
    pages = [1 + part.number // plan.columns for part in plan.parts]
    sources = [
        part_source(cut, plan, subtitle) for cut in cuts(flow, plan.layout, plan.parts, pages)
    ]
    return Print(plan.page, plan.scale, tuple(batched(sources, plan.columns, strict=False)))


def part_source(cut: Cut, plan: Try, subtitle: str) -> str:
    """Write the dot source of one part, with its title where it begins a page."""
    graph = new_graph()
    if plan.sheet:
        draw_rims(graph, plan.sheet, subtitle, top=cut.top, bottom=cut.bottom)
        draw_notes(graph, plan.sheet, cut.part.holds)
    draw_part(graph, cut)
    return graph.source
