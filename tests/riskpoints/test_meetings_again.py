"""An item that was put off, and who leads: what must not slip through between two meetings."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.meetings import (
    add_item,
    attend_again,
    call_meeting,
    close_meeting,
    excuse_member,
    postpone_meeting,
    put_off_item,
    take_off_item,
)
from riskpoints.actions.sittings import (
    decide_sitting,
    propose_level,
    second_lowering,
)
from riskpoints.models import LevelProposal, Meeting, Sitting
from riskpoints.permissions.meetings import can_put_off_item
from riskpoints.states import RecusalGround
from tests.factories.accounts import BodyFactory, MembershipFactory, committee_chair
from tests.factories.measures import assess, assessed
from tests.factories.meetings import (
    called,
    in_days,
    items_of,
    member_of,
    others_of,
)

pytestmark = pytest.mark.django_db


def lowered(days=0):
    """A meeting with a seconded lowering on its first item; the last member is excused from it."""
    meeting = called(days=days)
    item, (second, away) = items_of(meeting)[0], others_of(meeting)
    excuse_member(member=member_of(meeting, away), reason="出差", by=away)
    for rater in (meeting.chair, second):
        assess(item, rater, 2)
    point = item.worksheet.risk_points.get()
    wish = propose_level(sitting=item, risk_point=point, rank=3, reason="轻", by=meeting.chair)
    second_lowering(proposal=wish, by=second)
    return meeting, item, away


def next_meeting(meeting, item, by=None, days=0):
    said = {"worksheets": [item.worksheet], "wrote_measures": {}}
    return call_meeting(body=meeting.body, held_on=in_days(days), by=by or meeting.chair, **said)


@pytest.mark.parametrize(("days", "verb"), [(0, "meeting.put-off-item"), (3, "meeting.take-off")])
def test_a_wish_does_not_outlive_its_meeting(days, verb):
    meeting, item, away = lowered(days)
    if days:
        take_off_item(sitting=item, by=meeting.chair)
    else:
        put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    assert not LevelProposal.objects.exists()
    told = Entry.objects.get(verb=verb).detail.content
    assert told["withdrawn"] == [item.worksheet.risk_points.get().key]
    next_meeting(meeting, item)
    assess(item, away, 1)
    ruled = decide_sitting(sitting=Sitting.objects.get(pk=item.pk), by=meeting.chair)
    assert [(ruling.rank, ruling.highest_rank) for ruling in ruled] == [(1, 1)]


def test_who_seconded_a_lowering_rules_on_it_in_a_next_meeting_that_he_leads():
    meeting, item, away = lowered()
    LevelProposal.objects.update(seconded_by=away)
    Membership.objects.filter(user=away).update(role=Role.COMMITTEE_CHAIR)
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    next_meeting(meeting, item, by=User.objects.get(pk=away.pk))
    assess(item, away, 2)
    ruled = decide_sitting(sitting=Sitting.objects.get(pk=item.pk), by=away)
    assert [(one.rank, one.second) for one in ruled] == [(2, None)]


def test_no_level_is_proposed_between_two_meetings():
    """Who seconded it might lead the next meeting and rule on it himself."""
    sitting = assessed()
    put_off_item(sitting=sitting, reason="材料不全", by=sitting.chair)
    with pytest.raises(PermissionDenied, match="会议议程"):
        propose_level(
            sitting=sitting,
            risk_point=sitting.worksheet.risk_points.get(),
            rank=3,
            reason="已有制约。",
            by=sitting.chair,
        )
    assert not LevelProposal.objects.exists()


def test_a_wish_made_on_other_grades_is_not_ruled_on():
    meeting, item, _away = lowered()
    LevelProposal.objects.update(highest_rank=1)
    with pytest.raises(PermissionDenied, match="请重新提出"):
        decide_sitting(sitting=item, by=meeting.chair)
    LevelProposal.objects.update(highest_rank=2)
    assert [one.rank for one in decide_sitting(sitting=item, by=meeting.chair)] == [3]


def test_who_joined_the_section_meanwhile_is_recused_at_take_up():
    meeting, item, away = lowered()
    section = item.worksheet.section
    MembershipFactory(user=away, unit=section, role=Role.CONTRIBUTOR)
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    next_meeting(meeting, item)
    seats = item.members.values_list("user", "recused_because")
    assert {user: ground for user, ground in seats if ground} == {away.pk: RecusalGround.SECTION}
    Membership.objects.filter(user=away, unit=section).delete()
    put_off_item(sitting=Sitting.objects.get(pk=item.pk), reason="材料不全", by=meeting.chair)
    next_meeting(meeting, item)
    assert item.members.get(user=away).recused_because == RecusalGround.SECTION


def test_a_chair_who_joined_the_section_meanwhile_does_not_take_it_up():
    meeting, item, _away = lowered()
    MembershipFactory(user=meeting.chair, unit=item.worksheet.section, role=Role.CONTRIBUTOR)
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    with pytest.raises(ValidationError):
        next_meeting(meeting, item)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("act", ["add", "postpone", "put off", "excuse", "attend", "close"])
def test_who_chairs_only_elsewhere_by_now_leads_no_meeting_here(act):
    meeting = called(days=3 if act in {"add", "postpone"} else 0)
    by, (member, _other) = meeting.chair, others_of(meeting)
    seat = member_of(meeting, member)
    if act == "attend":
        excuse_member(member=seat, reason="出差", by=by)
    Membership.objects.filter(user=by).update(unit=BodyFactory())
    by, before = User.objects.get(pk=by.pk), Entry.objects.count()
    said, item = {"wrote_measures": {}}, items_of(meeting)[0]
    acts = {
        "add": lambda: add_item(meeting=meeting, worksheet=item.worksheet, by=by, **said),
        "postpone": lambda: postpone_meeting(
            meeting=meeting, held_on=in_days(4), reason="推迟", by=by
        ),
        "put off": lambda: put_off_item(sitting=item, reason="推迟", by=by),
        "excuse": lambda: excuse_member(member=seat, reason="出差", by=by),
        "attend": lambda: attend_again(member=seat, by=by),
        "close": lambda: close_meeting(meeting=meeting, excused={}, by=by),
    }
    with pytest.raises(PermissionDenied, match=r"您在.*的角色不办理此事"):
        acts[act]()
    assert Entry.objects.count() == before


def test_a_chair_of_an_item_puts_it_off_while_he_convenes_there():
    meeting = called()
    item, other = items_of(meeting)[0], committee_chair(meeting.body)
    item.members.create(user=other)
    Sitting.objects.filter(pk=item.pk).update(chair=other)
    assert can_put_off_item(other, Sitting.objects.get(pk=item.pk))
    Membership.objects.filter(user=other).update(unit=BodyFactory())
    other = User.objects.get(pk=other.pk)
    assert not can_put_off_item(other, Sitting.objects.get(pk=item.pk))


def test_a_newly_appointed_chair_takes_up_what_was_put_off():
    """He was not in the committee when the item was convened; he gets a seat, rates and rules."""
    meeting, item, away = lowered()
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    Membership.objects.filter(user=meeting.chair).update(role=Role.COMMITTEE_MEMBER)
    new = committee_chair(meeting.body)
    assert not item.members.filter(user=new).exists()
    taken = next_meeting(meeting, item, by=new)
    item = Sitting.objects.get(pk=item.pk)
    assert (item.chair, item.meeting, item.members.get(user=new).recused_because) == (
        new,
        taken,
        "",
    )
    assert taken.members.filter(user=new).count() == 1
    told = Entry.objects.filter(verb="meeting.call").latest("sequence").detail.content
    assert new.username in str(told)
    with pytest.raises(PermissionDenied):
        decide_sitting(sitting=item, by=new)
    assess(item, away, 2)
    assess(item, new, 1)
    ruled = decide_sitting(sitting=Sitting.objects.get(pk=item.pk), by=new)
    assert [(one.rank, one.ruled_by) for one in ruled] == [(1, new)]


@pytest.mark.parametrize("part", ["section", "writer"])
def test_a_new_chair_who_had_a_part_does_not_take_it_up(part):
    meeting, item, _away = lowered()
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    new = committee_chair(meeting.body)
    if part == "section":
        MembershipFactory(user=new, unit=item.worksheet.section, role=Role.CONTRIBUTOR)
    else:
        item.worksheet.risk_points.get().written_by.add(new)
    new = User.objects.get(pk=new.pk)
    with pytest.raises(ValidationError) as refused:
        next_meeting(meeting, item, by=new)
    assert list(refused.value.error_dict) == ["worksheets"]
    assert not item.members.filter(user=new).exists()
    assert Meeting.objects.count() == 1
