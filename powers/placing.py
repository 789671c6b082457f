"""Steps from elsewhere put into a chart: what stands there keeps its keys, what is new gets its own."""

from collections import Counter
from collections.abc import Set
from dataclasses import replace

from .drawing.text import one_line
from .rows import NEXT, Row, Rows, Way, filled, fresh_key


def in_place_of(old: Rows, new: Rows, taken: Set[str] = frozenset()) -> Rows:
    """Give new rows in place of old ones; a step of the same name keeps its key and its bases.

    `taken` are keys that stand on no row but are not free: those of retired steps.
    """
    old = filled(old)
    kept = {one_line(row.name): row for row in old}
    once = once_each(old) & once_each(new)
    keys = {row.key: kept[row.name].key for row in new if row.name in once}
    rows = rekeyed(new, keys, taken | {row.key for row in old})
    return tuple(
        replace(row, bases=row.bases or kept[row.name].bases) if row.name in once else row
        for row in rows
    )


def at_the_end_of(old: Rows, new: Rows, taken: Set[str] = frozenset()) -> Rows:
    """Give old rows with new ones behind them; the last old one leads on where it led nowhere."""
    old = filled(old)
    rows = rekeyed(new, {}, taken | {row.key for row in old})
    if not old or not rows:
        return old or rows
    *above, last = old
    if not last.ways and not last.is_end:
        last = replace(last, ways=(Way(NEXT),))
    first = replace(rows[0], kind="step") if rows[0].kind == "start" else rows[0]
    return (*above, last, first, *rows[1:])


def once_each(rows: Rows) -> set[str]:
    """Give the names that stand on one row alone."""
    counts = Counter(one_line(row.name) for row in rows)
    return {name for name, count in counts.items() if name and count == 1}


def rekeyed(rows: Rows, keys: dict[str, str], used: Set[str]) -> Rows:
    """Give rows the keys named, all others fresh ones, and turn their ways accordingly."""
    keys, used = dict(keys), set(used)
    for row in rows:
        if row.key not in keys:
            keys[row.key] = fresh_key(used)
            used.add(keys[row.key])
    return tuple(_turned(row, keys) for row in rows)


def _turned(row: Row, keys: dict[str, str]) -> Row:
    ways = tuple(replace(way, to=keys.get(way.to, way.to)) for way in row.ways)
    return replace(row, key=keys[row.key], ways=ways)
