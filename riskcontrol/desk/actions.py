"""What one press of a button does across apps: the apps' own actions in one transaction."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from measures.actions.carrying import keep_measures
from measures.actions.drafting import (
    aim_measure,
    draft_measure,
    edit_measure,
    exemplify_measures,
    remove_measure,
    unaim_measure,
)
from measures.actions.indicators import Held, master_of
from measures.models import CatalogueMeasure, Measure, Rule
from measures.states import APPROVED
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.lib.stale import check_current
from riskpoints.actions.carrying import change_row
from riskpoints.actions.catalogue import hold_up
from riskpoints.actions.contributions import credit
from riskpoints.actions.leads import write_from_lead
from riskpoints.actions.points import Facts, edit_risk_point, remove_risk_point, write_risk_point
from riskpoints.actions.worksheets import drop_draft
from riskpoints.lead_offers import lead_behind
from riskpoints.models import CarriedRow, CatalogueEntry, RiskPoint, Worksheet


@dataclass(frozen=True)
class MeasureText:
    """A measure as it is written beside a risk point; without `measure` it is a new one."""

    measure: Measure | None
    expected_version: int | None
    text: str
    phase: str
    kind: str
    section: Unit
    position: Position | None
    due_on: datetime.date | None
    rhythm: str
    record: str = ""
    rule: Rule | None = None
    article: str = ""
    # Its master indicator, where it has one.
    master: Held | None = None
    remove: bool = False
    # The measure of the catalogue that a new one is taken over from.
    taken_from: CatalogueMeasure | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """What is written, by the name of its field."""
        names = ("text", "phase", "kind", "section", "position", "due_on", "rhythm")
        more = ("record", "rule", "article")
        return {name: getattr(self, name) for name in names + more}


@transaction.atomic
def save_entry(
    *,
    worksheet: Worksheet,
    risk_point: RiskPoint | None,
    facts: Facts,
    expected_version: int | None,
    measures: Iterable[MeasureText],
    also: Iterable[Measure] = (),
    kept: Iterable[Measure] = (),
    row: str,
    by: User,
) -> RiskPoint:
    """Write a row of a worksheet: a risk point with its measures; a draft leaves no ledger entry.

    `kept` are measures in force that go on meeting a point that takes an earlier one's place.
    """
    if risk_point is None:
        risk_point = write_risk_point(worksheet=worksheet, facts=facts, by=by)
        if lead := lead_behind(facts.suggested_by, worksheet, by):
            write_from_lead(lead=lead, risk_point=risk_point, by=by)
        credit(risk_point=risk_point, code=facts.suggested_by)
    else:
        risk_point = edit_risk_point(
            risk_point=risk_point, facts=facts, expected_version=expected_version or 0, by=by
        )
    _save_beside(risk_point, measures, also, kept, by=by)
    drop_draft(worksheet=worksheet, row=row, by=by)
    return risk_point


@transaction.atomic
def change_entry(
    *,
    carried: CarriedRow,
    facts: Facts,
    measures: Iterable[MeasureText],
    also: Iterable[Measure] = (),
    kept: Iterable[Measure] = (),
    by: User,
) -> RiskPoint:
    """Write what takes the place of an earlier round's risk point, with the measures that go on."""
    measures, also, kept = list(measures), list(also), list(kept)
    before = carried.risk_point.measures.in_force() if carried.risk_point else ()
    changes = bool(measures or also) or set(before) != set(kept)
    point = change_row(row=carried, facts=facts, measures_change=changes, by=by)
    _save_beside(point, measures, also, kept, by=by)
    drop_draft(worksheet=point.worksheet, row=carried.row_name, by=by)
    return point


def _save_beside(
    risk_point: RiskPoint,
    measures: Iterable[MeasureText],
    also: Iterable[Measure],
    kept: Iterable[Measure],
    *,
    by: User,
) -> None:
    for said in measures:
        _save_measure(said, risk_point, by=by)
    for measure in also:
        aim_measure(measure=measure, risk_point=risk_point, by=by)
    keep_measures(risk_point=risk_point, measures=kept, by=by)


@transaction.atomic
def save_pasted(
    *, worksheet: Worksheet, entries: Iterable[tuple[Facts, Iterable[MeasureText]]], by: User
) -> list[RiskPoint]:
    """Write the rows of a pasted table, all or none: risk points, each with its measures."""
    return [
        save_entry(
            worksheet=worksheet,
            risk_point=None,
            facts=facts,
            expected_version=None,
            measures=measures,
            row="",
            by=by,
        )
        for facts, measures in entries
    ]


def _save_measure(said: MeasureText, risk_point: RiskPoint, *, by: User) -> None:
    if said.measure is None:
        if not said.remove:
            draft_measure(
                worksheet=risk_point.worksheet,
                risk_points=[risk_point],
                taken_from=said.taken_from,
                master=said.master,
                by=by,
                **said.fields,
            )
    elif said.remove:
        take_off(said.measure, risk_point, by=by)
    elif _differs(said.measure, said):
        check_current(said.measure, expected=said.expected_version or 0)
        edit_measure(
            measure=said.measure, by=by, master=said.master, keep_master=False, **said.fields
        )


def _differs(measure: Measure, said: MeasureText) -> bool:
    fields = said.fields.items()
    changed = any(getattr(measure, name) != value for name, value in fields)
    return changed or master_of(measure) != said.master


def take_off(measure: Measure, risk_point: RiskPoint, *, by: User) -> None:
    """Take a measure off a risk point; one that meets no other point goes."""
    if measure.aims.exclude(risk_point=risk_point).exists():
        unaim_measure(measure=measure, risk_point=risk_point, by=by)
    else:
        remove_measure(measure=measure, by=by)


@transaction.atomic
def remove_entry(*, risk_point: RiskPoint, by: User) -> None:
    """Take a risk point off its worksheet, with the measures that meet no other point.

    Measures in force that an earlier point had go on meeting that one.
    """
    for measure in risk_point.measures.exclude(state__in=APPROVED):
        take_off(measure, risk_point, by=by)
    remove_risk_point(risk_point=risk_point, by=by)


@transaction.atomic
def hold_up_example(*, risk_point: RiskPoint, by: User) -> CatalogueEntry:
    """Enter a decided risk point with its measures in force into the body's catalogue."""
    entry = hold_up(risk_point=risk_point, by=by)
    exemplify_measures(entry=entry, risk_point=risk_point)
    return entry
