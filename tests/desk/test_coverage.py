"""What has been looked at and what not."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from powers.actions.duties import link_duty
from riskcontrol.desk import coverage
from riskcontrol.desk.views import coverage as views
from riskpoints.actions.worksheets import say_none_found
from riskpoints.outlines import FloorOutline
from riskpoints.shipped import DECK
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    committee_chair,
    contributor,
    deputy_head,
    person,
)
from tests.factories.leads import entered
from tests.factories.measures import handed_in
from tests.factories.powers import CommentFactory, PowerFactory, drawn_chart, settled_chart
from tests.factories.riskpoints import opened, step_of, written
from tests.factories.rounds import chaired, closed, decided, next_sheet
from tests.factories.schemes import in_force

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:coverage")


@pytest.fixture
def section():
    return SectionFactory()


def rows(client, by, **asked):
    """Each row's name and state."""
    shown = client.get(PAGE, {"by": by, **asked}).context["leaf"]
    return [(row.name, row.state) for row in shown.rows]


def test_a_chart_is_where_its_postings_and_worksheets_are(client, section):
    drawn_chart(section=section, name="未公示")
    settled_chart(section=section, name="未开始")
    opened(settled_chart(section=section, name="进行中"))
    sheet = handed_in(settled_chart(section=section, name="已评定"))
    type(sheet).objects.filter(pk=sheet.pk).update(
        state="decided", open_in=None, decided_at=timezone.now()
    )
    PowerFactory(section=section, name="未画图")
    client.force_login(contributor(section))

    states = [("未公示", "closed"), ("未开始", "untouched"), ("进行中", "now"), ("已评定", "done")]
    assert rows(client, "chart") == states
    for name, state in states:
        assert rows(client, "chart", state=state) == [(name, state)]
    assert [state for _name, state in rows(client, "power")] == [
        "closed", "untouched", "now", "done", "none",
    ]  # fmt: skip
    assert rows(client, "power", state="none") == [("未画图", "none")]


def test_a_step_tells_found_none_untouched_and_closed(client, section):
    sheet = opened(settled_chart(section=section))
    written(sheet, step_of(sheet, "receive"))
    row = f"step-{step_of(sheet, 'examine').pk}"
    say_none_found(worksheet=sheet, row=row, because="只办手续。", by=sheet.opened_by)
    drawn_chart(section=section)
    client.force_login(sheet.opened_by)

    told = [("受理", "found"), ("审查", "none-found"), ("送达", "untouched")]
    closed = [(name, "closed") for name in ("受理", "审查", "送达")]
    assert rows(client, "step") == told + closed
    for one in told:
        assert rows(client, "step", state=one[1]) == [one]
    assert rows(client, "step", state="closed") == closed
    (chart, _other) = client.get(PAGE, {"by": "chart"}).context["leaf"].rows
    assert (chart.steps.looked_at, chart.steps.of) == (2, 3)
    (own,) = client.get(PAGE, {"by": "section"}).context["leaf"].rows
    assert own.steps.counts == {"found": 1, "none-found": 1, "untouched": 1, "closed": 3}
    assert [count for _words, count in own.tallies] == [1, 1]


def test_a_risk_point_that_was_removed_leaves_a_step_looked_at(client, section):
    later = next_sheet(handed := decided_in(section))
    row = later.carried_rows.filter(risk_point__isnull=False).first()
    later.carried_rows.filter(pk=row.pk).update(
        outcome="removed", reason="已取消。", by=later.opened_by, at=timezone.now()
    )
    type(later).objects.filter(pk=later.pk).update(
        state="decided", open_in=None, decided_at=timezone.now(),
        signed_by=handed.signed_by, signed_at=timezone.now(),
    )  # fmt: skip
    client.force_login(contributor(section))

    assert ("受理", "none-found") in rows(client, "step")
    assert ("受理", "found") in rows(client, "step", round=handed.round_id)
    assert ("受理", "none-found") in rows(client, "step", round=later.round_id)


def decided_in(section):
    """A decided worksheet of a section, in a round that is over."""
    before = decided(opened(settled_chart(section=section)))
    closed(before.round)
    return before


