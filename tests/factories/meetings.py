"""Meetings of a committee, called ahead or for today, with their agenda."""

import datetime

from django.utils import timezone

from riskpoints.actions.meetings import call_meeting
from riskpoints.models import Meeting, MeetingMember
from tests.factories.powers import settled_chart

from .accounts import SectionFactory, committee_chair, committee_member
from .measures import assessed, handed_in


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def sheets_of_one_body(count=2, **kwargs):
    """Worksheets with the committee, of sections of one body."""
    first = handed_in(**kwargs)
    body = first.body
    others = [
        handed_in(settled_chart(section=SectionFactory(parent=body)), **kwargs)
        for _number in range(count - 1)
    ]
    return [first, *others]


def called(count=2, *, days=0, members=2, sheets=None, **said):
    """A meeting of a chair and so many members on so many worksheets, so many days ahead."""
    sheets = sheets or sheets_of_one_body(count)
    chair = committee_chair(sheets[0].section)
    for _number in range(members):
        committee_member(sheets[0].section)
    given = {"held_on": in_days(days), "place": "三楼会议室", "wrote_measures": {}} | said
    return call_meeting(body=sheets[0].body, worksheets=sheets, by=chair, **given)


def items_of(meeting):
    """The items of an agenda in order."""
    return list(meeting.sittings.order_by("place", "pk"))


def member_of(meeting, user):
    return MeetingMember.objects.get(meeting=meeting, user=user)


def others_of(meeting):
    """The members but for who leads it."""
    return [seat.user for seat in meeting.members.exclude(user=meeting.chair)]


def all_assessed(meeting, *ranks):
    """A meeting in which everybody has handed in on every item."""
    for item in items_of(meeting):
        assessed(item, *ranks)
    return meeting


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)
