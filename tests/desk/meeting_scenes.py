"""What meetings and a two-stage confirmation leave waiting; see tests.desk.scenes."""

from django.urls import reverse
from django.utils import timezone

from riskcontrol.accounts.roles import Role
from riskcontrol.desk.queue import page_of
from riskcontrol.desk.sitting_actions import decide
from riskpoints.actions.meetings import call_meeting, close_meeting, excuse_member, put_off_item
from riskpoints.actions.worksheets import confirm_worksheet, sign_worksheet
from riskpoints.models import CommitteeRules
from tests.factories import measures, meetings, riskpoints
from tests.factories.accounts import person, section_head


def a_worksheet_to_confirm():
    sheet = riskpoints.submitted()
    CommitteeRules.objects.create(body=sheet.body, two_stages=True)
    sheet = sign_worksheet(worksheet=sheet, by=section_head(sheet.section))
    user, seen = person(Role.DEPUTY_HEAD, sheet.body), sheet.row_version
    done = lambda: confirm_worksheet(worksheet=sheet, expected=seen, by=user)  # noqa: E731 - the act
    return user, page_of(sheet), done


def a_meeting_to_join():
    meeting = meetings.called(1, days=3)
    user = meetings.others_of(meeting)[0]
    measures.assess(meetings.items_of(meeting)[0], user, 2)
    member = meetings.member_of(meeting, user)
    done = lambda: excuse_member(member=member, reason="出差", by=user)  # noqa: E731 - the act
    return user, reverse("desk:meeting", args=[meeting.pk]), done


def a_meeting_to_close():
    meeting = measures.assessed().meeting
    (item,) = meetings.items_of(meeting)
    decide(sitting=item, by=meeting.chair)
    done = lambda: close_meeting(meeting=meeting, excused={}, by=meeting.chair)  # noqa: E731 - the act
    return meeting.chair, reverse("desk:meeting", args=[meeting.pk]), done


def an_item_put_off():
    meeting = meetings.all_assessed(meetings.called(2))
    item, other = meetings.items_of(meeting)
    decide(sitting=other, by=meeting.chair)
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    said = {"worksheets": [item.worksheet], "wrote_measures": {}, "held_on": timezone.localdate()}
    done = lambda: decide(  # noqa: E731 - the act
        sitting=call_meeting(body=meeting.body, by=meeting.chair, **said).sittings.get(),
        by=meeting.chair,
    )
    return meeting.chair, reverse("desk:sitting", args=[item.pk]), done


SCENES = [
    a_worksheet_to_confirm,
    a_meeting_to_join,
    a_meeting_to_close,
    an_item_put_off,
]
