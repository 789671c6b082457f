"""How a meeting is closed: what must be dealt with, who attended, and that nothing changes after."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskcontrol.audit.models import Entry
from riskpoints.actions.meetings import (
    call_meeting,
    close_meeting,
    excuse_member,
    postpone_meeting,
    put_off_item,
)
from riskpoints.actions.sittings import (
    convene_sitting,
    decide_sitting,
    return_sitting,
)
from tests.factories.accounts import committee_chair
from tests.factories.measures import assessed, committee
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
