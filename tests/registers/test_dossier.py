"""The dossier: the deck's example in and out again, and every way in which one may be broken."""

import datetime
import io
from functools import partial

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from measures.models import Measure, Occasion
from powers.gate import gate_of
from powers.models import Flowchart, Posting, Power, Version
from riskcontrol.accounts.models import Unit
from riskcontrol.audit.models import Entry
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import as_yaml, export_dossier
from riskpoints.models import RiskPoint, Ruling, Worksheet
from tests.factories.accounts import SectionFactory, UserFactory
from tests.factories.powers import FlowchartFactory, PowerFactory
from tests.registers.examples import DATA, SEED, changed, tree


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def carried(db):
    by = UserFactory(username="carrier")
    carry_out(DATA, by=by)
    return Unit.objects.get(code="DEMO")


def test_example_has_no_problem():
    assert read_dossier(DATA)[1] == []


def test_example_comes_out_as_it_went_in(carried):
    out = YAML(typ="safe", pure=True).load(export_dossier(carried))
    expected = tree()
    # Where a point stands is a set: sections come out in the unit's own order.
    expected["risk_points"][-1]["at"]["sections"].sort()
    assert out == expected


@pytest.mark.django_db
def test_a_project_s_stage_and_hands_come_out_as_they_went_in():
    told = {"stage": "tendering", "holder": "县财政局", "responsible": "建设科"}
    carry_out(changed(lambda one: one["flowcharts"][0]["steps"][0].update(told)), by=UserFactory())
    body = Unit.objects.get(code="DEMO")
    out = YAML(typ="safe", pure=True).load(export_dossier(body))
    first, second = out["flowcharts"][0]["steps"][:2]
    assert {name: first[name] for name in told} == told
    assert not told.keys() & second.keys()
    version = Version.objects.get(flowchart__key=out["flowcharts"][0]["key"])
    assert {name: version.drawing["steps"][0][name] for name in told} == told


def test_round_trip_is_byte_for_byte(carried):
    first = export_dossier(carried)
    problems = plan_import(first.encode())
    assert (problems.problems, problems.changed, problems.new) == ([], [], [])


@pytest.mark.django_db
def test_export_of_an_import_of_an_export_is_the_same_bytes():
    by = UserFactory()
    altered = changed(lambda one: None)
    carry_out(altered, by=by)
    first = export_dossier(Unit.objects.get(code="DEMO"))
    renamed = first.replace("DEMO", "OTHER")
    carry_out(renamed.encode(), by=by)
    assert export_dossier(Unit.objects.get(code="OTHER")) == renamed


def test_second_import_changes_nothing(carried):
    before = Entry.objects.count()
    plan = carry_out(DATA, by=UserFactory())
    assert (plan.new, plan.changed, plan.missing) == ([], [], [])
    assert Entry.objects.count() == before


def test_what_was_decided_elsewhere_is_taken_over(carried):
    chart = Flowchart.objects.with_drawing().get(code="demo-discipline-case")
    assert gate_of(chart).version.number == 1
    assert Posting.objects.filter(settled_at=None).count() == 0
    assert Worksheet.objects.exclude(state="decided").count() == 0
    assert set(Ruling.objects.values_list("source", flat=True)) == {"dossier"}
    assert Measure.objects.exclude(state="in-force").count() == 0


def test_levels_are_the_highest_factor(carried):
    point = RiskPoint.objects.get(key="case-investigation")
    assert (point.ruling.rank, point.ruling.highest_rank, point.proposed_rank) == (1, 1, 2)


def test_what_recurs_falls_due_from_the_day_of_the_import(carried):
    assert Occasion.objects.filter(due_on__lte=Measure.objects.first().in_force_from).count() == 0
    assert Occasion.objects.filter(measure__due_on__isnull=False).count() == 0
    assert (
        Occasion.objects.count()
        == Measure.objects.filter(rhythm__in=["month", "quarter", "year"]).count()
    )


def test_ledger_names_the_import_and_each_row(carried):
    assert Entry.objects.filter(verb="dossier.import").count() == 1
    assert Entry.objects.filter(verb="dossier.row").count() == 57


