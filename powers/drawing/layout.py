"""Where everything of a flow stands on the page: steps, lines, labels, places for side notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from .canvas import Box, Point
from .flow import Flow
from .grid import MAIN, SIDE, Cell, cells
from .labels import (
    LABEL_SIZE,
    OFF_STEP,
    Label,
    at_port,
    half_width_of_label,
    height_of_label,
    on_the_way_down,
)
from .ports import LEFT, LINE_GAP, RIGHT, Offsets, Port, Side, Sides, grown, levelled, spread
from .route import Routes, Way, routes_of, ways_of
from .shapes import StepBox, box_of
from .text import wrap

ROW_GAP = 26.0
LANE_GAP = 11.0
NOTE_GAP = 11.0
RESERVED = 2
WHOLE = float("inf")


@dataclass(frozen=True)
class Measures:
    """Half widths of the two columns, and how many signs a label beside a line may be wide.

    Rows lie `apart` where a page may end below any of them.
    """

    main: float = 77.0
    side: float = 57.0
    label_signs: float = 5.0
    apart: bool = False


@dataclass(frozen=True)
class Line:
    """A link as a right-angled line, with its condition where it has one."""

    way: Way
    points: tuple[Point, ...]
    label: Label | None


@dataclass(frozen=True)
class Layout:
    """A flow in its place. `notes` gives, for a step and side, where a note's line meets it."""

    boxes: dict[str, StepBox]
    middles: dict[str, Point]
    lines: tuple[Line, ...]
    notes: dict[Side, Point]
    page: Box


@dataclass
class Plan:
    """What is known before anything has its place."""

    cells: dict[str, Cell]
    routes: Routes
    boxes: dict[str, StepBox]
    labels: dict[int, tuple[str, ...]]
    sides: Sides
    notes: Mapping[Side, float]


def lay_out(flow: Flow, measures: Measures, notes: Mapping[Side, float] | None = None) -> Layout:
    """Place a whole flow; `notes` are the heights of the blocks that stand left or right of steps."""
    plan = plan_of(flow, measures, notes or {})
    columns = columns_of(plan, measures)
    rows = rows_of(plan, apart=measures.apart)
    middles = {
        key: (columns.middle(cell.column), rows[cell.row]) for key, cell in plan.cells.items()
    }
    lines = tuple(line_of(plan, columns, middles, way) for way in plan.routes.ways)
    return Layout(
        plan.boxes, middles, lines, note_points(plan, middles), page_of(plan, columns, rows)
    )


def plan_of(flow: Flow, measures: Measures, notes: Mapping[Side, float]) -> Plan:
    """Choose cells and courses, and make every step large enough for the lines that meet it."""
    placed = cells(flow, alone={key for key, _side in notes})
    ways = ways_of(flow, placed)
    labels = labels_of(ways, measures)
    routes = routes_of(ways, {at: height_of_label(lines) for at, lines in labels.items()})
    for key, side in notes:
        routes.add_port(key, side, Port("note", 0))
    half_widths = {MAIN: measures.main, SIDE: measures.side}
    boxes = {step.key: box_of(step, half_widths[placed[step.key].column]) for step in flow.steps}
    sides = Sides(routes.ports, offsets_of(placed, routes, boxes))
    boxes = {key: grown(box, sides) for key, box in boxes.items()}
    return Plan(placed, routes, boxes, labels, sides, notes)


def offsets_of(
    placed: Mapping[str, Cell], routes: Routes, boxes: Mapping[str, StepBox]
) -> dict[Side, Offsets]:
    """Place the ports of every step, those of two neighbours so that their lines do not meet."""
    offsets = {
        (key, side): spread(routes.ports.get((key, side), []), pointed=box.is_pointed)
        for key, box in boxes.items()
        for side in (LEFT, RIGHT)
    }
    at = {cell: key for key, cell in placed.items()}
    for cell, key in at.items():
        neighbour = at.get(Cell(cell.row, MAIN))
        if cell.column == SIDE and neighbour:
            ports, others = routes.ports.get((key, LEFT), []), offsets[neighbour, RIGHT]
            offsets[key, LEFT] = levelled(ports, offsets[key, LEFT], others, routes.level_ports)
    return offsets


