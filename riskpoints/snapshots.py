"""A risk point as plain values, frozen with its ruling, and what of it has changed since.

What reopens a ruling: what the section wrote and where it stands, what its steps are by the version
the committee saw or that was settled since, and the facts of its powers that floors go by. What is
only told: names of positions, units and powers, and the measures, which have a way of their own.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from powers.charts import OF_A_PROJECT, of_a_project
from powers.drawing.flow import Flow, flow_of, stage_word
from powers.gate import final_version
from powers.models import Flowchart, Power, Version
from powers.states import Category
from riskcontrol.audit.seal import canonical

from .hearing import powers_of
from .models import RiskPoint, Ruling, Worksheet
from .states import Cause, RiskCategory

Snapshot = dict[str, Any]

# The parts in their order, each as a reader is told of it.
PARTS = {
    "title": gettext_lazy("risk point"),
    "manifestations": gettext_lazy("how it shows"),
    "category": gettext_lazy("category"),
    "causes": gettext_lazy("what fell short"),
    "steps": gettext_lazy("steps it stands on"),
    "positions": gettext_lazy("positions it stands on"),
    "units": gettext_lazy("units it stands on"),
    "powers": gettext_lazy("powers it concerns"),
    "measures": gettext_lazy("measures"),
}
# What of a part reopens; of the others all does, of measures nothing.
BINDING: dict[str, tuple[str, ...]] = {
    "steps": ("key", "name", "kind", "position", "days", "check", "in", "out", *OF_A_PROJECT),
    "positions": ("code",),
    "units": ("code",),
    "powers": ("code", "category", "fee", "withheld"),
    "measures": (),
}


def snapshot_of(point: RiskPoint, version: Version | None) -> Snapshot:
    """Read a risk point as it stands on a version of its chart (None for positions and units).

    Costs no query where the rows are loaded `for_snapshot()`.
    """
    return {
        "title": point.title,
        "manifestations": [shown.text for shown in point.manifestations.all()],
        "category": point.category,
        "causes": list(point.causes),
        "steps": _steps(point, version),
        "positions": _named(point.positions.all()),
        "units": _named(point.units.all()),
        "powers": sorted((_power(power) for power in powers_of(point.worksheet, point)), key=_code),
        "measures": [measure.text for measure in point.measures.all()],
    }


def _code(row: Mapping[str, Any]) -> str:
    return row["code"]


def _named(places: Iterable[Any]) -> list[dict[str, str]]:
    return sorted(({"code": place.code, "name": str(place)} for place in places), key=_code)


def _power(power: Power) -> dict[str, Any]:
    return {
        "code": power.code,
        "name": power.name,
        "category": power.category,
        "fee": bool(power.fee),
        "withheld": power.is_withheld,
    }


def _steps(point: RiskPoint, version: Version | None) -> list[dict[str, Any]]:
    flow = flow_of(version.drawing) if version else flow_of({})
    steps = sorted(point.steps.all(), key=lambda step: step.key)
    return [step_in(flow, step.key) or {"key": step.key, "name": step.name} for step in steps]


def step_in(flow: Flow, key: str) -> dict[str, Any] | None:
    step = flow.by_key.get(key)
    if step is None:
        return None
    return {
        "key": key,
        "name": step.name,
        "kind": step.kind,
        "position": step.position or step.position_name,
        "position_name": step.position_name,
        "days": step.days,
        "check": step.check,
        **of_a_project(step),
        "in": sorted([link.source, link.when] for link in flow.ways_in(key)),
        "out": sorted([link.target, link.when] for link in flow.ways_out(key)),
        "from": [_way(flow, link.source, link.when) for link in flow.ways_in(key)],
        "to": [_way(flow, link.target, link.when) for link in flow.ways_out(key)],
    }


def _way(flow: Flow, key: str, when: str) -> str:
    step = flow.by_key.get(key)
    name = step.title if step else key
    return f"{name} ({when})" if when else name


def hash_of(snapshot: Snapshot) -> str:
    """SHA-256 (hex) of a snapshot, in the one form in which the ledger writes plain values."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def bound(snapshot: Snapshot) -> dict[str, Any]:
    """What of a snapshot a ruling is bound to: it is `snapshot=` and `snapshot_hash=` of Ruling."""
    return {"snapshot": snapshot, "snapshot_hash": hash_of(snapshot)}


