"""How each link of a chart in lanes runs: level, straight down, or by the margins of the lanes.

A line stands in one of four places, so that none ever meets a step it does not join: level in a row
whose places it passes are empty, upright through the middle of empty places of a lane, upright in
the margin between steps and border of a lane, or level in the gap above a row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from .flow import Flow
from .grid import Cell
from .ports import FAR, LEFT, RIGHT, Port, Side
from .route import Run, Way, side_by_side

MIDDLE = 0
BEND_COST, CROSSING_COST, LENGTH_COST = 2.0, 3.0, 0.125

type Spot = tuple[int, int]
"""A place on a coarse grid: four to a lane, two to a row."""


@dataclass(frozen=True)
class Course:
    """A way with its course: the sides it leaves and arrives by (0: bottom, top), and its margin."""

    way: Way
    kind: str
    out: int
    into: int
    margin: tuple[int, int] | None = None

    @property
    def turn(self) -> int:
        """Whether it turns up (-1) or down (1) after leaving, or neither."""
        if self.kind == "over":
            return 1 if self.way.end.row > self.way.start.row else -1
        return (self.way.end.row > self.way.start.row) - (self.way.end.row < self.way.start.row)

    @property
    def group(self) -> tuple[object, ...]:
        """What shares one track of a margin: those that come to one side of one step alike."""
        return self.margin, self.way.link.target, self.into, self.turn

    @property
    def spots(self) -> list[Spot]:
        """Its corners on the coarse grid."""
        start, end = (spot_of(self.way.start), spot_of(self.way.end))
        if self.margin is None:
            corner = [(start[0], end[1])] if self.kind == "drop" else [(end[0], start[1])]
            return (
                [start, *corner, end] if start[0] != end[0] and start[1] != end[1] else [start, end]
            )
        x = 4 * self.margin[0] + self.margin[1]
        if self.kind == "over":
            y = 2 * self.way.end.row
            return [start, (x, start[1]), (x, y), (end[0], y), end]
        return [start, (x, start[1]), (x, end[1]), end]

    @property
    def ends(self) -> tuple[list[int], list[int]]:
        """At which heights it leaves its margin to the steps beside it, and to other lanes."""
        (_x, out), (_y, into) = self.spots[1:3]
        if self.kind == "around":
            return [out, into], []
        return ([into], [out]) if self.kind == "approach" else ([out], [into])


def spot_of(cell: Cell) -> Spot:
    """The middle of a cell on the coarse grid."""
    return 4 * cell.column, 2 * cell.row + 1


@dataclass
class Board:
    """What stands and runs where, while courses are being chosen."""

    at: dict[Cell, str]
    courses: dict[int, Course] = field(default_factory=dict)
    level: set[tuple[int, int]] = field(default_factory=set)
    upright: dict[Cell, str] = field(default_factory=dict)
    bottoms: set[str] = field(default_factory=set)

    def level_is_free(self, row: int, start: int, end: int) -> bool:
        """Whether a level line may run from one lane to another, their own places left out."""
        low, high = min(start, end), max(start, end)
        return all(Cell(row, column) not in self.at for column in range(low + 1, high)) and all(
            (row, column) not in self.level for column in range(low, high)
        )

    def upright_is_free(self, column: int, rows: range, target: str) -> bool:
        """Whether a line to that step may run through the middle of those places."""
        places = [Cell(row, column) for row in rows]
        return all(
            place not in self.at and self.upright.get(place, target) == target for place in places
        )

    def take(self, course: Course) -> None:
        """Choose a course, and keep others off what it needs alone."""
        way = course.way
        self.courses[way.number] = course
        if course.out == MIDDLE:
            self.bottoms.add(way.link.source)
        for (x1, y1), (x2, y2) in pairwise(course.spots):
            if y1 == y2 and y1 % 2:
                columns = range(min(x1, x2) // 4, -(-max(x1, x2) // 4))
                self.level |= {(y1 // 2, column) for column in columns if crosses(column, x1, x2)}
            elif x1 == x2 and x1 % 4 == 0:
                rows = range(min(y1, y2) // 2, max(y1, y2) // 2 + 1)
                cells = {Cell(row, x1 // 4) for row in rows} - self.at.keys()
                self.upright |= dict.fromkeys(cells, way.link.target)

    def crossings(self, course: Course) -> int:
        """How many lines it would cross."""
        return sum(
            meet(*piece, *other)
            for piece in pairwise(course.spots)
            for taken in self.courses.values()
            for other in pairwise(taken.spots)
        )

    def crowd(self, course: Course) -> int:
        """How many others run beside it in its margin."""
        return sum(
            taken.margin == course.margin and taken.group != course.group
            for taken in self.courses.values()
            if course.margin
        )

    def cost(self, course: Course) -> float:
        """How ill a course looks: bends, crossings, length."""
        spots = course.spots
        length = sum(abs(a - c) + abs(b - d) for (a, b), (c, d) in pairwise(spots))
        bends = BEND_COST * (len(spots) - 2)
        return (
            bends
            + CROSSING_COST * self.crossings(course)
            + LENGTH_COST * (length + self.crowd(course))
        )


def crosses(column: int, x1: int, x2: int) -> bool:
    """Whether a level piece crosses the border at the right of a lane."""
    return min(x1, x2) < 4 * column + 2 < max(x1, x2)


def meet(a: Spot, b: Spot, c: Spot, d: Spot) -> bool:
    """Whether a level and an upright piece cross."""
    if (a[0] == b[0]) == (c[0] == d[0]):
        return False
    (x, one, other), (y, left, right) = (
        ((a[0], a[1], b[1]), (c[1], c[0], d[0]))
        if a[0] == b[0]
        else ((c[0], c[1], d[1]), (a[1], a[0], b[0]))
    )
    return min(left, right) < x < max(left, right) and min(one, other) < y < max(one, other)


def courses_of(flow: Flow, cells: Mapping[str, Cell]) -> list[Course]:
    """Choose the course of every link: the straight ones first, then each that looks best."""
    ways = [
        Way(number, link, "", cells[link.source], cells[link.target])
        for number, link in enumerate(flow.drawn_links)
    ]
    board = Board({cell: key for key, cell in cells.items()})
    for way in ways:
        if course := straight(board, way):
            board.take(course)
    left = [way for way in ways if way.number not in board.courses]
    for way in sorted(left, key=lambda way: (way.end.row < way.start.row, distance(way))):
        board.take(min(bent(board, way), key=board.cost))
    return [board.courses[way.number] for way in ways]


def distance(way: Way) -> int:
    """How far apart the two steps stand."""
    return abs(way.start.row - way.end.row) + abs(way.start.column - way.end.column)


def straight(board: Board, way: Way) -> Course | None:
    """A course without a bend, where there is one."""
    (row, column), (end_row, end_column) = (
        (way.start.row, way.start.column),
        (way.end.row, way.end.column),
    )
    rows = range(row + 1, end_row)
    if column == end_column and end_row > row and way.link.source not in board.bottoms:
        if board.upright_is_free(column, rows, way.link.target):
            return Course(way, "down", MIDDLE, MIDDLE)
    elif row == end_row and column != end_column and board.level_is_free(row, column, end_column):
        side = RIGHT if end_column > column else LEFT
        return Course(way, "across", side, -side)
    return None


def bent(board: Board, way: Way) -> Iterator[Course]:
    """Every course with bends that meets no step."""
    start, end = way.start, way.end
    if start.column == end.column:
        yield Course(way, "around", LEFT, LEFT, (start.column, LEFT))
        yield Course(way, "around", RIGHT, RIGHT, (start.column, RIGHT))
        return
    side = RIGHT if end.column > start.column else LEFT
    yield Course(way, "over", side, MIDDLE, (start.column, side))
    if start.row == end.row:
        return
    if Cell(start.row, end.column) not in board.at and board.level_is_free(
        start.row, start.column, end.column
    ):
        yield from along_own_row(board, way, side)
    if Cell(end.row, start.column) not in board.at and board.level_is_free(
        end.row, start.column, end.column
    ):
        yield from along_other_row(board, way, side)


def along_own_row(board: Board, way: Way, side: int) -> Iterator[Course]:
    """Courses that run level from the step they leave to the other's lane."""
    start, end = way.start, way.end
    yield Course(way, "approach", side, -side, (end.column, -side))
    rows = range(start.row, end.row)
    if rows and board.upright_is_free(end.column, rows, way.link.target):
        yield Course(way, "corner", side, MIDDLE)


