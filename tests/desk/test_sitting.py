"""The committee's pages: what each reader sees, and each press of a button."""

import datetime
import uuid

import pytest
import time_machine
from django.urls import reverse

from measures.models import Occasion
from measures.states import MeasureState
from riskcontrol.accounts.models import Unit
from riskpoints.actions.sittings import (
    decide_sitting,
    propose_level,
    return_sitting,
    second_lowering,
)
from riskpoints.models import Assessment, Finding, LevelProposal, Manifestation, Sitting, Worksheet
from riskpoints.states import WorksheetState
from tests.factories.accounts import committee_member, contributor
from tests.factories.measures import (
    FACTORS,
    assess,
    assessed,
    committee,
    convened,
    everybody,
    handed_in,
    measure_for,
    raters_of,
)

pytestmark = pytest.mark.django_db
LEAK = "把关不严甚至放任"


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def page_of(client, user, sitting):
    client.force_login(user)
    return client.get(address("sitting", sitting.pk))


def typed(sitting, *ranks, reason="标准弹性大", **kwargs):
    """What a browser sends when a member hands in the same grades for each point."""
    said = {"submission_id": str(uuid.uuid4())}
    for point in sitting.worksheet.risk_points.all():
        grades = zip(FACTORS, ranks, strict=False)
        said |= {f"p{point.pk}-{factor}": rank for factor, rank in grades}
        said[f"p{point.pk}-reason"] = reason
    return said | kwargs


def move(worksheet, body):
    """Let a worksheet be another body's."""
    Worksheet.objects.filter(pk=worksheet.pk).update(body=body)
    Unit.objects.filter(pk=worksheet.section_id).update(parent=body)


def test_committee_page_lists_what_waits_the_oldest_first(client):
    worksheet = handed_in(signed_at=datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC))
    newer = handed_in(signed_at=datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC))
    move(newer, worksheet.body)
    handed_in()
    chair, _members = committee(worksheet)
    with time_machine.travel(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)):
        client.force_login(chair)
        response = client.get(address("committee"))
    rows = [(row.worksheet, row.working_days) for row in response.context["waiting"]]
    assert rows == [(worksheet, 3), (newer, 2)]


def test_committee_page_tells_what_is_mine_and_what_is_over(client):
    sitting = convened()
    over = convened(handed_in(points=2))
    return_sitting(sitting=over, reason="补充", by=over.chair)
    move(over.worksheet, sitting.worksheet.body)
    client.force_login(sitting.chair)
    response = client.get(address("committee"))
    assert [(row.sitting, row.part) for row in response.context["under_way"]] == [
        (sitting, "assess")
    ]
    assert list(response.context["page"]) == [over]
    assert response.context["waiting"] == []


def full_committee_page(rows):
    """A body with so many worksheets waiting, sittings under way and sittings over; its chair."""
    first = convened(handed_in(points=2))
    body = first.worksheet.body
    for number in range(rows):
        move(handed_in(points=number), body)
        move(assessed().worksheet, body)
        over = assessed(convened(handed_in(points=number + 1)))
        decide_sitting(sitting=over, by=over.chair)
        move(over.worksheet, body)
    return_sitting(sitting=first, reason="补充", by=first.chair)
    first.delete()
    return first.chair


@pytest.mark.parametrize("rows", [1, 3])
def test_committee_page_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    client.force_login(full_committee_page(rows))
    with django_assert_num_queries(9):
        response = client.get(address("committee"))
    assert [len(response.context[name]) for name in ("waiting", "under_way", "page")] == [rows] * 3


@pytest.mark.parametrize("rows", [1, 3])
def test_sitting_page_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    sitting = convened(handed_in(points=rows))
    for point in sitting.worksheet.risk_points.all():
        Manifestation.objects.create(risk_point=point, text="应立案不立案。")
        measure_for(point)
    client.force_login(sitting.chair)
    with django_assert_num_queries(23):
        client.get(address("sitting", sitting.pk))


def test_a_stranger_learns_nothing(client):
    sitting, other = convened(), convened()
    assert page_of(client, other.chair, sitting).status_code == 404
    for name in ("sitting_assess", "sitting_decide", "sitting_return"):
        assert client.post(address(name, sitting.pk)).status_code == 404
    assert client.post(address("sitting_convene", sitting.worksheet_id)).status_code == 404


def test_the_chair_convenes_with_one_press(client):
    worksheet = handed_in()
    writer = committee_member(worksheet.section)
    measure_for(worksheet.risk_points.get()).written_by.add(writer)
    chair, (member,) = committee(worksheet)
    client.force_login(chair)
    form = {"submission_id": str(uuid.uuid4())}
    responses = [client.post(address("sitting_convene", worksheet.pk), form) for _ in range(2)]
    sitting = Sitting.objects.get()
    assert [r.url for r in responses] == [address("sitting", sitting.pk)] * 2
    assert {seat.user: seat.recused_because for seat in sitting.members.all()} == {
        chair: "",
        member: "",
        writer: "wrote",
    }