def changed_parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the parts that reopen a ruling, in their order."""
    return [part for part in PARTS if binding(part, was) != binding(part, now)]


def told_parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the parts that differ at all for a reader."""
    return [part for part in PARTS if was.get(part) != now.get(part)]


def binding(part: str, snapshot: Mapping[str, Any]) -> Any:
    """Give what of a part reopens."""
    value = snapshot.get(part)
    if part not in BINDING:
        return value
    return (
        [{name: row.get(name) for name in BINDING[part]} for row in value or ()]
        if (BINDING[part])
        else None
    )


class Charts:
    """The version each chart was settled by last, asked once."""

    def __init__(self) -> None:
        self._known: dict[int, Version | None] = {}

    def version(self, flowchart: Flowchart | None) -> Version | None:
        """Give it; None where the chart was never settled."""
        if flowchart is None:
            return None
        if flowchart.pk not in self._known:
            self._known[flowchart.pk] = final_version(flowchart)
        return self._known[flowchart.pk]


def snapshot_now(point: RiskPoint, charts: Charts | None = None) -> Snapshot:
    """Read a risk point as it is now, by the version settled last; before one is, as it was searched."""
    version = (charts or Charts()).version(point.flowchart)
    return snapshot_of(point, version or point.worksheet.version)


def snapshot_on(point: RiskPoint, worksheet: Worksheet) -> Snapshot:
    """Read a risk point as the committee sees it in a sitting on that worksheet."""
    return snapshot_of(point, worksheet.version)


def basis_of(ruling: Ruling) -> Snapshot:
    """Give what a ruling is bound to: what was ruled on, or what it was let stand for since."""
    stood = [one for one in ruling.reopenings.all() if one.stands_because]
    return stood[-1].found if stood else ruling.snapshot


@dataclass(frozen=True)
class Change:
    """One part beside itself, in a reader's words; `reopens` says whether the ruling is open for it."""

    name: str
    was: list[str]
    now: list[str]
    reopens: bool


def changes(was: Snapshot, now: Snapshot) -> list[Change]:
    """Tell side by side what differs between two snapshots."""
    reopening = changed_parts(was, now)
    return [
        Change(str(PARTS[part]), lines(part, was), lines(part, now), part in reopening)
        for part in told_parts(was, now)
    ]


def names_of(parts: Iterable[str]) -> str:
    """Name parts in one line."""
    return pgettext("between items of a list", ", ").join(str(PARTS[part]) for part in parts)


def lines(part: str, snapshot: Snapshot) -> list[str]:
    """Give a part's lines as a reader sees them."""
    value = snapshot.get(part)
    if value in (None, "", []):
        return []
    return SAYING.get(part, _as_list)(value)


def _as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _category(value: str) -> list[str]:
    return [str(RiskCategory(value).label)]


def _causes(value: list[str]) -> list[str]:
    return [str(Cause(cause).label) for cause in value if cause in Cause.values]


def _places(value: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in value]


def _power_lines(value: list[dict[str, Any]]) -> list[str]:
    return [_power_line(row) for row in value]


def _power_line(row: dict[str, Any]) -> str:
    said = [f"{row['code']} {row['name']}", str(Category(row["category"]).label)]
    said += [_("takes a fee")] if row["fee"] else []
    said += [_("not published")] if row["withheld"] else []
    return " · ".join(said)


def _step_lines(value: list[dict[str, Any]]) -> list[str]:
    return [_step_line(row) for row in value]


def _step_line(row: dict[str, Any]) -> str:
    said = [stage_word(row.get("stage", "")), row["name"], row.get("position_name") or ""]
    said += [row.get("holder", ""), row.get("responsible", "")]
    if row.get("days") is not None:
        said.append(_("%(days)s working days") % {"days": row["days"]})
    if row.get("check"):
        said.append(_("check and balance"))
    comma = pgettext("between items of a list", ", ")
    for text, ways in ((_("from %(steps)s"), row.get("from")), (_("to %(steps)s"), row.get("to"))):
        if ways:
            said.append(text % {"steps": comma.join(ways)})
    return " · ".join(filter(None, said))


SAYING: dict[str, Callable[[Any], list[str]]] = {
    "category": _category,
    "causes": _causes,
    "steps": _step_lines,
    "positions": _places,
    "units": _places,
    "powers": _power_lines,
}
