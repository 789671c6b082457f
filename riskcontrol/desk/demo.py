"""The demo: the deck's example carried in, its people, and something waiting for each of them.

Everything after the import is done by the same actions the pages use, relative to today, on powers
of its own, so that the deck's rows stay as they are.
"""

import datetime
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from measures.actions.drafting import draft_measure
from measures.actions.occasions import carry_out as report_done
from measures.models import Occasion
from powers import receipts
from powers.actions.comments import Answer, save_answers
from powers.actions.entering import Entered, enter_comment
from powers.actions.inventory import NewChart, add_power
from powers.actions.moderation import publish_comment, refer
from powers.actions.postings import approve_withholding
from powers.actions.releases import check_release, clear_release, sign_release, submit_release
from powers.models import Comment, Flowchart, Posting, Power, Release
from powers.public import comments as public
from powers.rows import NEXT, Row, Rows, Way
from riskcontrol.accounts.actions import add_person
from riskcontrol.accounts.demo import PEOPLE, DemoPerson
from riskcontrol.accounts.models import Membership, Position, Unit, User
from riskpoints.actions.carrying import confirm_row
from riskpoints.actions.meetings import close_meeting
from riskpoints.actions.points import Facts, Found, write_risk_point
from riskpoints.actions.sittings import Judgement, submit_assessments
from riskpoints.actions.worksheets import (
    open_worksheet,
    say_none_found,
    sign_worksheet,
    submit_worksheet,
)
from riskpoints.models import RiskPoint, Sitting, Worksheet
from riskpoints.rows import sheet_of

from .actions import hold_up_example
from .demo_education import add_education
from .demo_leads import add_leads
from .demo_projects import add_projects
from .demo_rules import add_rules
from .demo_warnings import add_warnings
from .sitting_actions import convene, decide

SECTION = "DEMO-JC"


def password() -> str:
    """Give the demo accounts' password, made once on this machine and kept beside its database."""
    file = Path(settings.BASE_DIR) / "var" / "demo-password"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(secrets.token_urlsafe(9))
        file.chmod(0o600)
    return file.read_text()


def add_people(body: Unit) -> dict[str, User]:
    """Make one account a role, each seated where its work is."""
    people = {person.username: add_account(person, body) for person in PEOPLE}
    # They have held their positions all along: nobody is new who would call for another round.
    Membership.objects.filter(user__in=people.values()).update(since=None)
    return people


def add_account(person: DemoPerson, body: Unit) -> User:
    """Make one of the demo's accounts and give it its seat."""
    user = User(username=person.username, name=person.name, home=body)
    user.set_password(password())
    user.save()
    seat = Position.objects.filter(body=body, code=person.position).first()
    unit = Unit.objects.get(code=person.unit)
    Membership.objects.create(user=user, unit=unit, role=person.role, position=seat)
    return user


@dataclass(frozen=True)
class Scene:
    """What every part of the demo needs: the section and who does what."""

    section: Unit
    people: dict[str, User]

    def by(self, role: str) -> User:
        """Who has a role."""
        return self.people[role]


@transaction.atomic
def add_waiting_work(people: dict[str, User]) -> Scene:
    """Put something before every role: comments to answer, releases, a worksheet to rate, measures due."""
    section = Unit.objects.select_related("parent__parent").get(code=SECTION)
    scene = Scene(section, people)
    _account_without_a_role(scene)
    _posting_with_a_comment(scene)
    _releases_on_their_way(scene)
    chart = _withheld_chart(scene)
    _measures_due(scene, chart)
    _worksheet_to_rate(scene, chart)
    add_leads(scene.by("committee-member"))
    add_rules(scene.section.body, scene.section, scene.people)
    add_warnings(scene.section, scene.by)
    add_education(scene.section, scene.by)
    add_projects(section, by=scene.by("contributor"), leader=scene.by("deputy-head"))
    return scene


def _account_without_a_role(scene: Scene) -> None:
    """A colleague whose account was opened and who has no role yet."""
    add_person(
        body=scene.section.body,
        username="newcomer",
        name="钱进",
        password=secrets.token_urlsafe(9),
        by=scene.by("system-administrator"),
    )


def _row(key: str, name: str, kind: str, position: str, days: int, *ways: Way) -> Row:
    return Row(
        key, name=name, kind=kind, position=position, days=str(days), ways=ways or (Way(NEXT),)
    )


def approval_rows(subject: str) -> Rows:
    """A small flow of the house: apply, check, decide, hand out or refuse."""
    return (
        _row("apply", f"提出{subject}申请", "start", "JC-1", 1),
        _row("check", "科室审核材料", "step", "JC-2", 3),
        _row(
            "decide", "分管领导审批", "decision", "LD-2", 2,
            Way("issue", "同意"), Way("refuse", "不同意"),
        ),
        _row("issue", "办理并登记台账", "end", "JC-1", 2, Way()),
        _row("refuse", "退回并书面说明理由", "end", "JC-1", 1, Way()),
    )  # fmt: skip


