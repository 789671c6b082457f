"""The demo's rules: one amended, one repealed that a measure rests on, and measures set along the lines."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from measures.actions.indicators import Held
from measures.actions.rules import (
    Targets,
    VersionFacts,
    add_version,
    aim_rule,
    list_rule,
    repeal_rule,
)
from measures.actions.setting import put_in_force, set_measure
from measures.articles import articles_in
from measures.models import Rule
from measures.states import MeasureKind, Phase, Rhythm
from riskcontrol.accounts.models import Position, Unit, User

REGISTER = """第一条 为规范案件线索管理，防止线索流失，制定本办法。
第二条 线索由受理岗统一编号，当日登入台账。
第三条 调阅线索须经科室负责人签字，三日内归还。"""
AMENDED = (
    REGISTER.replace("三日内归还", "次日归还")
    + "\n第四条 科室负责人每月核对台账，缺登记的当月补正。"
)
MEETING = """第一条 处罚、许可等重大事项须经集体讨论决定。
第二条 会议记录写明各人意见，由参会人员签字后归档。"""


def add_rules(body: Unit, section: Unit, people: dict[str, User]) -> None:
    """List rules, aim them, and set two measures along the lines: one in force, one that waits."""
    chair, head = people["committee-chair"], people["head"]
    register = _rule(body, chair, "案件线索管理办法", "〔2023〕8号", 900, REGISTER)
    add_version(
        rule=register,
        version=VersionFacts(_day(200), "缩短归还期限，增加每月核对。", articles_in(AMENDED)),
        by=chair,
    )
    aim_rule(rule=register, targets=Targets(classes=frozenset({"行政执法"})), by=chair)
    meeting = _rule(body, head, "重大事项集体决策规定", "〔2022〕3号", 1200, MEETING)
    aim_rule(rule=meeting, targets=Targets(ranks=frozenset({1})), by=head)
    old = _rule(body, chair, "处罚裁量基准（试行）", "〔2019〕15号", 2400, "第一条 裁量分三档。")
    _measures(body, section, meeting, old, people)
    repeal_rule(rule=old, on=_day(20), because="已由省厅新的裁量基准替代。", by=chair)


def _measures(body: Unit, section: Unit, meeting: Rule, old: Rule, people: dict[str, User]) -> None:
    holder = Position.objects.filter(body=body, unit=section).first()
    common: dict[str, Any] = {"body": body, "section": section, "position": holder}
    review = set_measure(
        **common,
        text="每季度抽查一级风险点的集体讨论记录，核对参会人员签字。",
        phase=Phase.MONITORING,
        kind=MeasureKind.OVERSIGHT,
        rhythm=Rhythm.QUARTER,
        record="集体讨论记录抽查表",
        rule=meeting,
        article="第二条",
        master=Held("签字齐全的会议记录占比", "%", Decimal(85), Decimal(100)),
        targets=Targets(ranks=frozenset({1})),
        by=people["committee-chair"],
    )
    put_in_force(measure=review, by=people["committee-member"])
    bench = set_measure(
        **common,
        text="处罚决定书附裁量说明，写明所选档次和理由。",
        phase=Phase.PREVENTION,
        kind=MeasureKind.RULES,
        rhythm=Rhythm.OCCASION,
        record="裁量说明",
        rule=old,
        article="第一条",
        targets=Targets(classes=frozenset({"行政执法"})),
        by=people["head"],
    )
    put_in_force(measure=bench, by=people["committee-chair"])
    set_measure(
        **common,
        text="审批人员每年轮岗一次，轮岗交接清单由双方签字。",
        phase=Phase.PREVENTION,
        kind=MeasureKind.RULES,
        rhythm=Rhythm.YEAR,
        record="轮岗交接清单",
        targets=Targets(classes=frozenset({"行政审批"})),
        by=people["committee-chair"],
    )


def _rule(body: Unit, by: User, name: str, number: str, days: int, articles: str) -> Rule:
    version = VersionFacts(_day(days), articles=articles_in(articles))
    return list_rule(body=body, name=name, issuer=body.name, number=number, version=version, by=by)


def _day(ago: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=ago)
