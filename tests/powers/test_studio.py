"""The studio by its requests: what is kept, taken back, written and told, with and without htmx."""

import datetime
import re
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from powers.actions.charts import save_flowchart
from powers.actions.releases import submit_release
from powers.actions.sketches import keep
from powers.models import Sketch, SketchState
from powers.row_operations import OPERATIONS
from powers.rows import Row, Way
from powers.states import StepKind
from riskcontrol.accounts.models import Membership
from riskcontrol.audit.models import Entry
from tests.factories.accounts import PositionFactory, contributor, section_head
from tests.factories.powers import FlowchartFactory, PowerFactory, drawn_chart, fresh

from .forms import chart_form, power_form, row_fields, rows_in
from .visitors import neighbour, nobody, outsider

pytestmark = pytest.mark.django_db
HTMX = {
    "rows": {"HX-Request": "true", "HX-Target": "rows"},
    "drawing": {"HX-Request": "true", "HX-Target": "drawing"},
}


@pytest.fixture
def chart():
    return drawn_chart()


@pytest.fixture
def person(client, chart):
    one = contributor(chart.section)
    client.force_login(one)
    return one


def edit_url(chart):
    return reverse("powers:flowchart_edit", args=[chart.code])


def post(client, chart, rows=None, *, part="", **changed):
    return client.post(
        edit_url(chart), chart_form(chart, rows, **changed), headers=HTMX.get(part, {})
    )


def renamed(chart, name, place=1):
    rows = rows_in(chart)
    return (*rows[:place], replace(rows[place], name=name), *rows[place + 1 :])


def names(response):
    return [line.row.name for line in response.context["rows"]]


def saved_by_another(chart, name="他改的"):
    other = section_head(chart.section)
    rows = renamed(chart, name)
    save_flowchart(flowchart=chart, name=chart.name, rows=rows, expected=1, by=other)
    return other


def test_what_was_typed_is_there_again_after_a_reload(client, chart, person):
    post(client, chart, renamed(chart, "现场核查"), part="drawing", name="新名称", do="redraw")
    response = client.get(edit_url(chart))
    assert names(response) == ["受理", "现场核查", "送达"]
    assert response.context["form"]["name"].value() == "新名称"
    assert (fresh(chart).name, fresh(chart).row_version) == (chart.name, 1)
    assert Entry.objects.count() == 0


def numbers_drawn(response):
    """The number that stands in each box of the drawing, by the key of its step."""
    pairs = re.findall(
        r'id="step-([^"]+)".*?font-weight="bold"[^>]*>(\d+)<', response.context["svg"]
    )
    return {key: int(number) for key, number in pairs}


@pytest.mark.parametrize(("button", "empty"), [("after:0", 2), ("after:1", 3), ("before:0", 1)])
def test_an_empty_line_has_one_number_in_the_table_and_in_the_drawing(
    client, chart, person, button, empty
):
    response = post(client, chart, part="rows", do=button)
    table = {line.row.key: line.number for line in response.context["rows"]}
    assert numbers_drawn(response) == table
    assert table["s1"] == empty
    said = [lack.message for lack in response.context["shortfalls"] if lack.step == "s1"]
    assert said[0].startswith(f"第 {empty} 步还空着")


def test_an_empty_line_at_the_end_is_not_drawn_and_not_saved(client, chart, person):
    response = post(client, chart, part="rows", do="add")
    assert numbers_drawn(response) == {"receive": 1, "examine": 2, "serve": 3}
    assert (names(response), response.context["shortfalls"]) == (["受理", "审查", "送达", ""], [])
    post(client, chart, (*rows_in(chart), Row("s1")))
    assert [row.key for row in rows_in(fresh(chart))] == ["receive", "examine", "serve"]


def test_an_empty_line_in_the_middle_is_saved_as_it_was_drawn(client, chart, person):
    first, *others = rows_in(chart)
    rows = (first, Row("s1"), *others)
    post(client, chart, rows)
    assert rows_in(fresh(chart)) == rows
    assert numbers_drawn(client.get(edit_url(chart)))["serve"] == 4


def test_what_cannot_be_saved_yet_is_kept_too(client, chart, person):
    start, *others = rows_in(chart)
    post(client, chart, (replace(start, days="abc"), *others), part="drawing", do="redraw")
    assert client.get(edit_url(chart)).context["rows"][0].row.days == "abc"


def test_nothing_is_kept_where_nothing_was_changed(client, chart, person):
    response = post(client, chart, part="drawing", do="redraw")
    assert Sketch.objects.count() == 0
    assert response.context["bar"]["saved_at"] is None