def new_power(scene: Scene, code: str, name: str, rows: Rows, ground: str = "") -> Flowchart:
    """List a power of the section, with its chart; with a ground it is not to be published."""
    power = add_power(
        section=scene.section,
        fields={"code": code, "name": name, "category": "internal"},
        chart=NewChart(rows, f"{name}流程图"),
        ground=ground,
        by=scene.by("contributor"),
    )
    return Flowchart.objects.with_drawing().get(powers=power)


def _send_up(scene: Scene, chart: Flowchart) -> Release:
    return submit_release(
        flowchart=chart,
        days=7,
        asked="办事环节是否清楚、时限是否合理？",
        by=scene.by("contributor"),
    )


def _posting_with_a_comment(scene: Scene) -> None:
    """A chart posted today, with a comment nobody has answered."""
    chart = new_power(scene, "DEMO-N-101", "行政执法证件管理", approval_rows("执法证件"))
    release = check_release(release=_send_up(scene, chart), by=scene.by("section-head"))
    release = clear_release(
        release=release, clearance="不涉及国家秘密和工作秘密，可以公开。", by=scene.by("moderator")
    )
    sign_release(release=release, by=scene.by("deputy-head"))
    public.hand_in_comment(
        code=chart.code,
        step_key="check",
        body="材料审核要几天、缺什么材料，能不能一次说清？",
        token=public.comment_token(),
    )
    _comments_by_other_ways(scene, chart.postings.get())


def _comments_by_other_ways(scene: Scene, posting: Posting) -> None:
    """One by letter, shown to the public and answered in a draft; one by telephone, about a person."""
    letter = _entered(scene, posting, "letter", "群众来信〔2026〕第3号", "领证要跑两趟，建议邮寄。")
    publish_comment(comment=letter, by=scene.by("moderator"))
    answer = Answer(letter, "partly", "外地申请人可以选择邮寄；本地申请人仍请当面核对证件。")
    save_answers(posting=posting, answers=[answer], by=scene.by("contributor"))
    call = _entered(scene, posting, "phone", "值班电话记录", "经办人要求先请吃饭才受理。")
    refer(comment=call, by=scene.by("moderator"))


def _entered(scene: Scene, posting: Posting, channel: str, source: str, body: str) -> Comment:
    entered = Entered(channel, source, timezone.localdate(), body, step_key="issue")
    receipt_hash = receipts.hash_of(receipts.code_of(secrets.token_urlsafe(18)))
    return enter_comment(
        posting=posting, entered=entered, receipt_hash=receipt_hash, by=scene.by("contributor")
    )


def _releases_on_their_way(scene: Scene) -> None:
    """A chart at each stage of going up: with the section head, the moderator, the leader."""
    first = new_power(scene, "DEMO-N-102", "公务用车管理", approval_rows("用车"))
    second = new_power(scene, "DEMO-N-103", "罚没物品处置", approval_rows("罚没物品处置"))
    third = new_power(scene, "DEMO-N-104", "公章使用管理", approval_rows("用章"))
    _send_up(scene, third)
    check_release(release=_send_up(scene, second), by=scene.by("section-head"))
    release = check_release(release=_send_up(scene, first), by=scene.by("section-head"))
    clear_release(
        release=release, clearance="不涉及国家秘密和工作秘密，可以公开。", by=scene.by("moderator")
    )


def _withheld_chart(scene: Scene) -> Flowchart:
    """A chart that may not be published: it passes the gate by a ground that a leader approved."""
    return withheld_power(scene, "DEMO-N-105", "涉密线索管理", "线索调阅")


def withheld_power(scene: Scene, code: str, name: str, subject: str) -> Flowchart:
    """List a power that is not published, and have a leader approve the ground."""
    chart = new_power(scene, code, name, approval_rows(subject), "涉及工作秘密，不宜公开。")
    approve_withholding(power=Power.objects.get(code=code), by=scene.by("deputy-head"))
    return Flowchart.objects.with_drawing().get(pk=chart.pk)


@dataclass(frozen=True)
class Point:
    """A risk point of the demo with its measure."""

    title: str
    manifestations: tuple[str, ...]
    step: str
    rank: int
    measure: str
    due_on: datetime.date | None = None
    rhythm: str = ""


def filled_sheet(scene: Scene, chart: Flowchart, points: list[Point]) -> Worksheet:
    """Fill in a chart's worksheet, have it signed, and bring it before the committee."""
    sheet = open_worksheet(flowchart=chart, by=scene.by("contributor"))
    return fill_in(scene, sheet, points)


