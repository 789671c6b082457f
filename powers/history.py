"""The rows of a chart written down and read back, and what one change changed.

All here is pure: it is what undo and redo go by.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import zip_longest
from typing import Any

from .charts import of_a_project
from .rows import NEXT, Basis, Row, Rows, Way


def rows_as_json(rows: Rows) -> list[dict[str, Any]]:
    """Write rows down as plain lists and texts."""
    return [
        {
            "key": row.key,
            "name": row.name,
            "kind": row.kind,
            "position": row.position,
            "days": row.days,
            "check": row.check,
            "ways": [[way.to, way.when] for way in row.ways],
            "bases": [[basis.law, basis.article] for basis in row.bases],
            **of_a_project(row),
        }
        for row in rows
    ]


def rows_from_json(written: list[dict[str, Any]]) -> Rows:
    """Read rows back as they were written down."""
    return tuple(
        Row(
            **row
            | {
                "ways": tuple(Way(*way) for way in row["ways"]),
                "bases": tuple(Basis(*basis) for basis in row["bases"]),
            }
        )
        for row in written
    )


def tidied(rows: Rows) -> Rows:
    """Leave out what a form does not post again: empty ways and bases, "next" at an end."""
    return tuple(
        replace(
            row,
            ways=tuple(way for way in row.ways if way != Way() and not _is_idle(row, way)),
            bases=tuple(basis for basis in row.bases if basis != Basis()),
        )
        for row in rows
    )


def _is_idle(row: Row, way: Way) -> bool:
    return row.is_end and way == Way(NEXT)


def changed_field(before: Rows, after: Rows) -> str:
    """Name the one field in which rows differ, by its step's key: `s2.name`, `s2.when.1`.

    Nothing where they do not differ, or in more than one field, or in which rows there are.
    """
    if [row.key for row in before] != [row.key for row in after]:
        return ""
    pairs = zip(before, after, strict=True)
    changed = [name for old, new in pairs if old != new for name in _changed(old, new)]
    return changed[0] if len(changed) == 1 else ""


def _changed(before: Row, after: Row) -> Iterator[str]:
    for field in fields(Row):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if field.name not in ("ways", "bases"):
            yield f"{before.key}.{field.name}"
            continue
        yield from (f"{before.key}.{part}" for part in _changed_parts(old, new))


def _changed_parts(before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[str]:
    """Name what differs in a list of ways or of bases, one that is missing taken as empty."""
    empty = type((*before, *after)[0])()
    for place, (old, new) in enumerate(zip_longest(before, after, fillvalue=empty)):
        for field in fields(empty):
            if getattr(old, field.name) != getattr(new, field.name):
                yield f"{field.name}.{place}"