@pytest.mark.parametrize("part", ["", "rows"])
def test_undo_redo_and_reset_show_the_rows(client, chart, person, part):
    post(client, chart, renamed(chart, "甲"), do="redraw")
    typed = renamed(chart, "甲")
    undone = post(client, chart, typed, part=part, do="undo")
    redone = post(client, chart, part=part, do="redo")
    reset = post(client, chart, typed, part=part, name="乙", do="reset")
    assert [names(each)[1] for each in (undone, redone, reset)] == ["审查", "甲", "审查"]
    assert reset.context["form"]["name"].value() == chart.name
    assert Sketch.objects.count() == 0
    for each in (undone, redone, reset):
        assert ("<html" in each.content.decode()) == (not part)


def test_what_was_typed_last_can_be_undone_at_once(client, chart, person):
    response = post(client, chart, renamed(chart, "甲"), name="改", do="undo")
    assert (names(response)[1], response.context["form"]["name"].value()) == ("审查", chart.name)
    assert response.context["bar"]["can_redo"]
    assert names(post(client, chart, do="redo"))[1] == "甲"


def test_a_button_keeps_the_rows_as_typed_and_as_changed(client, chart, person):
    post(client, chart, renamed(chart, "甲"), do="remove:0")
    kept = [[row["name"] for row in state.rows] for state in SketchState.objects.all()]
    assert kept == [["受理", "审查", "送达"], ["受理", "甲", "送达"], ["甲", "送达"]]


BUTTONS = [
    ("add", ["受理", "审查并决定", "送达", ""], 3),
    ("before:1", ["受理", "", "审查并决定", "送达"], 1),
    ("after:1", ["受理", "审查并决定", "", "送达"], 2),
    ("up:1", ["审查并决定", "受理", "送达"], 0),
    ("down:1", ["受理", "送达", "审查并决定"], 2),
    ("split:1", ["受理", "审查", "决定", "送达"], 2),
    ("merge:0", ["受理、审查并决定", "送达"], 0),
    ("decide:1", ["受理", "审查并决定", "", "送达"], 1),
    ("way:1", ["受理", "审查并决定", "送达"], 1),
    ("basis:1", ["受理", "审查并决定", "送达"], 1),
    ("remove:1", ["受理", "送达"], 1),
]


def test_no_button_is_left_out():
    assert {button.partition(":")[0] for button, _names, _focus in BUTTONS} == {"add", *OPERATIONS}


@pytest.mark.parametrize(("button", "expected", "focus"), BUTTONS)
def test_every_button_works_without_a_script(client, chart, person, button, expected, focus):
    response = post(client, chart, renamed(chart, "审查并决定"), do=button)
    assert "<html" in response.content.decode()
    assert (names(response), response.context["focus"]) == (expected, focus)
    assert names(client.get(edit_url(chart))) == expected


@pytest.mark.parametrize("button", ["fly:1", "up:99", "split", "merge:2", "before:-1", "<b>"])
def test_an_odd_button_changes_nothing(client, chart, person, button):
    assert names(post(client, chart, do=button)) == ["受理", "审查", "送达"]
    assert Sketch.objects.count() == 0


def test_the_bar_tells_where_the_work_stands(client, chart, person):
    first = client.get(edit_url(chart)).context["bar"]
    assert first == {
        "saved_at": None, "can_undo": False, "can_redo": False, "others": [], "behind": False,
        "saved_by": "", "steps": 3, "path": first["path"],
    }  # fmt: skip
    assert (first["path"].days, first["path"].is_complete) == (15, True)
    bar = post(client, chart, renamed(chart, "甲"), part="drawing", do="redraw").context["bar"]
    sketch = Sketch.objects.get()
    assert (bar["saved_at"], bar["can_undo"], bar["can_redo"]) == (sketch.saved_at, True, False)
    bar = post(client, chart, renamed(chart, "甲"), part="rows", do="undo").context["bar"]
    assert (bar["can_undo"], bar["can_redo"]) == (False, True)


def test_the_page_says_when_the_draft_was_saved(client, chart, person):
    began = client.get(edit_url(chart)).content.decode()
    afternoon = datetime.datetime(2026, 3, 2, 6, 3, tzinfo=datetime.UTC)
    with time_machine.travel(afternoon, tick=False):
        answer = post(client, chart, renamed(chart, "甲"), part="drawing", do="redraw")
    opened = client.get(edit_url(chart)).content.decode()
    told = [
        re.findall(r"草稿已保存\s(\d\d:\d\d)", page)
        for page in (began, answer.content.decode(), opened)
    ]
    assert told == [[], ["14:03"], ["14:03"]]


