"""Rows of earlier rounds on a worksheet: which there are, and what may become of each.

Source of the rule: reference/domain.md is the complaint that old ledgers come back re-dressed; so
each row is looked at once more, with a reason, and one that nobody looked at is seen to be so.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from powers.drawing.compare import touched_steps
from powers.models import Version
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial

from .models import CarriedRow, Examination, RiskPoint, Worksheet
from .states import Look, WorksheetState

if TYPE_CHECKING:
    from .rows import Sheet


def rows_to_carry(worksheet: Worksheet) -> list[CarriedRow]:
    """Give the rows with which a new worksheet begins, not saved yet.

    The risk points that stand on its rows, and the reasons for none of the last decided worksheet.
    """
    points = list(RiskPoint.objects.beside(worksheet).select_related("worksheet"))
    seen = last_seen(points)
    rows = [
        CarriedRow(worksheet=worksheet, risk_point=point, seen_in=seen[point.pk])
        for point in points
    ]
    return rows + [
        CarriedRow(worksheet=worksheet, examination=one, seen_in=one.worksheet)
        for one in _none_found_before(worksheet)
        if one.step is None or one.step.key in _keys(worksheet.version)
    ]


def last_seen(points: Iterable[RiskPoint]) -> dict[int, Worksheet]:
    """Give for each risk point the decided worksheet on which it was written or last confirmed."""
    found = {point.pk: point.worksheet for point in points}
    confirmed = CarriedRow.objects.filter(
        risk_point__in=list(found),
        outcome=Look.CONFIRMED,
        worksheet__state=WorksheetState.DECIDED,
    )
    for row in confirmed.select_related("worksheet").order_by("worksheet__decided_at", "pk"):
        found[row.risk_point_id or 0] = row.worksheet
    return found


def _none_found_before(worksheet: Worksheet) -> Iterable[Examination]:
    before = Worksheet.objects.filter(state=WorksheetState.DECIDED)
    if worksheet.flowchart_id:
        before = before.filter(flowchart=worksheet.flowchart_id)
    else:
        before = before.filter(flowchart=None, section=worksheet.section_id)
    last = before.order_by("-decided_at", "-pk").first()
    if last is None:
        return []
    return last.examinations.select_related("step", "worksheet")


def _keys(version: Version | None) -> set[str]:
    return {step["key"] for step in version.drawing["steps"]} if version else set()


def read_rows(worksheet: Worksheet) -> list[CarriedRow]:
    """Read a worksheet's carried rows; each says in `changed_steps` what changed since it was seen."""
    rows = list(
        worksheet.carried_rows.select_related(
            "by", "seen_in__version", "seen_in__round", "successor",
            "risk_point__ruling__level", "examination__step",
        ).prefetch_related(
            "risk_point__manifestations", "risk_point__steps", "risk_point__positions",
            "risk_point__units",
        )
    )  # fmt: skip
    touched: dict[int | None, set[str]] = {}
    for row in rows:
        since = row.seen_in.version
        if since and since.pk not in touched and worksheet.version:
            touched[since.pk] = set(touched_steps(since.drawing, worksheet.version.drawing))
        keys = touched.get(since.pk if since else None, set())
        row.changed_steps = [step.name for step in steps_of(row) if step.key in keys]
    return rows


def steps_of(row: CarriedRow) -> list:
    """Give the steps a carried row stands on."""
    if row.risk_point:
        return list(row.risk_point.steps.all())
    step = row.examination.step if row.examination else None
    return [step] if step else []


def may_touch(sheet: "Sheet", row: CarriedRow) -> Decision:
    """Whether a carried row can be looked at now: not where the gate has closed one of its steps."""
    closed = [found.decision for found in sheet.places_of(row) if not found.decision]
    return first_denial(ALLOW, *closed)


def may_confirm(sheet: "Sheet", row: CarriedRow) -> Decision:
    """Whether a carried row can be confirmed as it is: all that it stands on is on the worksheet."""
    if sheet.stands_astray(row):
        return deny(
            _("Part of what it stands on is no longer on this worksheet. Change it or remove it.")
        )
    return may_touch(sheet, row)
