"""The demo's area: a committee above two units, a round sent down to both, the same power in each.

The other unit has searched and handed its result up; what it found is shared with the first one,
whose contributor finds it on the worksheet he has begun.
"""

import datetime
import secrets

from django.utils import timezone

from measures.actions.drafting import draft_measure
from powers.actions.inventory import NewChart, add_power
from powers.actions.postings import approve_withholding
from powers.models import Flowchart, Power
from powers.rows import Row, Rows, Way
from riskcontrol.accounts.demo import ABOVE, AREA, OTHER
from riskcontrol.accounts.models import Membership, Position, Unit, User
from riskcontrol.accounts.roles import Role, UnitKind
from riskpoints.actions.meetings import close_meeting
from riskpoints.actions.oversight import Order, hand_up, send_down
from riskpoints.actions.points import Facts, Found, write_risk_point
from riskpoints.actions.sharing import share
from riskpoints.actions.sittings import Judgement, submit_assessments
from riskpoints.actions.worksheets import (
    open_worksheet,
    say_none_found,
    sign_worksheet,
    submit_worksheet,
)
from riskpoints.models import Mandate, RiskPoint, Worksheet
from riskpoints.rows import sheet_of

from .demo import add_account
from .sitting_actions import convene, decide

POWER = "DEMO-N-001"
# How the other unit runs the same power.
ROWS: Rows = (
    Row("review", name="对违纪线索进行初步审查", kind="start", position="ER-1", days="5"),
    Row("investigate", name="组织实施调查，收集有关证据", kind="step", position="ER-1", days="60"),
    Row("decide", name="班子会议研究决定", kind="decision", position="ER-2", days="10",
        ways=(Way("serve", "决定处理的"), Way("investigate", "事实不清的"))),
    Row("serve", name="以书面形式送达有关单位、人员", kind="end", position="ER-1", days="7", ways=(Way(),)),
)  # fmt: skip
WORKERS = {
    Role.CONTRIBUTOR: ("other-contributor", "唐亮"),
    Role.SECTION_HEAD: ("other-section-head", "许华"),
    Role.DEPUTY_HEAD: ("other-deputy-head", "邓红"),
}


def add_area(body: Unit, contributor: User) -> None:
    """Put an area above the demo's unit, and what its committee does there."""
    area = Unit.objects.create(kind=UnitKind.AREA, code=AREA, name="示范区")
    body.parent = area
    body.save(update_fields=["parent"])
    other = _other_unit(area)
    above, chair = (add_account(person, body) for person in ABOVE)
    for user in (above, chair):
        user.home = None if user == above else other
        user.save(update_fields=["home"])
    workers = _workers(other)
    Membership.objects.filter(unit__in=[area, other, *other.children.all()]).update(since=None)
    mandate = _round_sent_down(area, [body, other], by=above)
    point = _searched(other, workers, raters=[above, chair])
    charge = mandate.charges.get(body=other)
    hand_up(charge=charge, left_out={}, by=chair)
    power = Power.objects.get(code=POWER)
    share(power=power, points=[point], to=[power], tells_origin=True, by=above)
    open_worksheet(flowchart=Flowchart.objects.get(powers=power), by=contributor)


def _other_unit(area: Unit) -> Unit:
    other = Unit.objects.create(
        kind=UnitKind.BODY, code=OTHER, name="示范二局", parent=area, order=1
    )
    section = Unit.objects.create(
        kind=UnitKind.SECTION, code=f"{OTHER}-JC", name="监督科", parent=other
    )
    seats = {"ER-1": "调查岗", "ER-2": "班子会议"}
    for order, (code, name) in enumerate(seats.items()):
        Position.objects.create(
            body=other,
            unit=section if code == "ER-1" else other,
            code=code,
            name=name,
            is_collective=code == "ER-2",
            order=order,
        )
    return other