def test_the_bar_counts_what_is_to_mend_and_leads_there(client, chart, person):
    assert 'href="#checks-title"' not in client.get(edit_url(chart)).content.decode()
    response = post(client, chart, renamed(chart, ""), part="drawing", do="redraw")
    page = response.content.decode()
    assert len(response.context["shortfalls"]) == 1
    assert '<a href="#checks-title">待补 1 处</a>' in page


def test_a_high_drawing_keeps_its_size_and_scrolls(client, chart, person):
    low = client.get(edit_url(chart))
    many = tuple(Row(f"k{number}", f"环节{number}") for number in range(12))
    high = post(client, chart, many, part="drawing", do="redraw")
    assert (low.context["is_tall"], high.context["is_tall"]) == (False, True)
    pages = ['class="chart chart-wide"' in each.content.decode() for each in (low, high)]
    assert pages == [False, True]


def test_a_second_editor_is_told_of_the_first(client, chart, person):
    other = section_head(chart.section)
    sketch = keep(flowchart=chart, name="他的", rows=rows_in(chart), by=other)
    expected = [{"name": other.name, "saved_at": sketch.saved_at}]
    assert client.get(edit_url(chart)).context["bar"]["others"] == expected
    response = post(client, chart, part="drawing", do="redraw")
    assert response.context["bar"]["others"] == expected
    assert other.name in response.content.decode()


def test_who_saved_meanwhile_is_told(client, chart, person):
    other = saved_by_another(chart)
    bar = post(client, chart, renamed(chart, "我改的"), do="redraw").context["bar"]
    assert (bar["behind"], bar["saved_by"]) == (True, other.name)
    again = client.get(edit_url(chart)).context
    assert (again["bar"]["behind"], again["row_version"]) == (True, 1)


def test_save_writes_and_ends_the_sketch(client, chart, person):
    rows = renamed(chart, "甲")
    post(client, chart, rows, do="redraw")
    assert post(client, chart, rows).status_code == 302
    assert (rows_in(fresh(chart)), Sketch.objects.count()) == (rows, 0)


def test_a_save_with_faults_keeps_what_was_typed(client, chart, person):
    start, *others = rows_in(chart)
    response = post(client, chart, (replace(start, days="abc"), *others), name="")
    assert response.context["form"].errors.keys() == {"name"}
    again = client.get(edit_url(chart)).context
    assert (again["rows"][0].row.days, again["form"]["name"].value()) == ("abc", "")


def test_a_stale_save_keeps_the_sketch_and_offers_both(client, chart, person):
    saved_by_another(chart)
    mine = chart_form(chart, renamed(chart, "我改的"))
    response = client.post(edit_url(chart), mine)
    sides = {response.context[side]["outline"][1].name for side in ("mine", "theirs")}
    assert (response.status_code, sides) == (409, {"他改的", "我改的"})
    assert response.context["saved_by"] in response.content.decode()
    assert names(client.get(edit_url(chart)))[1] == "我改的"
    hidden = {name: value for name, value in response.context["hidden"] if name == "row_version"}
    client.post(edit_url(chart), mine | hidden)
    assert (rows_in(fresh(chart))[1].name, Sketch.objects.count()) == ("我改的", 0)


def test_who_was_behind_can_go_on_or_take_what_is_saved(client, chart, person):
    saved_by_another(chart)
    mine = renamed(chart, "我改的")
    going_on = post(client, chart, mine, row_version=2, do="redraw").context
    assert (going_on["bar"]["behind"], going_on["row_version"]) == (False, 2)
    assert client.get(edit_url(chart)).context["row_version"] == 2
    reset = post(client, chart, mine, row_version=1, do="reset")
    assert (names(reset)[1], reset.context["row_version"]) == ("他改的", 2)


def test_the_page_that_shows_both_lets_one_take_either(client, chart, person):
    saved_by_another(chart)
    page = post(client, chart, renamed(chart, "我改的")).content.decode()
    assert 'name="do" value="redraw"' in page
    assert 'name="do" value="reset"' in page


@pytest.mark.parametrize(("who", "status"), [(nobody, 302), (outsider, 404), (neighbour, 403)])
@pytest.mark.parametrize("do", ["redraw", "undo", "redo", "reset", "split:1", ""])
def test_nobody_reaches_what_another_has_drawn(client, chart, who, status, do):
    owner = contributor(chart.section)
    keep(flowchart=chart, name="私下的", rows=rows_in(chart), by=owner)
    if person := who(chart.section):
        client.force_login(person)
    for response in (client.get(edit_url(chart)), post(client, chart, do=do)):
        assert response.status_code == status
        assert "私下的" not in response.content.decode()
    assert [sketch.shown.name for sketch in Sketch.objects.all()] == ["私下的"]