def along_other_row(board: Board, way: Way, side: int) -> Iterator[Course]:
    """Courses that run level to the step they lead to from the other's lane."""
    start, end = way.start, way.end
    yield Course(way, "leave", side, -side, (start.column, side))
    rows = range(start.row + 1, end.row + 1)
    places = {Cell(row, start.column) for row in rows}
    is_free = not places & (board.at.keys() | board.upright.keys())
    if rows and is_free and way.link.source not in board.bottoms:
        yield Course(way, "drop", MIDDLE, -side)


@dataclass
class Tracks:
    """Which track of its margin, and of its gap, each course takes, counted from the steps."""

    margins: dict[tuple[object, ...], int]
    gaps: dict[tuple[int, str], int]

    def count(self, margin: tuple[int, int]) -> int:
        """How many tracks a margin holds."""
        return 1 + max((at for group, at in self.margins.items() if group[0] == margin), default=-1)

    def gap_count(self, row: int) -> int:
        """How many level tracks lie above a row."""
        return 1 + max((at for group, at in self.gaps.items() if group[0] == row), default=-1)


def tracks_of(courses: list[Course]) -> Tracks:
    """Give every course its tracks; lines to one step share them, like a road."""
    margins: dict[tuple[int, int], dict[tuple[object, ...], Run]] = {}
    gaps: dict[tuple[int, str], tuple[int, int]] = {}
    for course in courses:
        if course.margin:
            run = margins.setdefault(course.margin, {}).setdefault(course.group, Run())
            run.add(*course.ends)
        if course.kind == "over":
            (x1, _y), (x2, _z) = course.spots[2:4]
            widen(gaps, (course.way.end.row, course.way.link.target), (min(x1, x2), max(x1, x2)))
    tracks: dict[tuple[object, ...], int] = {}
    for runs in margins.values():
        tracks |= side_by_side(runs)
    return Tracks(tracks, packed(gaps))