def _workers(other: Unit) -> dict[str, User]:
    """Seat those in the other unit who did the work; nobody signs in as one of them."""
    section = other.children.get()
    workers: dict[str, User] = {}
    for role, (username, name) in WORKERS.items():
        user = User(username=username, name=name, home=other)
        user.set_password(secrets.token_urlsafe(9))
        user.save()
        unit = other if role == Role.DEPUTY_HEAD else section
        Membership.objects.create(user=user, unit=unit, role=role)
        workers[role] = user
    return workers


def _round_sent_down(area: Unit, bodies: list[Unit], *, by: User) -> Mandate:
    """The year's round: the first unit's own joins it, the other's opens with it."""
    today = timezone.localdate()
    order = Order(
        title=f"示范区{today.year}年度廉政风险排查",
        ground="yearly",
        asks="各单位对照权力清单逐环节排查，说明每个环节的风险点或者没有风险点的理由，上报结果。",
        text="上报前请由本单位纪检评定等级。风险点多少不作评比。",
        last_day=today + datetime.timedelta(days=30),
    )
    return send_down(committee=area, order=order, bodies=bodies, joining=bodies[:1], by=by)


def _searched(other: Unit, workers: dict[str, User], *, raters: list[User]) -> RiskPoint:
    """The other unit's worksheet, from the flow to the ruling; its one risk point."""
    chart = _chart(other, workers)
    sheet = _filled(chart, workers)
    chair = raters[-1]
    sitting = convene(worksheet=sheet, by=chair)
    point = sheet.risk_points.get()
    grades = {"nature": 2, "discretion": 2, "harm": 2, "closeness": 3}
    reasons = {"nature": "线索材料由一人保管。", "discretion": "何时换人没有规定。", "harm": "证据可能灭失。"}  # fmt: skip
    for rater in raters:
        submit_assessments(
            sitting=sitting, judgements={point.pk: Judgement(grades, reasons)}, by=rater
        )
    decide(sitting=sitting, minutes="示范二局评审会第1次", by=chair)
    if sitting.meeting:
        close_meeting(meeting=sitting.meeting, excused={}, by=chair)
    return RiskPoint.objects.get(pk=point.pk)


def _chart(other: Unit, workers: dict[str, User]) -> Flowchart:
    """The flow of the same power; not published, by a ground that the deputy head approved."""
    name = Power.objects.get(code=POWER).name
    power = add_power(
        section=other.children.get(),
        fields={"code": f"{OTHER}-N-001", "name": name, "category": "internal"},
        chart=NewChart(ROWS, f"{name}流程图"),
        ground="涉及未办结的线索，不宜公开。",
        by=workers[Role.CONTRIBUTOR],
    )
    approve_withholding(power=power, by=workers[Role.DEPUTY_HEAD])
    return Flowchart.objects.with_drawing().get(powers=power)


def _filled(chart: Flowchart, workers: dict[str, User]) -> Worksheet:
    by = workers[Role.CONTRIBUTOR]
    sheet = open_worksheet(flowchart=chart, by=by)
    facts = Facts(
        title="调查中途更换调查人员，线索材料不交接",
        category="process",
        manifestations=("更换人员不说明理由。", "原调查人员的材料没有清点。"),
        causes=["rules", "supervision"],
        findings=[Found("self"), Found("decomposition")],
        proposed_rank=2,
        planned_rank=3,
        planned_reason="两人清点签字后，一人已不能单独决定。",
        steps=[chart.steps.get(key="investigate")],
    )
    point = write_risk_point(worksheet=sheet, facts=facts, by=by)
    draft_measure(
        worksheet=sheet,
        risk_points=[point],
        text="更换调查人员须书面说明理由，由两人清点移交材料并签字。",
        phase="prevention",
        kind="rules",
        section=chart.section,
        rhythm="quarter",
        by=by,
    )
    for row in sheet_of(sheet).rows:
        if not row.is_examined:
            because = "本环节由两人办理，逐件登记，每月核对。"
            say_none_found(worksheet=sheet, row=row.key, because=because, by=by)
    submit_worksheet(worksheet=sheet, by=by)
    sign_worksheet(worksheet=sheet, by=workers[Role.SECTION_HEAD])
    return sheet
