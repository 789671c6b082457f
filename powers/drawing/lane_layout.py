"""Where everything of a chart in lanes stands: lanes side by side, rows below one another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .canvas import Box, Point
from .flow import Flow, Step
from .grid import Cell
from .lane_grid import lane_name, lane_names, seats
from .lane_route import MIDDLE, Course, Tracks, courses_of, ports_of, tracks_of
from .layout import (
    LABEL_LEAD,
    LABEL_SIZE,
    LANE_GAP,
    ROW_GAP,
    Layout,
    Line,
    grown,
    label_width,
    on_the_way_down,
)
from .route import LEFT, RIGHT, Port, spread
from .shapes import StepBox, box_of
from .text import wrap

STEP = 72.0
BORDER = 12.0
ARROW_ROOM = 18.0
HEAD_SIZE = 12.0
HEAD_LEAD = 16.0
LABEL_SIGNS = 5.0
BETWEEN = 5.0
FILLS = ("#fbf8f4", "#f6f8fb")


@dataclass(frozen=True)
class LaneBox:
    """A lane: its name in lines, and its place."""

    names: tuple[str, ...]
    box: Box


@dataclass(frozen=True)
class LaneChart:
    """A chart in lanes in its place; every lane begins with a head of the same height."""

    layout: Layout
    lanes: tuple[LaneBox, ...]
    head: float


@dataclass(frozen=True)
class LanePlan:
    """What is known before anything has its place."""

    cells: dict[str, Cell]
    courses: list[Course]
    tracks: Tracks
    boxes: dict[str, StepBox]
    labels: dict[int, tuple[str, ...]]
    ports: dict[tuple[str, int], list[Port]]
    offsets: dict[tuple[str, int], dict[object, float]]

    def count(self) -> int:
        """How many rows there are."""
        return 1 + max((cell.row for cell in self.cells.values()), default=-1)

    def in_row(self, row: int) -> list[str]:
        """The steps of a row."""
        return [key for key, cell in self.cells.items() if cell.row == row]


def lay_out_lanes(flow: Flow, lanes: Mapping[str, str]) -> LaneChart:
    """Place a flow in lanes, given the name of the lane of every position."""
    names = lane_names(flow, lanes)
    columns = {step.key: names.index(lane_name(step, lanes)) for step in flow.steps}
    plan = plan_of(flow, names, columns)
    halves = [half_of(plan, column) for column in range(len(names))]
    heads = [
        tuple(wrap(name, (2 * half - 16) / HEAD_SIZE))
        for name, half in zip(names, halves, strict=True)
    ]
    head = 12 + HEAD_LEAD * max((len(lines) for lines in heads), default=1)
    middles_x = middles_of(halves)
    rows, bottom = rows_of(plan, head)
    middles = {key: (middles_x[cell.column], rows[cell.row]) for key, cell in plan.cells.items()}
    lines = tuple(line_of(plan, middles_x, rows, middles, course) for course in plan.courses)
    boxes = tuple(
        LaneBox(lines, Box(x, bottom / 2, half, bottom / 2))
        for lines, x, half in zip(heads, middles_x, halves, strict=True)
    )
    width = middles_x[-1] + halves[-1] if names else 0.0
    page = Box(width / 2, bottom / 2, width / 2, bottom / 2)
    return LaneChart(Layout(plan.boxes, middles, lines, {}, page), boxes, head)


def plan_of(flow: Flow, names: list[str], columns: Mapping[str, int]) -> LanePlan:
    """Choose seats, courses and ports, and make every step large enough for its lines."""
    cells = seats(flow, columns)
    courses = courses_of(flow, cells)
    tracks = tracks_of(courses)
    labels = {course.way.number: label_of(course) for course in courses if course.way.link.when}
    heights = {number: len(lines) * LABEL_LEAD for number, lines in labels.items()}
    ports = ports_of(courses, tracks, heights)
    boxes = {
        step.key: box_of(without_lane(step, names[columns[step.key]]), STEP) for step in flow.steps
    }
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
    for (key, _side), places in offsets.items():
        boxes[key] = grown(boxes[key], places.values())
    return LanePlan(cells, courses, tracks, boxes, labels, ports, offsets)


def without_lane(step: Step, lane: str) -> Step:
    """The step as it is drawn: a position that names the lane need not be said again."""
    return replace(step, position_name="") if step.position_name == lane else step


def label_of(course: Course) -> tuple[str, ...]:
    """Break a condition into lines: wide on a way straight down, narrow beside a step."""
    signs = 2 * STEP / LABEL_SIZE if course.out == MIDDLE else LABEL_SIGNS
    return tuple(wrap(course.way.link.when, signs))


def placed(ports: list[Port], level: set[object], *, pointed: bool) -> dict[object, float]:
    """Place the ports of a side; one that a level line joins to its neighbour lies in the middle."""
    offsets = spread(ports, pointed=pointed)
    shift = next((offset for name, offset in offsets.items() if name in level), 0.0)
    return {name: offset - shift for name, offset in offsets.items()}


def half_of(plan: LanePlan, column: int) -> float:
    """Half the width of a lane: alike on both sides, so that its steps stand in its middle."""
    rooms = [
        zone_of(plan, column, side) + plan.tracks.count((column, side)) * LANE_GAP
        for side in (LEFT, RIGHT)
    ]
    return STEP + max(rooms) + BORDER


def zone_of(plan: LanePlan, column: int, side: int) -> float:
    """The width kept free beside the steps of a lane for the conditions of ways that leave there."""
    widths = [
        label_width(plan.labels[course.way.number]) + 4
        for course in plan.courses
        if course.way.number in plan.labels
        and (course.way.start.column, course.out) == (column, side)
    ]
    return max(widths, default=0.0)


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
        middle = end + gap_above(plan, row) + max(reach_above(plan, key) for key in keys)
        rows.append(middle)
        end = middle + max(plan.boxes[key].half_height for key in keys)
    return rows, end + ROW_GAP - 6


def gap_above(plan: LanePlan, row: int) -> float:
    """The room above a row: for conditions on ways down from the row before, then for its tracks."""
    heights = [
        len(plan.labels[course.way.number]) * LABEL_LEAD + 10
        for course in plan.courses
        if course.out == MIDDLE
        and course.way.start.row == row - 1
        and course.way.number in plan.labels
    ]
    count = plan.tracks.gap_count(row)
    tracks = count * LANE_GAP + (6 if row else 0) if count else 0.0
    return ROW_GAP + max(heights, default=0.0) + tracks


def reach_above(plan: LanePlan, key: str) -> float:
    """How far a step, or a label over the first line beside it, reaches above its middle."""
    reaches = [plan.boxes[key].half_height]
    for side in (LEFT, RIGHT):
        ports = plan.ports.get((key, side), [])
        reaches += [port.room - plan.offsets[key, side][port.name] for port in ports[:1]]
    return max(reaches)


def line_of(
    plan: LanePlan,
    middles_x: list[float],
    rows: list[float],
    middles: Mapping[str, Point],
    course: Course,
) -> Line:
    """Draw one link."""
    points = tuple(points_of(plan, middles_x, rows, middles, course))
    label = plan.labels.get(course.way.number, ())
    if not label:
        return Line(course.way, points, label, None)
    ground = FILLS[course.way.start.column % 2]
    if course.out == MIDDLE:
        return Line(course.way, points, label, on_the_way_down(list(points[:2]), label), ground)
    x, _y = middles[course.way.link.source]
    half_width, half_height = label_width(label) / 2, len(label) * LABEL_LEAD / 2
    border = x + course.out * plan.boxes[course.way.link.source].half_width
    place = Box(
        border + course.out * (half_width + 2),
        points[0][1] - 2 - half_height,
        half_width,
        half_height,
    )
    return Line(course.way, points, label, place, ground)


def points_of(
    plan: LanePlan,
    middles_x: list[float],
    rows: list[float],
    middles: Mapping[str, Point],
    course: Course,
) -> list[Point]:
    """The corners of a line."""
    link = course.way.link
    start = end_point(plan, middles, link.source, course.out, ("out", course.way.number), down=1)
    name = ("in", *course.group) if course.margin else ("in", course.way.number)
    end = end_point(plan, middles, link.target, course.into, name, down=-1)
    if course.margin is None:
        corner = (start[0], end[1]) if course.kind == "drop" else (end[0], start[1])
        return [start, corner, end] if course.kind in {"drop", "corner"} else [start, end]
    column, side = course.margin
    track = zone_of(plan, column, side) + 6 + (plan.tracks.margins[course.group] + 0.5) * LANE_GAP
    x = middles_x[column] + side * (STEP + track)
    if course.kind != "over":
        return [start, (x, start[1]), (x, end[1]), end]
    row = course.way.end.row
    top = rows[row] - max(reach_above(plan, key) for key in plan.in_row(row))
    y = top - ARROW_ROOM - plan.tracks.gaps[row, link.target] * LANE_GAP
    return [start, (x, start[1]), (x, y), (end[0], y), end]


def end_point(
    plan: LanePlan,
    middles: Mapping[str, Point],
    key: str,
    side: int,
    name: object,
    *,
    down: int,
) -> Point:
    """Where a line meets its step: at a port, or in the middle of the bottom or the top."""
    x, y = middles[key]
    box = plan.boxes[key]
    if side == MIDDLE:
        return x, y + down * box.half_height
    offset = plan.offsets[key, side][name]
    return x + side * box.edge_at(offset), y + offset