def labels_of(ways: Iterable[Way], measures: Measures) -> dict[int, tuple[str, ...]]:
    """Break every condition into lines: wide on a way straight down, narrow beside a step."""
    found = {}
    for way in ways:
        half_width = measures.main if way.start.column == MAIN else measures.side
        signs = 2 * half_width / LABEL_SIZE - 1 if way.course == "down" else measures.label_signs
        if way.link.when:
            found[way.number] = tuple(wrap(way.link.when, signs))
    return found


@dataclass(frozen=True)
class Columns:
    """The middles of the two columns, where lanes begin, and the left and right rim."""

    main: float
    side: float
    first_lane: dict[str, float]
    left: float
    right: float

    def middle(self, column: int) -> float:
        """The middle of a column."""
        return self.main if column == MAIN else self.side

    def lane(self, lane: str, index: int) -> float:
        """Where a lane runs."""
        return self.first_lane[lane] + index * LANE_GAP * (-1 if lane == "left" else 1)


def columns_of(plan: Plan, measures: Measures) -> Columns:
    """Lay columns and gutters side by side, the main column's left border at 0."""
    halves = {MAIN: measures.main, SIDE: measures.side}
    zone = {
        (column, side): zone_of(plan, column, side, halves[column])
        for column, side in product(halves, (LEFT, RIGHT))
    }
    count = plan.routes.lane_count
    has_side = any(cell.column == SIDE for cell in plan.cells.values())
    main_right = 2 * measures.main
    first = {
        "left": -zone[MAIN, LEFT] - LANE_GAP,
        "middle": main_right + zone[MAIN, RIGHT] + LANE_GAP,
    }
    lanes_end = first["middle"] + count("middle") * LANE_GAP
    # Kept free for two lanes in any case, so that the column stays where it is when one comes or goes.
    reserved = first["middle"] + max(count("middle"), RESERVED) * LANE_GAP
    side_left = reserved + 4 + zone[SIDE, LEFT]
    side_right = side_left + 2 * measures.side
    first["right"] = side_right + zone[SIDE, RIGHT] + LANE_GAP
    left = -zone[MAIN, LEFT] - count("left") * LANE_GAP
    right = side_right if has_side else main_right
    right += zone[SIDE, RIGHT] + count("right") * LANE_GAP if has_side else 0.0
    if not has_side and count("middle"):
        right = lanes_end - LANE_GAP
    return Columns(measures.main, side_left + measures.side, first, left, right)


def zone_of(plan: Plan, column: int, side: int, half_width: float) -> float:
    """The width kept free beside a column for the conditions of the ways that leave there.

    However far a condition reaches under the slope of a diamond, so that nothing moves sideways
    when that becomes steeper.
    """
    widths = [
        max(0.0, plan.boxes[way.link.source].reach(side, -WHOLE, WHOLE) - half_width)
        + 2 * half_width_of_label(plan.labels[way.number])
        + OFF_STEP
        + 1
        for way in plan.routes.ways
        if way.number in plan.labels
        and way.course != "down"
        and (way.start.column, way.sides[0]) == (column, side)
    ]
    return max(widths, default=0.0)


def rows_of(plan: Plan, *, apart: bool) -> list[float]:
    """The height of every row's middle, from the top.

    Unless rows lie apart, the two columns close up, each on its own, as far as the lines in the
    gutter between them let them. Side notes push what they would meet.
    """
    rows: list[float] = []
    column_ends = {MAIN: 0.0, SIDE: 0.0}
    note_ends = {LEFT: 0.0, RIGHT: 0.0}
    last_line = -LINE_GAP
    for row in range(1 + max((cell.row for cell in plan.cells.values()), default=-1)):
        keys = [key for key, cell in plan.cells.items() if cell.row == row]
        lines = gutter_offsets(plan, keys)
        starts = [
            column_ends[plan.cells[key].column] + plan.sides.above(plan.boxes[key]) for key in keys
        ]
        starts += note_starts(plan, keys, note_ends)
        middle = max(last_line + LINE_GAP - min(lines), *starts)
        rows.append(middle)
        last_line = middle + max(lines)
        for key in keys:
            bottom = middle + plan.sides.below(plan.boxes[key])
            column_ends[plan.cells[key].column] = bottom + gap_below(plan, key)
            note_ends |= notes_below(plan, key, middle)
        if apart:
            end = max(*column_ends.values(), *note_ends.values())
            column_ends, note_ends = dict.fromkeys(column_ends, end), dict.fromkeys(note_ends, end)
    return rows


