"""A meeting from the call to its closing, through the actions on a real database."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from riskcontrol.audit.models import Entry
from riskpoints.actions.meetings import (
    add_item,
    attend_again,
    call_meeting,
    excuse_member,
    move_item,
    postpone_meeting,
    put_off_item,
    take_off_item,
)
from riskpoints.actions.sittings import (
    decide_sitting,
    propose_level,
)
from riskpoints.committee import Part, part_in, sittings_for
from riskpoints.models import CommitteeRules, Meeting, Sitting
from riskpoints.states import Quorum
from tests.factories.accounts import committee_chair, committee_member
from tests.factories.measures import assess, assessed, committee, convened, raters_of
from tests.factories.meetings import (
    again,
    all_assessed,
    called,
    in_days,
    items_of,
    member_of,
    others_of,
    sheets_of_one_body,
)

pytestmark = pytest.mark.django_db


def verbs():
    return [entry.verb for entry in Entry.objects.order_by("sequence")]


def later(days):
    return time_machine.travel(timezone.now() + datetime.timedelta(days=days))


def part(sitting, user):
    return part_in(sittings_for(user).get(pk=sitting.pk))


def test_a_meeting_is_called_on_worksheets_in_their_order():
    sheets = sheets_of_one_body(3)
    meeting = called(sheets=sheets[::-1], days=5)
    assert [item.worksheet for item in items_of(meeting)] == sheets[::-1]
    assert (meeting.number, meeting.place, meeting.quorum) == (1, "三楼会议室", Quorum.MAJORITY)
    assert meeting.members.count() == 3
    assert verbs() == ["meeting.call"]


def test_convening_directly_makes_a_meeting_of_one_item():
    sitting = convened()
    (item,) = items_of(sitting.meeting)
    assert item == sitting
    assert sitting.meeting.held_on == timezone.localdate()
    assert verbs() == ["sitting.convene"]


def test_meetings_count_within_their_body_and_year():
    here, there = sheets_of_one_body(3), sheets_of_one_body(1)
    numbers = [convened(sheet).meeting.number for sheet in [*here, *there]]
    assert numbers == [1, 2, 3, 1]


def test_only_a_chair_calls():
    sheets = sheets_of_one_body(1)
    committee(sheets[0])
    member = committee_member(sheets[0].section)
    with pytest.raises(PermissionDenied):
        call_meeting(
            body=sheets[0].body, held_on=in_days(1), worksheets=sheets, wrote_measures={}, by=member
        )


@pytest.mark.parametrize(("days", "count"), [(-1, 1), (1, 0)])
def test_not_for_a_day_that_is_over_nor_without_an_item(days, count):
    sheets = sheets_of_one_body(1)
    chair, _members = committee(sheets[0])
    with pytest.raises(ValidationError):
        call_meeting(
            body=sheets[0].body,
            held_on=in_days(days),
            worksheets=sheets[:count],
            wrote_measures={},
            by=chair,
        )
    assert not Meeting.objects.exists()


def test_a_worksheet_that_too_few_may_rate_is_named():
    sheets = sheets_of_one_body(2)
    chair, (member,) = committee(sheets[0])
    with pytest.raises(ValidationError, match=str(sheets[1])):
        call_meeting(
            body=sheets[0].body,
            held_on=in_days(1),
            worksheets=sheets,
            wrote_measures={sheets[1].pk: {member.pk}},
            by=chair,
        )
    assert not Sitting.objects.exists()


def test_members_rate_ahead_and_the_chair_rules_on_the_day():
    meeting = all_assessed(called(1, days=3))
    (item,) = items_of(meeting)
    assert part(item, meeting.chair) == Part.WAIT
    with pytest.raises(PermissionDenied):
        decide_sitting(sitting=item, by=meeting.chair)
    with later(3):
        assert part(item, meeting.chair) == Part.DECIDE
        decide_sitting(sitting=item, by=meeting.chair)
    item.refresh_from_db()
    assert (item.present_count, item.needed_count) == (3, 2)


def test_the_agenda_changes_before_the_day():
    one, two, three, four = sheets_of_one_body(4)
    meeting = called(sheets=[one, two, three], days=3)
    by = meeting.chair
    first, _second, third = items_of(meeting)
    move_item(sitting=third, up=True, by=by)
    move_item(sitting=first, up=True, by=by)
    take_off_item(sitting=first, by=by)
    add_item(meeting=meeting, worksheet=four, wrote_measures={}, by=by)
    assert [item.worksheet for item in items_of(meeting)] == [three, two, four]
    assert verbs() == ["meeting.call", "meeting.order", "meeting.take-off", "meeting.add"]


@pytest.mark.parametrize("act", ["add", "move", "take-off"])
def test_the_agenda_stands_on_the_day(act):
    one, two, three = sheets_of_one_body(3)
    meeting = called(sheets=[one, two])
    item, by = items_of(meeting)[1], meeting.chair
    acts = {
        "add": lambda: add_item(meeting=meeting, worksheet=three, wrote_measures={}, by=by),
        "move": lambda: move_item(sitting=item, up=True, by=by),
        "take-off": lambda: take_off_item(sitting=item, by=by),
    }
    with pytest.raises(PermissionDenied):
        acts[act]()
    assert [item.worksheet for item in items_of(meeting)] == [one, two]


def test_another_chair_does_not_change_the_agenda():
    meeting = called(days=3)
    other = committee_chair(meeting.sittings.first().worksheet.section)
    with pytest.raises(PermissionDenied):
        move_item(sitting=items_of(meeting)[1], up=True, by=other)


def test_a_meeting_keeps_an_item():
    meeting = called(1, days=3)
    with pytest.raises(ValidationError):
        take_off_item(sitting=items_of(meeting)[0], by=meeting.chair)


def test_what_was_taken_off_waits_for_another_meeting_with_what_was_handed_in():
    meeting = called(days=3)
    first, by = items_of(meeting)[0], meeting.chair
    assess(first, by, 2)
    take_off_item(sitting=first, by=by)
    assert part(first, by) == Part.AGENDA
    said = {"worksheets": [first.worksheet], "wrote_measures": {}}
    next_one = call_meeting(body=meeting.body, held_on=in_days(9), by=by, **said)
    assert items_of(next_one) == [first]
    assert first.assessments.count() == 1


def test_an_item_without_a_meeting_is_not_ruled_on():
    meeting = all_assessed(called())
    first = items_of(meeting)[0]
    put_off_item(sitting=first, reason="材料不全", by=meeting.chair)
    first.refresh_from_db()
    with pytest.raises(PermissionDenied):
        decide_sitting(sitting=first, by=meeting.chair)


def test_who_may_not_rate_it_does_not_take_it_up():
    meeting = called()
    first = items_of(meeting)[0]
    late = committee_chair(first.worksheet.section)
    put_off_item(sitting=first, reason="材料不全", by=meeting.chair)
    said = {"worksheets": [first.worksheet], "wrote_measures": {}}
    with pytest.raises(ValidationError):
        call_meeting(body=meeting.body, held_on=in_days(9), by=late, **said)
    assert Meeting.objects.count() == 1


def test_a_meeting_is_put_off_with_a_reason():
    meeting = called(days=3)
    for day in (5, 8):
        postpone_meeting(
            meeting=meeting, held_on=in_days(day), reason=f"推迟{day}", by=meeting.chair
        )
    meeting = again(meeting)
    assert (meeting.held_on, meeting.first_on) == (in_days(8), in_days(3))
    assert meeting.put_off_because == "推迟8"


@pytest.mark.parametrize(("days", "reason"), [(-1, "推迟"), (3, "推迟"), (5, " ")])
def test_not_to_the_same_day_nor_without_a_reason(days, reason):
    meeting = called(days=3)
    with pytest.raises(ValidationError):
        postpone_meeting(meeting=meeting, held_on=in_days(days), reason=reason, by=meeting.chair)
    assert again(meeting).held_on == in_days(3)


def test_a_meeting_that_has_decided_is_not_put_off():
    meeting = all_assessed(called())
    decide_sitting(sitting=items_of(meeting)[0], by=meeting.chair)
    with pytest.raises(PermissionDenied):
        postpone_meeting(meeting=meeting, held_on=in_days(5), reason="推迟", by=meeting.chair)


def test_nobody_waits_for_who_is_excused_and_no_quorum_counts_him():
    meeting = called(1, members=3)
    (item,) = items_of(meeting)
    one, two, three = others_of(meeting)
    excuse_member(member=member_of(meeting, one), reason="出差", by=meeting.chair)
    for rater in (meeting.chair, two, three):
        assess(item, rater, 2)
    assert [part(item, user) for user in (one, meeting.chair)] == [Part.EXCUSED, Part.DECIDE]
    decide_sitting(sitting=item, by=meeting.chair)
    item.refresh_from_db()
    assert (item.present_count, item.needed_count) == (3, 3)
    assert not item.members.get(user=one).was_present


def test_without_a_quorum_nothing_is_ruled():
    meeting = called(1, members=3)
    (item,) = items_of(meeting)
    one, two, three = others_of(meeting)
    for absent in (one, two):
        excuse_member(member=member_of(meeting, absent), reason="出差", by=meeting.chair)
    for rater in (meeting.chair, three):
        assess(item, rater, 2)
    with pytest.raises(PermissionDenied, match="还差1人"):
        decide_sitting(sitting=item, by=meeting.chair)
    attend_again(member=member_of(meeting, one), by=one)
    assess(item, one, 2)
    decide_sitting(sitting=item, by=meeting.chair)


def test_recused_members_do_not_count_for_the_quorum():
    sheets = sheets_of_one_body(1)
    chair, (one, two, three) = committee(sheets[0], 3)
    writers = {sheets[0].pk: {one.pk, two.pk}}
    meeting = call_meeting(
        body=sheets[0].body, held_on=in_days(0), worksheets=sheets, wrote_measures=writers, by=chair
    )
    (item,) = items_of(meeting)
    assess(item, chair, 2)
    assess(item, three, 2)
    decide_sitting(sitting=item, by=chair)
    item.refresh_from_db()
    assert (item.present_count, item.needed_count) == (2, 2)


@pytest.mark.parametrize(
    ("quorum", "number", "absent", "may"),
    [
        (Quorum.MAJORITY, None, 2, True),
        (Quorum.MAJORITY, None, 3, False),
        (Quorum.TWO_THIRDS, None, 1, True),
        (Quorum.TWO_THIRDS, None, 2, False),
        (Quorum.ALL, None, 0, True),
        (Quorum.ALL, None, 1, False),
        (Quorum.NUMBER, 4, 1, True),
        (Quorum.NUMBER, 4, 2, False),
        (Quorum.NUMBER, 6, 0, False),
    ],
)
def test_a_body_s_quorum_holds(quorum, number, absent, may):
    sheets = sheets_of_one_body(1)
    rules = {"quorum": quorum, "quorum_number": number}
    CommitteeRules.objects.create(body=sheets[0].body, **rules)
    meeting = called(sheets=sheets, members=4)
    (item,) = items_of(meeting)
    for away in others_of(meeting)[:absent]:
        excuse_member(member=member_of(meeting, away), reason="出差", by=meeting.chair)
    away = {seat.user for seat in meeting.members.exclude(excused_because="")}
    for rater in raters_of(item):
        if rater not in away:
            assess(item, rater, 2)
    if may:
        decide_sitting(sitting=item, by=meeting.chair)
    else:
        with pytest.raises(PermissionDenied):
            decide_sitting(sitting=item, by=meeting.chair)
    assert Sitting.objects.get().rulings.exists() == may


def test_a_meeting_keeps_the_quorum_it_was_called_with():
    meeting = all_assessed(called(1))
    CommitteeRules.objects.create(body=meeting.body, quorum=Quorum.NUMBER, quorum_number=9)
    (item,) = items_of(meeting)
    decide_sitting(sitting=item, by=meeting.chair)
    assert item.rulings.exists()


def test_an_excused_member_rates_in_writing_only_while_others_have_not_all_done_so():
    meeting = called(1, members=3)
    (item,) = items_of(meeting)
    one, two, three = others_of(meeting)
    excuse_member(member=member_of(meeting, one), reason="出差", by=one)
    assess(item, two, 2)
    assess(item, one, 1)
    for rater in (meeting.chair, three):
        assess(item, rater, 3)
    decide_sitting(sitting=item, by=meeting.chair)
    assert item.rulings.get().rank == 1
    second = called(1, members=2)
    (item,) = items_of(second)
    away, other = others_of(second)
    excuse_member(member=member_of(second, away), reason="出差", by=away)
    assess(item, second.chair, 2)
    assess(item, other, 2)
    with pytest.raises(PermissionDenied):
        assess(item, away, 1)


@pytest.mark.parametrize("who", ["the chair", "who took part", "by another member"])
def test_who_cannot_be_excused(who):
    meeting = called(members=3)
    first, _second = items_of(meeting)
    assessed(first)
    if who == "who took part":
        decide_sitting(sitting=first, by=meeting.chair)
    one, two, _three = others_of(meeting)
    user = meeting.chair if who == "the chair" else one
    by = two if who == "by another member" else meeting.chair
    with pytest.raises(PermissionDenied):
        excuse_member(member=member_of(meeting, user), reason="出差", by=by)
    assert not meeting.members.exclude(excused_because="").exists()


def test_nobody_is_excused_without_a_reason():
    meeting = called()
    with pytest.raises(ValidationError):
        excuse_member(
            member=member_of(meeting, others_of(meeting)[0]), reason=" ", by=meeting.chair
        )


def test_nobody_comes_back_under_a_proposal_that_his_grades_would_change():
    meeting = called(1, members=3)
    (item,) = items_of(meeting)
    one, two, three = others_of(meeting)
    excuse_member(member=member_of(meeting, one), reason="出差", by=one)
    for rater in (meeting.chair, two, three):
        assess(item, rater, 2)
    point = item.worksheet.risk_points.get()
    propose_level(sitting=item, risk_point=point, rank=3, reason="理由", by=meeting.chair)
    with pytest.raises(PermissionDenied):
        attend_again(member=member_of(meeting, one), by=one)
    assert member_of(meeting, one).excused_because == "出差"
