"""The parts of a chart drawn, each with the marks at its rims and where its lines go on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .canvas import INK, MUTED, Box, Point, Words, draw_line, pill, write
from .dot import Graph
from .flow import Flow
from .layout import Layout
from .pieces import COLUMN, ROW, WHOLE, Mark, Part, Piece, numbers_of, pieces_in
from .shapes import draw_step
from .text import width_of

MARK = 8.0
REACH = 22.0
DEEPER = 18.0
CAPTION, CAPTION_SIZE = 14.0, 9.5
BETWEEN = " · "

type Rim = tuple[str, int]
"""Whether it parts rows or columns, and which of these cuts it is, counted from 0."""


@dataclass(frozen=True)
class Cut:
    """One part of a layout with the pieces of lines in it, ready to be drawn.

    `marks` are those at its rims with their numbers; `leads_to` and `comes_from` tell the pages on
    which the lines of a number go on, and come from.
    """

    flow: Flow
    layout: Layout
    part: Part
    page: int
    pieces: list[Piece]
    marks: dict[Mark, int]
    leads_to: Mapping[int, set[int]]
    comes_from: Mapping[int, set[int]]

    @property
    def rims(self) -> dict[str, Rim]:
        """Its four rims."""
        row, column = self.part.row, self.part.column
        return {
            "top": (ROW, row - 1),
            "bottom": (ROW, row),
            "left": (COLUMN, column - 1),
            "right": (COLUMN, column),
        }

    def at_rim(self, rim: Rim) -> list[Mark]:
        """The marks of one rim, from left to right or down."""
        return [mark for mark in self.marks if (mark.axis, mark.cut) == rim]

    def way_out(self, mark: Mark) -> tuple[Point, Point]:
        """Where a mark's line leaves the part, and the direction in which it does."""
        part = self.part
        if mark.axis == ROW:
            is_below = mark.cut == part.row
            return (mark.at, part.bottom if is_below else part.top), (0, 1 if is_below else -1)
        is_right = mark.cut == part.column
        return (part.right if is_right else part.left, mark.at), (1 if is_right else -1, 0)

    def depth(self, mark: Mark) -> float:
        """How far outside a mark stands: further where it would touch the one beside it."""
        level, last = 0, -WHOLE
        for other in self.at_rim((mark.axis, mark.cut)):
            level = level + 1 if other.at - last < 2 * MARK + 3 else 0
            last = other.at
            if other == mark:
                break
        return REACH + DEEPER * level

    def away(self, mark: Mark, distance: float) -> Point:
        """The point so far outside the part where a mark's line leaves it."""
        (x, y), (right, down) = self.way_out(mark)
        return x + right * distance, y + down * distance

    def room(self, rim: Rim) -> float:
        """What the marks of one rim take up."""
        return max([0.0, *(self.depth(mark) + MARK for mark in self.at_rim(rim))])

    @property
    def captions(self) -> list[str]:
        """Where the lines at all rims but the upper one go on."""
        rims = [self.rims[side] for side in ("bottom", "left", "right")]
        return self.packed([text for rim in rims for text in captions_of(self, rim)])

    @property
    def top_captions(self) -> list[str]:
        """Where the lines at the upper rim go on."""
        return self.packed(captions_of(self, self.rims["top"]))

    def packed(self, texts: Iterable[str]) -> list[str]:
        """Put texts in as few lines as fit."""
        is_whole = self.part.left == -WHOLE
        width = 2 * self.layout.page.half_width if is_whole else self.part.right - self.part.left
        lines: list[str] = []
        for text in texts:
            if lines and width_of(lines[-1] + BETWEEN + text) * CAPTION_SIZE <= width:
                lines[-1] += BETWEEN + text
            else:
                lines.append(text)
        return lines

    @property
    def top(self) -> float:
        """The upper rim, marks and their captions included."""
        room = self.room(self.rims["top"])
        return self.part.top - room - height_of_captions(self.top_captions)

    @property
    def bottom(self) -> float:
        """The lower rim, marks and all other captions included."""
        room = self.room(self.rims["bottom"])
        return self.part.bottom + room + height_of_captions(self.captions)

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        is_whole = self.part.left == -WHOLE
        return self.layout.page.x if is_whole else (self.part.left + self.part.right) / 2


