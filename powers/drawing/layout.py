"""Where everything of a flow stands on the page: steps, lines, labels, places for side notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count as count_up

from .canvas import Box, Point
from .flow import Flow
from .grid import MAIN, SIDE, Cell, cells
from .route import LEFT, LINE_GAP, RIGHT, Port, Routes, Way, routes_of, spread
from .shapes import StepBox, box_of
from .text import width_of, wrap

LABEL_SIZE = 10.0
LABEL_LEAD = 13.0
ROW_GAP = 26.0
LANE_GAP = 11.0
NOTE_GAP = 11.0
RESERVED = 2


@dataclass(frozen=True)
class Measures:
    """Half widths of the two columns, and how many signs a label beside a line may be wide."""

    main: float = 77.0
    side: float = 57.0
    label_signs: float = 5.0


@dataclass(frozen=True)
class Line:
    """A link as a right-angled line, with its condition's lines, their place and what it lies on."""

    way: Way
    points: tuple[Point, ...]
    label: tuple[str, ...]
    label_box: Box | None
    ground: str = "white"


@dataclass(frozen=True)
class Layout:
    """A flow in its place. `notes` gives, for a step and side, where a note's line meets it."""

    boxes: dict[str, StepBox]
    middles: dict[str, Point]
    lines: tuple[Line, ...]
    notes: dict[tuple[str, int], Point]
    page: Box


@dataclass
class Plan:
    """What is known before anything has its place."""

    cells: dict[str, Cell]
    routes: Routes
    boxes: dict[str, StepBox]
    labels: dict[int, tuple[str, ...]]
    offsets: dict[tuple[str, int], dict[object, float]]
    notes: Mapping[tuple[str, int], float]


def lay_out(
    flow: Flow, measures: Measures, notes: Mapping[tuple[str, int], float] | None = None
) -> Layout:
    """Place a whole flow; `notes` are the heights of the blocks that stand left or right of steps."""
    plan = plan_of(flow, measures, notes or {})
    columns = columns_of(plan, measures)
    rows = rows_of(plan)
    middles = {
        key: (columns.middle(cell.column), rows[cell.row]) for key, cell in plan.cells.items()
    }
    lines = tuple(line_of(plan, columns, middles, way) for way in plan.routes.ways)
    return Layout(
        plan.boxes, middles, lines, note_points(plan, middles), page_of(plan, columns, rows)
    )


def plan_of(flow: Flow, measures: Measures, notes: Mapping[tuple[str, int], float]) -> Plan:
    """Choose cells and courses, and make every step large enough for the lines that meet it."""
    placed = cells(flow, alone={key for key, _side in notes})
    labels = labels_of(flow, placed, measures)
    routes = routes_of(flow, placed, {at: len(lines) * LABEL_LEAD for at, lines in labels.items()})
    for key, side in notes:
        routes.add_port(key, side, Port("note", 0))
    half_widths = {MAIN: measures.main, SIDE: measures.side}
    boxes = {step.key: box_of(step, half_widths[placed[step.key].column]) for step in flow.steps}
    offsets = offsets_of(placed, routes, boxes)
    for (key, _side), places in offsets.items():
        boxes[key] = grown(boxes[key], places.values())
    return Plan(placed, routes, boxes, labels, offsets, notes)


def offsets_of(
    placed: Mapping[str, Cell], routes: Routes, boxes: Mapping[str, StepBox]
) -> dict[tuple[str, int], dict[object, float]]:
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
            turns = sum(port.turn for port in routes.ports.get((key, LEFT), []))
            offsets[key, LEFT] = kept_apart(
                offsets[key, LEFT],
                offsets[neighbour, RIGHT],
                routes.level_ports,
                first=-1 if turns < 0 else 1,
            )
    return offsets


