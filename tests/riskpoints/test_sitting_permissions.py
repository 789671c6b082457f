"""Who may do what in a sitting: each role against each act, and the reason he reads."""

import pytest

from riskcontrol.accounts.roles import Role
from riskpoints.actions.sittings import convene_sitting, decide_sitting
from riskpoints.committee import Part, part_in, sittings_for
from riskpoints.models import LevelProposal, Sitting
from riskpoints.permissions.sittings import (
    can_assess,
    can_chair,
    can_convene,
    can_decide,
    can_propose,
    can_second,
)
from tests.factories.accounts import committee_chair, committee_member
from tests.factories.measures import (
    assess,
    assessed,
    committee,
    convened,
    everybody,
    handed_in,
    raters_of,
)

pytestmark = pytest.mark.django_db


def whole(sitting):
    return Sitting.objects.whole().get(pk=sitting.pk)


def allowed(rule, people, *objects):
    """The roles that a rule lets through; each denial must say why."""
    answers = {role: rule(user, *objects) for role, user in people.items()}
    assert all(answer or answer.reason for answer in answers.values())
    return {role for role, answer in answers.items() if answer}


def test_only_the_chair_of_the_committee_convenes():
    worksheet = handed_in()
    people = everybody(worksheet.section)
    assert allowed(can_convene, people, worksheet) == {Role.COMMITTEE_CHAIR}
    assert not can_convene(committee_chair(handed_in().section), worksheet)


def test_who_does_what_while_grades_come_in():
    worksheet = handed_in()
    people = everybody(worksheet.section)
    chair = people[Role.COMMITTEE_CHAIR]
    sitting = whole(convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair))
    both = {Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}
    assert allowed(can_assess, people, sitting) == both
    assert allowed(can_chair, people, sitting) == {Role.COMMITTEE_CHAIR}
    assert allowed(can_propose, people, sitting) == set()
    assert allowed(can_decide, people, sitting) == set()


def test_who_does_what_when_all_are_in():
    worksheet = handed_in()
    people = everybody(worksheet.section)
    chair = people[Role.COMMITTEE_CHAIR]
    sitting = assessed(convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair))
    proposal = LevelProposal.objects.create(
        sitting=sitting,
        risk_point=worksheet.risk_points.get(),
        level=sitting.scheme.levels.get(rank=3),
        highest_rank=2,
        reason="理由",
        proposed_by=chair,
    )
    sitting = whole(sitting)
    assert allowed(can_assess, people, sitting) == set()
    assert allowed(can_propose, people, sitting) == {Role.COMMITTEE_CHAIR}
    assert allowed(can_decide, people, sitting) == set()
    seconding = {role: can_second(user, proposal, sitting).allowed for role, user in people.items()}
    assert {role for role, may in seconding.items() if may} == {Role.COMMITTEE_MEMBER}


def test_a_seat_that_was_taken_away_counts_no_more():
    sitting = whole(convened())
    _chair, member = raters_of(sitting)
    member.memberships.all().delete()
    assert not can_assess(member, sitting)


def test_another_chair_does_not_lead():
    sitting = whole(convened())
    assert (
        sitting.chair.name in can_chair(committee_chair(sitting.worksheet.section), sitting).reason
    )


def part(sitting, user):
    return part_in(sittings_for(user).get(pk=sitting.pk))


def test_what_a_sitting_asks_of_each():
    worksheet = handed_in()
    chair, (member, writer) = committee(worksheet, 2)
    worksheet.risk_points.get().written_by.add(writer)
    sitting = convene_sitting(worksheet=worksheet, wrote_measures=[], by=chair)
    latecomer = committee_member(worksheet.section)
    assess(sitting, chair, 2)
    parts = [part(sitting, user) for user in (chair, member, writer, latecomer)]
    assert parts == [Part.WAIT, Part.ASSESS, Part.RECUSED, Part.WATCH]
    assess(sitting, member, 2)
    assert [part(sitting, user) for user in (chair, member)] == [Part.DECIDE, Part.WAIT]


@pytest.mark.parametrize(
    ("rank", "asked", "of_the_chair"), [(1, Part.WAIT, Part.DECIDE), (3, Part.SECOND, Part.WAIT)]
)
def test_a_lowering_asks_another_member(rank, asked, of_the_chair):
    sitting = assessed()
    chair, member = raters_of(sitting)
    LevelProposal.objects.create(
        sitting=sitting,
        risk_point=sitting.worksheet.risk_points.get(),
        level=sitting.scheme.levels.get(rank=rank),
        highest_rank=2,
        reason="理由",
        proposed_by=chair,
    )
    assert part(sitting, member) == asked
    assert part(sitting, chair) == of_the_chair


def test_sittings_of_other_bodies_are_not_listed():
    sitting, other = convened(), convened()
    decide_sitting(sitting=assessed(other), by=other.chair)
    assert list(sittings_for(sitting.chair)) == [sitting]