def test_a_colleagues_sketch_stays_his(client, chart, person):
    other = section_head(chart.section)
    keep(flowchart=chart, name="他的", rows=rows_in(chart), by=other)
    assert client.get(edit_url(chart)).context["form"]["name"].value() == chart.name
    for do in ("undo", "redo", "reset"):
        post(client, chart, do=do)
    assert Sketch.objects.get(user=other).shown.name == "他的"


@pytest.mark.parametrize("loses", [Membership, None])
def test_who_may_no_longer_edit_finds_his_sketch_again_later(client, chart, person, loses):
    post(client, chart, renamed(chart, "甲"), do="redraw")
    if loses:
        Membership.objects.filter(user=person).update(role="committee-member")
    else:
        submit_release(flowchart=chart, days=7, by=person)
    for response in (client.get(edit_url(chart)), post(client, chart, part="drawing", do="redraw")):
        assert response.status_code == 403
    assert [row["name"] for row in Sketch.objects.get().shown.rows] == ["受理", "甲", "送达"]


def test_warnings_and_limits_are_told_beside_the_drawing(client, chart, person):
    chart.powers.update(statutory_days=10, committed_days=9)
    context = client.get(edit_url(chart)).context
    assert context["power_limits"].statutory_days == 10
    assert "over-statutory" in {warning.code for warning in context["warnings"]}


def test_lanes_are_kept_through_a_redraw(client, chart, person):
    plain = client.get(edit_url(chart)).context
    for response in (
        client.get(edit_url(chart), {"lanes": "position"}),
        post(client, chart, part="drawing", lanes="position", do="redraw"),
    ):
        assert response.context["in_lanes"]
        assert response.context["svg"] != plain["svg"]


def test_a_flow_drawn_together_with_its_power_has_no_sketch_but_all_buttons(client, chart, person):
    form = power_form(chart.section, chart="new", lanes="section")
    form |= row_fields((Row("s1", "审查并决定"),))
    response = client.post(reverse("powers:power_add"), form | {"do": "split:0"})
    assert (names(response), response.context.get("bar")) == (["审查", "决定"], None)
    assert response.context["in_lanes"]
    assert Sketch.objects.count() == 0


def test_a_retired_step_that_a_sketch_still_has_comes_back_as_itself(client, chart, person):
    kept = rows_in(chart)
    chart.steps.filter(key="examine").update(retired=True)
    rows = (*kept, Row("", "新", ways=(Way("examine"),)))
    response = post(client, chart, rows, do="redraw")
    assert [line.row.key for line in response.context["rows"]] == [
        "receive", "examine", "serve", "s1",
    ]  # fmt: skip
    assert response.context["drawing"]["links"][-1]["to"] == "examine"


def crowded(count):
    """A chart of so many steps, positions and powers, with a sketch of it by somebody else."""
    chart = FlowchartFactory()
    places = [PositionFactory(unit=chart.section) for _number in range(count)]
    for number, place in enumerate(places):
        chart.steps.create(
            key=f"k{number}", name="办理", kind=StepKind.STEP, position=place, order=number
        )
        PowerFactory(section=chart.section, flowchart=chart)
        keep(flowchart=chart, name="他的", rows=(), by=contributor(chart.section))
    return fresh(chart)


@pytest.mark.parametrize("count", [1, 3])
def test_a_redraw_asks_and_writes_little(client, count):
    """Who asks 3, chart and positions 2, savepoint 2, right 2, sketch 2 read and 2 written, told 2."""
    chart = crowded(count)
    client.force_login(contributor(chart.section))
    post(client, chart, renamed(chart, "甲", 0), part="drawing", do="redraw")
    with CaptureQueriesContext(connection) as queries:
        post(client, chart, renamed(chart, "乙", 0), part="drawing", do="redraw")
    told = [query["sql"].split()[0] for query in queries]
    assert told.count("UPDATE") + told.count("INSERT") + told.count("DELETE") == 2
    assert len(told) == 15


@pytest.mark.parametrize("count", [1, 3])
def test_opening_takes_as_many_queries_however_long_the_chart(client, count):
    chart = crowded(count)
    client.force_login(contributor(chart.section))
    with CaptureQueriesContext(connection) as queries:
        client.get(edit_url(chart))
    assert len(queries) == 14
