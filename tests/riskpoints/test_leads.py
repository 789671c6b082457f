"""What the committee does with leads, and who may know of them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from riskcontrol.accounts.models import User
from riskcontrol.audit.models import Chain, Detail, Entry
from riskcontrol.audit.verification import verify
from riskcontrol.lib.stale import Stale
from riskpoints.actions import leads as act
from riskpoints.actions.carrying import change_row, remove_row
from riskpoints.actions.worksheets import say_none_found, sign_worksheet, submit_worksheet
from riskpoints.models import Lead, RiskPoint
from riskpoints.rows import sheet_of
from riskpoints.states import FindingMethod
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    MembershipFactory,
    PositionFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    person,
    section_head,
)
from tests.factories.leads import GIST, SOURCE, entered, entered_at, lead_facts, passed_on_at, ruled
from tests.factories.powers import StepFactory, settled_chart
from tests.factories.riskpoints import facts, measured, opened, step_of, written
from tests.factories.rounds import all_confirmed, carried, decided, next_sheet, ruled_on

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 14)


def entries(lead):
    return [(entry.chain, entry.verb) for entry in Entry.objects.about(lead).order_by("sequence")]


def test_the_committee_enters_a_lead_and_it_stands_in_its_own_chain():
    body = BodyFactory()
    lead = entered(body, proven=True)

    assert (lead.kind, lead.on, lead.gist, lead.source, lead.proven) == (
        "petition", DAY, GIST, SOURCE, True,
    )  # fmt: skip
    assert entries(lead) == [(Chain.COMMITTEE, "lead.enter")]
    assert Entry.objects.filter(chain=Chain.STAFF).count() == 0
    assert GIST not in str(lead)


@pytest.mark.parametrize("role", [contributor, section_head, moderator, deputy_head])
def test_nobody_of_the_unit_enters_or_reads_one(role):
    section = SectionFactory()
    lead = entered(section.body, section=section)
    by = role(section)

    with pytest.raises(PermissionDenied):
        entered(section.body, by=by)
    with pytest.raises(PermissionDenied):
        act.pass_on_lead(lead=lead, by=by)
    assert list(Lead.objects.visible_to(by)) == []
    assert list(Lead.objects.visible_to(committee_member(section))) == [lead]


def test_a_committee_of_the_area_reads_its_bodies_and_no_others():
    area = AreaFactory()
    inside, outside = BodyFactory(parent=area), BodyFactory()
    member = person("committee-member", area)
    lead = entered(inside, by=member)
    entered(outside)
    assert list(Lead.objects.visible_to(member)) == [lead]


def test_a_chart_brings_its_section_and_a_position_its_own():
    chart, position = settled_chart(), PositionFactory()
    assert entered(chart.body, flowchart=chart).section == chart.section
    assert entered(position.body, position=position).section == position.unit


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (lambda: {"gist": " "}, ["gist"]),
        (lambda: {"source": " "}, ["source"]),
        (lambda: {"on": timezone.localdate() + datetime.timedelta(days=1)}, ["on"]),
        (lambda: {"section": SectionFactory()}, ["section"]),
        (lambda: {"flowchart": settled_chart()}, ["flowchart", "section"]),
        (lambda: {"position": PositionFactory()}, ["position", "section"]),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(fields, wrong):
    with pytest.raises(ValidationError) as refused:
        entered(BodyFactory(), **fields())
    assert sorted(refused.value.error_dict) == wrong
    assert not Lead.objects.exists()


def test_a_step_stands_on_the_chart_that_is_named_and_the_chart_in_its_section():
    chart, other = settled_chart(), settled_chart()
    with pytest.raises(ValidationError) as refused:
        entered(chart.body, flowchart=chart, step=other.steps.first())
    assert list(refused.value.error_dict) == ["step"]
    with pytest.raises(ValidationError) as refused:
        entered(chart.body, flowchart=chart, section=SectionFactory(parent=chart.body))
    assert list(refused.value.error_dict) == ["flowchart"]


def test_a_step_that_is_drawn_away_leaves_its_lead_at_the_chart():
    """The section that draws must not learn of it by a refusal."""
    chart = settled_chart()
    lead = entered_at(StepFactory(flowchart=chart))
    lead.step.delete()
    lead.refresh_from_db()
    assert (lead.step, lead.flowchart) == (None, chart)


def test_a_stale_change_is_told_and_a_change_counts_up():
    lead = entered(BodyFactory())
    by = lead.entered_by
    act.change_lead(lead=lead, facts=lead_facts(gist="改后。"), expected=1, by=by)
    with pytest.raises(Stale):
        act.change_lead(lead=lead, facts=lead_facts(gist="再改。"), expected=1, by=by)
    lead.refresh_from_db()
    assert (lead.gist, lead.row_version) == ("改后。", 2)


def test_the_section_reads_what_is_passed_on_and_no_other_section_does():
    step = step_of(opened())
    mine, lead = contributor(step.flowchart.section), entered_at(step)
    other = contributor(SectionFactory(parent=step.flowchart.body))
    assert list(Lead.objects.passed_to(mine)) == []

    lead = act.pass_on_lead(lead=lead, by=lead.entered_by)

    assert list(Lead.objects.passed_to(mine)) == [lead]
    assert list(Lead.objects.passed_to(other)) == []
    assert list(Lead.objects.passed_to(deputy_head(step.flowchart.section))) == []
    act.take_back_lead(lead=lead, by=lead.entered_by)
    assert list(Lead.objects.passed_to(mine)) == []


def test_a_lead_without_a_section_is_not_passed_on_nor_one_twice():
    lead = entered(BodyFactory())
    with pytest.raises(PermissionDenied, match="科室"):
        act.pass_on_lead(lead=lead, by=lead.entered_by)
    passed = passed_on_at(step_of(opened()))
    with pytest.raises(PermissionDenied):
        act.pass_on_lead(lead=passed, by=passed.passed_by)


def test_another_section_takes_it_from_the_first():
    lead = passed_on_at(step_of(opened()))
    facts = lead_facts(section=SectionFactory(parent=lead.body))
    act.change_lead(lead=lead, facts=facts, expected=lead.row_version, by=lead.passed_by)
    lead.refresh_from_db()
    assert (lead.section, lead.passed_on, lead.passed_by) == (facts.section, None, None)


def test_the_section_answers_and_the_committee_closes_or_asks_again():
    worksheet = opened()
    lead = passed_on_at(step_of(worksheet))
    member = lead.passed_by
    with pytest.raises(ValidationError):
        act.answer_lead(lead=lead, because=" ", by=worksheet.opened_by)
    with pytest.raises(PermissionDenied):
        act.answer_lead(lead=lead, because="没有。", by=member)
    lead = act.answer_lead(lead=lead, because="已改为网上办理。", by=worksheet.opened_by)
    assert (lead.answer, lead.answered_by) == ("已改为网上办理。", worksheet.opened_by)

    lead = act.pass_on_lead(lead=lead, by=member)
    assert (lead.answer, lead.answered_by, lead.answered_on) == ("", None, None)
    lead = act.close_lead(lead=lead, because="所涉环节已取消。", by=member)
    assert list(Lead.objects.passed_to(worksheet.opened_by)) == []
    with pytest.raises(PermissionDenied):
        act.answer_lead(lead=lead, because="没有。", by=worksheet.opened_by)
    assert act.reopen_lead(lead=lead, by=member).closed_on is None


def test_closing_takes_a_reason_and_no_risk_point():
    point = written(opened())
    lead = entered(point.body)
    with pytest.raises(ValidationError):
        act.close_lead(lead=lead, because=" ", by=lead.entered_by)
    act.link_lead(lead=lead, risk_point=point, by=lead.entered_by)
    with pytest.raises(PermissionDenied):
        act.close_lead(lead=lead, because="不再。", by=lead.entered_by)
    act.unlink_lead(lead=lead, risk_point=point, by=lead.entered_by)
    act.close_lead(lead=lead, because="不再。", by=lead.entered_by)
    with pytest.raises(PermissionDenied):
        act.link_lead(lead=lead, risk_point=point, by=lead.entered_by)
    assert [verb for _chain, verb in entries(lead)] == [
        "lead.enter", "lead.link", "lead.unlink", "lead.close",
    ]  # fmt: skip
    assert {chain for chain, _verb in entries(lead)} == {Chain.COMMITTEE}


def test_one_lead_stands_at_several_points_of_its_body_each_once():
    worksheet = opened()
    one, two = written(worksheet), written(worksheet, step_of(worksheet, "examine"))
    lead, other = entered(worksheet.body), written(opened())
    for point in (one, two, two):
        act.link_lead(lead=lead, risk_point=point, by=lead.entered_by)
    with pytest.raises(PermissionDenied):
        act.link_lead(lead=lead, risk_point=other, by=lead.entered_by)
    assert list(lead.risk_points.order_by("pk")) == [one, two]
    assert list(one.findings.values_list("method", flat=True)) == ["self"]


def test_a_point_written_from_a_lead_was_found_in_records():
    worksheet = opened()
    lead, point = passed_on_at(step_of(worksheet)), written(worksheet)
    act.write_from_lead(lead=lead, risk_point=point, by=worksheet.opened_by)
    found = [(each.method, each.who) for each in point.findings.all()]
    assert found == [("self", "全科室"), (FindingMethod.RECORDS, "")]
    assert list(lead.risk_points.all()) == [point]


def test_nobody_writes_from_a_lead_that_was_not_passed_on():
    worksheet = opened()
    lead, point = entered_at(step_of(worksheet)), written(worksheet)
    with pytest.raises(PermissionDenied):
        act.write_from_lead(lead=lead, risk_point=point, by=worksheet.opened_by)
    assert not lead.links.exists()


def test_a_removed_risk_point_leaves_its_lead_open():
    worksheet = opened()
    lead, point = passed_on_at(step_of(worksheet), proven=True), written(worksheet, measures=0)
    act.write_from_lead(lead=lead, risk_point=point, by=worksheet.opened_by)
    assert list(Lead.objects.proven_without_a_point()) == []
    RiskPoint.objects.filter(pk=point.pk).delete()
    assert list(Lead.objects.proven_without_a_point()) == [lead]


def test_erasing_by_law_takes_the_words_out_of_row_and_ledger_and_the_chain_stays_whole():
    lead = passed_on_at(step_of(opened()), proven=True)
    chair = committee_chair(lead.section)
    kept = entered(lead.body)
    assert any(
        GIST in str(detail.content) for detail in Detail.objects.filter(entry__target_id=lead.pk)
    )
    with pytest.raises(PermissionDenied):
        act.erase_lead(lead=lead, ground="期限届满。", by=lead.passed_by)
    with pytest.raises(ValidationError):
        act.erase_lead(lead=lead, ground=" ", by=chair)

    act.erase_lead(lead=lead, ground="个人信息保护法第四十七条。", by=chair)

    lead.refresh_from_db()
    assert (lead.gist, lead.source, lead.proven, lead.kind) == ("", "", True, "petition")
    about = Entry.objects.about(lead).order_by("sequence")
    told = [hasattr(entry, "detail") for entry in about]
    assert told == [False, False, True]
    assert about.last().detail.content == {"ground": "个人信息保护法第四十七条。"}
    assert hasattr(Entry.objects.about(kept).get(), "detail")
    assert verify() == Entry.objects.count()
    with pytest.raises(PermissionDenied):
        act.change_lead(lead=lead, facts=lead_facts(), expected=lead.row_version, by=chair)


def test_a_sheet_is_entered_whole_or_not_at_all():
    body = BodyFactory()
    by = committee_member(body)
    bad = lead_facts(section=SectionFactory())
    with pytest.raises(ValidationError):
        act.import_leads(body=body, rows=[lead_facts(), bad], by=by)
    assert (Lead.objects.count(), Entry.objects.count()) == (0, 0)
    act.import_leads(body=body, rows=[lead_facts(), lead_facts(kind="law")], by=by)
    verbs = list(Entry.objects.order_by("sequence").values_list("chain", "verb"))
    assert verbs == [
        ("committee", "lead.enter"), ("committee", "lead.enter"), ("committee", "lead.import"),
    ]  # fmt: skip


@pytest.fixture
def sheet():
    """A worksheet with a point at level II on its first step, ruled on the 1st of February 2025."""
    worksheet = opened()
    ruled(written(worksheet), 2, datetime.date(2025, 2, 1))
    return worksheet


def earlier(lead):
    return Lead.objects.with_earlier_rank().get(pk=lead.pk).earlier_rank


def test_registered_before_is_a_ruling_on_the_same_step_before_the_day(sheet):
    first, second = step_of(sheet), step_of(sheet, "examine")
    assert earlier(entered_at(first)) == 2
    assert earlier(entered_at(first, on=datetime.date(2025, 2, 1))) is None
    assert earlier(entered_at(first, on=datetime.date(2025, 2, 2))) == 2
    assert earlier(entered_at(second)) is None


def test_where_no_step_is_known_the_position_the_chart_and_the_section_count(sheet):
    body, chart = sheet.body, sheet.flowchart
    elsewhere = SectionFactory(parent=body)
    position = PositionFactory(unit=sheet.section)
    assert earlier(entered(body, flowchart=chart)) == 2
    assert earlier(entered(body, section=sheet.section)) == 2
    assert earlier(entered(body, section=elsewhere)) is None
    assert earlier(entered(body)) is None
    assert earlier(entered(body, position=position)) is None
    chart.steps.filter(key="receive").update(position=position)
    assert earlier(entered(body, position=position)) == 2


def test_the_highest_level_ruled_by_then_counts(sheet):
    point, lead = ruled(written(sheet), 1, datetime.date(2025, 4, 1)), entered_at(step_of(sheet))
    assert earlier(lead) == 2
    point.rulings.update(ruled_on=datetime.date(2025, 3, 1))
    assert earlier(lead) == 1


def test_the_tally_counts_proven_cases_with_a_place_in_one_query(sheet, django_assert_num_queries):
    first = step_of(sheet)
    entered_at(first, proven=True)
    entered_at(first, proven=True, source="二号")
    entered_at(first, proven=False)
    entered_at(step_of(sheet, "examine"), proven=True)
    entered(sheet.body, proven=True)
    with django_assert_num_queries(1):
        assert Lead.objects.tally_of_earlier_ranks() == {2: 2, None: 1}


def test_a_risk_point_that_a_later_round_removes_leaves_its_lead_open():
    before = decided()
    lead = entered_at(step_of(before), proven=True)
    act.link_lead(lead=lead, risk_point=before.risk_points.get(), by=lead.entered_by)
    sheet = next_sheet(before)
    remove_row(row=carried(sheet), reason="事项取消。", by=sheet.opened_by)
    assert list(Lead.objects.proven_without_a_point()) == []

    for row in sheet_of(sheet).rows[:1]:
        say_none_found(worksheet=sheet, row=row.key, because="已取消。", by=sheet.opened_by)
    ruled_on(signed_again(sheet))

    assert list(Lead.objects.proven_without_a_point()) == [lead]
    assert act.close_lead(lead=lead, because="事项已取消。", by=lead.entered_by).is_closed


def test_a_lead_goes_on_with_the_risk_point_that_takes_the_place_of_its_own():
    before = decided()
    lead = entered_at(step_of(before), proven=True)
    act.link_lead(lead=lead, risk_point=before.risk_points.get(), by=lead.entered_by)
    sheet = next_sheet(before)
    facts_now = facts(step_of(sheet), title="收件不登记")
    point = change_row(row=carried(sheet), facts=facts_now, by=sheet.opened_by)
    measured(point, by=sheet.opened_by)
    ruled_on(signed_again(sheet))

    assert [point.title for point in lead.risk_points.standing()] == ["收件不登记"]
    assert list(Lead.objects.proven_without_a_point()) == []


@pytest.mark.parametrize("where", ["section", "position", "step"])
def test_nobody_of_the_committee_takes_up_what_points_to_his_own_post(where):
    chart = settled_chart()
    step = chart.steps.exclude(position=None).first()
    place = {
        "section": {"section": chart.section},
        "position": {"position": step.position},
        "step": {"flowchart": chart, "step": step},
    }[where]
    lead, other = entered(chart.body, **place), entered(chart.body)
    own = committee_member(chart.section)
    unit = chart.section if where == "section" else SectionFactory(parent=chart.body)
    post = None if where == "section" else step.position
    MembershipFactory(user=own, unit=unit, role="contributor", position=post)
    own = User.objects.get(pk=own.pk)

    assert list(Lead.objects.visible_to(own)) == [other]
    assert list(Lead.objects.visible_to(committee_member(chart.section))) == [other, lead]
    for refused in (
        lambda: entered(chart.body, by=own, **place),
        lambda: act.close_lead(lead=lead, because="不再。", by=own),
        lambda: act.change_lead(lead=other, facts=lead_facts(**place), expected=1, by=own),
    ):
        with pytest.raises(PermissionDenied, match="本人所在科室或岗位"):
            refused()


def signed_again(sheet):
    """A worksheet of a later round with the committee, its other rows confirmed."""
    all_confirmed(sheet)
    submit_worksheet(worksheet=sheet, by=sheet.opened_by)
    return sign_worksheet(worksheet=sheet, by=section_head(sheet.section))
