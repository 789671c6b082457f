"""The demo's second look: a round that was closed, what it changed, and a level that fell after it.

Its chart was searched in the yearly round and again in one that the chair opened on it; of its risk
points one is confirmed, one changed, one removed and one new. A third round waits to be closed.
"""

import datetime

from django.utils import timezone

from measures.actions.drafting import draft_measure
from measures.actions.occasions import carry_out, enter_occasion, verify_occasion
from measures.models import Measure, Occasion
from powers.models import Flowchart
from riskpoints.actions.carrying import change_row, remove_row
from riskpoints.actions.rounds import close_round, open_round
from riskpoints.actions.sittings import Judgement
from riskpoints.actions.worksheets import open_worksheet
from riskpoints.models import RiskPoint, Worksheet
from riskpoints.rows import sheet_of
from riskpoints.states import RoundGround

from . import level_actions
from .demo import Point, Scene, facts_of, fill_in, filled_sheet, rule_on, withheld_power

CODE, UNSETTLED = "DEMO-N-106", "DEMO-N-104"
# As is said of each of its risk points in the sitting: level II.
MIDDLING = Judgement(
    {"nature": 2, "discretion": 2, "harm": 2, "closeness": 3},
    {
        "nature": "由两人经手，一人可以先行处置。",
        "discretion": "保管期限有规定，退还的时间可以选择。",
        "harm": "财物短少须由单位赔偿。",
    },
)


def add_rounds(scene: Scene) -> None:
    """Search one chart in two rounds, close the second, let a level fall; open a third one."""
    chart = withheld_power(scene, CODE, "涉案财物保管", "财物移交")
    rule_on(scene, filled_sheet(scene, chart, _at_first()), MIDDLING, "示范评审会第2次")
    _search_again(scene, chart)
    _let_fall(scene, RiskPoint.objects.get(title="移交财物不清点"))
    open_round(
        body=scene.section.body,
        ground=RoundGround.DUTIES,
        reason="公章改由档案室统一保管，岗位职责有调整。",
        charts=[Flowchart.objects.get(powers__code=UNSETTLED)],
        last_day=_in_days(20),
        by=scene.by("committee-chair"),
    )


def _in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def _at_first() -> list[Point]:
    return [
        Point(
            "移交财物不清点", ("只签字不开箱。", "清单与实物不符。"), "check", 2,
            "移交时两人当面清点、拍照，清单由双方签字。", due_on=_in_days(5),
        ),
        Point(
            "超期保管不退还", ("结案后长期不通知领取。",), "decide", 2,
            "每季度列出保管满三个月的财物，逐件说明去向。", rhythm="quarter",
        ),
        Point(
            "手工台账被改写", ("涂改登记日期。",), "issue", 2,
            "台账逐页编号，更改处由两人签字。", rhythm="quarter",
        ),
    ]  # fmt: skip


def _search_again(scene: Scene, chart: Flowchart) -> None:
    """Open a round on the chart and one not settled yet, look at each row again, and close it."""
    chair = scene.by("committee-chair")
    waiting = Flowchart.objects.get(powers__code=UNSETTLED)
    again = open_round(
        body=scene.section.body,
        ground=RoundGround.LAW,
        reason="新的涉案财物管理规定施行，保管和退还的要求有变化。",
        charts=[chart, waiting],
        by=chair,
    )
    sheet = open_worksheet(flowchart=chart, by=scene.by("contributor"))
    _look_again(scene, sheet)
    rule_on(scene, sheet, MIDDLING, "示范评审会第3次")
    reason = "流程图还在报批，公示结束后另行排查。"
    close_round(round=again, left_out={waiting.pk: reason}, by=chair)


def _look_again(scene: Scene, sheet: Worksheet) -> None:
    """Change one risk point, remove one, confirm the third, add one."""
    by = scene.by("contributor")
    carried = {
        row.risk_point.title: row for row in sheet_of(sheet).carried if row.risk_point is not None
    }
    remove_row(
        row=carried["手工台账被改写"],
        reason="台账已改为系统登记，更改留痕，不再手工填写。",
        by=by,
    )
    changed = Point(
        "超期保管不退还", ("结案后长期不通知领取。", "以各种理由推迟退还。"), "decide", 2,
        "结案后五个工作日内通知领取，每月核对未领取的财物。", rhythm="month",
    )  # fmt: skip
    point = change_row(
        row=carried["超期保管不退还"], facts=facts_of(sheet, changed), measures_change=True, by=by
    )
    draft_measure(
        worksheet=sheet,
        risk_points=[point],
        text=changed.measure,
        phase="monitoring",
        kind="oversight",
        section=scene.section,
        rhythm=changed.rhythm,
        by=by,
    )
    new = Point(
        "借用涉案车辆", ("以测试为名使用暂扣车辆。",), "check", 2,
        "车辆入库登记里程，每次移动由两人签字。", rhythm="month",
    )  # fmt: skip
    fill_in(scene, sheet, [new])


def _let_fall(scene: Scene, point: RiskPoint) -> None:
    """Carry out and verify every measure against a risk point; then two people rule that it fell."""
    own = Occasion.objects.get(measure__aims__risk_point=point)
    case = enter_occasion(
        measure=Measure.objects.get(text__startswith="处罚决定书附裁量说明"),
        on=timezone.localdate(),
        by=scene.by("contributor"),
    )
    for occasion, note in (
        (own, "移交十二件，两人当面清点并拍照，清单与实物一致。"),
        (case, "处罚决定书已附裁量说明，写明适用第二档的理由。"),
    ):
        carry_out(occasion=occasion, note=note, by=scene.by("contributor"))
        verify_occasion(occasion=occasion, by=scene.by("section-head"))
    reason = "核对清单和照片，一人已不能单独处置。"
    level = level_actions.propose(
        risk_point=point, rank=3, reason=reason, by=scene.by("committee-member")
    )
    level_actions.second(verified=level, by=scene.by("committee-chair"))