def gutter_offsets(plan: Plan, keys: list[str]) -> list[float]:
    """How far from their middle lines leave a row's steps for the gutter between the columns."""
    sides = {MAIN: RIGHT, SIDE: LEFT}
    return [0.0] + [
        offset
        for key in keys
        for offset in plan.sides.offsets[key, sides[plan.cells[key].column]].values()
    ]


def notes_below(plan: Plan, key: str, middle: float) -> dict[int, float]:
    """Where the notes beside a step end, on each side that has some."""
    return {
        side: middle + plan.sides.offsets[key, side]["note"] + plan.notes[key, side] / 2 + NOTE_GAP
        for side in (LEFT, RIGHT)
        if (key, side) in plan.notes
    }


def note_starts(plan: Plan, keys: list[str], ends: Mapping[int, float]) -> list[float]:
    """How low the row's middle must lie so that its notes clear those above."""
    return [
        ends[side] + plan.notes[key, side] / 2 - plan.sides.offsets[key, side]["note"]
        for key in keys
        for side in (LEFT, RIGHT)
        if (key, side) in plan.notes
    ]


def gap_below(plan: Plan, key: str) -> float:
    """The room below a step: more where a condition stands on its way down."""
    heights = [
        height_of_label(plan.labels[way.number]) + 10
        for way in plan.routes.ways
        if way.course == "down" and way.link.source == key and way.number in plan.labels
    ]
    return ROW_GAP + max(heights, default=0.0)


def line_of(plan: Plan, columns: Columns, middles: Mapping[str, Point], way: Way) -> Line:
    """Draw one link."""
    lines, source = plan.labels.get(way.number), way.link.source
    if way.course == "down":
        points = way_down(plan, middles, way)
        return Line(way, tuple(points), on_the_way_down(points[0], lines) if lines else None)
    points = way_beside(plan, columns, middles, way)
    if not lines:
        return Line(way, tuple(points), None)
    name, box = ("out", way.number), plan.boxes[source]
    label = at_port(box, middles[source], plan.sides, way.sides[0], name, lines)
    return Line(way, tuple(points), label)


def way_down(plan: Plan, middles: Mapping[str, Point], way: Way) -> list[Point]:
    """Straight from the bottom of one step to the top of the next."""
    (x, top), (_x, bottom) = middles[way.link.source], middles[way.link.target]
    start = top + plan.boxes[way.link.source].half_height
    return [(x, start), (x, bottom - plan.boxes[way.link.target].half_height)]


def way_beside(plan: Plan, columns: Columns, middles: Mapping[str, Point], way: Way) -> list[Point]:
    """Out by a side, straight across or along a lane, and in by a side."""
    source, target = way.link.source, way.link.target
    start = port_point(plan, middles, source, way.sides[0], ("out", way.number))
    end = port_point(plan, middles, target, way.sides[1], way.arrival)
    if way.course == "level":
        return [start, end]
    x = columns.lane(way.lane, plan.routes.lanes[way.group])
    return [start, (x, start[1]), (x, end[1]), end]


def port_point(
    plan: Plan, middles: Mapping[str, Point], key: str, side: int, name: object
) -> Point:
    """Where a port lies on the border of its step."""
    offset = plan.sides.offsets[key, side][name]
    x, y = middles[key]
    return x + side * plan.boxes[key].edge_at(offset), y + offset


def note_points(plan: Plan, middles: Mapping[str, Point]) -> dict[Side, Point]:
    """Where the lines to side notes meet their steps."""
    return {where: port_point(plan, middles, *where, "note") for where in plan.notes}


def page_of(plan: Plan, columns: Columns, rows: list[float]) -> Box:
    """The rectangle that holds the flow, its side notes left out."""
    bottoms = [
        rows[cell.row] + plan.sides.below(plan.boxes[key]) for key, cell in plan.cells.items()
    ]
    bottom = max(bottoms, default=0.0)
    middle = (columns.left + columns.right) / 2
    return Box(middle, bottom / 2, (columns.right - columns.left) / 2, bottom / 2)
