"""Rows that were read, joined into the risk points and measures they make."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from powers.models import Step
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.desk.actions import MeasureText
from riskpoints.actions.points import Facts, Found
from riskpoints.rows import Row, Sheet
from riskpoints.states import EYES

from .heads import TITLES
from .reading import ReadRow, Table
from .resting import NAMES

# What holds for every row whose own cell is empty: category, phase, kind, rhythm; and who found, when.
type Defaults = Mapping[str, Any]


@dataclass
class Planned:
    """One risk point to be written: the rows it stands on, what it says, and its measures."""

    values: dict[str, Any]
    rows: list[Row]
    shown: list[str]
    measures: list[MeasureText] = field(default_factory=list)

    @property
    def same(self) -> tuple[Any, ...]:
        """What makes two rows one risk point that stands on both their steps."""
        said = [(one.text, one.record, one.rule, one.article) for one in self.measures]
        return self.values["title"], self.values["category"], tuple(self.shown), tuple(said)

    @property
    def facts(self) -> Facts:
        """All that is written about it."""
        anchors = [row.anchor for row in self.rows]
        return Facts(
            title=self.values["title"],
            category=self.values["category"],
            manifestations=self.shown,
            causes=self.values["causes"],
            findings=self.values["findings"],
            proposed_rank=self.values["rank"],
            planned_rank=self.values["planned"],
            planned_reason=self.values["planned_why"],
            steps=[anchor for anchor in anchors if isinstance(anchor, Step)],
            positions=[anchor for anchor in anchors if isinstance(anchor, Position)],
            units=[anchor for anchor in anchors if isinstance(anchor, Unit)],
        )


def planned(table: Table, sheet: Sheet, defaults: Defaults) -> list[Planned]:
    """Make risk points of a table's rows; what is missing is said at its cell.

    A row without step and risk point goes on with the one above. The same risk point at several
    steps becomes one that stands on all of them.
    """
    points: list[Planned] = []
    for row in table.rows:
        if row.continues and points:
            last = points[-1]
            last.shown += [line for line in row.values["shown"] if line not in last.shown]
        else:
            last = _begun(row, points, defaults)
            _check_levels(row, sheet)
            points.append(last)
        last.measures += _measures(row, last, sheet, defaults)
    return list(_joined(points))


def _begun(row: ReadRow, points: list[Planned], defaults: Defaults) -> Planned:
    values = dict(row.values)
    values["title"] = values["title"] or "".join(values["shown"][:1])[:200]
    values["category"] = values["category"] or defaults.get("category")
    rows = values.pop("rows")
    if not row.names_a_step:
        rows = points[-1].rows if points else []
        if not rows:
            row.fault("step", _("Say at which step it stands."))
    if not values["title"]:
        row.fault("title", _("Name the risk point."))
    if not values["category"] and not _is_wrong(row, "category"):
        row.fault("category", _("Choose the category."))
    values["findings"] = _findings(row, defaults)
    return Planned(values, list(rows), list(values["shown"]))


def _check_levels(row: ReadRow, sheet: Sheet) -> None:
    """Say at its cell what is wrong with a level, as the form of a risk point would."""
    rank, planned, why = (row.values[name] for name in ("rank", "planned", "planned_why"))
    for name, value in (("rank", rank), ("planned", planned)):
        if value not in (None, *sheet.levels):
            row.fault(name, _("Choose one of the scheme's levels."))
    if planned is None:
        if why and not _is_wrong(row, "planned"):
            row.fault("planned", _("Choose the level that is expected."))
        return
    if rank is not None and planned < rank:
        row.fault("planned", _("Measures do not raise a level."))
    if rank is None and not _is_wrong(row, "rank"):
        row.fault("rank", _("Rate the risk point itself first."))
    if not why:
        row.fault("planned_why", _("Give the reason."))


def _findings(row: ReadRow, defaults: Defaults) -> list[Found]:
    """Say of each of the six eyes who took part and when, as the form of a risk point asks it."""
    who, on = defaults.get("who") or "", defaults.get("on") or None
    methods = row.values["found"]
    if any(method in EYES for method in methods) and not (who and on):
        row.fault("found", _("Say above who took part in the finding, and when."))
    return [Found(method, who, on) if method in EYES else Found(method) for method in methods]


def _is_wrong(row: ReadRow, name: str) -> bool:
    cell = row.cell(name)
    return bool(cell and cell.error)


def _measures(
    row: ReadRow, point: Planned, sheet: Sheet, defaults: Defaults
) -> Iterator[MeasureText]:
    """Give the measures of a row, each with what its cells or the choices above the table say."""
    texts = row.values["measures"]
    if not texts:
        return
    phase, kind = (row.values[name] or defaults.get(name, "") for name in ("phase", "kind"))
    due = row.values["due"]
    rhythm = "" if due else row.values["rhythm"] or defaults.get("rhythm", "")
    for name, value in (("phase", phase), ("kind", kind), ("rhythm", due or rhythm)):
        if not value and not _is_wrong(row, name):
            words = _(
                "Its measures lack this: %(title)s. Choose it above for all, or add the column."
            )
            row.fault(name, words % {"title": TITLES[name]})
    have = {measure.text for measure in point.measures}
    for text in texts:
        if text not in have:
            yield MeasureText(
                measure=None,
                expected_version=None,
                text=text,
                phase=phase,
                kind=kind,
                section=sheet.worksheet.section,
                position=None,
                due_on=due,
                rhythm=rhythm,
                **{name: row.values[name] for name in NAMES},
            )


def _joined(points: list[Planned]) -> Iterator[Planned]:
    kept: dict[tuple[Any, ...], Planned] = {}
    for point in points:
        known = kept.setdefault(point.same, point)
        if known is not point:
            _complete(known, point)
            known.rows += [row for row in point.rows if row not in known.rows]
    yield from kept.values()


def _complete(known: Planned, point: Planned) -> None:
    """Take over the levels that only a later row of the same risk point says."""
    for name in ("rank", "planned", "planned_why"):
        known.values[name] = known.values[name] or point.values[name]
