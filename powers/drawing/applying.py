"""Differences put on a drawing: what `compare` found between two makes the second of the first."""

from collections.abc import Sequence
from typing import Any

from .compare import Difference
from .flow import Drawing

type Row = dict[str, Any]


def apply(before: Drawing, differences: Sequence[Difference]) -> Row:
    """Give the drawing that `before` becomes by all differences that `compare` found, in any order.

    For two drawings as charts have them (each step's key once): `apply(a, compare(a, b)) == b`.
    """
    names = [each.now for each in differences if not each.step]
    of_links = [each for each in differences if each.field == "link"]
    of_steps = [each for each in differences if each.step and each.field != "link"]
    return {
        "name": names[0] if names else before["name"],
        "steps": changed(before["steps"], of_steps),
        "links": changed(before["links"], of_links),
    }


def changed(rows: Sequence[Drawing], differences: Sequence[Difference]) -> list[Row]:
    """Put every row where it belongs, with its new values: what neither comes nor moves stays in order."""
    kept = {at: dict(row) for at, row in enumerate(rows, 1)}
    for each in differences:
        if each.kind in {"changed", "respelt"}:
            put(kept[each.at[0]], values_of(each))
    placed: dict[int, Row] = {}
    for each in differences:
        if each.kind in {"removed", "moved"}:
            row = kept.pop(each.at[0])
            placed |= {each.at[1]: row} if each.kind == "moved" else {}
        elif each.kind == "added":
            placed[each.at[1]] = come(each)
    staying = iter(kept.values())
    places = range(1, len(kept) + len(placed) + 1)
    return [placed[place] if place in placed else next(staying) for place in places]


def put(row: Row, values: Row) -> None:
    """Give a row new values; what only a major project's steps have is left out where it is empty."""
    row.update(values)
    for name in ("stage", "holder", "responsible"):
        if name in row and not row[name]:
            del row[name]


def values_of(difference: Difference) -> Row:
    """The new values of a row under their names."""
    if difference.field == "link":
        return {"when": difference.now}
    if difference.field == "position":
        return dict(difference.now)
    return {difference.field: difference.now}


def come(difference: Difference) -> Row:
    """A row that is new."""
    if difference.field == "link":
        return {"from": difference.step, "to": difference.target, "when": difference.now}
    return dict(difference.now)
