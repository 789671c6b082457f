"""Which lane and row each step of a chart in lanes stands in: rows follow the flow.

Two steps share a row only where a level line joins them, or where nothing runs through the place;
so a level line never meets a step it does not lead to.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from .flow import Flow, Step, main_line, reachable
from .grid import Cell

BREAK_COST, ROW_COST = 6.0, 1.5
PASSED = ""

type Row = dict[int, str]
"""What stands in a row, by lane; where a line passes, nothing stands but nothing may."""

type Sources = Mapping[str, list[str]]


def lane_name(step: Step, lanes: Mapping[str, str]) -> str:
    """The name of the lane a step belongs to."""
    if not step.position and not step.position_name:
        return _("(no position yet)")
    return lanes.get(step.position) or step.position_name


def lane_names(flow: Flow, lanes: Mapping[str, str]) -> list[str]:
    """The lanes in the order in which the flow comes to them, the main line first."""
    first = [flow.by_key[key] for key in main_line(flow)]
    return list(dict.fromkeys(lane_name(step, lanes) for step in [*first, *flow.steps]))


def seats(flow: Flow, columns: Mapping[str, int]) -> dict[str, Cell]:
    """Give every step its row in its lane: the main line first, then each branch where it fits best."""
    forward = flow.forward
    sources: dict[str, list[str]] = {key: [] for key in forward}
    for link in (link for ways in forward.values() for link in ways):
        if link.source not in sources[link.target]:
            sources[link.target].append(link.source)
    main = main_line(flow)
    reached = reachable(main[:1], flow.drawn_links)
    main += [step.key for step in flow.steps if step.key not in reached]
    rows: list[Row] = []
    for key in main:
        if not stands_beside(rows, len(rows) - 1, key, sources, columns):
            rows.append({columns[key]: key})
    branches = [key for key in forward if key not in main]
    below = {
        key: reachable([key], [link for ways in forward.values() for link in ways])
        for key in branches
    }
    for key in branches:
        place_branch(rows, key, sources, columns, below[key] - {key})
    return {
        key: Cell(number, column)
        for number, row in enumerate(rows)
        for column, key in row.items()
        if key != PASSED
    }


def stands_beside(
    rows: list[Row], row: int, key: str, sources: Sources, columns: Mapping[str, int]
) -> bool:
    """Put a step level with the only one that leads to it, if the way between is free."""
    if row < 0 or len(sources[key]) != 1 or sources[key][0] not in rows[row].values():
        return False
    near, here = columns[sources[key][0]], columns[key]
    step = 1 if here > near else -1
    between = range(near + step, here, step)
    if here == near or any(column in rows[row] for column in [*between, here]):
        return False
    rows[row].update(dict.fromkeys(between, PASSED) | {here: key})
    return True


def place_branch(
    rows: list[Row],
    key: str,
    sources: Sources,
    columns: Mapping[str, int],
    below: set[str],
) -> None:
    """Seat a step that is not on the main line: below what leads to it, above what it leads to."""
    at = {other: number for number, row in enumerate(rows) for other in row.values() if other}
    first = 1 + max((at[source] for source in sources[key] if source in at), default=-1)
    if stands_beside(rows, first - 1, key, sources, columns):
        return
    last = min((at[other] for other in below if other in at), default=len(rows))
    column = columns[key]
    options = [
        (row - first + cost_of_break(rows, row, key, sources, columns), row)
        for row in range(first, last)
        if column not in rows[row]
    ]
    inserted = [
        (row - first + ROW_COST + cost_of_break(rows, row, key, sources, columns), row)
        for row in range(first, max(first, last) + 1)
    ]
    if options and min(options) <= min(inserted):
        rows[min(options)[1]][column] = key
    else:
        rows.insert(min(inserted)[1], {column: key})


def cost_of_break(
    rows: list[Row], row: int, key: str, sources: Sources, columns: Mapping[str, int]
) -> float:
    """What it costs to stand in the way of the step below: of the one that it stands beneath, too."""
    column = columns[key]
    above = next((each[column] for each in reversed(rows[:row]) if each.get(column)), "")
    following = next((each[column] for each in rows[row:] if each.get(column)), "")
    in_the_way = following and {above, *sources[key]} & {*sources[following]}
    return BREAK_COST if in_the_way else 0.0