def test_a_member_does_not_convene(client):
    worksheet = handed_in()
    _chair, (member,) = committee(worksheet)
    client.force_login(member)
    assert client.post(address("sitting_convene", worksheet.pk)).status_code == 403
    assert not Sitting.objects.exists()


def test_page_shows_what_was_written_and_where_it_stands(client):
    sitting = convened()
    point = sitting.worksheet.risk_points.get()
    point.causes = ["rules", "supervision"]
    point.save()
    Manifestation.objects.create(risk_point=point, text="随意行使自由裁量权。")
    Finding.objects.create(risk_point=point, method="peers")
    measure_for(point, text="细化裁量基准。")
    (card,) = page_of(client, sitting.chair, sitting).context["bench"].cards
    (context,) = card.contexts
    assert (context.number, context.name) == (2, "审查")
    assert (context.before, context.after) == (["受理"], ["送达"])
    assert [line.measure.text for line in card.measures] == ["细化裁量基准。"]
    content = client.get(address("sitting", sitting.pk)).content.decode()
    assert all(words in content for words in ("随意行使自由裁量权。", "细化裁量基准。"))


def test_point_on_a_position_names_the_position(client):
    sitting = convened()
    point = sitting.worksheet.risk_points.get()
    position = point.steps.get().position
    point.anchors.all().delete()
    point.positions.add(position)
    (card,) = page_of(client, sitting.chair, sitting).context["bench"].cards
    assert [(context.number, context.name) for context in card.contexts] == [(None, position.name)]


def test_step_that_is_gone_from_the_version_is_still_named(client):
    sitting = convened()
    step = sitting.worksheet.risk_points.get().steps.get()
    step.key = "renamed"
    step.save()
    (card,) = page_of(client, sitting.chair, sitting).context["bench"].cards
    assert [(context.number, context.name) for context in card.contexts] == [(None, step.name)]


def test_own_level_of_the_section_is_not_in_the_page_before_handing_in(client):
    sitting = convened()
    _chair, member = raters_of(sitting)
    before = page_of(client, member, sitting).content.decode()
    assess(sitting, member, 1)
    after = client.get(address("sitting", sitting.pk)).content.decode()
    assert ("level-3" in before, "level-3" in after) == (False, True)


def test_grades_are_blind_until_everybody_is_in(client):
    sitting = convened()
    chair, member = raters_of(sitting)
    client.force_login(member)
    client.post(address("sitting_assess", sitting.pk), typed(sitting, 1, 1, 1, 1, reason=LEAK))
    for reader in (chair, contributor(sitting.worksheet.section)):
        content = page_of(client, reader, sitting).content.decode()
        assert (LEAK in content, "note-level-1" in content) == (False, False)
    assess(sitting, chair, 3)
    for reader, sees in ((chair, True), (contributor(sitting.worksheet.section), False)):
        content = page_of(client, reader, sitting).content.decode()
        assert (LEAK in content, "note-level-1" in content) == (sees, sees)


def test_a_recused_member_does_not_see_the_grades_before_the_ruling(client):
    worksheet = handed_in()
    writer = committee_member(worksheet.section)
    worksheet.risk_points.get().written_by.add(writer)
    sitting = assessed(convened(worksheet), 1)
    (card,) = page_of(client, writer, sitting).context["bench"].cards
    assert card.result is None
    decide_sitting(sitting=sitting, by=sitting.chair)
    (card,) = page_of(client, writer, sitting).context["bench"].cards
    assert card.result.level.mark == "I"


def test_a_lowering_shows_only_when_it_is_seconded(client):
    sitting = assessed(convened(), 1)
    chair, member = raters_of(sitting)
    proposal = propose_level(
        sitting=sitting,
        risk_point=sitting.worksheet.risk_points.get(),
        rank=2,
        reason="已有系统留痕",
        by=chair,
    )
    marks = []
    for _ in range(2):
        result = page_of(client, member, sitting).context["bench"].cards[0].result
        marks.append((result.level.mark, result.waits, result.departs))
        if result.waits:
            second_lowering(proposal=proposal, by=member)
    assert marks == [("I", True, False), ("II", False, True)]


def test_everybody_reads_what_was_ruled(client):
    sitting = assessed()
    client.force_login(sitting.chair)
    client.post(address("sitting_decide", sitting.pk), {"minutes": "〔2026〕3 号"})
    page = page_of(client, contributor(sitting.worksheet.section), sitting)
    (card,) = page.context["bench"].cards
    assert (card.result.level.mark, page.context["bench"].in_count) == ("II", 2)
    assert card.result.sentence in page.content.decode()


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
