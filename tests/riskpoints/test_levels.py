"""Planned and verified levels: who may, when, and that nothing falls without proof and two people."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from measures.proving import lacks_of, proof_of
from riskcontrol.audit.models import Entry
from riskcontrol.desk import level_actions as desk
from riskcontrol.desk.sitting_actions import decide
from riskpoints.actions.levels import raise_verified, withdraw_verified
from riskpoints.models import PlannedLevel, RiskPoint, Ruling, VerifiedLevel
from riskpoints.permissions.levels import can_propose_verified, can_second_verified
from riskpoints.stages import stages_of
from tests.factories.accounts import (
    PositionFactory,
    committee_member,
    contributor,
    section_head,
)
from tests.factories.levels import people, proven, ruled
from tests.factories.measures import OccasionFactory, assessed, convened
from tests.factories.riskpoints import (
    opened,
    say_none_found,
    sheet_of,
    sign_worksheet,
    submit_worksheet,
    written,
)

pytestmark = pytest.mark.django_db


def anew(point):
    return RiskPoint.objects.select_related("ruling__level").get(pk=point.pk)


def ranks(point):
    """Initial, planned and verified rank."""
    stages = stages_of(anew(point))
    return (
        stages.initial.rank,
        stages.planned.rank if stages.planned else None,
        stages.verified.rank if stages.verified else None,
    )


def verbs():
    return [entry.verb for entry in Entry.objects.filter(chain="staff").order_by("sequence")]


def propose(point, by, rank=3):
    return desk.propose(risk_point=point, rank=rank, reason="三次抽查均无问题。", by=by)


def verified(point, rank=3):
    """Let the member propose and the chair second."""
    chair, member = people(point)
    return desk.second(verified=propose(point, member, rank), by=chair)


def with_the_committee(worksheet):
    """Say of every other row that nothing was found there, and sign."""
    by = worksheet.opened_by
    for row in sheet_of(worksheet).rows[1:]:
        say_none_found(worksheet=worksheet, row=row.key, because="只办手续。", by=by)
    submitted = submit_worksheet(worksheet=worksheet, by=by)
    return sign_worksheet(worksheet=submitted, by=section_head(worksheet.section))


# What is planned.


def test_the_section_s_expectation_is_ruled_with_the_level():
    worksheet = opened()
    point = written(worksheet, proposed_rank=1, planned_rank=2, planned_reason="双人复核后可控。")
    sitting = assessed(convened(with_the_committee(worksheet)), 1)
    decide(sitting=sitting, by=sitting.chair)

    assert ranks(point) == (1, 2, None)
    plan = PlannedLevel.objects.get()
    assert (plan.reason, plan.by) == ("双人复核后可控。", sitting.chair)
    assert Entry.objects.filter(verb="sitting.decide").get().detail.content["planned"] == {
        point.key: 2
    }


def test_what_the_chair_says_in_the_sitting_goes_before_the_section_s_words():
    assert ranks(ruled(planned=2)) == (1, 2, None)


def test_a_plan_above_the_ruled_level_means_that_level():
    assert ranks(ruled(None, 3, planned=1)) == (3, 3, None)


def test_without_words_nothing_is_planned():
    assert ranks(ruled(planned=None)) == (1, None, None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"planned_rank": 1, "planned_reason": "好。"}, "planned_rank"),
        ({"planned_rank": 3, "planned_reason": " "}, "planned_reason"),
        ({"planned_rank": 3, "planned_reason": "好。", "proposed_rank": None}, "planned_rank"),
        ({"planned_reason": "好。"}, "planned_rank"),
        ({"planned_rank": 9, "planned_reason": "好。"}, "planned_rank"),
    ],
)
def test_an_expectation_lies_no_higher_than_the_own_level_and_says_why(given, field):
    worksheet = opened()
    with pytest.raises(ValidationError) as refused:
        written(worksheet, **({"proposed_rank": 2} | given))
    assert set(refused.value.message_dict) == {field}
    assert not RiskPoint.objects.exists()


def test_after_the_ruling_the_chair_alone_plans_and_never_above_it():
    point = ruled(None, 2, planned=None)
    chair, member = people(point)
    with pytest.raises(PermissionDenied):
        desk.plan(risk_point=point, rank=3, reason="可控。", by=member)
    with pytest.raises(ValidationError):
        desk.plan(risk_point=point, rank=1, reason="可控。", by=chair)
    with pytest.raises(ValidationError):
        desk.plan(risk_point=point, rank=3, reason=" ", by=chair)
    assert ranks(point) == (2, None, None)

    desk.plan(risk_point=point, rank=3, reason="可控。", by=chair)
    assert ranks(point) == (2, 3, None)
    assert verbs()[-1] == "level.plan"


def test_what_was_planned_stays_while_a_verified_level_is_proposed():
    point = proven(ruled())
    chair, member = people(point)
    propose(point, member)
    with pytest.raises(PermissionDenied):
        desk.plan(risk_point=point, rank=2, reason="可控。", by=chair)
    assert ranks(point) == (1, 3, None)


# The ruling.


def test_a_level_falls_by_two_people_once_all_is_proven():
    point = proven(ruled())
    chair, member = people(point)

    verified(point)

    assert ranks(point) == (1, 3, 3)
    ruling = VerifiedLevel.objects.get()
    assert (ruling.proposed_by, ruling.second) == (member, chair)
    assert verbs()[-2:] == ["level.propose_verified", "level.verify"]
    assert anew(point).ruling.rank == 1


def test_nothing_falls_without_proof():
    point = ruled()
    _chair, member = people(point)
    with pytest.raises(PermissionDenied, match="尚无核验记录"):
        propose(point, member)
    assert not VerifiedLevel.objects.exists()


def test_what_lapsed_meanwhile_is_not_seconded():
    point = proven(ruled())
    chair, member = people(point)
    proposed = propose(point, member)
    OccasionFactory(
        measure=point.measures.get(), due_on=timezone.localdate() - datetime.timedelta(days=3)
    )
    with pytest.raises(PermissionDenied, match="尚未核验"):
        desk.second(verified=proposed, by=chair)
    assert ranks(point) == (1, 3, None)


@pytest.mark.parametrize("rank", [1, 3])
def test_it_falls_below_the_present_level_and_no_further_than_planned(rank):
    point = proven(ruled(planned=2))
    _chair, member = people(point)
    with pytest.raises(ValidationError):
        propose(point, member, rank)
    assert not VerifiedLevel.objects.exists()


def test_without_a_lower_plan_nothing_falls():
    point = proven(ruled(planned=None))
    _chair, member = people(point)
    with pytest.raises(PermissionDenied, match="尚未确定更低的预期等级"):
        propose(point, member)


def test_a_reason_is_given():
    point = proven(ruled())
    _chair, member = people(point)
    with pytest.raises(ValidationError):
        desk.propose(risk_point=point, rank=3, reason="  ", by=member)
    assert not VerifiedLevel.objects.exists()


def test_nobody_seconds_himself_and_one_of_the_two_is_the_chair():
    point = proven(ruled())
    chair, member = people(point)
    other = committee_member(point.section)
    proposed = propose(point, member)
    for refused in (member, other):
        with pytest.raises(PermissionDenied):
            desk.second(verified=proposed, by=refused)
    withdraw_verified(verified=proposed, by=member)

    desk.second(verified=propose(point, chair), by=other)
    assert ranks(point) == (1, 3, 3)


def test_others_than_the_committee_neither_propose_nor_second_nor_raise():
    point = proven(ruled())
    _chair, member = people(point)
    outsiders = [contributor(point.section), section_head(point.section)]
    for one in outsiders:
        with pytest.raises(PermissionDenied):
            propose(point, one)
    proposed = propose(point, member)
    for one in outsiders:
        with pytest.raises(PermissionDenied):
            desk.second(verified=proposed, by=one)
        with pytest.raises(PermissionDenied):
            withdraw_verified(verified=proposed, by=one)
    assert ranks(point) == (1, 3, None)


def hands_in_the_point(point, member):
    point.written_by.add(member)


def writes_a_measure(point, member):
    point.measures.get().written_by.add(member)


def carries_one_out(point, member):
    point.measures.get().occasions.exclude(done_by=None).update(done_by=member)


def holds_the_measure_s_position(point, member):
    position = PositionFactory(unit=point.section)
    point.measures.update(position=position)
    member.memberships.update(position=position)


def holds_a_position_on_the_chart(point, member):
    member.memberships.update(position=point.steps.get().position)


def belongs_to_the_section(point, member):
    member.memberships.create(unit=point.section, role="contributor")


@pytest.mark.parametrize(
    "takes_part",
    [
        hands_in_the_point,
        writes_a_measure,
        carries_one_out,
        holds_the_measure_s_position,
        holds_a_position_on_the_chart,
        belongs_to_the_section,
    ],
)
def test_nobody_judges_his_own(takes_part):
    point = proven(ruled())
    chair, member = people(point)
    proposed = propose(point, chair)
    assert can_second_verified(member, _whole(proposed), proof_of(point))
    takes_part(point, member)
    fresh = type(member).objects.get(pk=member.pk)

    with pytest.raises(PermissionDenied):
        desk.second(verified=proposed, by=fresh)
    withdraw_verified(verified=proposed, by=chair)
    with pytest.raises(PermissionDenied):
        propose(point, fresh)
    assert ranks(point) == (1, 3, None)


def test_one_is_proposed_at_a_time_and_it_can_fall_on():
    point = proven(ruled())
    chair, member = people(point)
    propose(point, member, rank=2)
    with pytest.raises(PermissionDenied):
        propose(point, chair)
    desk.second(verified=VerifiedLevel.objects.get(), by=chair)
    assert ranks(point) == (1, 3, 2)

    verified(point, rank=3)
    assert ranks(point) == (1, 3, 3)
    assert VerifiedLevel.objects.filter(stands_for=point).count() == 1
    assert not can_propose_verified(member, anew(point), proof_of(point))


def test_raising_back_takes_one_person_and_a_reason():
    point = proven(ruled())
    verified(point)
    _chair, member = people(point)
    with pytest.raises(ValidationError):
        raise_verified(risk_point=point, reason=" ", by=member)
    with pytest.raises(PermissionDenied):
        raise_verified(risk_point=point, reason="措施停了。", by=contributor(point.section))
    assert ranks(point) == (1, 3, 3)

    raise_verified(risk_point=point, reason="措施停了。", by=member)
    assert ranks(point) == (1, 3, None)
    assert verbs()[-1] == "level.raise_verified"
    with pytest.raises(PermissionDenied):
        raise_verified(risk_point=point, reason="措施停了。", by=member)


def test_what_lapses_changes_nothing_by_itself():
    point = proven(ruled())
    verified(point)
    OccasionFactory(
        measure=point.measures.get(), due_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert ranks(point) == (1, 3, 3)
    assert len(lacks_of(point)) == 1


def test_a_later_ruling_begins_anew():
    point = proven(ruled())
    verified(point)
    old = point.ruling
    new = Ruling.objects.create(
        risk_point=point, source="dossier", level=old.level, rank=1, highest_rank=1,
        ruled_on=timezone.localdate(), reason="重新评定。",
    )  # fmt: skip
    RiskPoint.objects.filter(pk=point.pk).update(ruling=new)

    assert ranks(point) == (1, None, None)
    chair, _member = people(anew_of(point, old))
    desk.plan(risk_point=anew(point), rank=2, reason="可控。", by=chair)
    assert ranks(point) == (1, 2, None)


def test_a_proposal_taken_back_is_gone_and_a_repeat_does_nothing():
    point = proven(ruled())
    chair, member = people(point)
    proposed = propose(point, member)
    with pytest.raises(PermissionDenied):
        withdraw_verified(verified=proposed, by=committee_member(point.section))

    withdraw_verified(verified=proposed, by=chair)
    withdraw_verified(verified=proposed, by=chair)
    assert not VerifiedLevel.objects.exists()
    assert Entry.objects.filter(verb="level.withdraw_verified").count() == 1


def test_what_stands_is_not_taken_back():
    point = proven(ruled())
    standing = verified(point)
    with pytest.raises(PermissionDenied):
        withdraw_verified(verified=standing, by=people(point)[1])
    assert ranks(point) == (1, 3, 3)


def _whole(proposed):
    return VerifiedLevel.objects.whole().get(pk=proposed.pk)


def anew_of(point, ruling):
    point.ruling = ruling
    return point
