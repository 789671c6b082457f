"""The pages that bring steps in: who may, what is shown, what is kept, and that nothing is written."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from powers.actions.releases import submit_release
from powers.actions.sketches import keep
from powers.charts import drawing_of
from powers.history import rows_from_json
from powers.models import Flowchart, Sketch, Step
from powers.rows import Row
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import FlowchartFactory, drawn_chart, fresh

from .forms import rows_in
from .visitors import neighbour, nobody, outsider

pytestmark = pytest.mark.django_db
LIST = "1. 受理申请（窗口受理岗，5日）\r\n2. 审查材料\r\n3. 办结"
NAMES = ["受理申请", "审查材料", "办结"]


def url(page, chart):
    return reverse(f"powers:{page}", args=[chart.code])


def kept(chart):
    """The names of the steps in the one sketch of a chart."""
    sketch = Sketch.objects.get(flowchart=chart)
    return [row.name for row in rows_from_json(sketch.shown.rows)]


def take(client, chart, text=LIST, where="replace", **changed):
    """Preview a text, then take what was previewed."""
    form = {"text": text, "where": where}
    seen = client.post(url("paste", chart), form | {"do": "preview"}).context["seen"]
    return client.post(url("paste", chart), form | {"do": "take", "seen": seen} | changed)


@pytest.mark.parametrize("page", ["paste", "begin"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (nobody, 302),
        (outsider, 404),
        (neighbour, 403),
        (moderator, 403),
        (deputy_head, 403),
        (committee_member, 403),
        (contributor, 200),
        (section_head, 200),
    ],
)
def test_who_brings_steps_in(client, who, status, page):
    chart = drawn_chart()
    if person := who(chart.section):
        client.force_login(person)
    assert client.get(url(page, chart)).status_code == status
    taken = client.post(url(page, chart), {"flow": "licensing", "do": "preview", "text": LIST})
    assert taken.status_code == (302 if (page, status) == ("begin", 200) else status)
    assert Sketch.objects.count() == ((page, status) == ("begin", 200))


@pytest.mark.parametrize("page", ["paste", "begin"])
def test_a_chart_on_its_way_up_is_locked(client, page):
    chart = drawn_chart()
    person = contributor(chart.section)
    submit_release(flowchart=chart, days=7, by=person)
    client.force_login(person)
    assert client.get(url(page, chart)).status_code == 403
    assert client.post(url(page, chart), {"flow": "licensing"}).status_code == 403
    assert not Sketch.objects.exists()


def test_a_preview_shows_each_line_and_the_drawing_and_keeps_nothing(client, drawn):
    response = client.post(url("paste", drawn), {"text": LIST, "where": "replace", "do": "preview"})
    page = response.content.decode()
    assert [line.typed for line in response.context["pasted"].lines] == LIST.split("\r\n")
    assert len(response.context["pasted"].lines[0].left) == 1
    assert "<svg" in page
    assert "受理申请（窗口受理岗，5日）" in page
    assert (Sketch.objects.count(), Entry.objects.count()) == (0, 0)


def test_htmx_gets_the_preview_alone(client, drawn):
    asked = {"HX-Request": "true", "HX-Target": "preview"}
    form = {"text": LIST, "where": "replace", "do": "preview"}
    page = client.post(url("paste", drawn), form, headers=asked).content.decode()
    assert "<html" not in page
    assert page.count('id="preview"') == 1
    assert 'value="take"' in page


def test_what_was_previewed_is_taken_into_the_draft_and_the_chart_stays(client, drawn):
    response = take(client, drawn)
    assert response.url == url("flowchart_edit", drawn)
    assert kept(drawn) == NAMES
    assert [step.name for step in Step.objects.all()] == ["受理", "审查", "送达"]
    assert (Flowchart.objects.get().row_version, Entry.objects.count()) == (1, 0)


def test_steps_may_follow_those_that_are_there(client, drawn):
    take(client, drawn, where="append")
    assert kept(drawn) == ["受理", "审查", "送达", *NAMES]


def test_steps_follow_what_is_not_saved_yet(client, drawn):
    person = contributor(drawn.section)
    client.force_login(person)
    keep(flowchart=drawn, name="草稿", rows=(*rows_in(drawn), Row("s1", "归档")), by=person)
    take(client, drawn, where="append")
    assert kept(drawn) == ["受理", "审查", "送达", "归档", *NAMES]
    assert Sketch.objects.get().shown.name == "草稿"


def test_a_step_of_the_same_name_keeps_its_key(client, drawn):
    drawn.steps.create(key="s1", name="旧", kind="step", retired=True)
    take(client, drawn, "1. 受理\n2. 核查\n3. 送达")
    rows = rows_from_json(Sketch.objects.get().shown.rows)
    assert [row.key for row in rows] == ["receive", "s2", "serve"]


def test_nothing_is_taken_that_was_not_previewed(client, drawn):
    response = take(client, drawn, seen="")
    assert (response.status_code, Sketch.objects.count()) == (200, 0)
    assert response.context["form"]["text"].value() == LIST


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "replace"),
        ("   ", "replace"),
        ("1. " + "长" * 201, "replace"),
        ("\n".join(f"步骤甲{number}" for number in range(81)), "replace"),
        ("\n".join(f"步骤甲{number}" for number in range(79)), "append"),
        ("步" * 100_001, "replace"),
        (LIST, "elsewhere"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, drawn, text, where):
    response = take(client, drawn, text, where)
    assert (response.status_code, Sketch.objects.count()) == (200, 0)
    assert response.context["form"].errors or response.context["problems"]
    assert response.context["form"]["text"].value() == text


def test_taking_twice_acts_once(client, drawn):
    given = {"submission_id": "8f5f4b7e-30a8-4a5e-9d3c-2f0a6f2b1c11"}
    first, second = (take(client, drawn, where="append", **given) for _ in range(2))
    assert first.url == second.url
    assert kept(drawn) == ["受理", "审查", "送达", *NAMES]


def test_a_position_of_the_own_section_comes_before_others_of_the_name(client, drawn):
    own = PositionFactory(unit=drawn.section, name="窗口受理岗")
    PositionFactory(unit=SectionFactory(parent=drawn.body), name="窗口受理岗")
    take(client, drawn)
    assert rows_from_json(Sketch.objects.get().shown.rows)[0].position == own.code


def test_an_empty_chart_leads_to_the_ways_in(client):
    chart = FlowchartFactory()
    client.force_login(contributor(chart.section))
    page = client.get(url("flowchart_detail", chart)).content.decode()
    assert (url("paste", chart) in page, url("begin", chart) in page) == (True, True)
    assert 'type="radio"' not in client.get(url("paste", chart)).content.decode()


def test_a_flow_of_the_library_is_shown_with_what_the_body_lacks(client, drawn):
    PositionFactory(unit=drawn.section, name="窗口受理岗")
    response = client.get(url("begin", drawn), {"flow": "licensing"})
    assert len(response.context["chosen"].rows) == 16
    assert "法制审核岗" in response.context["chosen"].open
    assert "窗口受理岗" not in response.context["chosen"].open
    words = _("%(position)s (to be chosen)") % {"position": "法制审核岗"}
    places = {step["position_name"] for step in response.context["drawing"]["steps"]}
    assert {"窗口受理岗", words} <= places
    assert "<svg" in response.content.decode()


def test_a_flow_of_the_library_is_taken_into_the_draft(client, drawn):
    response = client.post(url("begin", drawn), {"flow": "penalty"})
    assert response.url == url("flowchart_edit", drawn)
    assert len(kept(drawn)) == 17
    assert fresh(drawn).row_version == 1


@pytest.mark.parametrize("asked", [{"flow": "no-such"}, {"chart": "no-such"}])
def test_what_is_not_there_is_not_found(client, drawn, asked):
    assert client.get(url("begin", drawn), asked).status_code == 404
    assert client.post(url("begin", drawn), asked).status_code == 404


def test_nothing_chosen_shows_the_page(client, drawn):
    assert client.post(url("begin", drawn), {}).context["chosen"] is None


def test_another_chart_of_the_body_is_taken_with_its_positions(client, drawn):
    other = drawn_chart(section=SectionFactory(parent=drawn.body))
    client.post(url("begin", drawn), {"chart": other.code})
    places = [row.position for row in rows_from_json(Sketch.objects.get().shown.rows)]
    assert places == [step["position"] for step in drawing_of(other)["steps"]]


def test_positions_of_another_body_are_left_behind_and_told(client):
    chart, other = FlowchartFactory(), drawn_chart()
    person = contributor(chart.section)
    person.memberships.create(unit=other.section, role="contributor")
    client.force_login(person)
    page = client.get(url("begin", chart), {"chart": other.code})
    assert page.context["chosen"].open == [other.steps.first().position.name]
    client.post(url("begin", chart), {"chart": other.code})
    rows = rows_from_json(Sketch.objects.get().shown.rows)
    assert [(row.name, row.position) for row in rows] == [("受理", ""), ("审查", ""), ("送达", "")]


def test_a_chart_that_may_not_be_read_is_not_found(client, drawn):
    stranger = drawn_chart()
    asked = {"chart": stranger.code}
    assert client.get(url("begin", drawn), asked).status_code == 404
    assert client.post(url("begin", drawn), asked).status_code == 404
    assert stranger.name not in client.get(url("begin", drawn)).content.decode()


def test_charts_are_searched_by_words(client, drawn):
    section = SectionFactory(parent=drawn.body)
    found = drawn_chart(section=section, name="许可核发")
    drawn_chart(section=section, name="财务管理")
    FlowchartFactory(section=section, name="许可变更")
    charts = client.get(url("begin", drawn), {"q": "许可"}).context["charts"]
    assert list(charts) == [found]


def test_the_page_says_that_the_draft_gives_way(client, drawn):
    page = client.get(url("begin", drawn), {"flow": "licensing"})
    assert page.context["here"] == 3
    assert "note-warning" in page.content.decode()
    empty = FlowchartFactory(section=drawn.section)
    assert (
        "note-warning"
        not in client.get(url("begin", empty), {"flow": "licensing"}).content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "asked", "most"),
    [("paste", {}, 15), ("begin", {"flow": "licensing"}, 17), ("begin", {"chart": True}, 23)],
)
def test_queries_stay_few(client, django_assert_max_num_queries, rows, page, asked, most):
    section = SectionFactory()
    charts = [drawn_chart(section=section) for _number in range(rows + 1)]
    client.force_login(contributor(section))
    if "chart" in asked:
        asked = {"chart": charts[1].code}
    with django_assert_max_num_queries(most):
        assert client.get(url(page, charts[0]), asked).status_code == 200


def test_a_preview_needs_few_queries(client, drawn, django_assert_max_num_queries):
    form = {"text": LIST, "where": "append", "do": "preview"}
    with django_assert_max_num_queries(15):
        client.post(url("paste", drawn), form)


def test_hostile_text_is_shown_as_text(client, drawn):
    text = "1. <script>alert(1)</script>\n2. {{ 7*7 }}\n3. \"'><img src=x onerror=alert(1)>"
    page = client.post(
        url("paste", drawn), {"text": text, "where": "replace", "do": "preview"}
    ).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert _("What is understood") in page
