"""The pages of charts: who sees and edits, what the editor shows, keeps and refuses."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from powers.actions.charts import free_key, save_flowchart
from powers.actions.releases import submit_release
from powers.actions.sketches import keep, undo
from powers.charts import drawing_of
from powers.models import Flowchart, LegalBasis, Sketch, Step
from powers.permissions.postings import chart_is_free
from powers.rows import NEXT, Basis, Row, Way
from riskcontrol.audit.models import Entry
from riskcontrol.lib.stale import Stale
from tests.factories.accounts import (
    BodyFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import (
    FlowchartFactory,
    PowerFactory,
    drawn_chart,
    fresh,
    frozen,
    posted,
    settled_chart,
)

from .forms import chart_form, rows_in
from .visitors import neighbour, nobody, outsider

pytestmark = pytest.mark.django_db
HOSTILE = [
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% now %}",
    "\\N \\G & ]]> <!--",
    "长" * 200,
]


def edit_url(chart):
    return reverse("powers:flowchart_edit", args=[chart.code])


def save(chart, rows, by=None, **changed):
    given = {"name": chart.name, "expected": chart.row_version} | changed
    save_flowchart(flowchart=chart, rows=rows, by=by or contributor(chart.section), **given)
    return fresh(chart)


def texts(rows):
    return [row.name for row in rows]


def test_saving_writes_steps_links_and_bases():
    chart = FlowchartFactory()
    position = PositionFactory(unit=chart.section)
    ways = (Way("c", "通过"), Way("a", "退回"))
    decision = Row("b", "审核", "decision", position.code, "5", check=True, ways=ways)
    rows = (
        Row("a", "收件", "start", position.code, "1", bases=(Basis("行政许可法", "第三十条"),)),
        decision,
        Row("c", "送达", "end", position.code, ways=()),
    )
    assert rows_in(save(chart, rows)) == rows


def test_saving_counts_the_version_names_the_drawer_and_records_once():
    chart = drawn_chart()
    person = contributor(chart.section)
    saved = save(chart, rows_in(chart), by=person, name="新名称")
    assert (saved.name, saved.row_version) == ("新名称", 2)
    assert list(saved.drawn_by.all()) == [person]
    assert [(entry.verb, entry.actor) for entry in Entry.objects.all()] == [
        ("flowchart.save", person)
    ]


def test_saving_what_was_opened_changes_nothing():
    chart = drawn_chart()
    steps = {step.pk: step.key for step in chart.steps.all()}
    saved = save(chart, rows_in(chart))
    assert drawing_of(saved) == drawing_of(chart)
    assert {step.pk: step.key for step in saved.steps.all()} == steps


def test_a_renamed_step_keeps_its_key_and_row():
    chart = drawn_chart()
    step = chart.steps.get(key="examine")
    start, examine, end = rows_in(chart)
    save(chart, (start, replace(examine, name="现场核查"), end))
    step.refresh_from_db()
    assert (step.key, step.name) == ("examine", "现场核查")


def test_a_link_that_stays_keeps_its_origin():
    chart = drawn_chart()
    chart.links.update(origin="deck")
    start, examine, end = rows_in(chart)
    saved = save(chart, (start, replace(examine, ways=(Way(NEXT, "齐全"),)), end))
    assert [(link.condition, link.origin) for link in saved.links.all()] == [
        ("", "deck"),
        ("齐全", "deck"),
    ]


def test_a_step_in_no_version_is_deleted():
    chart = drawn_chart()
    start, _examine, end = rows_in(chart)
    save(chart, (start, end))
    assert sorted(Step.objects.values_list("key", "retired")) == [
        ("receive", False),
        ("serve", False),
    ]


def test_a_step_in_a_version_is_retired():
    chart = drawn_chart()
    frozen(chart)
    start, _examine, end = rows_in(chart)
    saved = save(chart, (start, end))
    assert sorted(Step.objects.values_list("key", "retired")) == [
        ("examine", True), ("receive", False), ("serve", False),
    ]  # fmt: skip
    assert texts(rows_in(saved)) == ["受理", "送达"]


def test_bases_of_other_steps_stay():
    other = LegalBasis.objects.create(step=drawn_chart().steps.first(), law="行政处罚法")
    chart = drawn_chart()
    save(chart, rows_in(chart))
    assert list(LegalBasis.objects.all()) == [other]


def test_a_stale_save_writes_nothing():
    chart = drawn_chart()
    save(chart, rows_in(chart), name="甲")
    with pytest.raises(Stale):
        save(chart, (), name="乙")
    assert texts(rows_in(fresh(chart))) == ["受理", "审查", "送达"]


def test_a_position_of_another_body_cannot_be_written():
    chart = drawn_chart()
    PositionFactory(code="ELSEWHERE")
    start, *others = rows_in(chart)
    with pytest.raises(ValidationError):
        save(chart, (replace(start, position="ELSEWHERE"), *others))


def test_a_chart_on_its_way_up_is_locked():
    chart = drawn_chart()
    person = contributor(chart.section)
    submit_release(flowchart=chart, days=7, by=person)
    with pytest.raises(PermissionDenied) as refused:
        save(chart, rows_in(chart), by=person)
    assert refused.value.args == (chart_is_free(chart).reason,)


def test_a_posted_chart_may_be_improved():
    chart = drawn_chart()
    posted(chart)
    start, examine, end = rows_in(chart)
    saved = save(chart, (start, replace(examine, days="3"), end))
    assert [row.days for row in rows_in(saved)] == ["5", "3", "5"]


@pytest.mark.parametrize(
    ("stem", "key"),
    [("U-A-001", "a-001"), ("OTHER-1", "other-1"), ("U-", "u"), ("X" * 60, "x" * 50)],
)
def test_a_chart_is_named_after_its_power(stem, key):
    assert free_key(BodyFactory(code="U"), stem) == key


def test_a_chart_code_that_is_taken_gets_a_number():
    body = BodyFactory(code="U")
    FlowchartFactory(section=SectionFactory(parent=body), key="a-1", code="u-a-1")
    assert free_key(body, "U-A-1") == "a-1-2"


@pytest.mark.parametrize(
    ("who", "seen", "editor"),
    [
        (nobody, 302, 302),
        (outsider, 404, 404),
        (neighbour, 200, 403),
        (moderator, 200, 403),
        (deputy_head, 200, 403),
        (committee_member, 200, 403),
        (contributor, 200, 200),
        (section_head, 200, 200),
    ],
)
def test_who_sees_and_who_edits_a_chart(client, who, seen, editor):
    chart = drawn_chart()
    if person := who(chart.section):
        client.force_login(person)
    detail = client.get(reverse("powers:flowchart_detail", args=[chart.code]))
    assert (detail.status_code, client.get(edit_url(chart)).status_code) == (seen, editor)
    saved = client.post(edit_url(chart), chart_form(chart, name="改"))
    assert saved.status_code == (302 if editor == 200 else editor)
    changed = Flowchart.objects.get().name == "改"
    assert changed == (editor == 200)


def test_the_editor_opens_with_the_rows(client, drawn):
    response = client.get(edit_url(drawn))
    assert [line.row for line in response.context["rows"]] == list(rows_in(drawn))
    assert response.context["shortfalls"] == []
    assert "<svg" in response.content.decode()


def test_an_empty_chart_opens_with_rows_to_fill(client):
    chart = FlowchartFactory()
    client.force_login(contributor(chart.section))
    kinds = [line.row.kind for line in client.get(edit_url(chart)).context["rows"]]
    assert kinds == ["start", "step", "step", "end"]


def test_save_writes_and_leads_to_the_chart(client, drawn):
    response = client.post(edit_url(drawn), chart_form(drawn, name="许可流程"))
    assert response.url == reverse("powers:flowchart_detail", args=[drawn.code])
    assert Flowchart.objects.get().name == "许可流程"


@pytest.mark.parametrize(
    ("button", "names"),
    [
        ("add", ["受理", "审查", "送达", ""]),
        ("after:0", ["受理", "", "审查", "送达"]),
        ("remove:1", ["受理", "送达"]),
        ("up:1", ["审查", "受理", "送达"]),
        ("down:1", ["受理", "送达", "审查"]),
        ("redraw", ["受理", "审查", "送达"]),
    ],
)
def test_a_button_shows_the_rows_anew_and_writes_nothing(client, drawn, button, names):
    response = client.post(edit_url(drawn), chart_form(drawn, name="未保存", do=button))
    assert texts(line.row for line in response.context["rows"]) == names
    assert response.context["form"]["name"].value() == "未保存"
    assert (Flowchart.objects.get().name, Entry.objects.count()) == (drawn.name, 0)


@pytest.mark.parametrize(("part", "other"), [("rows", "flow-foot"), ("drawing", "checks-title")])
def test_htmx_gets_the_part_it_asks_for(client, drawn, part, other):
    asked = {"HX-Request": "true", "HX-Target": part}
    page = client.post(
        edit_url(drawn), chart_form(drawn, do="redraw"), headers=asked
    ).content.decode()
    assert "<html" not in page
    assert page.count('id="drawing"') == 1
    assert ('id="rows"' in page) == (part == "rows")
    assert other in page
    assert ('hx-swap-oob="true"' in page) == (part == "rows")


def test_a_key_taken_by_a_retired_step_is_not_given_again(client, drawn):
    drawn.steps.create(key="s1", name="旧", kind="step", retired=True)
    response = client.post(edit_url(drawn), chart_form(drawn, do="add"))
    assert response.context["rows"][-1].row.key == "s2"


def test_odd_and_doubled_keys_are_replaced(client, drawn):
    rows = (Row("<b>", "甲"), Row("x", "乙"), Row("x", "丙"), Row("", "丁"))
    response = client.post(edit_url(drawn), chart_form(drawn, rows, do="redraw"))
    assert [line.row.key for line in response.context["rows"]] == ["s1", "x", "s2", "s3"]


def test_faults_are_said_at_the_field_and_nothing_typed_is_lost(client, drawn):
    start, *others = rows_in(drawn)
    rows = (replace(start, days="三天", name="受理材料"), *others)
    response = client.post(edit_url(drawn), chart_form(drawn, rows))
    page = response.content.decode()
    assert response.context["rows"][0].errors.keys() == {"days"}
    assert 'href="#row-0-days"' in page
    assert 'value="三天"' in page
    assert ">受理材料</textarea>" in page
    assert fresh(drawn).row_version == 1


def test_a_chart_needs_a_name(client, drawn):
    response = client.post(edit_url(drawn), chart_form(drawn, name=" "))
    assert response.context["form"].errors.keys() == {"name"}
    assert fresh(drawn).row_version == 1


def test_too_many_steps_are_refused_in_words(client, drawn):
    rows = tuple(Row(f"k{n}", "步") for n in range(81))
    response = client.post(edit_url(drawn), chart_form(drawn, rows))
    assert [problem.field_id for problem in response.context["problems"]] == ["rows"]
    assert response.context["svg"] == ""
    assert Step.objects.count() == 3


def test_a_double_submit_saves_once(client, drawn):
    form = chart_form(drawn, name="一次", submission_id="8f5f4b7e-30a8-4a5e-9d3c-2f0a6f2b1c11")
    first, second = client.post(edit_url(drawn), form), client.post(edit_url(drawn), form)
    assert first.url == second.url
    assert (fresh(drawn).row_version, Entry.objects.count()) == (2, 1)


def test_a_stale_save_shows_both_charts_and_can_still_be_made(client, drawn):
    start, examine, end = rows_in(drawn)
    save(drawn, (start, replace(examine, name="他改的"), end))
    mine = chart_form(drawn, (start, replace(examine, name="我改的"), end))
    response = client.post(edit_url(drawn), mine)
    assert response.status_code == 409
    assert {"他改的", "我改的"} == {
        response.context[side]["outline"][1].name for side in ("mine", "theirs")
    }
    hidden = {}
    for name, value in response.context["hidden"]:
        hidden.setdefault(name, []).append(value)
    client.post(edit_url(drawn), hidden)
    assert texts(rows_in(fresh(drawn))) == ["受理", "我改的", "送达"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(client, drawn, text):
    start, *others = rows_in(drawn)
    client.post(edit_url(drawn), chart_form(drawn, (replace(start, name=text), *others), name=text))
    assert fresh(drawn).name == text
    for page in (edit_url(drawn), reverse("powers:flowchart_detail", args=[drawn.code])):
        shown = client.get(page).content.decode()
        assert not any(markup in shown for markup in ("<script>alert", "<img", 'href="javascript:'))


def test_line_ends_and_control_characters_do_not_come_in(client, drawn):
    start, *others = rows_in(drawn)
    rows = (replace(start, name="受理\r\n\x00 申请\t"), *others)
    client.post(edit_url(drawn), chart_form(drawn, rows))
    assert rows_in(fresh(drawn))[0].name == "受理 申请"


def test_without_dot_the_text_stands_and_a_word_says_so(client, drawn, monkeypatch):
    monkeypatch.setenv("PATH", "")
    response = client.get(edit_url(drawn))
    words = gettext("The drawing is not available at the moment. The text list says the same.")
    assert [item.name for item in response.context["outline"]] == ["受理", "审查", "送达"]
    assert response.context["no_dot"]
    assert words in response.content.decode()


def test_the_charts_page_tells_its_state_powers_and_versions(client):
    chart = settled_chart()
    PowerFactory(section=chart.section, flowchart=chart, name="另一职权")
    client.force_login(contributor(chart.section))
    context = client.get(reverse("powers:flowchart_detail", args=[chart.code])).context
    assert context["progress"].url == reverse("desk:worksheet", args=[chart.code])
    assert [power.name for power in context["chart"].powers.all()][1:] == ["另一职权"]
    assert [version.number for version in context["versions"]] == [1]


def test_a_person_without_a_seat_sees_no_chart(client, drawn):
    client.force_login(UserFactory())
    assert client.get(edit_url(drawn)).status_code == 404


def test_whoever_has_unsaved_changes_is_led_back_to_them(client, drawn):
    person, page = contributor(drawn.section), reverse("powers:flowchart_detail", args=[drawn.code])
    keep(flowchart=drawn, name="另一名称", rows=rows_in(drawn), by=person)
    words = gettext("You have unsaved changes here, from %(time)s.")
    when = date_format(localtime(Sketch.objects.get().saved_at), "m-d H:i")
    client.force_login(person)
    assert words % {"time": when} in client.get(page).content.decode()
    undo(flowchart=drawn, by=person)
    assert client.get(page).context["sketch"] is None


@pytest.mark.parametrize(("who", "more"), [(contributor, 1), (moderator, 0)])
def test_unsaved_changes_are_ones_own_and_asked_for_only_where_one_may_edit(
    client, drawn, django_assert_max_num_queries, who, more
):
    page = reverse("powers:flowchart_detail", args=[drawn.code])
    keep(flowchart=drawn, name="另一名称", rows=rows_in(drawn), by=contributor(drawn.section))
    client.force_login(who(drawn.section))
    client.get(page)
    with django_assert_max_num_queries(99) as asked:
        assert client.get(page).context["sketch"] is None
    assert sum("powers_sketch" in query["sql"] for query in asked) == more