def test_a_round_shows_what_was_done_in_it_alone(client, section):
    before = decided_in(section)
    again = chaired(section.body)
    client.force_login(contributor(section))

    assert rows(client, "chart", round=before.round_id) == [(str(before.flowchart), "done")]
    assert rows(client, "chart", round=again.pk) == [(str(before.flowchart), "untouched")]
    assert {state for _name, state in rows(client, "step", round=again.pk)} == {"untouched"}
    assert [state for _name, state in rows(client, "section", round=again.pk)] == ["untouched"]


def test_duties_without_a_power_are_shown_and_lead_to_where_one_is_linked(client, section):
    bare, done = (
        section.duties.create(text=text, order=order) for order, text in enumerate("甲乙")
    )
    section.body.duties.create(text="丙")
    power = PowerFactory(section=section, name="办证")
    by = contributor(section)
    link_duty(duty=done, power=power, by=by)
    SectionFactory().duties.create(text="别处")
    client.force_login(by)

    assert sorted(rows(client, "duty")) == [("丙", "without"), ("乙", "with"), ("甲", "without")]
    assert rows(client, "duty", state="with") == [("乙", "with")]
    assert rows(client, "duty", section=section.code, state="without") == [("甲", "without")]
    shown = client.get(PAGE, {"by": "duty"}).context["leaf"].rows
    links = {row.name: bool(row.act) for row in shown}
    assert links == {"甲": True, "乙": False, "丙": False}
    assert reverse("powers:duty", args=[bare.pk]) in {row.act_url for row in shown}
    assert [row.links[0][1] for row in shown if row.links] == [f"/desk/powers/{power.code}/"]


def names(client, **asked):
    return [name for name, _state in rows(client, "power", **asked)]


def test_what_matters_most_stands_first_and_says_why(client, section):
    given = {"section": section, "order": 0}
    PowerFactory(name="内务", **given)
    PowerFactory(name="收费", fee="二十元", **given)
    PowerFactory(name="处罚", category="penalty", **given)
    PowerFactory(name="罚没", category="penalty", fee="按额", **given)
    commented = drawn_chart(section=section)
    commented.powers.update(name="有人提意见")
    chart = CommentFactory().posting
    type(chart).objects.filter(pk=chart.pk).update(flowchart=commented)
    client.force_login(deputy_head(section))

    assert names(client) == ["罚没", "处罚", "收费", "有人提意见", "内务"]
    reasons = [len(row.reasons) for row in client.get(PAGE).context["leaf"].rows]
    assert reasons == [2, 1, 1, 1, 0]


def test_the_number_of_risk_points_moves_nothing(client, section):
    first, second = settled_chart(section=section), settled_chart(section=section)
    client.force_login(contributor(section))
    before = names(client)
    sheet = opened(second)
    for _time in range(3):
        written(sheet, measures=0)

    assert names(client) == before
    assert names(client) == [str(chart.powers.get()) for chart in (first, second)]


def test_what_records_say_moves_the_order_for_the_committee_alone(client, section):
    plain, pointed = (settled_chart(section=section) for _time in range(2))
    order = [str(chart.powers.get()) for chart in (plain, pointed)]
    entered(section.body, section=section, flowchart=pointed, proven=True)

    client.force_login(committee_chair(section))
    assert names(client) == order[::-1]
    assert "有查实的问题涉及该职权" in client.get(PAGE).content.decode()
    for reader in (contributor(section), deputy_head(section)):
        client.force_login(reader)
        assert names(client) == order
        assert "有查实的问题涉及该职权" not in client.get(PAGE).content.decode()


def test_a_floor_of_the_levels_in_force_makes_a_power_weigh(client, section):
    PowerFactory(section=section, name="一", order=0, category="inspection")
    PowerFactory(section=section, name="二", order=1, category="reward")
    client.force_login(contributor(section))
    assert names(client) == ["二", "一"]

    in_force(replace(DECK, floors=(FloorOutline("三重一大", 1, "inspection"),)), section.body)

    assert names(client) == ["一", "二"]


@pytest.mark.parametrize("role", ["auditor", "security-administrator", "system-administrator"])
def test_administrators_find_no_page(client, section, role):
    client.force_login(person(role, section.body))

    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("by", coverage.BY)
