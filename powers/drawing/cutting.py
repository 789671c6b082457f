"""A laid out flow cut into parts, one below the other, that are to stand on several pages.

A cut goes where neither a step nor a condition nor a note stands. A line that it meets ends in a
numbered mark, and goes on from the mark with the same number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .canvas import INK, MUTED, Box, Point, Words, draw_line, pill, write
from .dot import Graph
from .flow import Flow
from .layout import Layout, Line
from .shapes import BADGE, draw_step

type Stretch = tuple[float, float]

MARK = 8.0
REACH = 22.0
DEEPER = 18.0
CAPTION = 14.0
SLACK = 5.0
WHOLE = float("inf")


@dataclass(frozen=True)
class Part:
    """A stretch of the layout's height, counted from 0."""

    number: int
    top: float
    bottom: float

    def holds(self, y: float) -> bool:
        """Whether what stands at that height belongs here."""
        return self.top <= y <= self.bottom


@dataclass(frozen=True)
class Mark:
    """Where a line goes on: below which part it is cut, where, and whether it runs down."""

    cut: int
    x: float
    down: bool


def taken_by(layout: Layout) -> list[Stretch]:
    """The heights at which steps and conditions stand."""
    steps = [
        (middle[1] - layout.boxes[key].half_height - BADGE - 3, middle[1] + layout.boxes[key].half_height)
        for key, middle in layout.middles.items()
    ]  # fmt: skip
    return steps + [
        with_start(line.points[0][1], line.label.box) for line in layout.lines if line.label
    ]


def with_start(y: float, box: Box) -> Stretch:
    """The heights of a condition and of where its line begins: the two are not parted."""
    return min(y, box.y - box.half_height), max(y, box.y + box.half_height)


def parts_of(taken: Iterable[Stretch], height: float) -> list[Part]:
    """Cut into as few parts of at most that height as there can be, all about as high."""
    blocks = joined(taken)
    count = len(stacked(blocks, height))
    low, high = 0.0, height
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(stacked(blocks, middle)) <= count else (middle, high)
    return widened(stacked(blocks, high))


def widened(stretches: Sequence[Stretch]) -> list[Part]:
    """Let every part reach a little into the gaps, so that a line that ends at its rim goes on."""
    rims = [SLACK] + [min(SLACK, (b[0] - a[1]) / 3) for a, b in pairwise(stretches)] + [SLACK]
    return [
        Part(number, top - rims[number], bottom + rims[number + 1])
        for number, (top, bottom) in enumerate(stretches)
    ]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join what overlaps."""
    blocks: list[Stretch] = []
    for top, bottom in sorted(stretches):
        if blocks and top <= blocks[-1][1]:
            blocks[-1] = blocks[-1][0], max(bottom, blocks[-1][1])
        else:
            blocks.append((top, bottom))
    return blocks


def stacked(blocks: Sequence[Stretch], height: float) -> list[Stretch]:
    """Fill one part after the other; what is higher than a part has one to itself."""
    parts: list[Stretch] = []
    for top, bottom in blocks:
        if parts and bottom - parts[-1][0] <= height:
            parts[-1] = parts[-1][0], bottom
        else:
            parts.append((top, bottom))
    return parts


def pieces(points: Sequence[Point], part: Part) -> list[list[Point]]:
    """The pieces of a right-angled line that lie in a part."""
    found: list[list[Point]] = []
    piece: list[Point] = []
    for start, end in pairwise(points):
        if max(start[1], end[1]) < part.top or min(start[1], end[1]) > part.bottom:
            continue
        piece = piece or [held(start, part)]
        piece.append(held(end, part))
        if piece[-1] != end:
            found.append(piece)
            piece = []
    return [*found, piece] if piece else found


def held(point: Point, part: Part) -> Point:
    """The point, or the nearest one to it at the same x that lies in the part."""
    return point[0], min(max(point[1], part.top), part.bottom)


def marks_of(layout: Layout, parts: Sequence[Part]) -> dict[Mark, int]:
    """Number the marks: from the first cut to the last, from left to right."""
    found = {
        mark
        for part in parts
        for line in layout.lines
        for piece in pieces(line.points, part)
        for mark in ends_of(piece, line, part)
        if mark
    }
    ordered = sorted(found, key=lambda mark: (mark.cut, mark.x, mark.down))
    return {mark: number for number, mark in enumerate(ordered, 1)}


def ends_of(piece: Sequence[Point], line: Line, part: Part) -> tuple[Mark | None, Mark | None]:
    """The marks that a piece begins and ends at, where it is no end of the line itself."""
    return (
        None if piece[0] == line.points[0] else mark_at(piece[0], piece[0], piece[1], part),
        None if piece[-1] == line.points[-1] else mark_at(piece[-1], piece[-2], piece[-1], part),
    )


def mark_at(place: Point, start: Point, end: Point, part: Part) -> Mark:
    """The mark at a place on the rim of a part."""
    cut = part.number - 1 if place[1] == part.top else part.number
    return Mark(cut, round(place[0], 1), end[1] > start[1])


@dataclass(frozen=True)
class Cut:
    """One part of a layout with the marks at its rims, ready to be drawn."""

    flow: Flow
    layout: Layout
    part: Part
    marks: dict[Mark, int]
    pages: Sequence[int]

    def rim(self, mark: Mark) -> tuple[float, int]:
        """Where a mark's rim lies, and the direction away from the part."""
        return (self.part.bottom, 1) if mark.cut == self.part.number else (self.part.top, -1)

    def at_rim(self, cut: int) -> list[Mark]:
        """The marks of one rim, from left to right."""
        return [mark for mark in self.marks if mark.cut == cut]

    def depth(self, mark: Mark) -> float:
        """How far outside a mark stands: further where it would touch the one beside it."""
        level, last = 0, -WHOLE
        for other in self.at_rim(mark.cut):
            level = level + 1 if other.x - last < 2 * MARK + 3 else 0
            last = other.x
            if other == mark:
                break
        return REACH + DEEPER * level

    def middle(self, mark: Mark) -> Point:
        """Where a mark stands."""
        y, away = self.rim(mark)
        return mark.x, y + away * self.depth(mark)

    @property
    def top(self) -> float:
        """The upper rim, marks and their caption included."""
        return self.part.top - self.room(self.part.number - 1)

    @property
    def bottom(self) -> float:
        """The lower rim, marks and their caption included."""
        return self.part.bottom + self.room(self.part.number)

    def room(self, cut: int) -> float:
        """What the marks of one rim and their caption take up."""
        depths = [self.depth(mark) + MARK + 2 * CAPTION for mark in self.at_rim(cut)]
        return max(depths, default=0.0)


