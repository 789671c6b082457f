"""The library: common flows of a Chinese county-level unit, written for this project, to begin from.

Each is a YAML file in powers/flows/; the positions are suggestions, found among the body's by name.
What a step cites was read in the law's text: docs/laws.md says in which edition and for what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from .charts import OF_A_PROJECT
from .pasting.facts import match_position
from .rows import NEXT, Basis, Row, Rows, Way
from .states import StepKind

FOLDER = Path(__file__).parent / "flows"


@dataclass(frozen=True)
class Suggested:
    """One flow of the library; `suggested` names a position for each step's key."""

    key: str
    name: str
    about: str
    order: int
    rows: Rows
    suggested: Mapping[str, str]


@cache
def library() -> dict[str, Suggested]:
    """Give every flow of the library by its key, in the library's order."""
    flows = [read_flow(path) for path in FOLDER.glob("*.yaml")]
    return {flow.key: flow for flow in sorted(flows, key=lambda flow: flow.order)}


def read_flow(path: Path) -> Suggested:
    """Read one file of the library. Raises where it names a step that it does not have."""
    data = YAML(typ="safe").load(path)
    rows = tuple(row_of(step) for step in data["steps"])
    known = {row.key for row in rows} | {NEXT}
    for row in rows:
        if strange := {way.to for way in row.ways} - known:
            raise ValueError(f"{path.name}: {row.key} leads to {sorted(strange)}")
    return Suggested(
        key=path.stem,
        name=data["name"],
        about=data["about"],
        order=data["order"],
        rows=rows,
        suggested={step["key"]: step["position"] for step in data["steps"]},
    )


def row_of(step: Mapping[str, Any]) -> Row:
    """Read one step: `to` is a key, or conditions by keys; the next step where it is left out."""
    kind = step.get("kind", StepKind.STEP.value)
    return Row(
        key=step["key"],
        name=step["name"],
        kind=kind,
        days=str(step.get("days", "")),
        check=step.get("check", False),
        ways=ways_of(step.get("to"), kind),
        bases=tuple(Basis(law, article) for law, article in step.get("basis", ())),
        **{name: step.get(name, "") for name in OF_A_PROJECT},
    )


def ways_of(to: str | Mapping[str, str] | None, kind: str) -> tuple[Way, ...]:
    """Read where a step leads."""
    if isinstance(to, str):
        return (Way(to),)
    if to:
        return tuple(Way(key, when) for key, when in to.items())
    return () if kind == StepKind.END else (Way(NEXT),)


def seated(flow: Suggested, positions: Mapping[str, str]) -> Rows:
    """Give a flow's rows, each with the body's position that is called as suggested, if there is one."""
    found = {
        name: match_position(name, positions, loosely=False) or ""
        for name in set(flow.suggested.values())
    }
    return tuple(replace(row, position=found[flow.suggested[row.key]]) for row in flow.rows)
