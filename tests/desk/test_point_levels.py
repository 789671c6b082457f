"""A risk point's levels on its pages, the committee's list of them, and what the pages let one do."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.annotating import notes_for
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from riskcontrol.registers.risk_points import register_of
from riskpoints.actions.levels import expect_level
from riskpoints.models import PlannedLevel, Reopening, RiskPoint, VerifiedLevel
from tests.factories.accounts import SectionFactory, committee_chair, contributor, person
from tests.factories.levels import people, proven, ruled
from tests.factories.measures import OccasionFactory, assessed, convened, handed_in
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened, step_of, written
from tests.riskpoints.settling import looked
from tests.riskpoints.test_levels import propose, ranks, verified

pytestmark = pytest.mark.django_db
WORDS = "三次抽查均无问题。"


def in_section(section, **kwargs):
    return ruled(handed_in(settled_chart(section=section)), **kwargs)


def page(client, point):
    return client.get(reverse("desk:point_levels", args=[point.pk]))


def post(client, name, pk, **said):
    return client.post(reverse(f"desk:{name}", args=[pk]), said)


def test_two_people_rule_on_the_page(client):
    point = proven(ruled())
    chair, member = people(point)
    client.force_login(member)
    assert [level.rank for level in page(client, point).context["folder"].lower_levels] == [2, 3]

    answer = post(client, "level_propose", point.pk, **{"propose-rank": 3, "propose-reason": WORDS})
    assert answer.url == f"/desk/risk-points/{point.pk}/levels/"
    assert "由其他评审员附议" in page(client, point).text
    proposed = VerifiedLevel.objects.get()
    assert post(client, "level_second", proposed.pk).status_code == 403

    client.force_login(chair)
    assert WORDS in page(client, point).text
    post(client, "level_second", proposed.pk)
    assert ranks(point) == (1, 3, 3)
    post(client, "level_raise", point.pk, **{"raise-reason": "措施停了。"})
    assert ranks(point) == (1, 3, None)
    assert "措施停了。" in page(client, point).text


def test_a_proposal_is_taken_back_on_the_page(client):
    point = proven(ruled())
    _chair, member = people(point)
    proposed = propose(point, member)
    client.force_login(member)
    post(client, "level_withdraw", proposed.pk)
    assert not VerifiedLevel.objects.exists()


def test_what_is_refused_comes_again_with_what_was_typed(client):
    point = proven(ruled())
    chair, member = people(point)
    client.force_login(member)
    answer = post(client, "level_propose", point.pk, **{"propose-rank": 9, "propose-reason": WORDS})
    assert (answer.status_code, WORDS in answer.text) == (422, True)
    assert "error-summary" in answer.text

    client.force_login(chair)
    answer = post(client, "level_plan", point.pk, **{"plan-rank": "", "plan-reason": WORDS})
    assert (answer.status_code, WORDS in answer.text) == (422, True)
    post(client, "level_plan", point.pk, **{"plan-rank": 2, "plan-reason": WORDS})
    assert ranks(point) == (1, 2, None)
    verified(point, rank=2)
    answer = post(client, "level_raise", point.pk, **{"raise-reason": ""})
    assert (answer.status_code, ranks(point)) == (422, (1, 2, 2))


def test_the_section_reads_and_does_nothing(client):
    point = proven(ruled())
    proposed = propose(point, people(point)[1])
    client.force_login(contributor(point.section))
    text = page(client, point).text
    assert WORDS in text
    assert "<form" not in text.partition('id="three-levels"')[2].partition("</main>")[0]
    for name, pk in (
        ("level_plan", point.pk),
        ("level_propose", point.pk),
        ("level_raise", point.pk),
        ("level_second", proposed.pk),
        ("level_withdraw", proposed.pk),
    ):
        assert post(client, name, pk).status_code == 403
    assert ranks(point) == (1, 3, None)


def test_a_stranger_finds_nothing(client):
    point = proven(ruled())
    proposed = propose(point, people(point)[1])
    client.force_login(committee_chair(SectionFactory()))
    assert page(client, point).status_code == 404
    assert post(client, "level_second", proposed.pk).status_code == 404
    assert shown(client, "proposed") == []


def test_what_has_no_ruling_has_no_levels_to_rule_on(client):
    point = handed_in().risk_points.get()
    client.force_login(committee_chair(point.section))
    text = page(client, point).text
    assert "该风险点尚未评定。" in text


def lapse(point):
    day = timezone.localdate() - datetime.timedelta(days=1)
    OccasionFactory(measure=point.measures.get(), due_on=day)


def test_the_pages_say_when_it_rests_on_measures_that_lapsed(client):
    point = proven(ruled())
    verified(point)
    client.force_login(contributor(point.section))
    detail = reverse("riskpoints:detail", args=[point.pk])
    words = "核验等级所依据的措施已逾期或者停止"
    assert words not in client.get(detail).text + page(client, point).text

    lapse(point)
    assert words in client.get(detail).text
    assert words in page(client, point).text


@pytest.fixture
def chair(client):
    """A section's committee chair, signed in."""
    section = SectionFactory()
    chair = committee_chair(section)
    client.force_login(chair)
    return chair, section