def cuts(
    flow: Flow, layout: Layout, parts: Sequence[Part], page_of: Mapping[Part, int]
) -> Iterator[Cut]:
    """Give every part that stands on a page with its marks; lines pass through the others, too."""
    found = {part: pieces_in(layout, part) for part in parts}
    numbers = numbers_of(chain(*found.values()))
    shown = {part: [piece for piece in found[part] if not piece.only_passes] for part in page_of}
    leads_to: dict[int, set[int]] = {}
    comes_from: dict[int, set[int]] = {}
    for piece in chain(*shown.values()):
        if piece.start:
            leads_to.setdefault(numbers[piece.start], set()).add(page_of[piece.part])
        if piece.end:
            comes_from.setdefault(numbers[piece.end], set()).add(page_of[piece.part])
    for part, pieces in shown.items():
        ends = {mark for piece in pieces for mark in (piece.start, piece.end)}
        here = {mark: number for mark, number in numbers.items() if mark in ends}
        yield Cut(flow, layout, part, page_of[part], pieces, here, leads_to, comes_from)


def draw_part(graph: Graph, cut: Cut) -> None:
    """Draw the steps and the pieces of lines of one part, and where they go on."""
    for key, middle in cut.layout.middles.items():
        if cut.part.holds(middle):
            draw_step(graph, cut.layout.boxes[key], middle, highlighted=False)
    for piece in cut.pieces:
        draw_piece(graph, cut, piece)
    for mark, number in cut.marks.items():
        words = Words(str(number), 9, INK, bold=True)
        place = Box(*cut.away(mark, cut.depth(mark)), MARK, MARK)
        pill(graph, f"x{number}", place, words, {"shape": "circle", "style": "filled"})
    draw_captions(graph, cut)


def draw_piece(graph: Graph, cut: Cut, piece: Piece) -> None:
    """Draw a piece of a line, from its step or mark to its step or mark."""
    link = piece.line.way.link
    names = [
        f"x{cut.marks[mark]}" if mark else f"s{cut.flow.by_key[key].number}"
        for mark, key in ((piece.start, link.source), (piece.end, link.target))
    ]
    outer = [
        [cut.away(mark, cut.depth(mark) - MARK)] if mark else []
        for mark in (piece.start, piece.end)
    ]
    label = piece.line.label.look() if piece.line.label and not piece.start else {}
    draw_line(graph, (names[0], names[1]), [*outer[0], *piece.points, *outer[1]], label)


def draw_captions(graph: Graph, cut: Cut) -> None:
    """Say on which page the lines go on, or come from: of the upper rim above, of others below."""
    below = cut.bottom - CAPTION * len(cut.captions)
    texts = [(below + CAPTION * at, text) for at, text in enumerate(cut.captions)]
    texts += [(cut.top + CAPTION * at, text) for at, text in enumerate(cut.top_captions, 1)]
    for number, (y, text) in enumerate(texts):
        place = Box(cut.middle, y, width_of(text) * CAPTION_SIZE / 2 + 6, 7)
        write(graph, f"rim{number}", place, [Words(text, CAPTION_SIZE, MUTED)])


def height_of_captions(lines: Sequence[str]) -> float:
    """The height of lines, and of the space between them and the marks."""
    return (len(lines) + 1) * CAPTION if lines else 0.0


def captions_of(cut: Cut, rim: Rim) -> list[str]:
    """Say where the lines of the marks of one rim go on, and where they come from."""
    ends = {piece.end for piece in cut.pieces}
    leaving = [mark for mark in cut.at_rim(rim) if mark in ends]
    coming = [mark for mark in cut.at_rim(rim) if mark not in ends]
    return [
        words(pages, cut.page) % {"marks": marks, "page": listed(pages)}
        for words, some, pages_of in (
            (onward, leaving, cut.leads_to),
            (back, coming, cut.comes_from),
        )
        for pages, marks in by_pages(cut, some, pages_of)
    ]


def by_pages(
    cut: Cut, marks: Sequence[Mark], pages_of: Mapping[int, set[int]]
) -> list[tuple[list[int], str]]:
    """Group marks by the pages on which their lines go on; the numbers of each in circles."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for mark in marks:
        number = cut.marks[mark]
        groups.setdefault(tuple(sorted(pages_of[number])), []).append(number)
    return [(list(pages), listed(map(circled, some))) for pages, some in groups.items()]


def onward(pages: list[int], here: int) -> str:
    """The words for lines that go on elsewhere."""
    if pages == [here]:
        return _("%(marks)s continued in the column beside")
    return _("%(marks)s continued on page %(page)s")


def back(pages: list[int], here: int) -> str:
    """The words for lines that come from elsewhere."""
    if pages == [here]:
        return _("%(marks)s from the column beside")
    return _("%(marks)s from page %(page)s")


def listed(items: Iterable[object]) -> str:
    """Numbers one after the other."""
    return pgettext("between numbers", ", ").join(map(str, items))


def circled(number: int) -> str:
    """A number in a circle, bare where there is no such sign."""
    for first, last, sign in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(sign + number - first)
    return str(number)
