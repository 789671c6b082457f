"""One power in several bodies, searched and ruled on, and what is shared of it."""

from riskpoints.actions.sharing import share
from riskpoints.actions.worksheets import say_none_found, sign_worksheet, submit_worksheet
from riskpoints.rows import sheet_of

from .accounts import SectionFactory, committee_chair, section_head
from .powers import settled_chart
from .riskpoints import opened, step_of, written
from .rounds import ruled_on

NAME = "食品经营许可审批"


def held_by(body, *, name=NAME, **kwargs):
    """A power of a body with a settled chart that serves it alone."""
    chart = settled_chart(section=SectionFactory(parent=body))
    power = chart.powers.get()
    for field, value in ({"name": name} | kwargs).items():
        setattr(power, field, value)
    power.save()
    return power


def ruled(power, *titles):
    """Risk points ruled on at the first step of a power's chart, with a measure each."""
    worksheet = opened(power.flowchart)
    for title in titles:
        written(worksheet, step_of(worksheet), title=title)
    for row in sheet_of(worksheet).rows[1:]:
        say_none_found(
            worksheet=worksheet, row=row.key, because="只办手续。", by=worksheet.opened_by
        )
    submitted = submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)
    signed = sign_worksheet(worksheet=submitted, by=section_head(worksheet.section))
    return list(ruled_on(signed).risk_points.order_by("pk"))


def shared(points, to, *, by=None, **kwargs):
    """Risk points shared with the body of a power by the chair above."""
    power = to[0]
    by = by or committee_chair(power.body.parent)
    return share(power=power, points=points, to=to, by=by, **kwargs)
