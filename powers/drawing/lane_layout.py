"""Where everything of a chart in lanes stands: lanes side by side, rows below one another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from .canvas import Box, Point
from .flow import Flow, Step
from .grid import Cell
from .labels import LABEL_SIZE, Label, at_port, height_of_label, on_the_way_down
from .lane_grid import lane_name, lane_names, seats
from .lane_route import MIDDLE, Course, Tracks, courses_of, ports_of, tracks_of
from .layout import LANE_GAP, ROW_GAP, Layout, Line
from .ports import LEFT, LINE_GAP, RIGHT, Offsets, Port, Sides, grown, spread
from .shapes import StepBox, box_of
from .text import wrap

STEPS = 66.0, 60.0, 54.0
SCREEN = 1000.0
BORDER = 7.0
ARROW_ROOM = 18.0
HEAD_SIZE = 12.0
HEAD_LEAD = 16.0
LABEL_SIGNS = 5.0
BETWEEN = 1.0
CLEAR = 4.0
FILLS = ("#fbf8f4", "#f6f8fb")


@dataclass(frozen=True)
class Lane:
    """A lane: its name in lines, its middle and half its width."""

    names: tuple[str, ...]
    x: float
    half_width: float


@dataclass(frozen=True)
class LaneChart:
    """A chart in lanes in its place; every lane begins with a head of the same height."""

    layout: Layout
    lanes: tuple[Lane, ...]
    head: float


@dataclass(frozen=True)
class LanePlan:
    """What is known before anything has its place; `step` is half the width that a step has."""

    step: float
    cells: dict[str, Cell]
    courses: list[Course]
    tracks: Tracks
    boxes: dict[str, StepBox]
    labels: dict[int, tuple[str, ...]]
    sides: Sides

    @cached_property
    def zones(self) -> dict[tuple[int, int], float]:
        """The width kept free on each side of the steps of a lane for the conditions there."""
        columns = {cell.column for cell in self.cells.values()}
        return {where: zone_of(self, *where) for where in product(columns, (LEFT, RIGHT))}

    def count(self) -> int:
        """How many rows there are."""
        return 1 + max((cell.row for cell in self.cells.values()), default=-1)

    def in_row(self, row: int) -> list[str]:
        """The steps of a row."""
        return [key for key, cell in self.cells.items() if cell.row == row]


@dataclass(frozen=True)
class Places:
    """Where the lanes, the rows and the steps have their middles."""

    lanes: list[float]
    rows: list[float]
    steps: dict[str, Point]


def lay_out_lanes(flow: Flow, lanes: Mapping[str, str]) -> LaneChart:
    """Place a flow in lanes, given the name of the lane of every position.

    Steps are as wide as a screen allows; so many lanes that none does have narrow ones.
    """
    for chart in lane_charts(flow, lanes):
        if 2 * chart.layout.page.half_width <= SCREEN:
            break
    return chart


def lane_charts(flow: Flow, lanes: Mapping[str, str]) -> Iterator[LaneChart]:
    """Place a flow in lanes of ever narrower steps."""
    names = lane_names(flow, lanes)
    lane_of = {step.key: lane_name(step, lanes) for step in flow.steps}
    cells = seats(flow, {key: names.index(name) for key, name in lane_of.items()})
    courses = courses_of(flow, cells)
    for step in STEPS:
        yield chart_of(plan_of(flow, lane_of, cells, courses, step), names)


def chart_of(plan: LanePlan, names: list[str]) -> LaneChart:
    """Put everything in its place."""
    halves = halves_of(plan, len(names))
    heads = [
        tuple(wrap(name, (2 * half - 12) / HEAD_SIZE))
        for name, half in zip(names, halves, strict=True)
    ]
    head = 12 + HEAD_LEAD * max((len(lines) for lines in heads), default=1)
    middles_x = middles_of(halves)
    rows, bottom = rows_of(plan, head)
    middles = {key: (middles_x[cell.column], rows[cell.row]) for key, cell in plan.cells.items()}
    places = Places(middles_x, rows, middles)
    lines = tuple(line_of(plan, places, course) for course in plan.courses)
    width = middles_x[-1] + halves[-1] if names else 0.0
    page = Box(width / 2, bottom / 2, width / 2, bottom / 2)
    lanes = tuple(map(Lane, heads, middles_x, halves))
    return LaneChart(Layout(plan.boxes, middles, lines, {}, page), lanes, head)


def plan_of(
    flow: Flow,
    lane_of: Mapping[str, str],
    cells: dict[str, Cell],
    courses: list[Course],
    step: float,
) -> LanePlan:
    """Choose tracks and ports, and make every step large enough for its lines."""
    tracks = tracks_of(courses)
    labels = {
        course.way.number: label_of(course, step) for course in courses if course.way.link.when
    }
    heights = {number: height_of_label(lines) for number, lines in labels.items()}
    ports = ports_of(courses, tracks, heights)
    boxes = {each.key: box_of(without_lane(each, lane_of[each.key]), step) for each in flow.steps}
    level: set[object] = {
        ("out" if where == course.out else "in", course.way.number)
        for course in courses
        if course.kind == "across"
        for where in (course.out, course.into)
    }
    offsets = {
        (key, side): placed(found, level, pointed=boxes[key].is_pointed)
        for (key, side), found in ports.items()
    }
    sides = Sides(ports, offsets)
    boxes = {key: grown(box, sides) for key, box in boxes.items()}
    return LanePlan(step, cells, courses, tracks, boxes, labels, sides)


def without_lane(step: Step, lane: str) -> Step:
    """The step as it is drawn: a position that names the lane need not be said again."""
    return replace(step, position_name="") if step.position_name == lane else step


def label_of(course: Course, step: float) -> tuple[str, ...]:
    """Break a condition into lines: wide on a way straight down, narrow beside a step."""
    signs = 2 * step / LABEL_SIZE - 1 if course.out == MIDDLE else LABEL_SIGNS
    return tuple(wrap(course.way.link.when, signs))


def placed(ports: list[Port], level: set[object], *, pointed: bool) -> Offsets:
    """Place the ports of a side; one that a level line joins to its neighbour lies in the middle.

    Of a diamond that place is kept for it: what only turns up or down leaves above or below.
    """
    offsets = spread(ports, pointed=pointed)
    shift = next((-offset for name, offset in offsets.items() if name in level), 0.0)
    turns = {port.turn for port in ports}
    if pointed and turns == {-1}:
        shift = -LINE_GAP - max(offsets.values())
    elif pointed and turns == {1}:
        shift = LINE_GAP - min(offsets.values())
    return {name: offset + shift for name, offset in offsets.items()}


def halves_of(plan: LanePlan, count: int) -> list[float]:
    """Half the width of every lane: alike on both sides, so that its steps stand in its middle.

    Its own conditions have room in it; the lines beside them may run in the next lane's margin,
    where that is empty.
    """
    halves: list[float] = []
    for column in range(count):
        half = plan.step + max(plan.zones[column, LEFT], plan.zones[column, RIGHT]) + BORDER
        if column:
            channel = room_of(plan, column - 1, RIGHT) + room_of(plan, column, LEFT)
            half = max(half, channel - halves[-1] - BETWEEN)
        else:
            half = max(half, room_of(plan, column, LEFT))
        if column == count - 1:
            half = max(half, room_of(plan, column, RIGHT))
        halves.append(beside_tracks(plan, column, half))
    return halves


def room_of(plan: LanePlan, column: int, side: int) -> float:
    """How far conditions and lines reach from the middle of a lane."""
    return track_of(plan, column, side, plan.tracks.count((column, side)) - 0.5)


def track_of(plan: LanePlan, column: int, side: int, track: float) -> float:
    """How far from the middle of a lane a track of its margin runs."""
    return plan.step + plan.zones[column, side] + 6 + (track + 0.5) * LANE_GAP


def beside_tracks(plan: LanePlan, column: int, half: float) -> float:
    """The next half width at which the border of a lane, and the next one's, are clear of its lines."""
    tracks = [
        track_of(plan, column, side, track)
        for side in (LEFT, RIGHT)
        for track in range(plan.tracks.count((column, side)))
    ]
    while any(-CLEAR < track - half < BETWEEN + CLEAR for track in tracks):
        half += 1.0
    return half


