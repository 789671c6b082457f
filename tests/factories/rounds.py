"""Rounds: a decided first worksheet, and the next one that begins with its rows."""

from riskcontrol.desk.sitting_actions import decide
from riskpoints.actions.carrying import confirm_row
from riskpoints.actions.rounds import close_round, open_round
from riskpoints.models import Round, Worksheet
from riskpoints.rows import sheet_of

from .accounts import committee_chair
from .measures import assessed, convened
from .riskpoints import opened, signed


def decided(worksheet=None):
    """A worksheet with a risk point on its first row, and none on the others, that is decided."""
    return ruled_on(signed(worksheet))


def ruled_on(worksheet):
    """A worksheet with the committee, decided by a sitting."""
    sitting = convened(worksheet)
    if worksheet.risk_points.exists():
        assessed(sitting)
    decide(sitting=sitting, by=sitting.chair)
    return Worksheet.objects.get(pk=worksheet.pk)


def next_sheet(before=None):
    """The next worksheet on a chart that was searched before, nothing on it looked at yet."""
    before = before or decided()
    return opened(before.flowchart, by=before.opened_by)


def chaired(body, **kwargs):
    """A round that the chair opens."""
    given = {"ground": "law", "reason": "《档案法》修订。"} | kwargs
    return open_round(body=body, by=committee_chair(body), **given)


def closed(round, reason="明年再查。"):
    """A round that is closed, each chart without a decided worksheet left out for one reason."""
    charts = round.body.all_flowcharts.values_list("pk", flat=True)
    close_round(round=round, left_out=dict.fromkeys(charts, reason), by=committee_chair(round.body))
    return Round.objects.get(pk=round.pk)


def carried(worksheet, title=None):
    """The row carried over with that risk point, or the first risk point's; None's of a step by key."""
    rows = [row for row in sheet_of(worksheet).carried if row.risk_point]
    return next(row for row in rows if title in (None, row.risk_point.title))


def none_carried(worksheet, key="examine"):
    """The row carried over that says none was found on a step."""
    rows = [row for row in sheet_of(worksheet).carried if row.examination]
    return next(row for row in rows if row.examination.step.key == key)


def all_confirmed(worksheet, by=None):
    """A worksheet whose rows are all confirmed."""
    for row in sheet_of(worksheet).untouched:
        confirm_row(row=row, reason="办法没有变。", by=by or worksheet.opened_by)
    return worksheet
