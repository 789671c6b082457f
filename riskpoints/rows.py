"""A worksheet read as its page shows it: rows, what stands on each, and what is lacking."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from powers.drawing.compare import touched_steps
from powers.drawing.flow import step_of, told_of_project
from powers.gate import Gate, gate_of
from powers.models import Comment, Flowchart, Step
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.lib.decisions import ALLOW, Decision

from .carrying import may_touch, read_rows
from .levels import levels_for
from .models import CarriedRow, Examination, Lead, Level, Remark, RiskPoint, SetAside, Worksheet
from .stages import show_expected
from .states import GIVES_WAY, Look

Anchor = Step | Position | Unit
KINDS: dict[type, str] = {Step: "step", Position: "position", Unit: "unit"}


@dataclass
class Row:
    """One row: a step of the chart's version, or a position or unit; and what stands on it."""

    number: int
    name: str
    anchor: Anchor | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    # Whether risk points may be written here now.
    decision: Decision = ALLOW
    points: list[RiskPoint] = field(default_factory=list)
    examination: Examination | None = None
    remarks: list[Remark] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    # What the drawing points at and people said (riskpoints.suggestions): not yet answered, and set
    # aside with a reason.
    suggestions: list[Any] = field(default_factory=list)
    set_asides: list[SetAside] = field(default_factory=list)
    # Out of records, where the reader may know them (riskpoints.lead_offers).
    leads: list[Lead] = field(default_factory=list)
    has_draft: bool = False
    # Rows of earlier rounds that stand here, whatever has become of them.
    carried: list[CarriedRow] = field(default_factory=list)

    @property
    def of_a_project(self) -> str:
        """The stage of a major project that the step belongs to, who holds the power, who is responsible."""
        return told_of_project(step_of(self.facts, number=self.number)) if self.facts else ""

    @property
    def key(self) -> str:
        """How addresses name the row; empty where the step is gone from the live chart."""
        return key_of(self.anchor) if self.anchor else ""

    @property
    def is_examined(self) -> bool:
        """Whether a risk point or the reason for none is written, in this round."""
        untouched = {row.risk_point_id for row in self.untouched}
        return bool(self.examination or {point.pk for point in self.points} - untouched)

    @property
    def untouched(self) -> list[CarriedRow]:
        """What stands here from an earlier round and was not looked at in this one."""
        return [row for row in self.carried if row.is_untouched]

    @property
    def removed(self) -> list[CarriedRow]:
        """Risk points that this round takes away."""
        return [row for row in self.carried if row.risk_point_id and row.outcome == Look.REMOVED]

    @property
    def none_before(self) -> CarriedRow | None:
        """That none was found here in an earlier round, and what has become of it."""
        return next((row for row in self.carried if row.examination_id), None)

    @property
    def is_lacking(self) -> bool:
        """Whether it is still to be filled in; what is untouched is asked about apart."""
        return bool(self.decision) and not self.is_examined and not self.untouched


@dataclass
class Band:
    """Neighbouring rows that the same risk points stand on, shown as one."""

    rows: list[Row]
    # Those shown here in full, and those shown at an earlier band.
    points: list[RiskPoint]
    again: list[RiskPoint]

    @property
    def remarks(self) -> list[Remark]:
        """What was said about its rows when the worksheet was returned."""
        return [remark for row in self.rows for remark in row.remarks]

    @property
    def first(self) -> Row:
        """The row that stands for the band."""
        return self.rows[0]

    @property
    def is_lacking(self) -> bool:
        """Whether it is still to be looked at."""
        return self.first.is_lacking


def key_of(anchor: Anchor) -> str:
    """Name a row by what it is about, as in `step-12`."""
    return f"{KINDS[type(anchor)]}-{anchor.pk}"


def row_fields(anchor: Anchor) -> dict[str, Anchor]:
    """Name the field of an examination or a remark that holds a row: `{"step": …}`."""
    return {KINDS[type(anchor)]: anchor}