def widen[Group](spans: dict[Group, tuple[int, int]], group: Group, span: tuple[int, int]) -> None:
    """Make a group's span reach over another one too."""
    low, high = spans.get(group, span)
    spans[group] = min(low, span[0]), max(high, span[1])


def packed[Group: tuple[object, ...]](spans: Mapping[Group, tuple[int, int]]) -> dict[Group, int]:
    """Give each span the innermost track that is free along it, short ones first."""
    tracks: dict[Group, int] = {}
    for group in sorted(spans, key=lambda group: (spans[group][1] - spans[group][0], spans[group])):
        taken = {
            tracks[other]
            for other in tracks
            if other[0] == group[0]
            and spans[other][0] <= spans[group][1]
            and spans[group][0] <= spans[other][1]
        }
        tracks[group] = min(set(range(len(taken) + 1)) - taken)
    return tracks


def ports_of(
    courses: list[Course], tracks: Tracks, label_heights: Mapping[int, float]
) -> dict[Side, list[Port]]:
    """The places on the sides of every step where lines leave and arrive, from top to bottom."""
    ports: dict[Side, dict[object, Port]] = {}
    for course in courses:
        link = course.way.link
        if course.out != MIDDLE:
            port = port_out(course, tracks, label_heights.get(course.way.number, 0.0))
            ports.setdefault((link.source, course.out), {})[port.name] = port
        if course.into != MIDDLE:
            port = port_in(course, tracks)
            ports.setdefault((link.target, course.into), {}).setdefault(port.name, port)
    return {
        where: sorted(found.values(), key=lambda port: port.order) for where, found in ports.items()
    }


def port_out(course: Course, tracks: Tracks, label_height: float) -> Port:
    """Where a course leaves its step."""
    is_near = course.margin is not None and course.margin[0] == course.way.start.column
    reach = tracks.margins[course.group] if is_near else FAR
    return Port(("out", course.way.number), course.turn, reach, label_height)


def port_in(course: Course, tracks: Tracks) -> Port:
    """Where a course arrives; lines that share a track share it."""
    if course.margin is None:
        return Port(("in", course.way.number), -course.turn, FAR)
    is_near = course.margin[0] == course.way.end.column
    reach = tracks.margins[course.group] if is_near else FAR
    return Port(("in", *course.group), -course.turn, reach)