def draw_part(graph: Graph, cut: Cut) -> None:
    """Draw the steps and the pieces of lines of one part, and where they go on."""
    for step in cut.flow.steps:
        if cut.part.holds(cut.layout.middles[step.key][1]):
            draw_step(
                graph, cut.layout.boxes[step.key], cut.layout.middles[step.key], highlighted=False
            )
    for line in cut.layout.lines:
        for piece in pieces(line.points, cut.part):
            draw_piece(graph, cut, line, piece)
    for number in (cut.part.number - 1, cut.part.number):
        draw_rim(graph, cut, number)


def draw_piece(graph: Graph, cut: Cut, line: Line, piece: list[Point]) -> None:
    """Draw a piece of a line, from its step or mark to its step or mark."""
    link, (first, last) = line.way.link, ends_of(piece, line, cut.part)
    names = [
        f"x{cut.marks[mark]}" if mark else f"s{cut.flow.by_key[key].number}"
        for mark, key in ((first, link.source), (last, link.target))
    ]
    outer = [outside(cut, mark) for mark in (first, last)]
    points = [*outer[0], *piece, *outer[1]]
    label = line.label.look() if line.label and not first else {}
    draw_line(graph, (names[0], names[1]), points, label)


def outside(cut: Cut, mark: Mark | None) -> list[Point]:
    """The point where a piece meets its mark."""
    if mark is None:
        return []
    (x, y), (_y, away) = cut.middle(mark), cut.rim(mark)
    return [(x, y - away * MARK)]


def draw_rim(graph: Graph, cut: Cut, number: int) -> None:
    """Draw the marks of one rim, and say on which page their lines go on or come from."""
    marks = cut.at_rim(number)
    if not marks:
        return
    for mark in marks:
        words = Words(str(cut.marks[mark]), 9, INK, bold=True)
        place = Box(*cut.middle(mark), MARK, MARK)
        pill(graph, f"x{cut.marks[mark]}", place, words, {"shape": "circle", "style": "filled"})
    y, away = cut.rim(marks[0])
    y += away * (cut.room(number) - CAPTION)
    text = caption(cut, marks)
    half = cut.layout.page.half_width
    write(graph, f"rim{number}", Box(cut.layout.page.x, y, half, 7), [Words(text, 9.5, MUTED)])


def caption(cut: Cut, marks: Sequence[Mark]) -> str:
    """Say where the lines of these marks go on, and where they come from."""
    other = marks[0].cut + (1 if marks[0].cut == cut.part.number else 0)
    page, here = cut.pages[other], cut.pages[cut.part.number]
    leaving = [mark for mark in marks if mark.down == (other > cut.part.number)]
    coming = [mark for mark in marks if mark not in leaving]
    return " · ".join(
        words % {"marks": listed(cut, some), "page": page}
        for some, words in ((leaving, onward(page, here)), (coming, back(page, here)))
        if some
    )


def onward(page: int, here: int) -> str:
    """The words for lines that go on elsewhere."""
    if page == here:
        return _("%(marks)s continued in the column beside")
    return _("%(marks)s continued on page %(page)s")


def back(page: int, here: int) -> str:
    """The words for lines that come from elsewhere."""
    if page == here:
        return _("%(marks)s from the column beside")
    return _("%(marks)s from page %(page)s")


def listed(cut: Cut, marks: Sequence[Mark]) -> str:
    """The numbers of marks, in circles as they are drawn."""
    return pgettext("between numbers", ", ").join(circled(cut.marks[mark]) for mark in marks)


def circled(number: int) -> str:
    """A number in a circle, bare where there is no such sign."""
    return chr(0x245F + number) if number <= 20 else str(number)


def cuts(flow: Flow, layout: Layout, parts: Sequence[Part], pages: Sequence[int]) -> Iterator[Cut]:
    """Give every part with its marks; `pages` says on which page each stands."""
    marks = marks_of(layout, parts)
    for part in parts:
        rims = {part.number - 1, part.number}
        here = {mark: number for mark, number in marks.items() if mark.cut in rims}
        yield Cut(flow, layout, part, here, pages)