def shown(client, show):
    found = client.get(reverse("desk:levels"), {"show": show})
    return [(point.pk, bool(point.is_proven)) for point in found.context["page"]]


def test_the_list_holds_what_is_ready_proposed_unplanned_and_fallen(client, chair):
    _chair, section = chair
    ready = proven(in_section(section))
    in_section(section)
    unplanned = proven(in_section(section, planned=None))
    at_the_plan = proven(in_section(section, planned=1))
    waiting = proven(in_section(section))
    propose(waiting, people(waiting)[1])
    fallen, on_its_way = (proven(in_section(section)) for _ in range(2))
    verified(fallen)
    verified(on_its_way, rank=2)

    assert shown(client, "ready") == [(ready.pk, True), (on_its_way.pk, True)]
    assert shown(client, "unplanned") == [(unplanned.pk, True)]
    assert shown(client, "proposed") == [(waiting.pk, True)]
    assert shown(client, "standing") == [(fallen.pk, True), (on_its_way.pk, True)]
    assert at_the_plan.pk
    lapse(fallen)
    assert shown(client, "standing") == [(fallen.pk, False), (on_its_way.pk, True)]
    assert client.get(reverse("desk:levels"), {"show": "nonsense"}).status_code == 404


def test_what_is_reopened_is_not_ready(client, chair):
    _chair, section = chair
    ready, changed, rated = (proven(in_section(section)) for _ in range(3))
    for point in (changed, rated):
        RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    assert len(looked(changed)) == 2
    convened(rated.worksheet)
    Reopening.objects.filter(ruling=rated.ruling).delete()
    assert shown(client, "ready") == [(ready.pk, True)]
    assert not page(client, changed).context["folder"].may_propose
    assert "评定后有变化，先由评审会处理。" in page(client, changed).text


@pytest.mark.parametrize("show", ["ready", "proposed", "unplanned", "standing"])
def test_the_list_asks_the_same_number_of_queries_for_one_and_for_three(
    client, chair, django_assert_num_queries, show
):
    _chair, section = chair

    def one_more():
        point = proven(in_section(section, planned=None if show == "unplanned" else 3))
        if show == "proposed":
            propose(point, people(point)[1])
        if show == "standing":
            verified(point)

    one_more()
    client.get(reverse("desk:levels"))
    for number in (1, 3):
        with django_assert_num_queries(10):
            assert len(shown(client, show)) == number
        one_more()
        one_more()


def test_the_committee_s_page_leads_to_the_list(client, chair):
    assert 'href="/desk/committee/levels/"' in client.get(reverse("desk:committee")).text


def test_my_work_names_what_waits_for_a_second_person():
    point = proven(ruled())
    chair, member = people(point)
    propose(point, member)
    address = f"/desk/risk-points/{point.pk}/levels/"
    for person_, waits in ((chair, True), (member, False), (contributor(point.section), False)):
        urls = [item.url for item in work_of(person_, board_for(person_))]
        assert (address in urls) == waits