def test_nobody_sees_another_body_s_rows(client, section, by):
    sheet = opened(settled_chart(section=section))
    section.duties.create(text="甲")
    client.force_login(sheet.opened_by)
    assert rows(client, by)
    stranger = opened()
    client.force_login(stranger.opened_by)
    stranger.section.duties.create(text="乙")

    foreign = {"section": section.code, "round": sheet.round_id}
    for asked in ({}, foreign):
        seen = [name for name, _state in rows(client, by, **asked)]
        assert len(seen) == (3 if by == "step" else 1)
        assert section.name not in seen


@pytest.mark.parametrize("asked", [{"by": "luck"}, {"by": ""}])
def test_another_reading_is_not_there(client, section, asked):
    client.force_login(contributor(section))

    assert client.get(PAGE, asked).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "x"},
        {"round": "x"},
        {"section": "x"},
        {"page": "x"},
        {"page": "0"},
        {"page": "000001999999999999999999"},
        {"page": "9" * 5000},
        {"page": "-1"},
    ],
)
def test_what_is_asked_wrongly_narrows_nothing(client, section, asked):
    settled_chart(section=section, name="图")
    client.force_login(contributor(section))

    assert rows(client, "chart", **asked) == [("图", "untouched")]


def test_a_filter_that_is_not_offered_says_so_and_the_others_hold(client, section):
    settled_chart(section=section, name="未开始")
    opened(settled_chart(section=section, name="进行中"))
    client.force_login(contributor(section))

    answer = client.get(PAGE, {"by": "chart", "state": "now", "round": "x", "section": "x"})

    assert [row.name for row in answer.context["leaf"].rows] == ["进行中"]
    assert "未按以下条件筛选：科室、轮次" in answer.text
    assert "未按以下条件筛选" not in client.get(PAGE, {"by": "chart", "state": "now"}).text


def test_an_older_round_narrows_and_another_body_s_does_not(client, section, monkeypatch):
    monkeypatch.setattr(views, "ROUNDS_OFFERED", 1)
    older = closed(decided(opened(settled_chart(section=section, name="甲"))).round)
    newer, stranger = chaired(section.body), opened()
    client.force_login(contributor(section))

    asked = [{}, {"round": newer.pk}, {"round": older.pk}, {"round": stranger.round_id}]
    answers = [client.get(PAGE, {"by": "chart"} | one) for one in asked]
    forms = [answer.context["form"] for answer in answers]

    offered = [[pk for pk, _name in form.fields["round"].choices[1:]] for form in forms]
    new, old = str(newer.pk), str(older.pk)
    assert offered == [[new], [new], [new, old], [new]]
    assert [form.cleaned_data.get("round") for form in forms] == ["", new, old, None]
    states = [[row.state for row in answer.context["leaf"].rows] for answer in answers]
    assert states == [["done"], ["untouched"], ["done"], ["done"]]


def test_the_pages_lead_on_and_back(client, section, monkeypatch):
    monkeypatch.setattr(coverage, "ROWS_A_PAGE", 2)
    for name in "ABC":
        settled_chart(section=section, name=name)
    client.force_login(contributor(section))

    first = client.get(PAGE, {"by": "chart"}).context["leaf"]
    last = client.get(PAGE, {"by": "chart", "page": 2}).context["leaf"]

    assert [row.name for row in first.rows + last.rows] == ["A", "B", "C"]
    assert (first.has_next, last.has_next, last.previous) == (True, False, 1)


@pytest.mark.parametrize("by", coverage.BY)
def test_a_reading_costs_the_same_at_one_and_three_rows(client, by):
    area = AreaFactory()
    chair = committee_chair(area)
    client.force_login(chair)
    counts = []
    for _bodies in range(2):
        for _time in range(2):
            section = SectionFactory(parent=BodyFactory(parent=area))
            power = opened(settled_chart(section=section)).flowchart.powers.get()
            duty = section.duties.create(text="甲")
            link_duty(duty=duty, power=power, by=contributor(section))
            PowerFactory(section=section)
            entered(section.body, section=section)
        client.get(PAGE, {"by": by})
        with CaptureQueriesContext(connection) as queries:
            assert rows(client, by)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
