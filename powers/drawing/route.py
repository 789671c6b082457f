"""How each link runs between the cells: straight down, straight across, or around by a lane.

Lanes are the gutters left of the main column, between the two columns, and right of the side
column. Links to one step from one direction share a lane, so that they join like a road.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .flow import Flow, Link
from .grid import MAIN, SIDE, Cell, is_free
from .ports import FAR, LEFT, RIGHT, Port


@dataclass(frozen=True)
class Way:
    """A link with its course: `down`, `level` or `around` by a lane."""

    number: int
    link: Link
    course: str
    start: Cell
    end: Cell

    @property
    def lane(self) -> str:
        """The gutter it takes: left, middle or right."""
        if self.start.column != self.end.column:
            return "middle"
        if self.start.column == SIDE:
            return "right"
        return "middle" if self.end.row > self.start.row else "left"

    @property
    def sides(self) -> tuple[int, int]:
        """The side of the source it leaves by, and the side of the target it comes to."""
        if self.lane != "middle":
            return (LEFT, LEFT) if self.lane == "left" else (RIGHT, RIGHT)
        return self.facing(self.start), self.facing(self.end)

    @staticmethod
    def facing(cell: Cell) -> int:
        """The side that faces the middle gutter."""
        return RIGHT if cell.column == MAIN else LEFT

    @property
    def turn(self) -> int:
        """Whether it turns up (-1) or down (1) after leaving, or neither."""
        return (self.end.row > self.start.row) - (self.end.row < self.start.row)

    @property
    def group(self) -> tuple[str, str, int]:
        """What shares one lane: the gutter, the target and the direction it is come to from."""
        return self.lane, self.link.target, self.turn

    @property
    def arrival(self) -> tuple[object, ...]:
        """The name of the port it arrives by: its own where it is level, else one for its group."""
        return ("in", self.number) if self.course == "level" else ("in", *self.group)


@dataclass
class Routes:
    """Every way with its lane, and the ports of every step's sides."""

    ways: list[Way]
    lanes: dict[tuple[str, str, int], int]
    ports: dict[tuple[str, int], list[Port]] = field(default_factory=dict)

    def lane_count(self, lane: str) -> int:
        """How many lanes a gutter holds."""
        return 1 + max((at for group, at in self.lanes.items() if group[0] == lane), default=-1)

    @property
    def level_ports(self) -> set[frozenset[object]]:
        """The pairs of ports that a line joins straight across one row."""
        return {
            frozenset({("out", way.number), way.arrival})
            for way in self.ways
            if way.course == "level"
        }

    def add_port(self, key: str, side: int, port: Port) -> None:
        """Give a step a port, once."""
        ports = self.ports.setdefault((key, side), [])
        if port.name not in {other.name for other in ports}:
            ports.append(port)
            ports.sort(key=lambda port: port.order)


def ways_of(flow: Flow, cells: Mapping[str, Cell]) -> list[Way]:
    """Choose the course of every link."""
    taken = {cell: key for key, cell in cells.items()}
    ways: list[Way] = []
    for number, link in enumerate(flow.drawn_links):
        start, end = cells[link.source], cells[link.target]
        course = course_of(start, end, taken)
        ends = {(way.link.source, way.link.target) for way in ways}
        if course == "down" and (link.source, link.target) in ends:
            course = "around"
        ways.append(Way(number, link, course, start, end))
    return ways


def routes_of(ways: list[Way], label_heights: Mapping[int, float]) -> Routes:
    """Choose the lane and the ports of every way."""
    routes = Routes(ways, lanes_of(way for way in ways if way.course == "around"))
    for way in ways:
        add_ports(routes, way, label_heights.get(way.number, 0.0))
    return routes


def course_of(start: Cell, end: Cell, taken: Mapping[Cell, str]) -> str:
    """The simplest course that meets no other step."""
    between = range(start.row + 1, end.row)
    if end.row > start.row and start.column == end.column:
        return "down" if is_free(taken, end.column, between) else "around"
    if end.row == start.row and end.column != start.column:
        return "level"
    return "around"


@dataclass
class Run:
    """From where to where a group of ways needs a lane, and where it leaves it to either side."""

    rows: set[int] = field(default_factory=set)
    inner: set[int] = field(default_factory=set)
    outer: set[int] = field(default_factory=set)

    @property
    def low(self) -> int:
        """Where it begins."""
        return min(self.rows)

    @property
    def high(self) -> int:
        """Where it ends."""
        return max(self.rows)

    def add(self, inner: Iterable[int], outer: Iterable[int]) -> None:
        """Make it reach over a way with these ends."""
        self.inner.update(inner)
        self.outer.update(outer)
        self.rows |= self.inner | self.outer

    def overlaps(self, other: "Run") -> bool:
        """Whether the two need different lanes."""
        return self.low <= other.high and other.low <= self.high

    def crossings_inside(self, other: "Run") -> int:
        """How often the two cross where this one takes the lane nearer to the inner side."""
        over = sum(other.low < row < other.high for row in self.outer)
        return over + sum(self.low < row < self.high for row in other.inner)


def lanes_of(ways: Iterable[Way]) -> dict[tuple[str, str, int], int]:
    """Give every group of ways its lane."""
    gutters: dict[str, dict[tuple[str, str, int], Run]] = {}
    for way in ways:
        run = gutters.setdefault(way.lane, {}).setdefault(way.group, Run())
        ends = (way.start, way.end)
        is_middle = way.lane == "middle"
        run.add(
            [cell.row for cell in ends if not is_middle or cell.column == MAIN],
            [cell.row for cell in ends if is_middle and cell.column == SIDE],
        )
    lanes: dict[tuple[str, str, int], int] = {}
    for runs in gutters.values():
        lanes |= side_by_side(runs)
    return lanes


def side_by_side[Group](runs: Mapping[Group, Run]) -> dict[Group, int]:
    """Give runs lanes, counted from the inner side, so that few cross; else short ones go innermost."""
    order: list[Group] = []
    for group in sorted(
        runs, key=lambda group: (runs[group].high - runs[group].low, runs[group].low)
    ):
        order.insert(best_place(order, group, runs), group)
    lanes: dict[Group, int] = {}
    for group in order:
        within = [lanes[other] for other in lanes if runs[other].overlaps(runs[group])]
        lanes[group] = max(within, default=-1) + 1
    return lanes


def best_place[Group](order: list[Group], group: Group, runs: Mapping[Group, Run]) -> int:
    """At which place in the order a run crosses the fewest others; the outermost of such places."""
    run = runs[group]
    cost = sum(run.crossings_inside(runs[other]) for other in order)
    best, place = cost, 0
    for at, other in enumerate(order, 1):
        cost += runs[other].crossings_inside(run) - run.crossings_inside(runs[other])
        if cost <= best:
            best, place = cost, at
    return place


def add_ports(routes: Routes, way: Way, label_height: float) -> None:
    """Give a way the ports it leaves and arrives by; a level one keeps room for its label at both."""
    if way.course == "down":
        return
    source_side, target_side = way.sides
    lane = routes.lanes.get(way.group, FAR)
    out = Port(("out", way.number), way.turn, depth(lane, way, way.start), label_height)
    routes.add_port(way.link.source, source_side, out)
    room = label_height if way.course == "level" else 0.0
    arrival = Port(way.arrival, -way.turn, depth(lane, way, way.end), room)
    routes.add_port(way.link.target, target_side, arrival)


def depth(lane: int, way: Way, cell: Cell) -> int:
    """How far the lane is from a step, which orders its ports."""
    return FAR - lane if way.lane == "middle" and cell.column == SIDE else lane
