"""The committee's pages of leads; to everybody else they are not there."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from riskcontrol.accounts.roles import Role
from riskpoints.actions import leads as act
from riskpoints.actions.carrying import remove_row
from riskpoints.actions.worksheets import say_none_found, sign_worksheet, submit_worksheet
from riskpoints.lead_filters import first_day
from riskpoints.models import Lead, Level
from riskpoints.shipped import DECK
from tests.factories.accounts import (
    BodyFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    person,
    section_head,
)
from tests.factories.leads import GIST, SOURCE, entered, entered_at, passed_on_at, ruled
from tests.factories.riskpoints import opened, step_of, written
from tests.factories.rounds import all_confirmed, carried, next_sheet, ruled_on
from tests.factories.schemes import drafted

pytestmark = pytest.mark.django_db
LIST = reverse("riskpoints:lead_list")
OTHERS = [role for role in Role if role not in (Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)]


def url(lead, name="lead_detail"):
    return reverse(f"riskpoints:{name}", args=[lead.public_id])


def as_member(client, unit):
    member = committee_member(unit)
    client.force_login(member)
    return member


def listed(client, **query):
    shown = client.get(LIST, query)
    return {lead.source for lead in shown.context["page"].object_list}


@pytest.mark.parametrize("role", OTHERS)
def test_to_others_there_is_no_such_page(client, role):
    lead = passed_on_at(step_of(opened()))
    client.force_login(person(role, lead.section))
    pages = [LIST, reverse("riskpoints:lead_add"), url(lead), url(lead, "lead_edit")]
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert client.post(url(lead), {"act": "take-back"}).status_code == 404


def test_another_committee_finds_none(client):
    lead = entered(BodyFactory())
    as_member(client, BodyFactory())
    assert listed(client) == set()
    assert client.get(url(lead)).status_code == 404


def test_the_list_costs_the_same_at_one_and_three_rows(client):
    worksheet, counts = opened(), []
    member = as_member(client, worksheet.section)
    for rows in (1, 3):
        while Lead.objects.count() < rows:
            lead = entered_at(step_of(worksheet), by=member, proven=True, position=None)
            act.link_lead(lead=lead, risk_point=written(worksheet), by=member)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(LIST).context["page"].object_list) == rows
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def years_ago(years, days=0):
    return first_day(str(years)) - datetime.timedelta(days=days)


def test_it_looks_back_three_years_unless_asked(client):
    body = BodyFactory()
    as_member(client, body)
    entered(body, on=years_ago(3), source="三年")
    entered(body, on=years_ago(3, days=1), source="更早")
    entered(body, on=timezone.localdate(), source="今天")
    assert listed(client) == listed(client, years="3") == {"三年", "今天"}
    assert listed(client, years="1") == {"今天"}
    assert listed(client, years="5") == listed(client, years="all") == {"三年", "更早", "今天"}


def test_the_29th_of_february_looks_back_to_the_28th():
    with time_machine.travel("2028-02-29T09:00+08:00", tick=False):
        assert first_day("3") == datetime.date(2025, 2, 28)
        assert first_day("all") is None


def of_each_state(worksheet, member):
    """One lead in each state; their sources name it."""
    step, body = step_of(worksheet), worksheet.body
    point = written(worksheet)
    entered(body, by=member, source="待")
    entered_at(step, by=member, source="查实", proven=True, kind="law")
    passed_on_at(step, by=member, source="转")
    answered = passed_on_at(step, by=member, source="答")
    act.answer_lead(lead=answered, because="没有。", by=worksheet.opened_by)
    linked = entered(body, by=member, source="联", proven=True)
    act.link_lead(lead=linked, risk_point=point, by=member)
    closed = entered(body, by=member, source="办结", proven=True)
    act.close_lead(lead=closed, because="不再。", by=member)


def test_the_list_narrows(client):
    worksheet = opened()
    of_each_state(worksheet, as_member(client, worksheet.section))
    found = {
        state: listed(client, state=state)
        for state in ("open", "passed-on", "answered", "linked", "closed", "proven-open")
    }
    assert found == {
        "open": {"待", "查实", "转", "答"},
        "passed-on": {"转"},
        "answered": {"答"},
        "linked": {"联"},
        "closed": {"办结"},
        "proven-open": {"查实"},
    }
    assert listed(client, kind="law") == {"查实"}
    assert listed(client, proven="True") == {"查实", "联", "办结"}
    assert listed(client, q="联") == {"联"}
    assert listed(client, section=worksheet.section.pk) == {"查实", "转", "答"}


def test_each_figure_equals_the_list_it_leads_to(client):
    worksheet = opened()
    of_each_state(worksheet, as_member(client, worksheet.section))
    entered(worksheet.body, on=datetime.date(2001, 1, 1), proven=True)
    shown = client.get(LIST)
    figures = shown.context["figures"]
    links = re.findall(r'<a href="(\?years=3[^"]*)">(\d+)</a>', shown.text)
    counted = {
        link: client.get(LIST + link.replace("&amp;", "&")).context["page"].paginator.count
        for link, _n in links
    }
    assert {link: int(number) for link, number in links} == counted
    assert (figures.count, figures.proven, figures.without_a_point) == (6, 3, 1)
    assert client.get(LIST, {"state": "proven-open"}).context["page"].paginator.count == 1
    assert "有1件查实的问题没有对应的风险点。" in shown.text


def test_the_share_registered_before_is_told_by_level(client):
    worksheet = opened()
    member = as_member(client, worksheet.section)
    ruled(written(worksheet), 1, datetime.date(2024, 1, 1))
    ruled(written(worksheet, step_of(worksheet, "examine")), 2, datetime.date(2024, 1, 1))
    for key, day in (("receive", 5), ("examine", 6), ("examine", 7), ("serve", 8)):
        on = timezone.localdate() - datetime.timedelta(days=day)
        entered_at(step_of(worksheet, key), by=member, proven=True, on=on)
    entered(worksheet.body, by=member, proven=True, source="无科室")
    figures = client.get(LIST).context["figures"]
    assert [(share.mark, share.count, share.percent) for share in figures.shares] == [
        ("I", 1, 25), ("II", 2, 50), ("III", 0, 0), ("", 1, 25),
    ]  # fmt: skip
    assert (figures.registered.count, figures.registered.of, figures.registered.percent) == (
        3,
        4,
        75,
    )
    assert figures.without_a_place == 1


def test_a_level_is_called_by_the_marks_it_has_or_had(client):
    worksheet = opened()
    member = as_member(client, worksheet.section)
    draft = drafted(DECK, worksheet.body)
    Level.objects.filter(scheme=draft, rank=1).update(mark="甲")
    type(draft).objects.filter(pk=draft.pk).update(in_force_at=draft.made_at)
    ruled(written(worksheet), 1, datetime.date(2024, 1, 1))
    entered_at(step_of(worksheet), by=member, proven=True)
    shown = client.get(LIST)
    marks = [(share.mark, share.count) for share in shown.context["figures"].shares]
    assert marks == [("I / 甲", 1), ("II", 0), ("III", 0), ("", 0)]
    assert "I / 甲 级" in shown.text


def test_htmx_gets_the_rows_alone(client):
    as_member(client, BodyFactory())
    rows = client.get(LIST, headers={"HX-Request": "true"}).text
    assert ("<html" in rows, 'class="empty"' in rows) == (False, True)


def typed(**kwargs):
    return {"kind": "petition", "on": "2025-03-14", "gist": GIST, "source": SOURCE} | kwargs


def test_a_lead_is_entered_by_form_and_a_bad_one_keeps_what_was_typed(client):
    worksheet = opened()
    as_member(client, worksheet.section)
    page, chart = reverse("riskpoints:lead_add"), worksheet.flowchart
    wrong = client.post(page, typed(step="2"))
    assert (wrong.status_code, Lead.objects.count()) == (422, 0)
    assert GIST in wrong.text
    assert "请先填流程图" in wrong.text
    tomorrow = f"{timezone.localdate() + datetime.timedelta(days=1)}"
    assert "日期还没有到" in client.post(page, typed(on=tomorrow)).text
    done = client.post(page, typed(flowchart=chart.pk, step="2", proven="on"))
    lead = Lead.objects.get()
    assert done.url == url(lead)
    assert (lead.section, lead.step, lead.proven) == (
        chart.section, chart.steps.order_by("order", "pk")[1], True,
    )  # fmt: skip


def test_a_change_shows_what_stands_and_a_stale_one_both_texts(client):
    lead = entered_at(step_of(opened()))
    as_member(client, lead.section)
    page = url(lead, "lead_edit")
    form = client.get(page).context["form"]
    assert (form["step"].value(), form["flowchart"].value()) == (lead.step.name, lead.flowchart_id)
    sent = typed(flowchart=lead.flowchart_id, step=lead.step.name, row_version="1")
    assert client.post(page, sent | {"gist": "改后。"}).status_code == 302
    stale = client.post(page, sent | {"gist": "再改。"})
    assert stale.status_code == 409
    assert all(words in stale.text for words in ("改后。", "再改。"))
    lead.refresh_from_db()
    assert (lead.gist, lead.step.key) == ("改后。", "receive")


def press(client, lead, name, **sent):
    return client.post(url(lead), {"act": name} | sent)


def test_the_page_does_each_act(client):
    worksheet = opened()
    point, step = written(worksheet), step_of(worksheet)
    lead = entered_at(step)
    client.force_login(committee_chair(worksheet.section))
    seen = []
    for name, sent in [
        ("pass-on", {}), ("take-back", {}), ("close", {"close-because": "不再。"}), ("reopen", {}),
        ("link", {"point": point.pk}), ("unlink", {"point": point.pk}),
        ("erase", {"erase-because": "个人信息保护法。"}),
    ]:  # fmt: skip
        assert press(client, lead, name, **sent).url == url(lead), name
        lead = Lead.objects.get()
        seen.append((bool(lead.passed_on), lead.is_closed, lead.links.count(), bool(lead.gist)))
    assert seen == [
        (True, False, 0, True), (False, False, 0, True), (False, True, 0, True),
        (False, False, 0, True), (False, False, 1, True), (False, False, 0, True),
        (False, False, 0, False),
    ]  # fmt: skip


def test_a_refused_act_says_why_and_writes_nothing(client):
    lead = entered(BodyFactory())
    as_member(client, lead.body)
    assert "请先填写线索指向的科室" in press(client, lead, "pass-on").text
    assert "请填写理由" in press(client, lead, "close").text
    assert "请选择风险点" in press(client, lead, "link").text
    assert press(client, lead, "erase", **{"erase-because": "依法。"}).status_code == 200
    for odd in ("7", 2**63, "9" * 5000):
        assert press(client, lead, "unlink", point=odd).status_code == 404
    assert press(client, lead, "dream").status_code == 400
    assert Lead.objects.get().row_version == 1


def test_it_offers_the_points_where_it_points_to_and_finds_the_others(client):
    worksheet = opened()
    near, far = (
        written(worksheet),
        written(worksheet, step_of(worksheet, "serve"), title="送达拖延"),
    )
    lead = entered_at(step_of(worksheet))
    as_member(client, worksheet.section)

    def offered(**query):
        return list(client.get(url(lead), query).context["forms"]["link"].fields["point"].queryset)

    assert offered() == [near]
    assert offered(q="送达拖延") == [far]
    act.link_lead(lead=lead, risk_point=near, by=lead.entered_by)
    assert offered() == []


def test_it_offers_none_that_gave_way_in_a_later_round_and_shows_the_level_of_the_others(client):
    worksheet = next_sheet()
    lead, point = entered_at(step_of(worksheet)), carried(worksheet).risk_point
    client.force_login(committee_chair(worksheet.section))

    def offered():
        return list(client.get(url(lead)).context["forms"]["link"].fields["point"].queryset)

    assert offered() == [point]
    act.link_lead(lead=lead, risk_point=point, by=lead.entered_by)
    shown = client.get(url(lead)).text
    assert (shown.count("II 级"), "level-none" in shown) == (1, False)
    act.unlink_lead(lead=lead, risk_point=point, by=lead.entered_by)
    by = worksheet.opened_by
    remove_row(row=carried(worksheet), reason="已由系统办理。", by=by)
    receive = f"step-{step_of(worksheet).pk}"
    say_none_found(worksheet=worksheet, row=receive, because="自动。", by=by)
    all_confirmed(worksheet)
    submit_worksheet(worksheet=worksheet, by=by)
    ruled_on(sign_worksheet(worksheet=worksheet, by=section_head(worksheet.section)))
    assert offered() == []


def test_no_cache_keeps_them(client):
    lead = entered(BodyFactory())
    as_member(client, lead.body)
    for page in (LIST, url(lead), reverse("riskpoints:lead_import")):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_the_committees_page_warns_and_counts_as_the_list_it_leads_to(client):
    body = BodyFactory()
    as_member(client, SectionFactory(parent=body))
    entered(body, proven=True, on=datetime.date(2001, 1, 1))
    entered(body)
    page = client.get(reverse("desk:committee"))
    assert "有1件查实的问题没有对应的风险点。" in page.text
    link = re.search(r'href="([^"]*proven-open)"', page.text)[1].replace("&amp;", "&")
    assert client.get(link).context["page"].paginator.count == 1
    as_member(client, BodyFactory())
    assert "proven-open" not in client.get(reverse("desk:committee")).text


def test_the_ledger_of_the_committee_lists_it_and_the_units_auditor_does_not(client):
    lead = passed_on_at(step_of(opened()))
    client.force_login(person(Role.AUDITOR, lead.body))
    ledger = reverse("desk:ledger")
    assert "lead." not in client.get(ledger).text
    as_member(client, lead.section)
    assert client.get(ledger).text.count("lead.") == 2
    as_member(client, BodyFactory())
    assert "lead." not in client.get(ledger).text
