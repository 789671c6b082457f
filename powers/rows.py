"""The rows of the flow editor, before anything is written, and the drawing they make.

All here is pure: rows in, rows or a drawing out.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from .charts import OF_A_PROJECT, Drawing, of_a_project
from .states import StepKind

# A way "to the next step" stays with the order of the rows until the chart is saved.
NEXT = "+"
MOST_STEPS = 80
MOST_LINKS = 200


@dataclass(frozen=True)
class Way:
    """One way out of a step: the key of its target (or NEXT, or nothing yet) and its condition."""

    to: str = ""
    when: str = ""


@dataclass(frozen=True)
class Basis:
    """One article that a step or a power rests on."""

    law: str = ""
    article: str = ""


@dataclass(frozen=True)
class Row:
    """One step as it stands in the form; the days as they were typed."""

    key: str
    name: str = ""
    kind: str = StepKind.STEP.value
    position: str = ""
    days: str = ""
    check: bool = False
    ways: tuple[Way, ...] = (Way(NEXT),)
    bases: tuple[Basis, ...] = ()
    # Of a major project's chart; see powers.states.ProjectStage.
    stage: str = ""
    holder: str = ""
    responsible: str = ""

    @property
    def is_end(self) -> bool:
        """Whether the flow ends here."""
        return self.kind == StepKind.END


type Rows = tuple[Row, ...]


def fresh_key(taken: Set[str]) -> str:
    """Give the first free key: s1, s2 … It lasts through renaming."""
    number = 1
    while f"s{number}" in taken:
        number += 1
    return f"s{number}"


def first_rows(taken: Set[str] = frozenset()) -> Rows:
    """Give what an empty chart begins with: a start, two steps and an end, one after the other."""
    rows: Rows = ()
    for kind in (StepKind.START, StepKind.STEP, StepKind.STEP, StepKind.END):
        rows = (*rows, replace(new_row(rows, taken), kind=kind.value))
    return rows


def rows_to_edit(drawing: Drawing, taken: Set[str] = frozenset()) -> Rows:
    """Give the rows a chart is opened with: its own, else those an empty chart begins with."""
    return rows_of(drawing) or first_rows(taken)


def new_row(rows: Rows, taken: Set[str]) -> Row:
    """Give an empty row with a key of its own, leading to the next step."""
    return Row(fresh_key({row.key for row in rows} | taken))


def filled(rows: Rows) -> Rows:
    """Leave out the rows at the end that nobody wrote anything in and no way names.

    One between others stays, so that every step has the number of its row wherever it is told.
    """
    named = {way.to for row in rows for way in row.ways}
    kept = [at for at, row in enumerate(rows, 1) if row.key in named or not is_blank(row)]
    return rows[: max(kept, default=0)]


def is_blank(row: Row) -> bool:
    """Whether nothing was written in a row; what it began with does not count."""
    written = [row.name, row.position, row.days, row.holder, row.responsible]
    written += [way.when for way in row.ways]
    led = [way.to for way in row.ways if way.to not in ("", NEXT)]
    return not any([*written, *led, row.check, *(base.law or base.article for base in row.bases)])


def drawing_from(rows: Rows, *, name: str, positions: Mapping[str, str]) -> Drawing:
    """Draw what the rows say; `positions` gives the names by their codes."""
    rows = filled(rows)
    return {
        "name": name,
        "steps": [_step(row, positions) for row in rows],
        "links": [link for place, row in enumerate(rows) for link in _links(rows, place, row)],
    }


def _step(row: Row, positions: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "kind": row.kind,
        "position": row.position,
        "position_name": positions.get(row.position, row.position),
        "days": days_of(row),
        "check": row.check,
        "basis": [
            {"law": base.law, "article": base.article}
            for base in row.bases
            if base.law or base.article
        ],
        **of_a_project(row),
    }


def days_of(row: Row) -> int | None:
    """Read the limit in working days; none where nothing, or no number from 1 to 9999, was typed."""
    text = row.days
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:5]) < 10000 else None


def _links(rows: Rows, place: int, row: Row) -> list[dict[str, str]]:
    known = {each.key for each in rows}
    links: dict[str, dict[str, str]] = {}
    for way in row.ways:
        target = target_of(rows, place, way)
        if target in known:
            links.setdefault(target, {"from": row.key, "to": target, "when": way.when})
    return list(links.values())


def target_of(rows: Rows, place: int, way: Way) -> str:
    """Give the key a way leads to; nothing for "next" at an end or on the last row."""
    if way.to != NEXT:
        return way.to
    if rows[place].is_end or place + 1 == len(rows):
        return ""
    return rows[place + 1].key


def rows_of(drawing: Drawing) -> Rows:
    """Turn a drawing back into rows; a lone unconditioned way to the row below becomes NEXT."""
    steps = drawing["steps"]
    below = [*(step["key"] for step in steps[1:]), ""][: len(steps)]
    return tuple(
        Row(
            key=step["key"],
            name=step["name"],
            kind=step["kind"],
            position=step["position"],
            days="" if step["days"] is None else str(step["days"]),
            check=step["check"],
            ways=_ways(drawing, step, next_key),
            bases=tuple(Basis(base["law"], base["article"]) for base in step["basis"]),
            **{name: step.get(name, "") for name in OF_A_PROJECT},
        )
        for step, next_key in zip(steps, below, strict=True)
    )


def _ways(drawing: Drawing, step: dict[str, Any], next_key: str) -> tuple[Way, ...]:
    ways = tuple(
        Way(link["to"], link["when"]) for link in drawing["links"] if link["from"] == step["key"]
    )
    is_plain = ways == (Way(next_key),) and next_key and step["kind"] != StepKind.END
    return (Way(NEXT),) if is_plain else ways