def test_the_chair_says_in_the_sitting_what_is_expected(client):
    sitting = assessed(convened(), 1)
    point = sitting.worksheet.risk_points.get()
    address = reverse("desk:sitting_plan", args=[sitting.pk, point.pk])
    name = f"plan{point.pk}"
    member = sitting.members.exclude(user=sitting.chair).get(recused_because="").user
    client.force_login(member)
    assert client.post(address, {f"{name}-rank": 2, f"{name}-reason": WORDS}).status_code == 403

    client.force_login(sitting.chair)
    refused = client.post(address, {f"{name}-rank": 2, f"{name}-reason": ""})
    assert (refused.status_code, PlannedLevel.objects.exists()) == (422, False)
    elsewhere = reverse("desk:sitting_plan", args=[sitting.pk, handed_in().risk_points.get().pk])
    assert client.post(elsewhere, {f"{name}-rank": 2}).status_code == 404

    client.post(address, {f"{name}-rank": 2, f"{name}-reason": WORDS})
    assert PlannedLevel.objects.get().rank == 2
    assert WORDS in client.get(reverse("desk:sitting", args=[sitting.pk])).text


def test_raters_do_not_see_what_the_section_expects_before_they_have_rated(client):
    worksheet = handed_in()
    point = worksheet.risk_points.get()
    point.proposed_rank = 1
    point.save()
    expect_level(risk_point=point, rank=2, reason=WORDS)
    sitting = convened(worksheet)
    client.force_login(sitting.chair)
    pages = [
        reverse("desk:sitting", args=[sitting.pk]),
        reverse("riskpoints:detail", args=[point.pk]),
        reverse("desk:worksheet", args=[worksheet.flowchart.code]),
        reverse("riskpoints:list"),
        reverse("desk:point_levels", args=[point.pk]),
        reverse("desk:power", args=[worksheet.flowchart.powers.get().code]),
        reverse("desk:position", args=[worksheet.body.code, point.steps.get().position.code]),
    ]
    for address in pages:
        text = client.get(address).text
        assert WORDS not in text
        assert "预期 " not in text
    client.force_login(contributor(worksheet.section))
    assert "预期" in client.get(pages[1]).text


def test_the_worksheet_s_row_takes_and_shows_what_is_expected(client):
    worksheet = opened()
    point = written(worksheet, proposed_rank=1, planned_rank=3, planned_reason=WORDS)
    client.force_login(worksheet.opened_by)
    row = client.get(reverse("desk:point_edit", args=[worksheet.pk, point.pk]))
    assert row.context["entry"].main.initial["planned_rank"] == 3
    assert WORDS in row.text
    sheet = client.get(reverse("desk:worksheet", args=[worksheet.flowchart.code])).text
    assert "预期" in sheet
    assert step_of(worksheet)


def test_the_register_and_the_chart_tell_planned_and_verified_beside_the_initial():
    point = proven(ruled())
    verified(point)
    register = register_of(point.body)
    (line,) = register.lines
    assert [line.level.mark, line.planned.mark, line.verified.mark] == ["I", "III", "III"]
    assert [(level.mark, count) for level, count in register.levels] == [("I", 1)]
    assert [(level.mark, count) for level, count in register.levels_verified] == [("III", 1)]

    version = point.flowchart.versions.get()
    (note,) = notes_for(version)[point.steps.get().key].risks
    assert (note.level.numeral, note.title) == ("Ⅰ", f"{point.title}（核验等级 III 级）")


def test_the_list_keeps_what_is_planned_or_has_fallen(client):
    section = SectionFactory()
    planned, fallen = in_section(section), proven(in_section(section))
    in_section(section, planned=None)
    verified(fallen)
    client.force_login(person(Role.HEAD, section.body))

    def found(stage):
        page = client.get(reverse("riskpoints:list"), {"stage": stage}).context["page"]
        return [point.pk for point in page.object_list]

    assert found("planned") == [planned.pk, fallen.pk]
    assert found("verified") == [fallen.pk]
    assert RiskPoint.objects.count() == 3
