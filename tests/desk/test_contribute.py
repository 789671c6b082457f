"""The six eyes' pages at the desk: one sheet, one's own rows, what came without an account."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from riskpoints.models import Contribution, Lead, PeerTurn, RiskPoint
from tests.desk.worksheet_pages import page, row_url, typed
from tests.factories.accounts import (
    BodyFactory,
    committee_member,
    contributor,
    deputy_head,
)
from tests.factories.leads import came_in, said
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import completed, opened, signed, step_of
from tests.factories.rounds import carried, next_sheet

pytestmark = pytest.mark.django_db
HELD = reverse("riskpoints:held_list")


def url(worksheet, name="contribute", *args):
    return reverse(f"desk:{name}", args=[worksheet.pk, *args])


def sheet(worksheet, **kwargs):
    step = f"step-{step_of(worksheet).pk}"
    sent = {"method": "group", "who": "科务会", "on": f"{timezone.localdate()}"}
    return sent | {step: "压件不办。\n越权受理。", "whole": "档案不全。"} | kwargs


def test_a_meetings_sheet_makes_several_contributions(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    form = client.get(url(worksheet)).context["form"]
    assert (form["who"].value(), form["on"].value()) == (
        worksheet.opened_by.name,
        timezone.localdate(),
    )
    assert client.post(url(worksheet), sheet(worksheet)).status_code == 302
    assert list(Contribution.objects.order_by("pk").values_list("step__key", "text", "method")) == [
        ("receive", "压件不办。", "group"), ("receive", "越权受理。", "group"), (None, "档案不全。", "group"),
    ]  # fmt: skip
    text = client.get(page(worksheet)).text
    assert f"集体议 · 科务会 · {timezone.localdate()}" in text


@pytest.mark.parametrize(
    "wrong", [{"method": "organisation"}, {"who": ""}, {"on": "2999-01-01"}, {"on": "昨天"}]
)
def test_a_wrong_sheet_keeps_what_was_typed(client, wrong):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    shown = client.post(url(worksheet), sheet(worksheet, **wrong))
    assert (shown.status_code, Contribution.objects.count()) == (422, 0)
    assert "越权受理。" in shown.text


def test_it_names_the_short_form_where_the_unit_has_a_network(client, settings):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    path = f"/charts/{worksheet.flowchart.code}/finding/"
    assert path not in client.get(url(worksheet)).text
    settings.FINDING_NETWORKS = ["10.0.0.0/8"]
    assert path in client.get(url(worksheet)).text


def test_an_empty_sheet_asks_for_something(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    empty = {"method": "group", "who": "科务会", "on": f"{timezone.localdate()}"}
    assert "请至少在一个环节写明" in client.post(url(worksheet), empty).text


def test_strangers_find_nothing_and_a_handed_in_worksheet_takes_no_more(client):
    worksheet = signed()
    client.force_login(contributor(settled_chart().section))
    assert client.get(url(worksheet)).status_code == 404
    client.force_login(worksheet.opened_by)
    assert client.get(url(worksheet)).status_code == 403
    assert url(worksheet) not in client.get(page(worksheet)).text


def test_ones_own_rows_are_handed_in_and_taken_away(client):
    worksheet = opened()
    made, other = (
        said(worksheet),
        said(worksheet, by=contributor(worksheet.section), text="别人的。"),
    )
    client.force_login(worksheet.opened_by)
    shown = client.get(url(worksheet))
    assert [each.pk for each in shown.context["own"]] == [made.pk]
    assert "别人的。" not in client.get(page(worksheet)).text
    away = url(worksheet, "contribution_take_away", other.public_id)
    assert client.post(away).status_code == 404
    assert client.post(url(worksheet, "own_handed_in")).url == page(worksheet)
    assert PeerTurn.objects.get().user == worksheet.opened_by
    assert client.post(url(worksheet, "contribution_take_away", made.public_id)).status_code == 302
    assert list(Contribution.objects.all()) == [other]


def test_taking_over_fills_in_the_form_and_marks_the_row(client):
    worksheet = opened()
    made = said(worksheet, method="leader", who="李局长", by=deputy_head(worksheet.section))
    client.force_login(worksheet.opened_by)
    begin = f"{row_url(worksheet)}?suggestion={made.code}"
    assert begin in client.get(page(worksheet)).text
    form = client.get(begin).context["entry"].main
    assert form["manifestations"].value() == "窗口可能压件。"
    assert form["found_leader"].value() == [True, "李局长", made.on]
    sent = typed(worksheet, suggested_by=made.code)
    assert client.post(row_url(worksheet), sent).status_code == 302
    point = RiskPoint.objects.get()
    assert {each.method for each in point.findings.all()} == {"self", "leader"}
    text = client.get(page(worksheet)).text
    assert ("领导点 · 李局长" in text, begin in text) == (True, False)


@pytest.mark.parametrize("found", [("on", "", ""), ("on", "全科室", ""), ("", "", "2026-11-02")])
def test_each_of_the_six_says_who_and_when(client, found):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    sent = dict(zip(("found_self_0", "found_self_1", "found_self_2"), found, strict=True))
    shown = client.post(row_url(worksheet), typed(worksheet, **sent))
    assert "请写明参与人员和时间。" in shown.text
    assert not RiskPoint.objects.exists()
    unsaid = {
        "found_self_0": "",
        "found_self_1": "",
        "found_self_2": "",
        "found_decomposition_0": "on",
    }
    assert client.post(row_url(worksheet), typed(worksheet, **unsaid)).status_code == 302


def test_what_an_earlier_round_wrote_without_a_day_may_stay_so(client):
    worksheet = next_sheet()
    client.force_login(worksheet.opened_by)
    before = carried(worksheet)
    change = reverse("desk:carried_change", args=[worksheet.pk, before.pk])
    begins = client.get(change).context["entry"].main["found_self"].value()
    assert begins == [True, "全科室", None]
    sent = typed(worksheet, title="改动的", found_self_2="", found_masses_0="on")
    assert "请写明参与人员和时间。" in client.post(change, sent).text
    assert carried(worksheet).is_untouched
    assert client.post(change, sent | {"found_masses_0": ""}).status_code == 302
    point = RiskPoint.objects.get(title="改动的")
    edit = reverse("desk:point_edit", args=[worksheet.pk, point.pk])
    sent = typed(worksheet, title="再改的", found_self_2="", row_version=point.row_version)
    assert client.post(edit, sent).status_code == 302
    found = RiskPoint.objects.get(title="再改的").findings
    assert list(found.values_list("method", "who", "on")) == [("self", "全科室", None)]


def test_setting_aside_over_http(client):
    worksheet = opened()
    made = said(worksheet)
    client.force_login(worksheet.opened_by)
    step = f"step-{step_of(worksheet).pk}"
    where = reverse("desk:suggestion_set_aside", args=[worksheet.pk, step, made.code])
    assert made.text in client.get(where).text
    assert client.post(where, {"reason": "已有叫号机。"}).status_code == 302
    assert "已有叫号机。" in client.get(page(worksheet)).text
    hidden = said(worksheet, by=contributor(worksheet.section), text="别人的。")
    where = reverse("desk:suggestion_set_aside", args=[worksheet.pk, step, hidden.code])
    assert client.get(where).status_code == 404


def test_submitting_names_what_the_committee_asked(client):
    worksheet = completed()
    said(
        worksheet, method="organisation", by=committee_member(worksheet.section), text="收费环节。"
    )
    client.force_login(worksheet.opened_by)
    shown = client.post(reverse("desk:worksheet_submit", args=[worksheet.pk]))
    assert "纪检指出：“收费环节。”" in shown.text


def test_the_worksheet_costs_the_same_with_one_contribution_and_three(client):
    worksheet, counts = opened(), []
    client.force_login(worksheet.opened_by)
    for count in (1, 3):
        while Contribution.objects.count() < count:
            said(worksheet)
        with CaptureQueriesContext(connection) as queries:
            client.get(page(worksheet))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_committee_looks_through_what_came_without_an_account(client):
    worksheet = opened()
    first, second, third = (
        came_in(worksheet.flowchart, text=text, form_hash=text * 32)
        for text in ("甲事", "乙事", "丙事")
    )
    client.force_login(committee_member(worksheet.section))
    assert "有3条未登录提交的意见等待查看" in client.get(reverse("desk:committee")).text
    counts = []
    for act, made, sent in [
        ("let-through", first, {}), ("lead", second, {}), ("keep-out", third, {"because": "广告。"}),
    ]:  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HELD).status_code == 200
        counts.append(len(queries))
        where = reverse("riskpoints:held_act", args=[made.public_id])
        assert client.post(where, {"act": act} | sent).status_code == 302
    assert counts[0] == counts[2]
    assert list(Contribution.objects.values_list("text", "is_held")) == [("甲事", False)]
    assert list(Lead.objects.values_list("gist", flat=True)) == ["乙事"]
    assert "没有待查看的意见" in client.get(HELD).text


def test_keeping_out_asks_for_the_reason_and_an_unknown_act_is_none(client):
    made = came_in(opened().flowchart)
    client.force_login(committee_member(made.flowchart.section))
    where = reverse("riskpoints:held_act", args=[made.public_id])
    assert client.post(where, {"act": "keep-out"}).status_code == 422
    assert client.post(where, {"act": "dream"}).status_code == 400
    assert Contribution.objects.held().count() == 1


def test_nobody_else_reads_it(client):
    made = came_in(opened().flowchart)
    where = reverse("riskpoints:held_act", args=[made.public_id])
    client.force_login(contributor(made.flowchart.section))
    assert [client.get(HELD).status_code, client.post(where).status_code] == [404, 404]
    client.force_login(committee_member(BodyFactory()))
    assert [made.text in client.get(HELD).text, client.post(where).status_code] == [False, 404]
