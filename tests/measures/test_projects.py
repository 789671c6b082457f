"""Major projects: who keeps them, how they come to a flow, and what is made public of them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from measures.actions import projects as act
from measures.models import DisclosureItem, MajorProject
from measures.project_page import whole_of
from measures.states import ProjectState
from measures.views.projects import flow_of
from powers.charts import drawing_of
from powers.drawing.compare import touched_steps
from powers.gate import gate_of
from powers.models import Flowchart, Power
from powers.permissions.postings import is_withheld
from powers.states import ProjectStage
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskcontrol.lib.stale import Stale
from tests.factories.accounts import PositionFactory, SectionFactory, person
from tests.factories.measures import everybody, handed_in, measure_for
from tests.factories.powers import drawn_chart, fresh
from tests.factories.projects import (
    DisclosureItemFactory,
    MajorProjectFactory,
    days_on,
    settled_project,
    staged,
)

pytestmark = pytest.mark.django_db
FACTS = {"code": "zd-x", "name": "办公楼改造", "kind": "works"}


@pytest.fixture(autouse=True)
def english():
    """Say reasons as they stand in the code."""
    with translation.override("en"):
        yield


def contributor(section):
    return person(Role.CONTRIBUTOR, section)


def test_who_lists_powers_keeps_the_section_s_projects_and_nobody_else():
    section = SectionFactory()
    told = {}
    for at, (role, user) in enumerate(everybody(section).items()):
        try:
            act.add_project(section=section, fields=FACTS | {"code": f"zd-{at}"}, by=user)
            told[role] = True
        except PermissionDenied:
            told[role] = False
    assert {role for role, may in told.items() if may} == {Role.CONTRIBUTOR, Role.SECTION_HEAD}


def test_a_project_is_entered_and_changed_with_who_answers_and_leaves_entries():
    section = SectionFactory()
    by = contributor(section)
    project = act.add_project(section=section, fields=FACTS, parties=[("监督", "派驻组")], by=by)
    act.edit_project(
        project=project,
        section=section,
        fields=FACTS | {"state": "under-way"},
        parties=[("分管领导", "李四"), ("监督", "派驻组")],
        expected=1,
        by=by,
    )
    project.refresh_from_db()
    assert (project.state, project.row_version) == ("under-way", 2)
    assert [str(party) for party in project.parties.all()] == ["分管领导：李四", "监督：派驻组"]
    verbs = Entry.objects.about(project).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["project.add", "project.edit"]
    with pytest.raises(Stale):
        act.edit_project(project=project, section=section, fields=FACTS, expected=1, by=by)


def test_a_project_stays_within_its_body():
    project, other = MajorProjectFactory(), SectionFactory()
    by = contributor(project.section)
    with pytest.raises(PermissionDenied):
        act.edit_project(project=project, section=other, fields=FACTS, expected=1, by=by)


def test_a_project_begins_its_flow_over_the_seven_stages_with_a_power_of_its_own():
    project = MajorProjectFactory()
    by = contributor(project.section)
    PositionFactory(unit=project.section, name="财务审核岗", code="CW-1")
    project = act.begin_chart(project=project, rows=flow_of(project.section), by=by)
    steps = list(project.flowchart.steps.all())
    assert list(dict.fromkeys(step.stage for step in steps)) == ProjectStage.values
    assert {step.position.code for step in steps if step.position} == {"CW-1"}
    power = Power.objects.get(flowchart=project.flowchart)
    assert (power.code, power.name, power.category) == (project.code, project.name, "internal")
    with pytest.raises(PermissionDenied, match="already"):
        act.begin_chart(project=project, rows=(), by=by)


def test_a_ground_keeps_the_flow_from_the_public_once_a_leader_approves():
    project = MajorProjectFactory()
    ground = "涉密工程。"
    act.begin_chart(
        project=project,
        rows=flow_of(project.section),
        ground=ground,
        by=contributor(project.section),
    )
    power = Power.objects.get(code=project.code)
    assert (power.withheld_ground, power.is_withheld) == (ground, False)
    Power.objects.filter(pk=power.pk).update(withheld_approver="周敏")
    assert is_withheld(Flowchart.objects.get(powers=power))


def test_a_power_of_that_code_is_said_and_nothing_is_begun():
    project = MajorProjectFactory()
    drawn_chart(section=project.section).powers.update(code=project.code)
    with pytest.raises(ValidationError, match=project.code):
        act.begin_chart(project=project, rows=(), by=contributor(project.section))
    assert MajorProject.objects.get().flowchart is None


def test_a_chart_that_is_there_is_owned_by_one_project_of_its_body():
    chart = drawn_chart()
    first, second = (MajorProjectFactory(section=chart.section) for _ in range(2))
    by = contributor(chart.section)
    act.choose_chart(project=first, flowchart=chart, by=by)
    with pytest.raises(ValidationError):
        act.choose_chart(project=second, flowchart=Flowchart.objects.get(pk=chart.pk), by=by)
    elsewhere = MajorProjectFactory()
    with pytest.raises(PermissionDenied):
        act.choose_chart(project=elsewhere, flowchart=chart, by=contributor(elsewhere.section))


def test_a_stage_that_changed_since_closes_the_gate_for_its_step_alone():
    project = settled_project()
    chart = project.flowchart
    before = drawing_of(fresh(chart))
    staged(chart, examine="tendering")
    after = drawing_of(fresh(chart))
    assert touched_steps(before, after) == {"examine"}
    gate = gate_of(fresh(chart))
    assert [bool(gate.step(key)) for key in ("receive", "examine", "serve")] == [True, False, True]


def test_a_project_s_page_reads_its_stages():
    project = settled_project()
    chart = project.flowchart
    sheet = handed_in(chart)
    measure = measure_for(sheet.risk_points.get())
    DisclosureItemFactory(project=project, stage="tendering", overdue=True)
    DisclosureItemFactory(project=project, stage="tendering", done=True)
    DisclosureItemFactory(project=project)
    staged(chart, receive="initiation", examine="tendering", serve="contract")
    whole = whole_of(MajorProject.objects.whole().get())
    bands = {band.stage: band for band in whole.bands}
    assert [band.stage for band in whole.bands] == ProjectStage.values
    tendering = bands["tendering"]
    assert (len(tendering.places), tendering.looked_at) == (1, 1)
    assert (tendering.levels, tendering.measures) == ([(None, 1)], [measure])
    assert (tendering.verified, tendering.late) == (0, 0)
    assert (len(tendering.disclosures), tendering.disclosed, tendering.overdue) == (2, 1, 1)
    assert [item.text for item in whole.rest.disclosures] == [
        DisclosureItem.objects.get(stage="").text
    ]
    assert tendering.chart_words == "changed since it was settled"
    assert bands["funds"].chart_words == "not drawn yet"
    assert (whole.worksheet, whole.posting) == (sheet, chart.postings.get())


def test_an_item_is_planned_reported_once_and_stays():
    project = MajorProjectFactory()
    by = contributor(project.section)
    item = act.add_disclosure(project=project, text="中标结果", due_on=days_on(-2), by=by)
    assert list(DisclosureItem.objects.overdue_on(days_on(0))) == [item]
    link = "https://www.example.org/zb"
    done = act.report_disclosed(item=item, on=days_on(-1), link=link, by=by)
    assert (done.done_by, done.done_on, done.link) == (by, days_on(-1), link)
    assert not DisclosureItem.objects.overdue_on(days_on(0)).exists()
    with pytest.raises(PermissionDenied):
        act.report_disclosed(item=item, on=days_on(0), link=link, by=by)
    with pytest.raises(PermissionDenied):
        act.take_disclosure_away(item=item, by=by)


@pytest.mark.parametrize(("on", "link"), [(1, "https://a.cn/"), (0, "")])
def test_an_item_needs_a_day_that_has_come_and_something_that_shows_it(on, link):
    item = DisclosureItemFactory()
    by = contributor(item.project.section)
    with pytest.raises(ValidationError):
        act.report_disclosed(item=item, on=days_on(on), link=link, by=by)
    item.refresh_from_db()
    assert item.done_at is None


def test_an_item_entered_by_mistake_goes_and_the_ledger_keeps_it():
    item = DisclosureItemFactory()
    act.take_disclosure_away(item=item, by=contributor(item.project.section))
    assert not DisclosureItem.objects.exists()
    assert Entry.objects.filter(verb="disclosure.remove").count() == 1


def test_a_measure_keeps_several_things_safe():
    measure = measure_for(handed_in().risk_points.get())
    by = contributor(measure.section)
    act.tag_measure(measure=measure, tags=["people", "quality"], by=by)
    assert sorted(measure.tags.values_list("tag", flat=True)) == ["people", "quality"]
    act.tag_measure(measure=measure, tags=["funds", "quality", "fame"], by=by)
    assert sorted(measure.tags.values_list("tag", flat=True)) == ["funds", "quality"]
    with pytest.raises(PermissionDenied):
        act.tag_measure(measure=measure, tags=[], by=person(Role.HEAD, measure.body))


@pytest.mark.parametrize("state", [ProjectState.STOPPED, ProjectState.FINISHED])
def test_nothing_of_a_project_that_is_over_is_overdue(state):
    item = DisclosureItemFactory(overdue=True)
    over = DisclosureItemFactory(overdue=True, project__state=state)
    assert list(DisclosureItem.objects.overdue_on(days_on(0))) == [item]
    assert (item.is_overdue(days_on(0)), over.is_overdue(days_on(0))) == (True, False)
    whole = MajorProject.objects.whole().get(pk=over.project.pk)
    assert (whole_of(whole).rest.overdue, len(whole_of(whole).rest.disclosures)) == (0, 1)
    rows = MajorProject.objects.for_rows().order_by("pk")
    assert [row.overdue for row in rows] == [1, 0]
