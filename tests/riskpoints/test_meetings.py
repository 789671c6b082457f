"""A meeting from the call to its closing, through the actions on a real database."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from riskcontrol.audit.models import Entry
from riskpoints.actions.meetings import (
    add_item,
    call_meeting,
    close_meeting,
    excuse_member,
    move_item,
    postpone_meeting,
    put_off_item,
    take_off_item,
)
from riskpoints.actions.sittings import (
    convene_sitting,
    decide_sitting,
    return_sitting,
)
from riskpoints.committee import Part, part_in, sittings_for
from riskpoints.models import Meeting, Sitting
from riskpoints.states import Quorum
from tests.factories.accounts import committee_chair, committee_member
from tests.factories.measures import assess, assessed, committee, convened
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
    said = {"worksheets": [first.worksheet], "wrote_measures": {first.worksheet_id: {late.pk}}}
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


def dealt_with():
    """A meeting with one item decided, one returned and one put off."""
    meeting = all_assessed(called(3))
    one, two, three = items_of(meeting)
    decide_sitting(sitting=one, by=meeting.chair)
    return_sitting(sitting=two, reason="再查", by=meeting.chair)
    put_off_item(sitting=three, reason="材料不全", by=meeting.chair)
    return meeting


def test_the_chair_closes_when_everything_is_dealt_with():
    meeting = dealt_with()
    close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    meeting = again(meeting)
    assert (meeting.closed_by, meeting.is_open) == (meeting.chair, False)
    entry = Entry.objects.order_by("sequence").last()
    assert (entry.verb, entry.detail.content["hash"]) == ("meeting.close", meeting.decided_hash)


def test_not_while_an_item_is_open():
    meeting = all_assessed(called())
    first, second = items_of(meeting)
    decide_sitting(sitting=first, by=meeting.chair)
    with pytest.raises(PermissionDenied, match=str(second.worksheet)):
        close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    assert again(meeting).is_open


def test_not_by_another():
    meeting = dealt_with()
    other = committee_chair(meeting.sittings.first().worksheet.section)
    with pytest.raises(PermissionDenied):
        close_meeting(meeting=meeting, excused={}, by=other)


def test_attendance_is_noted_at_closing_but_not_against_a_ruling():
    sheets = sheets_of_one_body(1)
    chair, (one, two) = committee(sheets[0], 2)
    writers = {sheets[0].pk: {two.pk}}
    meeting = call_meeting(
        body=sheets[0].body, held_on=in_days(0), worksheets=sheets, wrote_measures=writers, by=chair
    )
    decide_sitting(sitting=assessed(items_of(meeting)[0]), by=chair)
    with pytest.raises(ValidationError):
        close_meeting(meeting=meeting, excused={member_of(meeting, one).pk: "病假"}, by=chair)
    assert again(meeting).is_open
    close_meeting(meeting=meeting, excused={member_of(meeting, two).pk: "病假"}, by=chair)
    said = {seat.user: seat.excused_because for seat in meeting.members.all()}
    assert said == {chair: "", one: "", two: "病假"}


@pytest.mark.parametrize("act", ["excuse", "postpone", "put off", "close"])
def test_nothing_changes_in_a_closed_meeting(act):
    meeting = dealt_with()
    close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    entries, by = Entry.objects.count(), meeting.chair
    member = member_of(meeting, others_of(meeting)[0])
    acts = {
        "excuse": lambda: excuse_member(member=member, reason="病假", by=by),
        "postpone": lambda: postpone_meeting(
            meeting=meeting, held_on=in_days(4), reason="推迟", by=by
        ),
        "put off": lambda: put_off_item(sitting=items_of(meeting)[0], reason="推迟", by=by),
        "close": lambda: close_meeting(meeting=meeting, excused={}, by=by),
    }
    with pytest.raises((PermissionDenied, ValidationError)):
        acts[act]()
    assert Entry.objects.count() == entries


def test_what_was_put_off_is_decided_in_the_next_meeting():
    meeting = dealt_with()
    close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    item = meeting.put_offs.get().sitting
    said = {"worksheets": [item.worksheet], "wrote_measures": {}}
    following = call_meeting(body=meeting.body, held_on=in_days(0), by=meeting.chair, **said)
    (item,) = items_of(following)
    decide_sitting(sitting=item, by=meeting.chair)
    assert (following.number, item.rulings.count()) == (2, 1)


def test_a_later_convening_leaves_other_sittings_alone():
    meeting = called()
    with pytest.raises(PermissionDenied):
        convene_sitting(
            worksheet=items_of(meeting)[0].worksheet, wrote_measures=[], by=meeting.chair
        )
