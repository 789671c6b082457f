"""A sitting from convening to its ruling, through the actions on a real database."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.sittings import (
    convene_sitting,
    decide_sitting,
    propose_level,
    return_sitting,
    second_lowering,
    submit_assessments,
    withdraw_proposal,
)
from riskpoints.actions.worksheets import Remarked
from riskpoints.models import Assessment, LevelProposal, Ruling, Sitting
from riskpoints.states import RecusalGround, WorksheetState
from tests.factories.accounts import AreaFactory, PositionFactory, committee_member, person
from tests.factories.measures import (
    assess,
    assessed,
    committee,
    convened,
    handed_in,
    judgement,
    raters_of,
)

pytestmark = pytest.mark.django_db


def grounds(sitting):
    return {seat.user: seat.recused_because for seat in sitting.members.all()}


def verbs():
    return [entry.verb for entry in Entry.objects.order_by("sequence")]


def test_everybody_on_the_committee_is_called():
    worksheet = handed_in()
    chair, (member,) = committee(worksheet)
    area = AreaFactory()
    body = worksheet.body
    body.parent = area
    body.save()
    above = person(Role.COMMITTEE_MEMBER, area)
    person(Role.COMMITTEE_MEMBER, handed_in().body)
    gone = committee_member(worksheet.section)
    gone.is_active = False
    gone.save()
    sitting = convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair)
    assert grounds(sitting) == {chair: "", member: "", above: ""}
    assert verbs() == ["sitting.convene"]


def wrote(worksheet, member):
    worksheet.risk_points.get().written_by.add(member)


def examined(worksheet, member):
    step = worksheet.flowchart.steps.first()
    worksheet.examinations.create(step=step, none_found_because="无", examined_by=member)


def submitted(worksheet, member):
    worksheet.submitted_by = member
    worksheet.save()


def signed(worksheet, member):
    worksheet.signed_by = member
    worksheet.save()


def in_the_section(worksheet, member):
    member.memberships.create(unit=worksheet.section, role=Role.CONTRIBUTOR)


def acts_in_a_step(worksheet, member):
    member.memberships.update(position=worksheet.flowchart.steps.first().position)


def holds_the_position(worksheet, member):
    position = PositionFactory(unit=worksheet.section)
    worksheet.risk_points.get().positions.add(position)
    member.memberships.update(position=position)


def in_the_unit(worksheet, member):
    unit = PositionFactory(unit__parent=worksheet.body).unit
    worksheet.risk_points.get().units.add(unit)
    member.memberships.create(unit=unit, role=Role.CONTRIBUTOR)


@pytest.mark.parametrize(
    ("part", "ground"),
    [
        (wrote, RecusalGround.WROTE),
        (examined, RecusalGround.WROTE),
        (submitted, RecusalGround.HANDED_IN),
        (signed, RecusalGround.HANDED_IN),
        (in_the_section, RecusalGround.SECTION),
        (in_the_unit, RecusalGround.SECTION),
        (acts_in_a_step, RecusalGround.POSITION),
        (holds_the_position, RecusalGround.POSITION),
    ],
)
def test_whoever_had_a_part_is_recused(part, ground):
    worksheet = handed_in()
    chair, (member, other) = committee(worksheet, 2)
    part(worksheet, member)
    sitting = convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair)
    assert grounds(sitting) == {chair: "", member: ground, other: ""}
    with pytest.raises(PermissionDenied):
        assess(sitting, member, 1)


def test_whoever_wrote_a_measure_is_recused():
    worksheet = handed_in()
    chair, (member, other) = committee(worksheet, 2)
    sitting = convene_sitting(worksheet=worksheet, wrote_measures=[member.pk], by=chair)
    assert grounds(sitting) == {chair: "", member: RecusalGround.WROTE, other: ""}


def test_a_chair_with_a_part_does_not_convene():
    worksheet = handed_in()
    chair, _members = committee(worksheet, 2)
    with pytest.raises(PermissionDenied):
        convene_sitting(worksheet=worksheet, wrote_measures=[chair.pk], by=chair)
    assert not Sitting.objects.exists()


def test_a_sitting_needs_two():
    worksheet = handed_in()
    chair, (member,) = committee(worksheet)
    with pytest.raises(PermissionDenied):
        convene_sitting(worksheet=worksheet, wrote_measures=[member.pk], by=chair)


def test_one_sitting_at_a_time():
    sitting = convened()
    with pytest.raises(PermissionDenied):
        convene_sitting(worksheet=sitting.worksheet, wrote_measures=[], by=sitting.chair)


@pytest.mark.parametrize("state", [WorksheetState.DRAFT, WorksheetState.RETURNED])
def test_only_what_is_handed_in_is_sat_on(state):
    worksheet = handed_in()
    chair, _members = committee(worksheet)
    worksheet.state, worksheet.return_reason = state, "补充"
    worksheet.save()
    with pytest.raises(PermissionDenied):
        convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair)


def test_member_rates_every_point_once():
    sitting = convened(handed_in(points=2))
    _chair, member = raters_of(sitting)
    assess(sitting, member, 2, 1, 3, 3)
    with pytest.raises(PermissionDenied):
        assess(sitting, member, 1)
    ranks = [
        [grade.anchor.rank for grade in assessment.grades.all()]
        for assessment in Assessment.objects.filter(rater=member)
    ]
    assert ranks == [[2, 1, 3, 3], [2, 1, 3, 3]]


def test_the_ledger_learns_only_that_somebody_handed_in():
    sitting = convened(handed_in(points=2))
    assess(sitting, sitting.chair, 1)
    assert Entry.objects.get(verb="assessment.submit").detail.content == {"count": 2}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"grades": {"nature": 1}, "reasons": {"nature": "理由"}},
        {"grades": judgement(1).grades, "reasons": judgement(1, reason="  ").reasons},
        {"grades": judgement(2, 1, 3, 1).grades, "reasons": {"discretion": "理由"}},
    ],
)
def test_an_assessment_with_gaps_is_refused_whole(given):
    sitting = convened()
    point = sitting.worksheet.risk_points.get()
    judgements = {point.pk: type(judgement(1))(**given)} if given else {}
    with pytest.raises(ValidationError):
        submit_assessments(sitting=sitting, judgements=judgements, by=sitting.chair)
    assert not Assessment.objects.exists()


def test_a_stranger_does_not_rate():
    sitting = convened()
    with pytest.raises(PermissionDenied):
        assess(sitting, committee_member(sitting.worksheet.section), 1)


def test_nothing_is_ruled_before_all_are_in():
    sitting = convened()
    assess(sitting, sitting.chair, 1)
    with pytest.raises(PermissionDenied, match=raters_of(sitting)[1].name):
        decide_sitting(sitting=sitting, by=sitting.chair)
    assert not Ruling.objects.exists()


def test_the_highest_of_all_raters_prevails():
    sitting = convened()
    chair, member = raters_of(sitting)
    assess(sitting, chair, 3, 2, 3, 3)
    assess(sitting, member, 2, 3, 3, 1)
    (ruling,) = decide_sitting(sitting=sitting, minutes="〔2026〕3 号", by=chair)
    assert (ruling.rank, ruling.highest_rank, ruling.level.mark) == (1, 1, "I")
    assert [grade.anchor.rank for grade in ruling.grades.all()] == [2, 2, 3, 1]
    assert (ruling.ruled_by, ruling.second, ruling.minutes) == (chair, None, "〔2026〕3 号")
    assert ruling.ruled_on == timezone.localdate()
    worksheet = sitting.worksheet
    worksheet.refresh_from_db()
    assert worksheet.state == WorksheetState.DECIDED
    assert worksheet.risk_points.get().ruling == ruling
    sitting.refresh_from_db()
    assert (sitting.closed_at, sitting.returned) == (worksheet.decided_at, False)


def test_the_ruling_puts_all_grades_into_the_ledger():
    sitting = assessed(convened(), 2, 1, 3, 3)
    decide_sitting(sitting=sitting, by=sitting.chair)
    told = Entry.objects.get(verb="sitting.decide").detail.content["assessments"]
    grades = {"nature": 2, "discretion": 1, "harm": 3, "closeness": 3}
    assert [row["grades"] for row in told] == [grades, grades]


def test_only_the_chair_rules():
    sitting = assessed()
    _chair, member = raters_of(sitting)
    with pytest.raises(PermissionDenied, match=sitting.chair.name):
        decide_sitting(sitting=sitting, by=member)


def test_a_decided_sitting_is_closed():
    sitting = assessed()
    decide_sitting(sitting=sitting, by=sitting.chair)
    for act in (decide_sitting, return_sitting):
        with pytest.raises(PermissionDenied):
            act(
                sitting=sitting,
                by=sitting.chair,
                **({} if act is decide_sitting else {"reason": "x"}),
            )


def propose(sitting, rank, **kwargs):
    point = sitting.worksheet.risk_points.first()
    fields = {"rank": rank, "reason": "另有情况", "by": sitting.chair} | kwargs
    return propose_level(sitting=sitting, risk_point=point, **fields)


def test_raising_stands_at_once():
    sitting = assessed()
    propose(sitting, 1)
    (ruling,) = decide_sitting(sitting=sitting, by=sitting.chair)
    assert (ruling.rank, ruling.highest_rank, ruling.reason) == (1, 2, "另有情况")


def test_lowering_waits_for_a_second():
    sitting = assessed()
    proposal = propose(sitting, 3)
    chair, member = raters_of(sitting)
    with pytest.raises(PermissionDenied, match="风险点0"):
        decide_sitting(sitting=sitting, by=chair)
    with pytest.raises(PermissionDenied):
        second_lowering(proposal=proposal, by=chair)
    second_lowering(proposal=proposal, by=member)
    (ruling,) = decide_sitting(sitting=sitting, by=chair)
    assert (ruling.rank, ruling.highest_rank, ruling.second) == (3, 2, member)
    assert verbs()[-3:] == ["level.lower", "level.second", "sitting.decide"]


def test_a_changed_wish_needs_a_second_anew():
    sitting = assessed(convened(), 1)
    proposal = propose(sitting, 2)
    second_lowering(proposal=proposal, by=raters_of(sitting)[1])
    propose(sitting, 3)
    assert LevelProposal.objects.get().seconded_by is None


def test_recused_members_and_strangers_do_not_second():
    worksheet = handed_in()
    chair, (member, _other) = committee(worksheet, 2)
    worksheet.risk_points.get().written_by.add(member)
    sitting = assessed(convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair))
    proposal = propose(sitting, 3)
    for person_ in (member, committee_member(worksheet.section)):
        with pytest.raises(PermissionDenied):
            second_lowering(proposal=proposal, by=person_)


def test_raising_has_no_second():
    sitting = assessed()
    proposal = propose(sitting, 1)
    with pytest.raises(PermissionDenied):
        second_lowering(proposal=proposal, by=raters_of(sitting)[1])


def test_a_wish_can_be_taken_back():
    sitting = assessed()
    proposal = propose(sitting, 3)
    withdraw_proposal(proposal=proposal, by=sitting.chair)
    (ruling,) = decide_sitting(sitting=sitting, by=sitting.chair)
    assert (ruling.rank, ruling.reason) == (2, "")


@pytest.mark.parametrize(
    ("rank", "reason", "field"), [(2, "理由", "rank"), (1, " ", "reason"), (3, "", "reason")]
)
def test_a_wish_departs_and_says_why(rank, reason, field):
    sitting = assessed()
    with pytest.raises(ValidationError) as refused:
        propose(sitting, rank, reason=reason)
    assert refused.value.message_dict.keys() == {field}


def test_a_wish_is_about_a_point_of_the_sitting():
    sitting, other = assessed(), handed_in()
    with pytest.raises(ValueError, match="not on the worksheet"):
        propose_level(
            sitting=sitting,
            risk_point=other.risk_points.get(),
            rank=1,
            reason="x",
            by=sitting.chair,
        )


def test_no_wish_before_all_are_in():
    sitting = convened()
    with pytest.raises(PermissionDenied):
        propose(sitting, 1)


def test_worksheet_goes_back_as_a_whole_with_remarks():
    sitting = convened()
    worksheet = sitting.worksheet
    point, step = worksheet.risk_points.get(), worksheet.flowchart.steps.first()
    remarks = [Remarked("写具体", risk_point=point), Remarked("未写理由", anchor=step)]
    return_sitting(sitting=sitting, reason="补充表现形式", remarks=remarks, by=sitting.chair)
    worksheet.refresh_from_db()
    sitting.refresh_from_db()
    assert (worksheet.state, worksheet.return_reason) == (WorksheetState.RETURNED, "补充表现形式")
    assert [(r.risk_point, r.step, r.text) for r in worksheet.remarks.all()] == [
        (point, None, "写具体"),
        (None, step, "未写理由"),
    ]
    assert sitting.returned
    assert sitting.closed_at is not None


def test_return_says_why():
    sitting = convened()
    with pytest.raises(ValidationError):
        return_sitting(sitting=sitting, reason=" ", by=sitting.chair)
    assert Sitting.objects.open().get() == sitting


def test_with_nothing_found_the_chair_can_rule_at_once():
    sitting = convened(handed_in(points=0))
    assert decide_sitting(sitting=sitting, by=sitting.chair) == []
    sitting.worksheet.refresh_from_db()
    assert sitting.worksheet.state == WorksheetState.DECIDED
