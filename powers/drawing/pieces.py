"""What of each line lies in a part of a cut layout, and the numbered marks where it goes on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .canvas import Point
from .layout import Layout, Line

WHOLE = float("inf")
ROW, COLUMN = "row", "column"


@dataclass(frozen=True)
class Part:
    """A rectangle of the layout, in the row and column that it has among the parts."""

    row: int
    column: int
    top: float
    bottom: float
    left: float = -WHOLE
    right: float = WHOLE

    def holds(self, point: Point) -> bool:
        """Whether what stands there belongs here."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True, order=True)
class Mark:
    """Where a line goes on: at which cut, counted from 0, and how far along it.

    `axis` says whether the cut parts rows or columns, `onward` whether the line runs down or right.
    """

    axis: str
    cut: int
    at: float
    onward: bool


@dataclass(frozen=True)
class Piece:
    """What of a line lies in a part."""

    line: Line
    part: Part
    points: tuple[Point, ...]

    @property
    def start(self) -> Mark | None:
        """The mark that it comes from, where it is not the beginning of the line."""
        begins = self.points[0] == self.line.points[0]
        return None if begins else self.mark_at(self.points[0], self.points[:2])

    @property
    def end(self) -> Mark | None:
        """The mark at which it leaves, where it is not the end of the line."""
        ends = self.points[-1] == self.line.points[-1]
        return None if ends else self.mark_at(self.points[-1], self.points[-2:])

    @property
    def only_passes(self) -> bool:
        """Whether it runs straight through, so that the parts before and after do without it."""
        return len(self.points) == 2 and bool(self.start and self.end)

    def mark_at(self, place: Point, stretch: Sequence[Point]) -> Mark:
        """The mark at a place on the rim, where that stretch of the line crosses it."""
        (x, y), ((x1, y1), (x2, y2)), part = place, stretch, self.part
        if x1 == x2:
            return Mark(ROW, part.row - (y == part.top), round(x, 1), y2 > y1)
        return Mark(COLUMN, part.column - (x == part.left), round(y, 1), x2 > x1)


def pieces_in(layout: Layout, part: Part) -> list[Piece]:
    """The pieces of all lines that lie in a part."""
    return [
        Piece(line, part, tuple(points))
        for line in layout.lines
        for points in clipped(line.points, part)
    ]


def clipped(points: Sequence[Point], part: Part) -> list[list[Point]]:
    """The stretches of a right-angled line that lie in a part."""
    found: list[list[Point]] = []
    for start, end in pairwise(points):
        if not runs_in(start, end, part):
            continue
        first, last = held(start, part), held(end, part)
        if found and found[-1][-1] == first:
            found[-1].append(last)
        else:
            found.append([first, last])
    return found


def runs_in(start: Point, end: Point, part: Part) -> bool:
    """Whether a level or upright stretch lies in a part for more than a point."""
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    across = min(right, part.right) - max(left, part.left)
    down = min(bottom, part.bottom) - max(top, part.top)
    return min(across, down) >= 0 and max(across, down) > 0


def held(point: Point, part: Part) -> Point:
    """The point, or the one of the part that is nearest to it."""
    x, y = point
    return min(max(x, part.left), part.right), min(max(y, part.top), part.bottom)


def numbers_of(pieces: Iterable[Piece]) -> dict[Mark, int]:
    """Number the marks: from the first cut to the last, from left to right or down.

    Where a line only passes through a part, it has one number before and after.
    """
    pieces = list(pieces)
    before = {piece.end: piece.start for piece in pieces if piece.only_passes}
    marks = {mark for piece in pieces for mark in (piece.start, piece.end) if mark}
    firsts = {mark: mark for mark in marks}
    for mark in marks:
        while earlier := before.get(firsts[mark]):
            firsts[mark] = earlier
    numbers = {mark: number for number, mark in enumerate(sorted(set(firsts.values())), 1)}
    return {mark: numbers[firsts[mark]] for mark in sorted(marks)}
