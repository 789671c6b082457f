"""Leads on the worksheet: what the section reads of one that is passed on, and what it does with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskpoints.actions import leads as act
from riskpoints.models import Lead, RiskPoint
from tests.desk.worksheet_pages import page, row_url, typed
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.leads import GIST, SOURCE, entered, entered_at, passed_on_at
from tests.factories.riskpoints import opened, section_page, step_of, written

pytestmark = pytest.mark.django_db


def read(client, worksheet, by):
    client.force_login(by)
    return client.get(page(worksheet)).text


def answer_url(worksheet, lead):
    return reverse("desk:lead_answer", args=[worksheet.pk, lead.public_id])


def test_the_section_reads_kind_and_gist_and_never_the_source_nor_the_day(client):
    worksheet = opened()
    lead = passed_on_at(step_of(worksheet), proven=True)
    for by in (worksheet.opened_by, section_head(worksheet.section)):
        text = read(client, worksheet, by)
        assert (GIST in text, "信访" in text) == (True, True)
        assert (SOURCE in text, "2025-03-14" in text) == (False, False)
        assert answer_url(worksheet, lead) in text
        assert reverse("riskpoints:lead_detail", args=[lead.public_id]) not in text


def test_nobody_else_of_the_body_reads_it(client):
    worksheet = opened()
    passed_on_at(step_of(worksheet))
    assert GIST in read(client, worksheet, worksheet.opened_by)
    other = SectionFactory(parent=worksheet.body)
    for by in (contributor(other), deputy_head(other), moderator(other)):
        assert GIST not in read(client, worksheet, by)


def test_what_is_not_passed_on_stands_there_for_the_committee_alone(client):
    worksheet = opened()
    entered_at(step_of(worksheet), proven=True)
    entered_at(step_of(worksheet), gist="未查实的一件。")
    assert GIST not in read(client, worksheet, worksheet.opened_by)
    text = read(client, worksheet, committee_member(worksheet.section))
    assert (GIST in text, "查实未列风险点" in text, SOURCE in text) == (True, True, False)
    assert "未查实的一件。" not in text


def test_a_warning_goes_once_a_point_meets_it_or_it_is_closed(client):
    worksheet, member = opened(), None
    member = committee_member(worksheet.section)
    linked = entered_at(step_of(worksheet), proven=True, by=member, gist="甲事。")
    closed = entered_at(step_of(worksheet), proven=True, by=member, gist="乙事。")
    act.link_lead(lead=linked, risk_point=written(worksheet), by=member)
    act.close_lead(lead=closed, because="不再。", by=member)
    text = read(client, worksheet, member)
    assert ("甲事。" in text, "乙事。" in text) == (False, False)


def test_each_stands_at_its_row_and_one_of_the_chart_at_the_first(client):
    worksheet = opened()
    by = committee_member(worksheet.section)
    passed_on_at(step_of(worksheet, "examine"), by=by)
    whole = entered(worksheet.body, by=by, flowchart=worksheet.flowchart, gist="全图。")
    act.pass_on_lead(lead=whole, by=by)
    client.force_login(worksheet.opened_by)
    rows = client.get(page(worksheet)).context["sheet"].rows
    assert [[lead.gist for lead in row.leads] for row in rows] == [["全图。"], [GIST], []]


def test_on_a_sections_page_it_stands_at_the_position_or_the_unit(client):
    worksheet = section_page(SectionFactory())
    by, position = committee_member(worksheet.section), worksheet.section.positions.get()
    other = PositionFactory(unit=worksheet.section)
    for fields in ({"position": other}, {"section": worksheet.section, "gist": "全科室。"}):
        act.pass_on_lead(lead=entered(worksheet.body, by=by, **fields), by=by)
    client.force_login(worksheet.opened_by)
    rows = client.get(page(worksheet)).context["sheet"].rows
    assert {row.name: [lead.gist for lead in row.leads] for row in rows} == {
        position.name: [], other.name: [GIST], worksheet.section.name: ["全科室。"],
    }  # fmt: skip


def begin(worksheet, lead):
    return f"{row_url(worksheet)}?suggestion={lead.code}"


def test_a_point_written_from_it_is_found_in_records_and_meets_it(client):
    worksheet = opened()
    lead = passed_on_at(step_of(worksheet))
    assert begin(worksheet, lead) in read(client, worksheet, worksheet.opened_by)
    form = client.get(begin(worksheet, lead)).context["entry"].main
    assert form["found_records"].value()[0] is True
    assert form["suggested_by"].value() == lead.code
    assert GIST not in str(form["manifestations"].value() or "")

    sent = typed(
        worksheet, suggested_by=lead.code, found_self_0="", found_self_1="", found_self_2=""
    )
    assert client.post(row_url(worksheet), sent).status_code == 302

    point = RiskPoint.objects.get()
    assert [each.method for each in point.findings.all()] == ["records"]
    assert list(lead.risk_points.all()) == [point]
    assert point.suggested_by == ""
    assert GIST not in read(client, worksheet, worksheet.opened_by)


@pytest.mark.parametrize("how", ["not passed on", "closed", "another section's"])
def test_nobody_writes_from_one_he_may_not_know(client, how):
    worksheet = opened()
    step = step_of(opened()) if how == "another section's" else step_of(worksheet)
    lead = entered_at(step) if how == "not passed on" else passed_on_at(step)
    if how == "closed":
        act.close_lead(lead=lead, because="不再。", by=lead.passed_by)
    client.force_login(worksheet.opened_by)
    form = client.get(begin(worksheet, lead)).context["entry"].main
    assert not form["suggested_by"].value()
    assert client.get(answer_url(worksheet, lead)).status_code == 404
    assert (
        client.post(row_url(worksheet), typed(worksheet, suggested_by=lead.code)).status_code == 302
    )
    assert not lead.links.exists()


def test_the_section_answers_on_a_page_of_its_own(client):
    worksheet = opened()
    lead = passed_on_at(step_of(worksheet))
    client.force_login(worksheet.opened_by)
    where = answer_url(worksheet, lead)
    shown = client.get(where)
    assert (GIST in shown.text, SOURCE in shown.text) == (True, False)
    assert "请填写理由" in client.post(where, {"because": " "}).text
    assert client.post(where, {"because": "已改为网上办理。"}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.answer, lead.answered_by) == ("已改为网上办理。", worksheet.opened_by)
    assert "已答复：不构成风险点，理由：已改为网上办理。" in client.get(page(worksheet)).text
    client.force_login(lead.passed_by)
    detail = reverse("riskpoints:lead_detail", args=[lead.public_id])
    assert "已改为网上办理。" in client.get(detail).text


def test_the_worksheet_costs_the_same_with_one_lead_and_three(client):
    worksheet, counts = opened(), []
    client.force_login(worksheet.opened_by)
    for count in (1, 3):
        while Lead.objects.count() < count:
            passed_on_at(step_of(worksheet))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(worksheet))
        counts.append(len(queries))
    assert counts[0] == counts[1]