def test_plan_writes_nothing(db):
    statements = []

    def only_reads(execute, sql, params, many, context):
        statements.append(sql.split()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(only_reads):
        plan = plan_import(DATA)
    assert len(plan.new) == 57
    assert set(statements) == {"SELECT"}


def test_changed_row_is_written_and_the_rest_left(carried):
    data = changed(lambda one: one["measures"][0].update(text="每季度核对案件台帐。"))
    plan = carry_out(data, by=UserFactory())
    assert plan.changed == ["measures/ledger"]
    assert Measure.objects.get(key="ledger").text == "每季度核对案件台帐。"


def test_changed_drawing_makes_the_next_version(carried):
    data = changed(lambda one: one["flowcharts"][2]["steps"][0].update(days=2))
    plan = carry_out(data, by=UserFactory())
    assert plan.changed == ["flowcharts/finance"]
    numbers = Version.objects.filter(flowchart__key="finance").values_list("number", flat=True)
    assert list(numbers) == [1, 2]


def test_changed_rating_makes_a_new_ruling(carried):
    def raise_it(one):
        one["risk_points"][0]["rating"]["factors"]["discretion"] = "I"

    carry_out(changed(raise_it), by=UserFactory())
    point = RiskPoint.objects.get(key="case-filing")
    assert (point.ruling.rank, point.rulings.count()) == (1, 2)


def test_row_gone_from_the_dossier_is_listed_and_kept(carried):
    plan = carry_out(changed(lambda one: one["measures"].pop()), by=UserFactory())
    assert plan.missing == ["measures/revise"]
    assert Measure.objects.filter(key="revise").exists()


def test_what_ended_does_not_come_back_in_force(carried):
    Measure.objects.filter(key="revise").update(state="ended", ended_on=timezone.localdate())
    plan = plan_import(export_dossier(carried).encode())
    assert (plan.problems, plan.new, plan.changed, plan.missing) == ([], [], [], [])
    again = export_dossier(carried).replace("DEMO", "OTHER")
    carry_out(again.encode(), by=UserFactory())
    other = Unit.objects.get(code="OTHER")
    assert not Measure.objects.filter(body=other, key="revise").exists()
    assert export_dossier(other) == again


def test_unrated_point_comes_on_a_worksheet_still_being_filled_in(db):
    carry_out(changed(lambda one: one["risk_points"][0].pop("rating")), by=UserFactory())
    point = RiskPoint.objects.get(key="case-filing")
    assert (point.ruling, point.worksheet.state) == (None, "draft")
    assert Measure.objects.get(key="ledger").state == "draft"


def test_withheld_chart_passes_the_gate_without_a_posting(db):
    def withhold(one):
        one["flowcharts"][1].pop("posting")
        one["powers"][1]["withheld"] = {"ground": "涉及工作秘密", "approved_by": "赵明"}

    carry_out(changed(withhold), by=UserFactory())
    chart = Flowchart.objects.with_drawing().get(code="demo-major-decision")
    assert gate_of(chart).version.withheld
    assert export_dossier(Unit.objects.get(code="DEMO")).count("涉及工作秘密") == 1


def test_since_when_a_power_is_withheld_follows_the_dossier(carried):
    def withhold(one, name="甲"):
        withheld = {"ground": "涉及工作秘密", "approved_by": "赵明"}
        one["powers"][0].update(withheld=withheld, name=name)

    def since():
        return Power.objects.get(code=tree()["powers"][0]["code"]).withheld_on

    with time_machine.travel("2026-03-02 10:00+08:00"):
        carry_out(changed(withhold), by=UserFactory())
    assert since() == datetime.date(2026, 3, 2)
    carry_out(changed(partial(withhold, name="乙")), by=UserFactory())
    assert since() == datetime.date(2026, 3, 2)
    carry_out(DATA, by=UserFactory())
    assert since() is None


def test_posting_still_unanswered_is_taken_over_as_such(db):
    def unanswered(one):
        one["risk_points"], one["measures"] = [], []
        one["flowcharts"][0]["posting"]["comments"][0].pop("reply")
        one["flowcharts"][0]["posting"]["comments"][0].pop("changed")

    carry_out(changed(unanswered), by=UserFactory())
    posting = Posting.objects.get(flowchart__key="discipline-case")
    assert (posting.settled_at, posting.comments.unanswered().count()) == (None, 1)


def test_raised_level_keeps_its_reason(db):
    def raise_level(one):
        one["risk_points"][0]["rating"] |= {"level": "I", "reason": "涉及群众切身利益"}

    carry_out(changed(raise_level), by=UserFactory())
    ruling = RiskPoint.objects.get(key="case-filing").ruling
    assert (ruling.rank, ruling.highest_rank, ruling.reason) == (1, 2, "涉及群众切身利益")


@pytest.mark.django_db
def test_problem_stops_everything():
    with pytest.raises(ValueError, match="problems"):
        carry_out(changed(lambda one: one.update(extra=1)), by=UserFactory())
    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_codes_of_another_body_are_in_the_way():
    section = SectionFactory(code="DEMO-JC")
    PowerFactory(code="DEMO-N-002")
    FlowchartFactory(code="demo-finance", section=section)
    found = [problem.path for problem in plan_import(DATA).problems]
    assert found == ["unit.sections[0].code", "powers[1].code", "flowcharts[2].key"]


@pytest.mark.django_db
def test_code_of_a_section_is_no_body():
    SectionFactory(code="DEMO")
    assert [problem.path for problem in plan_import(DATA).problems] == ["unit.code"]


@given(
    st.text(min_size=1).filter(
        lambda text: text.strip() and text == text.encode("utf-8", "ignore").decode()
    )
)
def test_any_text_survives_yaml(text):
    shown = "".join(char for char in text if char.isprintable()) or "字"
    assert YAML(typ="safe", pure=True).load(as_yaml({"a": [{"b": shown}]})) == {"a": [{"b": shown}]}


@pytest.mark.django_db
def test_command_plans_and_then_saves():
    UserFactory(username="he")
    out = io.StringIO()
    call_command("import_dossier", str(SEED), stdout=out)
    assert (Unit.objects.count(), out.getvalue().splitlines()[-1][:8]) == (0, "57 new, ")
    call_command("import_dossier", str(SEED), save=True, by="he", stdout=out)
    assert Unit.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["", "nobody"])