def kept_apart(
    own: Mapping[object, float],
    others: Mapping[object, float],
    joined: set[frozenset[object]],
    *,
    first: int,
) -> dict[object, float]:
    """Shift ports up (-1) or down (1), that way first, until none is level with one it is not joined to."""

    def is_clear(shift: float) -> bool:
        return all(
            abs(place + shift - other) >= LINE_GAP / 2 or frozenset({name, other_name}) in joined
            for name, place in own.items()
            for other_name, other in others.items()
        )

    shifts = ((at + 1) // 2 * LINE_GAP / 2 * (first if at % 2 else -first) for at in count_up())
    shift = next(filter(is_clear, shifts))
    return {name: place + shift for name, place in own.items()}


def grown(box: StepBox, offsets: Iterable[float]) -> StepBox:
    """Make a step high enough for lines that meet it that far from its middle."""
    farthest = max((abs(offset) for offset in offsets), default=0.0)
    needed = farthest / 0.62 if box.is_pointed else farthest + 7 if farthest else 0.0
    return replace(box, half_height=max(box.half_height, needed))


def labels_of(
    flow: Flow, placed: Mapping[str, Cell], measures: Measures
) -> dict[int, tuple[str, ...]]:
    """Break every condition into lines: wide on a way straight down, narrow beside a step."""
    found = {}
    for way in routes_of(flow, placed, {}).ways:
        room = 2 * (measures.main if way.start.column == MAIN else measures.side) / LABEL_SIZE
        signs = room if way.course == "down" else measures.label_signs
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
    zone = {where: zone_of(plan, *where) for where in ((0, -1), (0, 1), (1, -1), (1, 1))}
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


def zone_of(plan: Plan, column: int, side: int) -> float:
    """The width kept free beside a column for the conditions of the ways that leave there.

    Over an empty gutter and an empty cell, the condition of a way that turns down needs none.
    """
    is_roomy = plan.routes.lane_count("middle") == 0
    widths = [
        max(map(width_of, plan.labels[way.number])) * LABEL_SIZE + 8
        for way in plan.routes.ways
        if way.number in plan.labels
        and way.course != "down"
        and not (way.course == "over" and is_roomy)
        and (way.start.column, way.sides[0]) == (column, side)
    ]
    return max(widths, default=0.0)


def rows_of(plan: Plan) -> list[float]:
    """The height of every row's middle, from the top; side notes only push what they would meet."""
    count = 1 + max((cell.row for cell in plan.cells.values()), default=-1)
    rows: list[float] = []
    note_ends = {LEFT: 0.0, RIGHT: 0.0}
    end = 0.0
    for row in range(count):
        keys = [key for key, cell in plan.cells.items() if cell.row == row]
        above = max(reach_above(plan, key) for key in keys)
        middle = max([end + above, *(note_starts(plan, keys, note_ends))])
        rows.append(middle)
        for key in keys:
            for side in (LEFT, RIGHT):
                if height := plan.notes.get((key, side)):
                    offset = plan.offsets[key, side]["note"]
                    note_ends[side] = middle + offset + height / 2 + NOTE_GAP
        below = max(plan.boxes[key].half_height for key in keys)
        end = middle + below + gap_below(plan, row)
    return rows


def note_starts(plan: Plan, keys: list[str], ends: Mapping[int, float]) -> list[float]:
    """How low the row's middle must lie so that its notes clear those above."""
    return [
        ends[side] + plan.notes[key, side] / 2 - plan.offsets[key, side]["note"]
        for key in keys
        for side in (LEFT, RIGHT)
        if (key, side) in plan.notes
    ]


def reach_above(plan: Plan, key: str) -> float:
    """How far a step, or a label over the first line beside it, reaches above its middle."""
    reaches = [plan.boxes[key].half_height]
    for side in (LEFT, RIGHT):
        ports = plan.routes.ports.get((key, side), [])
        reaches += [port.room - plan.offsets[key, side][port.name] for port in ports[:1]]
    return max(reaches)


def gap_below(plan: Plan, row: int) -> float:
    """The room between a row and the next: more where a condition stands on a way down."""
    heights = [
        len(plan.labels[way.number]) * LABEL_LEAD + 10
        for way in plan.routes.ways
        if way.course == "down" and way.start.row == row and way.number in plan.labels
    ]
    return ROW_GAP + max(heights, default=0.0)


def line_of(plan: Plan, columns: Columns, middles: Mapping[str, Point], way: Way) -> Line:
    """Draw one link."""
    label = plan.labels.get(way.number, ())
    if way.course == "down":
        points = way_down(plan, middles, way)
        box = on_the_way_down(points, label)
    else:
        points = way_beside(plan, columns, middles, way)
        box = beside_the_step(plan, middles, way, points[0], label)
    return Line(way, tuple(points), label, box if label else None)


def way_down(plan: Plan, middles: Mapping[str, Point], way: Way) -> list[Point]:
    """Straight from the bottom of one step to the top of the next."""
    (x, top), (_x, bottom) = middles[way.link.source], middles[way.link.target]
    start = top + plan.boxes[way.link.source].half_height
    return [(x, start), (x, bottom - plan.boxes[way.link.target].half_height)]


def way_beside(plan: Plan, columns: Columns, middles: Mapping[str, Point], way: Way) -> list[Point]:
    """Out by a side, then down into the step's top, or along a lane and in by a side."""
    source, target = way.link.source, way.link.target
    start = port_point(plan, middles, source, way.sides[0], ("out", way.number))
    if way.course == "over":
        x, y = middles[target]
        return [start, (x, start[1]), (x, y - plan.boxes[target].half_height)]
    end = port_point(plan, middles, target, way.sides[1], ("in", *way.group))
    x = columns.lane(way.lane, plan.routes.lanes[way.group])
    return [start, (x, start[1]), (x, end[1]), end]


def port_point(
    plan: Plan, middles: Mapping[str, Point], key: str, side: int, name: object
) -> Point:
    """Where a port lies on the border of its step."""
    offset = plan.offsets[key, side][name]
    x, y = middles[key]
    return x + side * plan.boxes[key].edge_at(offset), y + offset


def on_the_way_down(points: list[Point], label: tuple[str, ...]) -> Box:
    """A label's place on a straight line: on the line itself, nearer its beginning."""
    (x, top), (_x, _bottom) = points
    height = len(label) * LABEL_LEAD
    return Box(x, top + 11 + height / 2, label_width(label) / 2, height / 2)


def beside_the_step(
    plan: Plan, middles: Mapping[str, Point], way: Way, start: Point, label: tuple[str, ...]
) -> Box:
    """A label's place beside the step the line leaves: above the line."""
    side = way.sides[0]
    half_width, half_height = label_width(label) / 2, len(label) * LABEL_LEAD / 2
    border = (
        start[0]
        if not plan.boxes[way.link.source].is_pointed
        else middles[way.link.source][0] + side * plan.boxes[way.link.source].half_width
    )
    return Box(
        border + side * (half_width + 1), start[1] - 2 - half_height, half_width, half_height
    )


def label_width(label: tuple[str, ...]) -> float:
    """The width of a label with a little white at its sides."""
    return max(map(width_of, label), default=0.0) * LABEL_SIZE + 4


def note_points(plan: Plan, middles: Mapping[str, Point]) -> dict[tuple[str, int], Point]:
    """Where the lines to side notes meet their steps."""
    return {where: port_point(plan, middles, *where, "note") for where in plan.notes}


def page_of(plan: Plan, columns: Columns, rows: list[float]) -> Box:
    """The rectangle that holds the flow, its side notes left out."""
    bottoms = [rows[cell.row] + plan.boxes[key].half_height for key, cell in plan.cells.items()]
    bottom = max(bottoms, default=0.0)
    middle = (columns.left + columns.right) / 2
    return Box(middle, bottom / 2, (columns.right - columns.left) / 2, bottom / 2)
