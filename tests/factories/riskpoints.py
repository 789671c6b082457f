"""Worksheets and risk points as the section fills them in."""

from measures.actions.drafting import draft_measure
from measures.states import MeasureKind, Phase, Rhythm
from riskpoints.actions.points import Facts, Found, write_risk_point
from riskpoints.actions.worksheets import (
    open_section_page,
    open_worksheet,
    say_none_found,
    sign_worksheet,
    submit_worksheet,
)
from riskpoints.rows import sheet_of

from .accounts import PositionFactory, contributor, section_head
from .powers import settled_chart


def facts(*anchors, **kwargs):
    """All that a complete risk point says; it stands on the steps, positions or units given."""
    given = {
        "title": "受理环节把关不严",
        "category": "process",
        "manifestations": ["应受理不受理。", "不应受理的受理。"],
        "causes": ["supervision"],
        "findings": [Found("self", "全科室")],
        "proposed_rank": 2,
    }
    names = {"Step": "steps", "Position": "positions", "Unit": "units"}
    for anchor in anchors:
        name = names[type(anchor).__name__]
        given[name] = [*given.get(name, []), anchor]
    return Facts(**(given | kwargs))


def opened(chart=None, *, by=None):
    """A worksheet being filled in on a settled chart."""
    chart = chart or settled_chart()
    return open_worksheet(flowchart=chart, by=by or contributor(chart.section))


def section_page(section=None, *, by=None):
    """A page for a section with one position."""
    position = PositionFactory() if section is None else PositionFactory(unit=section)
    return open_section_page(section=position.unit, by=by or contributor(position.unit))


def step_of(worksheet, key="receive"):
    """A step of a worksheet's chart."""
    return worksheet.flowchart.steps.get(key=key)


def written(worksheet, *anchors, by=None, measures=1, **kwargs):
    """A risk point on a worksheet, by itself on its first step, with measures."""
    by = by or worksheet.opened_by
    anchors = anchors or (step_of(worksheet),)
    point = write_risk_point(worksheet=worksheet, facts=facts(*anchors, **kwargs), by=by)
    for number in range(measures):
        measured(point, by=by, text=f"建立台账{number}。")
    return point


def measured(*points, by, **kwargs):
    """A measure drafted for risk points of one worksheet."""
    given = {"text": "建立台账。", "phase": Phase.MONITORING, "kind": MeasureKind.RULES}
    given |= {"rhythm": Rhythm.MONTH, "section": points[0].section}
    return draft_measure(
        worksheet=points[0].worksheet, risk_points=points, by=by, **(given | kwargs)
    )


def completed(worksheet=None):
    """A worksheet that lacks nothing: a risk point on the first row, a reason on the others."""
    worksheet = worksheet or opened()
    written(worksheet)
    for row in sheet_of(worksheet).rows[1:]:
        say_none_found(
            worksheet=worksheet, row=row.key, because="只办手续。", by=worksheet.opened_by
        )
    return worksheet


def submitted(worksheet=None):
    """A worksheet that waits for the section head."""
    worksheet = completed(worksheet)
    return submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)


def signed(worksheet=None):
    """A worksheet with the committee."""
    worksheet = submitted(worksheet)
    return sign_worksheet(worksheet=worksheet, by=section_head(worksheet.section))
