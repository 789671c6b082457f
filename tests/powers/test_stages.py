"""Stages of a major project on a chart's steps: drawn, kept, compared, told to readers and exchanged."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation

from powers.actions.charts import save_flowchart
from powers.actions.versions import restore
from powers.charts import drawing_of
from powers.drawing.applying import apply
from powers.drawing.compare import compare, told, touched_steps
from powers.drawing.outline import outline
from powers.drawing.render import chart_svg
from powers.history import rows_as_json, rows_from_json
from powers.library import library
from powers.row_operations import operate
from powers.row_problems import problems_of
from powers.rows import Row, drawing_from, first_rows, rows_of
from powers.states import ProjectStage
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.powers import drawn_chart, fresh, frozen

STAGED = Row("s1", name="评标", stage="tendering", holder="县财政局", responsible="建设科")
PLAIN = Row("s1", name="评标")


def drawn(*rows):
    return drawing_from(rows, name="图", positions={})


def test_a_step_without_a_stage_is_drawn_and_kept_as_before():
    step = drawn(PLAIN)["steps"][0]
    assert not {"stage", "holder", "responsible"} & step.keys()
    assert not {"stage", "holder", "responsible"} & rows_as_json((PLAIN,))[0].keys()


@pytest.mark.parametrize("row", [PLAIN, STAGED])
def test_rows_come_back_from_a_drawing_and_from_a_sketch(row):
    assert rows_of(drawn(row))[0] == replace(row, ways=())
    assert rows_from_json(rows_as_json((row,))) == (row,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PLAIN, STAGED), (STAGED, PLAIN), (STAGED, replace(STAGED, stage="funds")),
        (STAGED, replace(STAGED, holder="县审计局")), (STAGED, replace(STAGED, responsible="")),
    ],
)  # fmt: skip
def test_what_differs_is_told_touches_the_step_and_makes_the_one_of_the_other(before, after):
    was, now = drawn(before), drawn(after)
    assert touched_steps(was, now) == {"s1"}
    assert told(was, now)
    assert apply(was, compare(was, now)) == now


def test_a_change_of_stage_reads_as_a_sentence():
    with translation.override("en"):
        words = [each.words for each in told(drawn(STAGED), drawn(replace(STAGED, stage="funds")))]
    assert words == [
        "The stage of “评标” is now “management of funds”; it was “bidding and tendering”."
    ]


def test_readers_are_told_the_stage_who_holds_the_power_and_who_is_responsible():
    with translation.override("zh-hans"):
        assert (
            outline(drawn(STAGED))[0].of_project == "招投标 · 权力行使：县财政局 · 责任单位：建设科"
        )
        picture = chart_svg(drawn(STAGED))
    assert "招投标" in picture
    assert "县财政局" in picture


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"stage": "design"}, "stage"), ({"holder": "长" * 101}, "holder"),
     ({"responsible": "长" * 101}, "responsible")],
)  # fmt: skip
def test_what_cannot_be_saved_is_said_at_its_field(wrong, field):
    problems = problems_of((replace(STAGED, **wrong),), set())
    assert [problem.field_id for problem in problems] == [f"row-0-{field}"]


def test_a_new_row_belongs_to_the_stage_of_the_one_before_it():
    rows = (STAGED, replace(STAGED, key="s2", stage="funds"))
    assert [row.stage for row in operate(rows, "after:0")] == ["tendering", "tendering", "funds"]
    assert [row.stage for row in operate(rows, "before:0")] == ["tendering", "tendering", "funds"]
    assert [row.stage for row in operate(rows, "decide:1")] == ["tendering", "funds", "funds"]
    parted = operate(rows, "split:1")
    assert [(row.stage, row.holder) for row in parted[1:]] == [("funds", "县财政局")] * 2


def test_stages_are_asked_for_once():
    rows = first_rows()
    staged = operate(rows, "stages")
    assert [row.stage for row in staged] == ["initiation", "", "", ""]
    assert operate(staged, "stages") == staged
    assert operate((), "stages") == ()


def test_the_library_has_the_seven_stages_in_order():
    rows = library()["major-project"].rows
    assert list(dict.fromkeys(row.stage for row in rows)) == ProjectStage.values


@pytest.mark.django_db
def test_a_saved_stage_is_frozen_and_put_back():
    chart = drawn_chart()
    by = person(Role.CONTRIBUTOR, chart.section)
    rows = rows_of(drawing_of(chart))
    staged = (
        replace(rows[0], stage="initiation", holder="发改局", responsible="办公室"),
        *rows[1:],
    )
    save_flowchart(flowchart=chart, name=chart.name, rows=staged, expected=1, by=by)
    version = frozen(chart)
    assert version.drawing["steps"][0]["stage"] == "initiation"
    save_flowchart(flowchart=chart, name=chart.name, rows=rows, expected=2, by=by)
    assert "stage" not in drawing_of(fresh(chart))["steps"][0]
    restore(fresh(chart), version.drawing)
    assert drawing_of(fresh(chart)) == version.drawing


@pytest.mark.django_db
def test_the_studio_asks_for_stages_where_they_are_wanted(client):
    chart = drawn_chart()
    client.force_login(person(Role.CONTRIBUTOR, chart.section))
    address = reverse("powers:flowchart_edit", args=[chart.code])
    assert "step-stage" not in client.get(address).text
    sent = {"name": chart.name, "row": ["0"], "row-0-key": "receive", "row-0-name": "受理"}
    asked = client.post(address, sent | {"row-0-kind": "start", "do": "stages"})
    assert asked.text.count('class="step-stage"') == 1
    wrong = client.post(address, sent | {"row-0-kind": "start", "row-0-stage": "odd"})
    assert wrong.status_code == 200
    assert [problem.field_id for problem in wrong.context["problems"]] == ["row-0-stage"]
