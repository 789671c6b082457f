"""The committee's pages: what each reader sees, and each press of a button. The second part."""

import datetime

import pytest
import time_machine

from measures.models import Occasion
from measures.states import MeasureState
from riskpoints.models import Assessment, LevelProposal, Sitting
from riskpoints.states import WorksheetState
from tests.desk.sitting_pages import address, page_of, typed
from tests.factories.accounts import committee_member
from tests.factories.measures import (
    assessed,
    convened,
    everybody,
    handed_in,
    measure_for,
    raters_of,
)

pytestmark = pytest.mark.django_db


def test_a_member_hands_in_once_though_he_presses_twice(client):
    sitting = convened(handed_in(points=2))
    client.force_login(sitting.chair)
    form = typed(sitting, 1, 2, 3, 3)
    responses = [client.post(address("sitting_assess", sitting.pk), form) for _ in range(2)]
    assert [r.url for r in responses] == [address("sitting", sitting.pk)] * 2
    assert Assessment.objects.count() == 2


def test_gaps_are_named_and_nothing_typed_is_lost(client):
    sitting = convened()
    client.force_login(sitting.chair)
    response = client.post(address("sitting_assess", sitting.pk), typed(sitting, 1, 2, 3))
    assert response.status_code == 422
    (form,) = response.context["refused"]
    assert form.errors.keys() == {"closeness"}
    content = response.content.decode()
    assert content.count(" checked") == 3
    assert "标准弹性大" in content
    assert not Assessment.objects.exists()


def test_overlong_reason_is_refused_with_the_text(client):
    sitting = convened()
    client.force_login(sitting.chair)
    form = typed(sitting, 1, 1, 1, 1, reason="长" * 501)
    response = client.post(address("sitting_assess", sitting.pk), form)
    assert (response.status_code, "长" * 501 in response.content.decode()) == (422, True)


@pytest.mark.parametrize("complete", [True, False])
def test_a_recused_member_reads_why_and_does_not_rate(client, complete):
    worksheet = handed_in()
    writer = committee_member(worksheet.section)
    worksheet.risk_points.get().written_by.add(writer)
    sitting = convened(worksheet)
    page = page_of(client, writer, sitting)
    assert (page.context["bench"].is_recused, bool(page.context["may_assess"])) == (True, False)
    form = typed(sitting, 1, 1, 1, 1) if complete else {}
    assert client.post(address("sitting_assess", sitting.pk), form).status_code == 403


def test_raise_and_lower_through_the_page(client):
    sitting = assessed()
    chair, member = raters_of(sitting)
    point = sitting.worksheet.risk_points.get()
    client.force_login(chair)
    form = {f"level{point.pk}-rank": 3, f"level{point.pk}-reason": "已有系统留痕"}
    response = client.post(address("sitting_propose", sitting.pk, point.pk), form)
    assert response.url == address("sitting", sitting.pk) + f"#point-{point.pk}"
    proposal = LevelProposal.objects.get()
    assert not page_of(client, chair, sitting).context["may_decide"]
    assert page_of(client, member, sitting).context["bench"].cards[0].result.may_second
    client.post(address("sitting_second", sitting.pk, proposal.pk))
    proposal.refresh_from_db()
    assert proposal.seconded_by == member
    assert page_of(client, chair, sitting).context["may_decide"]
    client.post(address("sitting_withdraw", sitting.pk, proposal.pk))
    assert not LevelProposal.objects.exists()


@pytest.mark.parametrize(("rank", "reason"), [("2", "理由"), ("", "理由"), ("1", "")])
def test_wish_with_gaps_comes_back(client, rank, reason):
    sitting = assessed()
    client.force_login(sitting.chair)
    point = sitting.worksheet.risk_points.get()
    form = {f"level{point.pk}-rank": rank, f"level{point.pk}-reason": reason}
    response = client.post(address("sitting_propose", sitting.pk, point.pk), form)
    assert response.status_code == 422
    assert response.context["bench"].cards[0].proposing.errors
    assert not LevelProposal.objects.exists()