def zone_of(plan: LanePlan, column: int, side: int) -> float:
    """The width kept free beside the steps of a lane for the conditions of ways that leave there."""
    ends = [
        side * label.box.x + label.box.half_width
        for course in plan.courses
        if (course.way.start.column, course.out) == (column, side)
        for label in [label_beside(plan, course, (0.0, 0.0))]
        if label
    ]
    return max([0.0, *(end - plan.step for end in ends)])


def label_beside(plan: LanePlan, course: Course, middle: Point) -> Label | None:
    """The condition of a way that leaves by a side, with the middle of its step there."""
    lines = plan.labels.get(course.way.number)
    if not lines:
        return None
    box, name = plan.boxes[course.way.link.source], ("out", course.way.number)
    return at_port(box, middle, plan.sides, course.out, name, lines)


def middles_of(halves: list[float]) -> list[float]:
    """The middles of the lanes, the first one's left border at 0."""
    middles, left = [], 0.0
    for half in halves:
        middles.append(left + half)
        left += 2 * half + BETWEEN
    return middles


def rows_of(plan: LanePlan, head: float) -> tuple[list[float], float]:
    """The heights of the rows' middles below the heads, and the lower rim of the lanes."""
    rows: list[float] = []
    end = head + 4
    for row in range(plan.count()):
        keys = plan.in_row(row)
        middle = end + gap_above(plan, row) + reach_above(plan, row)
        rows.append(middle)
        end = middle + max(plan.sides.below(plan.boxes[key]) for key in keys)
    return rows, end + ROW_GAP - 6


