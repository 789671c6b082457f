"""The committee's pages: what each reader sees, and each press of a button."""

import uuid

import pytest
from django.utils.translation import gettext

from riskcontrol.accounts.models import UnitClass
from riskpoints.actions.sittings import (
    decide_sitting,
    propose_level,
    second_lowering,
)
from riskpoints.models import Finding, Manifestation, Sitting
from tests.desk.sitting_pages import LEAK, address, full_committee_page, page_of, typed
from tests.factories.accounts import committee_member, contributor
from tests.factories.measures import (
    assess,
    assessed,
    committee,
    convened,
    handed_in,
    measure_for,
    raters_of,
)
from tests.factories.rules import along

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_committee_page_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    client.force_login(full_committee_page(rows))
    with django_assert_num_queries(10):
        response = client.get(address("committee"))
    said = [entry.words for entry in response.context["entries"] if entry.is_mine]
    kinds = ["waits for a sitting", "every item is dealt with; waits to be closed"]
    assert [said.count(str(gettext(kind))) for kind in kinds] == [rows] * 2
    assert len(response.context["entries"]) == 3 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_sitting_page_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    sitting = convened(handed_in(points=rows))
    for point in sitting.worksheet.risk_points.all():
        Manifestation.objects.create(risk_point=point, text="应立案不立案。")
        measure_for(point)
    client.force_login(sitting.chair)
    with django_assert_num_queries(34):
        client.get(address("sitting", sitting.pk))


def test_what_reaches_a_point_along_a_line_stands_on_its_card(client):
    sitting = convened(handed_in())
    section = sitting.worksheet.section
    UnitClass.objects.create(unit=section, name="行政执法")
    along(section, unit_class="行政执法", text="抽查会议记录。")
    along(section, unit_class="窗口服务", text="公开办事指南。")
    page = page_of(client, sitting.chair, sitting)
    assert [(str(one.thing), one.because) for one in page.context["bench"].cards[0].along] == [
        ("抽查会议记录。", "因：单位分类“行政执法”")
    ]
    assert "抽查会议记录。" in page.text
    assert "公开办事指南。" not in page.text


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
    assert ("ink-green" in before, "ink-green" in after) == (False, True)


def test_grades_are_blind_until_everybody_is_in(client):
    sitting = convened()
    chair, member = raters_of(sitting)
    client.force_login(member)
    client.post(address("sitting_assess", sitting.pk), typed(sitting, 1, 1, 1, 1, reason=LEAK))
    for reader in (chair, contributor(sitting.worksheet.section)):
        content = page_of(client, reader, sitting).content.decode()
        assert (LEAK in content, "note-red" in content) == (False, False)
    assess(sitting, chair, 3)
    for reader, sees in ((chair, True), (contributor(sitting.worksheet.section), False)):
        content = page_of(client, reader, sitting).content.decode()
        assert (LEAK in content, "note-red" in content) == (sees, sees)


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