@dataclass
class Sheet:
    """A worksheet read as a whole: its rows, and its own risk points."""

    worksheet: Worksheet
    rows: list[Row]
    points: list[RiskPoint]
    # By rank: the levels that the section rates itself by.
    levels: dict[int, Level] = field(default_factory=dict)
    carried: list[CarriedRow] = field(default_factory=list)
    # The chart that was searched, with its rows and powers; none for a section's own page.
    chart: Flowchart | None = None

    @cached_property
    def comments(self) -> list[Comment]:
        """What the public said of the chart and was answered, read once."""
        return list(answered_on(self.worksheet))

    def places_of(self, carried: CarriedRow) -> list[Row]:
        """Give the rows on which something from an earlier round stands."""
        return [row for row in self.rows if carried in row.carried]

    def stands_astray(self, carried: CarriedRow) -> bool:
        """Whether part of what it stands on is no longer among the rows."""
        return len(self.places_of(carried)) < len(keys_of_carried(carried))

    @property
    def astray(self) -> list[CarriedRow]:
        """What stands on no row at all any more."""
        return [row for row in self.carried if row.risk_point_id and not self.places_of(row)]

    @property
    def untouched(self) -> list[CarriedRow]:
        """What nobody has looked at in this round."""
        return [row for row in self.carried if row.is_untouched]

    def row(self, key: str) -> Row | None:
        """Give the row of that name."""
        return next((row for row in self.rows if key and row.key == key), None)

    @property
    def examined_count(self) -> int:
        """How many rows have a risk point or a reason for none."""
        return sum(row.is_examined for row in self.rows)

    @property
    def open_keys(self) -> set[str]:
        """Name the rows that risk points may be written on now."""
        return {row.key for row in self.rows if row.key and row.decision}


def sheet_of(worksheet: Worksheet) -> Sheet:
    """Read a worksheet with all that stands on its rows, in a constant number of queries."""
    chart = _chart_of(worksheet) if worksheet.flowchart_id else None
    rows = _steps(worksheet, chart) if chart else _posts(worksheet.section)
    by_key = {row.key: row for row in rows if row.key}
    beside = list(RiskPoint.objects.beside(worksheet).for_worksheet().with_met())
    levels = levels_for(worksheet)
    carried = _carry(worksheet, by_key, beside)
    beside = [point for point in beside if gives_way(point) is None]
    for point in beside:
        point.proposed_level = levels.get(point.proposed_rank or 0)
        show_expected(point, levels)
        for row in _rows_at(by_key, map(key_of, anchors_of(point))):
            row.points.append(point)
    for examination in worksheet.examinations.all():
        for row in _rows_at(by_key, [row_key(examination)]):
            row.examination = examination
    for remark in worksheet.remarks.select_related("by"):
        for row in _rows_at(by_key, [row_key(remark)]):
            row.remarks.append(remark)
    points = [point for point in beside if is_of(worksheet, point)]
    return Sheet(worksheet, rows, points, levels, carried, chart)


def _carry(
    worksheet: Worksheet, by_key: dict[str, Row], points: list[RiskPoint]
) -> list[CarriedRow]:
    """Put what stands here from an earlier round on its rows and at its risk points."""
    carried = read_rows(worksheet)
    for one in carried:
        for row in _rows_at(by_key, keys_of_carried(one)):
            row.carried.append(one)
    looks = {one.risk_point_id: one for one in carried if one.risk_point_id}
    successors = {one.successor_id: one for one in carried if one.successor_id}
    for point in points:
        point.look, point.changed_from = looks.get(point.pk), successors.get(point.pk)
    return carried


def gives_way(point: RiskPoint) -> CarriedRow | None:
    """Give the look by which a risk point read for a sheet gives way there, if it does."""
    return point.look if point.look and point.look.outcome in GIVES_WAY else None


def keys_of_carried(carried: CarriedRow) -> list[str]:
    """Name the rows that something from an earlier round stands on."""
    if carried.risk_point:
        return [key_of(anchor) for anchor in anchors_of(carried.risk_point)]
    return [row_key(carried.examination)] if carried.examination else []


def _rows_at(by_key: dict[str, Row], keys: Iterable[str]) -> Iterator[Row]:
    return (by_key[key] for key in keys if key in by_key)


def is_of(worksheet: Worksheet, point: RiskPoint) -> bool:
    """Whether a risk point was found on this worksheet, not ruled on earlier."""
    return point.worksheet_id == worksheet.pk


def row_key(noted: Examination | Remark | SetAside) -> str:
    """Name the row that something noted on a worksheet is about; costs no query."""
    for kind in KINDS.values():
        if pk := getattr(noted, f"{kind}_id"):
            return f"{kind}-{pk}"
    return ""


def anchors_of(point: RiskPoint) -> list[Anchor]:
    """Give what a risk point stands on; load it `for_worksheet()` to keep the queries constant."""
    return [*point.steps.all(), *point.positions.all(), *point.units.all()]


def gate_for(worksheet: Worksheet) -> Gate:
    """Ask the gate about a chart's worksheet: closed where a step changed since the sheet's version."""
    return _gate_on(_chart_of(worksheet), worksheet)


def _chart_of(worksheet: Worksheet) -> Flowchart:
    """Load a worksheet's chart with what the gate and the warnings ask of it."""
    charts = Flowchart.objects.with_rows().prefetch_related("powers")
    return charts.get(worksheets=worksheet)