def gap_above(plan: LanePlan, row: int) -> float:
    """The room above a row: for conditions on ways down from the row before, then for its tracks."""
    heights = [
        height_of_label(plan.labels[course.way.number]) + 10
        for course in plan.courses
        if course.out == MIDDLE
        and course.way.start.row == row - 1
        and course.way.number in plan.labels
    ]
    count = plan.tracks.gap_count(row)
    tracks = count * LANE_GAP + (6 if row else 0) if count else 0.0
    return ROW_GAP + max(heights, default=0.0) + tracks


def reach_above(plan: LanePlan, row: int) -> float:
    """How far what stands in a row reaches above its middle."""
    return max(plan.sides.above(plan.boxes[key]) for key in plan.in_row(row))


def line_of(plan: LanePlan, places: Places, course: Course) -> Line:
    """Draw one link."""
    points = tuple(points_of(plan, places, course))
    lines = plan.labels.get(course.way.number)
    if lines and course.out == MIDDLE:
        ground = FILLS[course.way.start.column % 2]
        return Line(course.way, points, on_the_way_down(points[0], lines, ground))
    return Line(
        course.way, points, label_beside(plan, course, places.steps[course.way.link.source])
    )


def points_of(plan: LanePlan, places: Places, course: Course) -> list[Point]:
    """The corners of a line."""
    link, number = course.way.link, course.way.number
    start = end_point(plan, places, link.source, course.out, ("out", number), down=1)
    name = ("in", *course.group) if course.margin else ("in", number)
    end = end_point(plan, places, link.target, course.into, name, down=-1)
    if course.margin is None:
        corner = (start[0], end[1]) if course.kind == "drop" else (end[0], start[1])
        return [start, corner, end] if course.kind in {"drop", "corner"} else [start, end]
    column, side = course.margin
    track = track_of(plan, column, side, plan.tracks.margins[course.group])
    x = places.lanes[column] + side * track
    if course.kind != "over":
        return [start, (x, start[1]), (x, end[1]), end]
    row = course.way.end.row
    y = places.rows[row] - reach_above(plan, row) - ARROW_ROOM
    y -= plan.tracks.gaps[row, link.target] * LANE_GAP
    return [start, (x, start[1]), (x, y), (end[0], y), end]


def end_point(
    plan: LanePlan, places: Places, key: str, side: int, name: object, *, down: int
) -> Point:
    """Where a line meets its step: at a port, or in the middle of the bottom or the top."""
    (x, y), box = places.steps[key], plan.boxes[key]
    if side == MIDDLE:
        return x, y + down * box.half_height
    offset = plan.sides.offsets[key, side][name]
    return x + side * box.edge_at(offset), y + offset
