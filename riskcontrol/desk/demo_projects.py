"""The demo's major project: its flow over the seven stages, its firms, and what is made public of it."""

import datetime
from dataclasses import replace

from django.utils import timezone

from measures.actions.firms import CreditFacts, approve_record, enter_firm, enter_record, give_part
from measures.actions.projects import add_disclosure, add_project, begin_chart, report_disclosed
from measures.models import MajorProject
from measures.views.projects import flow_of
from powers.rows import Rows
from powers.states import ProjectStage
from riskcontrol.accounts.models import Unit, User
from riskcontrol.lib.handed_files import CleanFile

# Who holds the power at each stage, and who is responsible, in the county of the example.
HANDS = {
    ProjectStage.INITIATION: ("县发展和改革局", "项目单位"),
    ProjectStage.TENDERING: ("县公共资源交易监督管理局", "项目单位、招标代理机构"),
    ProjectStage.CONSTRUCTION: ("县住房和城乡建设局", "施工单位、监理单位"),
    ProjectStage.AUDIT: ("县审计局", "项目单位"),
    ProjectStage.FUNDS: ("县财政局", "项目单位财务室"),
    ProjectStage.ACCEPTANCE: ("县住房和城乡建设局", "项目单位、监理单位"),
    ProjectStage.CONTRACT: ("项目单位", "项目单位办公室"),
}
NOTICE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>"
    b"endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def add_projects(section: Unit, *, by: User, leader: User) -> None:
    """Enter one project under way: one item made public, one overdue, one to come; two firms."""
    today = timezone.localdate()
    project = add_project(
        section=section,
        fields={
            "code": "DEMO-ZD-01",
            "name": "办案业务用房改造工程",
            "kind": "works",
            "amount": "3860000.00",
            "begins_on": today - datetime.timedelta(days=120),
            "ends_on": today + datetime.timedelta(days=240),
            "state": "under-way",
            "about": "改造业务用房一千二百平方米，财政资金，分两个年度拨付。",
        },
        parties=[("分管领导", "周敏"), ("项目负责人", "办公室主任"), ("监督", "派驻纪检监察组")],
        by=by,
    )
    begin_chart(project=project, rows=with_hands(flow_of(section)), by=by)
    _disclose(project, today, by)
    _firms(project, today, by=by, leader=leader)


def with_hands(rows: Rows) -> Rows:
    """Say at each step who holds the power, who is responsible, and which position does it."""
    hands = {row.key: HANDS[ProjectStage(row.stage)] for row in rows}
    return tuple(
        replace(
            row,
            holder=hands[row.key][0],
            responsible=hands[row.key][1],
            position=row.position or ("LD-2" if row.kind == "decision" else "JC-1"),
        )
        for row in rows
    )


def _disclose(project: MajorProject, today: datetime.date, by: User) -> None:
    plan = [
        ("立项批复和投资概算", ProjectStage.INITIATION, -90),
        ("招标公告和中标结果", ProjectStage.TENDERING, -6),
        ("竣工验收和决算审计结果", ProjectStage.ACCEPTANCE, 200),
    ]
    items = [
        add_disclosure(
            project=project,
            text=text,
            stage=stage.value,
            due_on=today + datetime.timedelta(days=days),
            by=by,
        )
        for text, stage, days in plan
    ]
    report_disclosed(
        item=items[0],
        on=today - datetime.timedelta(days=92),
        link="https://www.example.org/gk/lxpf.html",
        by=by,
    )


def _firms(project: MajorProject, today: datetime.date, *, by: User, leader: User) -> None:
    body = project.body
    # Codes of no region: they pass the check and belong to nobody.
    builder = enter_firm(body=body, code="91000000DEM0000019", name="示范建筑工程有限公司", by=by)
    give_part(project=project, firm=builder, part="builder", by=by)
    agent = enter_firm(body=body, code="91000000DEM000002C", name="示范招标代理有限公司", by=by)
    give_part(project=project, firm=agent, part="agent", by=by)
    facts = CreditFacts(
        credit="breach",
        ground="招标文件未按期公告，限期整改后仍逾期，经约谈确认。",
        begins_on=today - datetime.timedelta(days=10),
        ends_on=today + datetime.timedelta(days=170),
        project=project,
    )
    record = enter_record(
        firm=agent, facts=facts, file=CleanFile("约谈记录.pdf", "application/pdf", NOTICE), by=by
    )
    approve_record(entered=record, by=leader)