def _gate_on(chart: Flowchart, worksheet: Worksheet) -> Gate:
    gate = gate_of(chart)
    if gate.version is None or worksheet.version is None or gate.version == worksheet.version:
        return gate
    since = touched_steps(worksheet.version.drawing, gate.version.drawing)
    return Gate(gate.decision, worksheet.version, gate.changed | frozenset(since))


def _steps(worksheet: Worksheet, chart: Flowchart) -> list[Row]:
    gate, live = _gate_on(chart, worksheet), {step.key: step for step in chart.steps.all()}
    drawn = worksheet.version.drawing["steps"] if worksheet.version else []
    return [
        Row(number, step["name"], live.get(step["key"]), step, gate.step(step["key"]))
        for number, step in enumerate(drawn, 1)
    ]


def _posts(unit: Unit) -> list[Row]:
    anchors: list[Position | Unit] = [*unit.positions.all(), unit]
    return [Row(number, str(anchor), anchor) for number, anchor in enumerate(anchors, 1)]


def bands_of(rows: Iterable[Row]) -> list[Band]:
    """Join neighbouring rows that exactly the same risk points stand on."""
    shown: set[int] = set()
    bands = []
    for _key, group in groupby(enumerate(rows), key=_points_or_alone):
        joined = [row for _number, row in group]
        points = joined[0].points
        fresh = [point for point in points if point.pk not in shown]
        bands.append(Band(joined, fresh, [point for point in points if point.pk in shown]))
        shown.update(point.pk for point in points)
    return bands


def _points_or_alone(numbered: tuple[int, Row]) -> tuple[Any, ...]:
    number, row = numbered
    alone: Any = not row.points or row.remarks or row.comments or row.has_draft or not row.decision
    alone = alone or row.removed or row.none_before or row.leads
    return ("row", number) if alone else ("points", *(point.pk for point in row.points))


def answered_on(worksheet: Worksheet) -> Iterable[Comment]:
    """Read the public's answered comments on a worksheet's chart; a section's own page has none."""
    if worksheet.flowchart_id is None:
        return []
    found = Comment.objects.answered().filter(posting__flowchart=worksheet.flowchart_id)
    return found.select_related("reply")


def add_comments(sheet: Sheet) -> None:
    """Put the public's answered comments at the steps they are about."""
    by_step: dict[str, list[Comment]] = {}
    for comment in sheet.comments:
        by_step.setdefault(comment.step_key, []).append(comment)
    for row in sheet.rows:
        row.comments = by_step.get(row.facts.get("key", ""), [])


@dataclass(frozen=True)
class Lack:
    """One thing a worksheet lacks before it can be handed in, and the row or risk point it is at."""

    text: str
    row: str = ""
    point: int | None = None


def lacks_of(sheet: Sheet) -> list[Lack]:
    """Name everything that a worksheet lacks before it can be handed in."""
    lacks = [_look_lack(row) for row in sheet.untouched if may_touch(sheet, row)]
    lacks += [_row_lack(row) for row in sheet.rows if row.is_lacking]
    open_keys = sheet.open_keys
    for point in sheet.points:
        lacks += [Lack(text % {"point": point.title}, point=point.pk) for text in _wanting(point)]
        if not {key_of(anchor) for anchor in anchors_of(point)} <= open_keys:
            said = _("“%(point)s” stands on a row that has changed since. Move it or remove it.")
            lacks.append(Lack(said % {"point": point.title}, point=point.pk))
    # What is to be looked at is named above; what the gate has closed brings nothing.
    looked_at = [row for row in sheet.carried if not row.is_untouched or may_touch(sheet, row)]
    if not sheet.points and not looked_at and not any(row.examination for row in sheet.rows):
        lacks.append(Lack(_("The worksheet holds nothing new for the committee yet.")))
    return lacks


def _look_lack(row: CarriedRow) -> Lack:
    said = _("“%(point)s” was not looked at in this round: confirm, change or remove it.")
    if row.examination:
        said = _("“%(point)s”: none was found there before. Confirm that, or change it.")
    name = row.risk_point or (row.examination and row.examination.place)
    return Lack(said % {"point": name}, row=row.row_name)


def _row_lack(row: Row) -> Lack:
    said = _("“%(row)s”: enter a risk point, or say why none was found.") % {"row": row.name}
    return Lack(said, row=row.key)


def _wanting(point: RiskPoint) -> Iterator[str]:
    if not point.manifestations.all():
        yield _("“%(point)s”: write how it shows.")
    if not point.causes:
        yield _("“%(point)s”: say what fell short.")
    if not point.findings.all():
        yield _("“%(point)s”: say how it was found.")
    if point.proposed_level is None:
        yield _("“%(point)s”: rate it yourself.")
    # The measures app stands above this one; its rows are reached by their reverse name.
    if not point.measures.all() and not point.is_met:  # type: ignore[attr-defined]  # sheet_of() asks for it
        yield _("“%(point)s”: add a measure.")
