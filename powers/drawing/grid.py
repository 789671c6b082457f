"""Which row and column each step stands in: the main line straight down, branches beside it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import takewhile

from .flow import Flow, Link, main_line, reachable

MAIN, SIDE = 0, 1


@dataclass(frozen=True)
class Cell:
    """A place in the grid."""

    row: int
    column: int


type Rows = list[list[str]]


def cells(flow: Flow, alone: AbstractSet[str] = frozenset()) -> dict[str, Cell]:
    """Give every step its cell; a step in `alone` has its row to itself.

    The longest way from start to end goes down the main column, with steps that nothing leads to
    below it; every other step stands beside, level with the last step of that column that leads to
    it or below, below those beside that lead to it, and above what it leads to.
    """
    forward = flow.forward
    links = [link for ways in forward.values() for link in ways]
    main = main_line(flow)
    reached = reachable(main[:1], flow.drawn_links)
    main += [step.key for step in flow.steps if step.key not in reached]
    rows: Rows = [[key, ""] for key in main]
    for key in in_order([key for key in forward if key not in main], links, set(main)):
        stand_beside(rows, key, links, alone)
    return {
        key: Cell(row, column)
        for row, pair in enumerate(rows)
        for column, key in enumerate(pair)
        if key
    }


def in_order(branches: list[str], links: list[Link], main: set[str]) -> list[str]:
    """Branches that end beside the main line before those that join it again, else as they come.

    A step never comes before one that leads to it. So fewer lines cross.
    """
    joining: set[str] = set()
    for key in branches:
        leads_back = not main.isdisjoint(reachable([key], links))
        if leads_back or any(link.target == key and link.source in joining for link in links):
            joining.add(key)
    return sorted(branches, key=lambda key: key in joining)


def stand_beside(rows: Rows, key: str, links: list[Link], alone: AbstractSet[str]) -> None:
    """Find a free place beside the main line, or make a row for it after those that are taken.

    So more room, when there is some, leaves the others where they were.
    """
    at = {other: row for row, pair in enumerate(rows) for other in pair if other}
    sources = [link.source for link in links if link.target == key]
    first = max((at[source] + (rows[at[source]][SIDE] == source) for source in sources), default=0)
    below = reachable([key], links) - {key}
    last = min((row for row, pair in enumerate(rows) if pair[MAIN] in below), default=len(rows))
    for row in range(first, last):
        if not rows[row][SIDE] and alone.isdisjoint({key, rows[row][MAIN]}):
            rows[row][SIDE] = key
            return
    first = max((at[source] + 1 for source in sources), default=0)
    taken = list(takewhile(lambda row: row[SIDE], rows[first:last]))
    rows.insert(first + len(taken), ["", key])


def is_free(taken: Mapping[Cell, str], column: int, rows: range) -> bool:
    """Whether nothing stands in a stretch of a column."""
    return all(Cell(row, column) not in taken for row in rows)