def fill_in(scene: Scene, sheet: Worksheet, points: list[Point]) -> Worksheet:
    """Confirm what nobody has looked at, write what is new, and sign."""
    by = scene.by("contributor")
    for carried in sheet_of(sheet).untouched:
        confirm_row(row=carried, reason="制度、岗位和人员均无变化。", by=by)
    for point in points:
        _write(scene, sheet, point)
    for row in sheet_of(sheet).rows:
        if not row.is_examined:
            because = "本环节只办理登记，由科室每月核对台账。"
            say_none_found(worksheet=sheet, row=row.key, because=because, by=by)
    submit_worksheet(worksheet=sheet, by=by)
    sign_worksheet(worksheet=sheet, by=scene.by("section-head"))
    return sheet


def facts_of(sheet: Worksheet, point: Point) -> Facts:
    """Say a risk point as the contributor types it."""
    assert sheet.flowchart is not None  # noqa: S101 - the demo opens worksheets on charts alone
    return Facts(
        title=point.title,
        category="process",
        manifestations=point.manifestations,
        causes=["rules", "supervision"],
        findings=[Found("self"), Found("decomposition")],
        proposed_rank=point.rank,
        planned_rank=point.rank + 1,
        planned_reason="按措施逐件核对后，一人已不能单独决定。",
        steps=[sheet.flowchart.steps.get(key=point.step)],
    )


def _write(scene: Scene, sheet: Worksheet, point: Point) -> None:
    by = scene.by("contributor")
    risk_point = write_risk_point(worksheet=sheet, facts=facts_of(sheet, point), by=by)
    draft_measure(
        worksheet=sheet,
        risk_points=[risk_point],
        text=point.measure,
        phase="monitoring",
        kind="oversight",
        section=scene.section,
        due_on=point.due_on,
        rhythm=point.rhythm,
        by=by,
    )


def _measures_due(scene: Scene, chart: Flowchart) -> None:
    """A rated worksheet whose measures are due: one overdue, one reported done and to be verified."""
    today = timezone.localdate()
    sheet = filled_sheet(
        scene,
        chart,
        [
            Point(
                "调阅线索不登记", ("口头同意即调阅。", "调阅后不归还。"), "check", 1,
                "科室负责人逐件核对调阅登记簿，缺登记的当日补正并说明。",
                due_on=today - datetime.timedelta(days=12),
            ),
            Point(
                "审批流于形式", ("不看材料即签字。",), "decide", 2,
                "每季度抽查审批单十份，核对材料与签字日期。",
                due_on=today + datetime.timedelta(days=3),
            ),
        ],
    )  # fmt: skip
    rule_on(scene, sheet, GRAVE, "示范评审会第1次")
    # What is overdue took effect before it fell due.
    sheet.measures.update(in_force_from=today - datetime.timedelta(days=30))
    for example in RiskPoint.objects.filter(worksheet=sheet):
        hold_up_example(risk_point=example, by=scene.by("committee-chair"))
    done = Occasion.objects.get(measure__worksheet=sheet, due_on__gt=today)
    report_done(
        occasion=done,
        note="抽查审批单十份，两份缺附件，已补齐并在科务会上提醒。",
        by=scene.by("contributor"),
    )


# How a rater grades, by factor, and why where a grade decides.
GRAVE = Judgement(
    {"nature": 2, "discretion": 1, "harm": 2, "closeness": 3},
    {"discretion": "由一人即可决定，没有成文标准，事后难以核对。"},
)


def rule_on(scene: Scene, sheet: Worksheet, judgement: Judgement, minutes: str) -> None:
    """Rate every risk point of a worksheet alike, rule on it, and close the meeting."""
    chair = scene.by("committee-chair")
    sitting = convene(worksheet=sheet, by=chair)
    judgements = {point.pk: judgement for point in RiskPoint.objects.filter(worksheet=sheet)}
    for rater in (scene.by("committee-member"), chair):
        submit_assessments(sitting=sitting, judgements=judgements, by=rater)
    decide(sitting=sitting, minutes=minutes, by=chair)
    if sitting.meeting:
        close_meeting(meeting=sitting.meeting, excused={}, by=chair)


def _worksheet_to_rate(scene: Scene, chart: Flowchart) -> Sitting:
    """The next round's worksheet, signed and before a sitting that has begun."""
    sheet = filled_sheet(
        scene,
        chart,
        [
            Point(
                "泄露线索内容", ("向被反映人透露线索。", "在非涉密设备上传递材料。"), "check", 1,
                "线索材料只在涉密设备上查阅，保密员每月检查设备登记。",
                rhythm="month",
            )
        ],
    )  # fmt: skip
    return convene(worksheet=sheet, by=scene.by("committee-chair"))