def test_wish_is_the_chairs_and_about_the_sittings_points(client):
    sitting, other = assessed(), handed_in()
    client.force_login(sitting.chair)
    elsewhere = other.risk_points.get().pk
    assert client.post(address("sitting_propose", sitting.pk, elsewhere)).status_code == 404
    client.force_login(raters_of(sitting)[1])
    point = sitting.worksheet.risk_points.get()
    assert client.post(address("sitting_propose", sitting.pk, point.pk)).status_code == 403


def test_the_ruling_puts_the_measures_in_force(client):
    sitting = assessed()
    point = sitting.worksheet.risk_points.get()
    measure = measure_for(point)
    with time_machine.travel(datetime.datetime(2026, 11, 30, 1, tzinfo=datetime.UTC)):
        client.force_login(sitting.chair)
        client.post(address("sitting_decide", sitting.pk), {"minutes": "〔2026〕3 号"})
    measure.refresh_from_db()
    point.refresh_from_db()
    assert (measure.state, measure.in_force_from) == (
        MeasureState.IN_FORCE,
        datetime.date(2026, 11, 30),
    )
    assert (point.ruling.level.mark, point.ruling.minutes) == ("II", "〔2026〕3 号")
    assert Occasion.objects.get().due_on == datetime.date(2026, 12, 30)


def test_overlong_minutes_come_back(client):
    sitting = assessed()
    client.force_login(sitting.chair)
    response = client.post(address("sitting_decide", sitting.pk), {"minutes": "号" * 201})
    assert (response.status_code, Sitting.objects.open().count()) == (422, 1)


def test_only_the_chair_rules(client):
    sitting = assessed()
    people = everybody(sitting.worksheet.section)
    for user in [*people.values(), raters_of(sitting)[1]]:
        client.force_login(user)
        assert client.post(address("sitting_decide", sitting.pk)).status_code == 403
        assert client.post(address("sitting_return", sitting.pk)).status_code == 403
    assert Sitting.objects.open().count() == 1


def test_worksheet_goes_back_with_remarks_at_its_rows_and_measures(client):
    sitting = convened()
    worksheet = sitting.worksheet
    point, step = worksheet.risk_points.get(), worksheet.flowchart.steps.first()
    row = worksheet.examinations.create(step=step, none_found_because="照章受理")
    measure, kept = measure_for(point), measure_for(point)
    client.force_login(sitting.chair)
    form = {
        "return-reason": "补充后再报",
        f"return-point{point.pk}": "写明环节",
        f"return-row{row.pk}": "理由不足",
        f"return-measure{measure.pk}": "写明频次",
    }
    client.post(address("sitting_return", sitting.pk), form)
    for thing in (worksheet, measure, kept):
        thing.refresh_from_db()
    assert worksheet.state == WorksheetState.RETURNED
    assert [remark.text for remark in worksheet.remarks.all()] == ["写明环节", "理由不足"]
    assert (measure.state, measure.returned_because) == (MeasureState.RETURNED, "写明频次")
    assert kept.state == MeasureState.DRAFT
    page = client.get(address("sitting", sitting.pk)).content.decode()
    assert "补充后再报" in page


def test_return_without_reason_keeps_the_remarks(client):
    sitting = convened()
    point = sitting.worksheet.risk_points.get()
    measure_for(point)
    client.force_login(sitting.chair)
    form = {f"return-point{point.pk}": "写明环节"}
    response = client.post(address("sitting_return", sitting.pk), form)
    assert (response.status_code, "写明环节" in response.content.decode()) == (422, True)
    assert Sitting.objects.open().get() == sitting


def test_markup_is_shown_as_text(client):
    worksheet = handed_in()
    point = worksheet.risk_points.get()
    point.title = "<script>alert(1)</script>"
    point.save()
    sitting = convened(worksheet)
    content = page_of(client, sitting.chair, sitting).content.decode()
    assert ("<script>alert" in content, "&lt;script&gt;alert" in content) == (False, True)


def test_measure_on_two_points_has_one_line_to_return_it(client):
    sitting = convened(handed_in(points=2))
    first, second = sitting.worksheet.risk_points.all()
    measure_for(first).aims.create(risk_point=second)
    cards = page_of(client, sitting.chair, sitting).context["bench"].cards
    assert [bool(card.measures[0].field) for card in cards] == [True, False]