def test_command_wants_to_know_who(by):
    with pytest.raises(CommandError, match="--by"):
        call_command("import_dossier", str(SEED), save=True, by=by)
    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_command_lists_every_problem(tmp_path):
    file, err = tmp_path / "broken.yaml", io.StringIO()
    file.write_bytes(changed(lambda one: one.update(extra=1, more=2)))
    with pytest.raises(CommandError, match="2 problems"):
        call_command("import_dossier", str(file), stderr=err)
    assert [line.split(":")[0] for line in err.getvalue().splitlines()] == ["extra", "more"]


@pytest.mark.django_db
def test_command_says_which_file_it_cannot_read(tmp_path):
    with pytest.raises(CommandError, match=r"gone\.yaml"):
        call_command("import_dossier", str(tmp_path / "gone.yaml"))


def test_export_command_writes_the_dossier(carried, tmp_path):
    file, out = tmp_path / "demo.yaml", io.StringIO()
    call_command("export_dossier", "DEMO", output=file)
    call_command("export_dossier", "DEMO", stdout=out)
    assert file.read_text() == out.getvalue() == export_dossier(carried)


def test_export_command_names_the_bodies_there_are(carried):
    with pytest.raises(CommandError, match="DEMO"):
        call_command("export_dossier", "DEMO-JC")


@pytest.mark.django_db
def test_a_body_without_sections_comes_in_and_goes_out_the_same():
    def alone(one):
        one["unit"]["sections"] = []
        for part in ("positions", "flowcharts", "powers", "risk_points", "measures"):
            one[part] = []

    assert carry_out(changed(alone), by=UserFactory()).new == ["unit/DEMO"]
    out = export_dossier(Unit.objects.get(code="DEMO"))
    assert YAML(typ="safe", pure=True).load(out) == YAML(typ="safe", pure=True).load(
        changed(alone).decode()
    )
    assert plan_import(out.encode()).changed == []
