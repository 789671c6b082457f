"""Dossiers carry major projects, what is aimed at them and keeps what safe, and firms with their records."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from measures.models import CreditRecord, DisclosureItem, LineAim, MajorProject, Measure
from measures.states import CreditKind, Line
from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from tests.factories.accounts import BodyFactory, SectionFactory, UserFactory, deputy_head
from tests.factories.projects import (
    CreditRecordFactory,
    DisclosureItemFactory,
    FirmFactory,
    MajorProjectFactory,
    ProjectFirmFactory,
    credit_code,
    days_on,
)
from tests.factories.rules import RuleFactory, aimed, along, version_of
from tests.registers.examples import DATA, changed

pytestmark = pytest.mark.django_db
DAY = datetime.date
DIGEST = "ab" * 32
FILE = {"name": "公告.pdf", "digest": DIGEST}
UNDONE = {"text": "招标公告", "due": DAY(2031, 3, 1), "stage": "tendering"}
SHOWN = {
    "text": "中标结果",
    "due": DAY(2026, 5, 1),
    "done": {"on": DAY(2026, 4, 30), "link": "https://www.example.org/a", "file": FILE},
}
BRIDGE = {
    "code": "DEMO-ZD-1",
    "name": "滨河大桥",
    "kind": "works",
    "state": "under-way",
    "section": "DEMO-JC",
    "flowchart": "finance",
    "amount": 12500000.5,
    "begins": DAY(2026, 1, 1),
    "ends": DAY(2027, 1, 1),
    "about": "连接两岸。\n计划一年完工。",
    "parties": [{"part": "质量", "name": "陈工"}, {"part": "建设单位", "name": "市住建局"}],
    "disclosures": [SHOWN, UNDONE],
}
PLAIN = {"code": "DEMO-ZD-2", "name": "采购", "kind": "procurement", "state": "planned", "section": "DEMO", "amount": 0}  # fmt: skip
BREACH = {
    "credit": "breach",
    "ground": "逾期履约，经约谈仍不整改。",
    "begins": DAY(2026, 2, 1),
    "ends": DAY(2028, 1, 31),
    "project": "DEMO-ZD-1",
    "file": FILE,
    "approved": {"by": "赵明", "on": DAY(2026, 1, 28)},
    "lifted": {"on": DAY(2026, 8, 1), "because": "已整改并复查。"},
}
TRUST = BREACH | {"credit": "trust", "ground": "连续三年按期履约。"}
TRUST = {name: value for name, value in TRUST.items() if name not in ("project", "lifted")}
FIRM = {
    "code": credit_code(90_001),
    "name": "甲建筑公司",
    "parts": [
        {"project": "DEMO-ZD-1", "part": "builder"},
        {"project": "DEMO-ZD-2", "part": "supplier", "despite": "只此一家有资质。"},
    ],
    "records": [BREACH, TRUST],
}
KNOWN = {"code": credit_code(90_002), "name": "乙设计院"}
RULE = {
    "key": "bridge",
    "name": "工程变更管理办法",
    "issuer": "市纪委",
    "versions": [{"date": DAY(2025, 1, 1)}],
    "projects": ["DEMO-ZD-1"],
}
ONLY = {"for": [], "projects": ["DEMO-ZD-1", "DEMO-ZD-2"], "keeps": ["quality", "funds"]}


def with_projects(project=None, firm=None, measure=None, **more):
    """The example with two projects, two firms, and a rule and its first measure aimed at a project."""

    def change(tree):
        tree["projects"] = [BRIDGE | (project or {}), PLAIN]
        tree["firms"] = [FIRM | (firm or {}), KNOWN]
        tree["rules"] = [RULE]
        tree["measures"][0].update(ONLY | (measure or {}))
        tree.update(more)

    return changed(change)


def carried(data):
    carry_out(data, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def paths(data):
    return [problem.path for problem in read_dossier(data)[1]]


def test_an_old_dossier_reads_and_writes_as_before():
    tree, problems = read_dossier(export_dossier(carried(DATA)).encode())
    assert problems == []
    assert {"projects", "firms"} & tree.keys() == set()
    assert {name for one in tree["measures"] for name in one} & {"projects", "keeps"} == set()


def test_they_come_in_and_go_out_the_same():
    out = export_dossier(carried(with_projects()))

    tree, problems = read_dossier(out.encode())
    assert problems == []
    assert tree["projects"] == [BRIDGE, PLAIN]
    assert tree["firms"] == [FIRM, KNOWN]
    assert tree["rules"] == [RULE]
    assert {name: tree["measures"][0][name] for name in ONLY} == ONLY
    assert list(tree)[-4:] == ["projects", "firms", "rules", "measures"]
    again = plan_import(out.encode())
    assert (again.new, again.changed, again.missing) == ([], [], [])


def test_what_is_aimed_at_a_project_alone_is_in_force_and_on_no_worksheet():
    carried(with_projects())
    measure = Measure.objects.get(line_aims__project__code="DEMO-ZD-2")
    assert (measure.state, measure.worksheet) == ("in-force", None)
    assert sorted(LineAim.objects.filter(line=Line.PROJECT).values_list("project__code", flat=True)) == [
        "DEMO-ZD-1", "DEMO-ZD-1", "DEMO-ZD-2",
    ]  # fmt: skip


def test_a_record_holds_as_it_was_approved_elsewhere():
    carried(with_projects())
    today = DAY(2026, 7, 31)
    one, other = CreditRecord.objects.order_by("credit")
    assert [one.in_force_on(day) for day in (today, DAY(2026, 8, 1))] == [True, False]
    assert other.in_force_on(today)
    assert (one.approved_by, one.approved_by_whom) == (None, "赵明")
    assert timezone.localdate(one.approved_at) == DAY(2026, 1, 28)
    assert set(CreditRecord.objects.sanctions().in_force_on(today)) == {one}


def made_here():
    """A body with a project, a firm and all that hangs on them, as its people entered it."""
    body = BodyFactory(code="OLD")
    section = SectionFactory(code="OLD-JS", parent=body)
    project = MajorProjectFactory(
        section=section, code="old-zd-1", amount="9999999999999.99", begins_on=days_on(0)
    )
    DisclosureItemFactory(project=project, done=True)
    DisclosureItemFactory(
        project=project, done=True, link="", name="公告.pdf", digest=DIGEST, file="disclosure/x.pdf"
    )  # fmt: skip
    DisclosureItemFactory(project=project, text="两次公告")
    DisclosureItemFactory(project=project, text="两次公告")
    firm = FirmFactory(body=body)
    ProjectFirmFactory(project=project, firm=firm)
    CreditRecordFactory(firm=firm, approved=True, project=project)
    CreditRecordFactory(firm=firm, approved=True, credit=CreditKind.TRUST)
    CreditRecordFactory(firm=firm, ground="还在等待第二人。")
    CreditRecordFactory(firm=firm, ground="没有批准。", refused_because="依据不足")
    along(section, project=project).tags.create(tag="people")
    rule = RuleFactory(body=body)
    version_of(rule)
    aimed(rule, project=project)
    return body


def test_what_was_made_here_goes_out_in_and_out_again_the_same():
    first = export_dossier(made_here())
    assert first.count("两次公告") == 2
    assert [words for words in ("还在等待第二人。", "没有批准。") if words in first] == []
    moved = first.replace("OLD", "NEW").replace("old-", "new-")
    carry_out(moved.encode(), by=UserFactory())
    assert export_dossier(Unit.objects.get(code="NEW")) == moved


def test_a_later_dossier_changes_what_it_says_and_keeps_what_was_done_here():
    body = carried(with_projects())
    item = DisclosureItem.objects.get(text="招标公告")
    item.done_by, item.done_at, item.done_on = UserFactory(), timezone.now(), DAY(2026, 9, 1)
    item.link = "https://www.example.org/here"
    item.save()
    later = with_projects(
        {"name": "滨河二桥", "disclosures": [SHOWN], "parties": []},
        {"parts": FIRM["parts"][:1], "records": [BREACH]},
        {"projects": ["DEMO-ZD-1"], "keeps": []},
    )
    plan = carry_out(later, by=UserFactory())
    assert plan.changed == [
        "projects/DEMO-ZD-1", f"firms/{FIRM['code']}", f"measures/{_first_measure()}",
    ]  # fmt: skip
    tree = read_dossier(export_dossier(body).encode())[0]
    own = UNDONE | {"done": {"on": DAY(2026, 9, 1), "link": "https://www.example.org/here"}}
    assert tree["projects"][0]["disclosures"] == [SHOWN, own]
    assert tree["projects"][0]["name"] == "滨河二桥"
    assert "parties" not in tree["projects"][0]
    assert tree["firms"][0]["parts"] == FIRM["parts"][:1]
    assert tree["firms"][0]["records"] == [BREACH, TRUST]
    assert DisclosureItem.objects.count() == 2


def _first_measure():
    return read_dossier(DATA)[0]["measures"][0]["key"]


def test_what_is_not_done_and_not_told_any_more_goes_and_what_was_lifted_is():
    carried(with_projects(firm={"records": [TRUST]}))
    lifted = TRUST | {"lifted": {"on": DAY(2026, 3, 1), "because": "情况有变。"}}
    carried(with_projects({"disclosures": [SHOWN]}, {"records": [lifted]}))
    assert DisclosureItem.objects.get().text == "中标结果"
    one = CreditRecord.objects.get()
    assert (one.lifted_on, one.lifted_because) == (DAY(2026, 3, 1), "情况有变。")


def test_two_projects_may_exchange_their_flows():
    carried(with_projects())

    def exchange(tree):
        tree["projects"][0].pop("flowchart", None)
        tree["projects"][1]["flowchart"] = "finance"

    data = changed(lambda tree: (tree.update(projects=[dict(BRIDGE), dict(PLAIN)]), exchange(tree)))
    carried(data)
    owner = MajorProject.objects.get(flowchart__key="finance")
    assert owner.code == "DEMO-ZD-2"


def test_the_order_of_what_has_none_says_nothing():
    carried(with_projects())
    turned = with_projects(
        {"disclosures": [UNDONE, SHOWN]},
        {"parts": FIRM["parts"][::-1], "records": [TRUST, BREACH]},
        {"keeps": ["funds", "quality"]},
    )
    assert plan_import(turned).changed == []


BROKEN = [
    ({"section": "NONE"}, {}, {}, "projects[0].section"),
    ({"flowchart": "none"}, {}, {}, "projects[0].flowchart"),
    ({"kind": "tower"}, {}, {}, "projects[0].kind"),
    ({"state": "lost"}, {}, {}, "projects[0].state"),
    ({"amount": -1}, {}, {}, "projects[0].amount"),
    ({"amount": "much"}, {}, {}, "projects[0].amount"),
    ({"amount": 1.234}, {}, {}, "projects[0].amount"),
    ({"amount": True}, {}, {}, "projects[0].amount"),
    ({"amount": float("nan")}, {}, {}, "projects[0].amount"),
    ({"amount": 10**13}, {}, {}, "projects[0].amount"),
    ({"amount": "12"}, {}, {}, "projects[0].amount"),
    ({"begins": "2026-02-31"}, {}, {}, "projects[0].begins"),
    ({"ends": DAY(2025, 1, 1)}, {}, {}, "projects[0].ends"),
    ({"code": "DEMO-ZD-2"}, {}, {}, "projects[1].code"),
    ({"parties": BRIDGE["parties"][:1] * 2}, {}, {}, "projects[0].parties[1]"),
    ({"disclosures": [UNDONE | {"stage": "dreaming"}]}, {}, {}, "projects[0].disclosures[0].stage"),
    ({"disclosures": [UNDONE | {"text": "长" * 301}]}, {}, {}, "projects[0].disclosures[0].text"),
    ({"disclosures": [UNDONE | {"done": {"on": DAY(2026, 1, 1)}}]}, {}, {}, "projects[0].disclosures[0].done"),
    ({"disclosures": [UNDONE | {"done": {"on": DAY(2999, 1, 1), "link": "https://a.example.org"}}]}, {}, {},
     "projects[0].disclosures[0].done.on"),
    ({"disclosures": [UNDONE | {"done": {"on": DAY(2026, 1, 1), "link": "javascript:alert(1)"}}]}, {}, {},
     "projects[0].disclosures[0].done.link"),
    ({"disclosures": [UNDONE | {"done": {"on": DAY(2026, 1, 1), "link": "https://a.example.org/" + "a" * 500}}]}, {}, {},
     "projects[0].disclosures[0].done.link"),
    ({"disclosures": [UNDONE | {"done": {"on": DAY(2026, 1, 1), "file": FILE | {"digest": "zz"}}}]}, {}, {},
     "projects[0].disclosures[0].done.file.digest"),
    ({}, {"code": "91000000"}, {}, "firms[0].code"),
    ({}, {"code": KNOWN["code"]}, {}, "firms[1].code"),
    ({}, {"parts": [{"project": "none", "part": "builder"}]}, {}, "firms[0].parts[0].project"),
    ({}, {"parts": FIRM["parts"][:1] * 2}, {}, "firms[0].parts[1]"),
    ({}, {"parts": [{"project": "DEMO-ZD-1", "part": "poet"}]}, {}, "firms[0].parts[0].part"),
    ({}, {"records": [BREACH | {"project": "none"}]}, {}, "firms[0].records[0].project"),
    ({}, {"records": [BREACH | {"ends": DAY(2026, 1, 31)}]}, {}, "firms[0].records[0].ends"),
    ({}, {"records": [BREACH | {"approved": {"by": "赵明", "on": DAY(2999, 1, 1)}}]}, {},
     "firms[0].records[0].approved.on"),
    ({}, {"records": [BREACH | {"approved": {"on": DAY(2026, 1, 1)}}]}, {}, "firms[0].records[0].approved.by"),
    ({}, {"records": [{n: v for n, v in BREACH.items() if n != "approved"}]}, {}, "firms[0].records[0].approved"),
    ({}, {"records": [BREACH | {"lifted": {"on": DAY(2029, 1, 1), "because": "x"}}]}, {},
     "firms[0].records[0].lifted.on"),
    ({}, {}, {"projects": ["none"]}, "measures[0].projects[0]"),
    ({}, {}, {"projects": ["DEMO-ZD-1"] * 2}, "measures[0].projects[1]"),
    ({}, {}, {"projects": []}, "measures[0].for"),
    ({}, {}, {"keeps": ["peace"]}, "measures[0].keeps[0]"),
    ({}, {}, {"keeps": ["funds", "funds"]}, "measures[0].keeps[1]"),
]  # fmt: skip


@pytest.mark.parametrize(("project", "firm", "measure", "path"), BROKEN)
def test_what_is_broken_is_told_with_its_path_and_nothing_is_written(project, firm, measure, path):
    data = with_projects(project, firm, measure)
    assert path in paths(data)
    with pytest.raises(ValueError, match=r"待改正"):
        carry_out(data, by=UserFactory())
    assert (Unit.objects.count(), MajorProject.objects.count()) == (0, 0)


def test_a_rule_aimed_at_a_project_nobody_has_and_a_flow_owned_twice_are_told():
    assert paths(with_projects(rules=[RULE | {"projects": ["none"]}])) == ["rules[0].projects[0]"]
    twice = with_projects(projects=[BRIDGE, PLAIN | {"flowchart": "finance"}])
    assert paths(twice) == ["projects[1].flowchart"]


def test_another_body_s_code_and_a_flow_that_is_owned_here_are_in_the_way():
    MajorProjectFactory(code="DEMO-ZD-2")
    assert [one.path for one in plan_import(with_projects()).problems] == ["projects[1].code"]
    MajorProject.objects.all().delete()
    body = carried(with_projects())
    MajorProject.objects.filter(code="DEMO-ZD-1").update(code="DEMO-ZD-9")
    with translation.override("en"):
        (problem,) = plan_import(with_projects()).problems
    assert str(problem) == (
        "projects[0].flowchart: finance — the project DEMO-ZD-9, which is here, owns this flowchart"
    )
    assert body.all_projects.count() == 2


def test_pages_name_a_file_that_stayed_elsewhere_without_a_way_to_it(client):
    body = carried(with_projects())
    client.force_login(deputy_head(body))
    firm = body.firms.get(code=FIRM["code"])
    project = client.get(reverse("measures:project_detail", args=["DEMO-ZD-1"]))
    record = client.get(reverse("measures:firm_detail", args=[firm.pk]))
    for page in (project.text, record.text):
        assert "公告.pdf (保存在原提交处)" in " ".join(page.split())
    assert "赵明" in record.text
    item, one = DisclosureItem.objects.exclude(digest="").get(), firm.records.first()
    files = (("disclosure_file", item), ("record_file", one))
    found = [
        client.get(reverse(f"measures:{name}", args=[row.public_id])).status_code
        for name, row in files
    ]
    assert found == [404, 404]
