"""The committee's queue: what waits for whom, his own first and the oldest first."""

import datetime

import pytest
import time_machine
from django.utils.translation import gettext

from riskcontrol.accounts.roles import Role
from riskcontrol.desk.queue import entries, queue_for
from riskcontrol.desk.sitting_actions import decide
from riskpoints.actions.meetings import excuse_member, put_off_item
from riskpoints.actions.sittings import propose_level
from riskpoints.actions.worksheets import sign_worksheet
from riskpoints.committee import HIS_TURN, part_in, sittings_for
from riskpoints.models import CommitteeRules, Sitting
from tests.desk.sitting_pages import address
from tests.factories.accounts import deputy_head, person, section_head
from tests.factories.measures import assess, assessed, committee, convened, handed_in, raters_of
from tests.factories.meetings import called, items_of, member_of, others_of, sheets_of_one_body
from tests.factories.riskpoints import submitted

pytestmark = pytest.mark.django_db


def told(user, *, mine=True):
    """What waits for a person, or for others, as (subject, words) in the order of the page."""
    user = type(user).objects.get(pk=user.pk)
    found = entries(user, queue_for(user))
    return [(one.subject, one.words) for one in found if one.is_mine == mine]


def say(*pairs):
    return [(str(what), gettext(words)) for what, words in pairs]


def test_the_oldest_comes_first_with_its_age_in_working_days(client):
    sheets = sheets_of_one_body(3)
    chair, _members = committee(sheets[0])
    days = [23, 20, 24]
    for sheet, day in zip(sheets, days, strict=True):
        sheet.signed_at = datetime.datetime(2026, 11, day, 9, tzinfo=datetime.UTC)
        sheet.save()
    handed_in()
    with time_machine.travel(datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)):
        client.force_login(chair)
        found = client.get(address("committee")).context["entries"]
        ages = [(one.to_convene, one.working_days) for one in found]
    assert ages == [
        (sheets[1], 3),
        (sheets[0], 2),
        (sheets[2], 1),
    ]


def test_a_member_sees_his_own_first_and_below_what_waits_for_others():
    sheets = sheets_of_one_body(2)
    sitting = convened(sheets[1])
    _chair, member = raters_of(sitting)
    assert told(member) == say((sitting, "waits for your assessment"))
    assert told(member, mine=False) == say((sheets[0], "waits for a sitting"))
    assess(sitting, member, 2)
    assert told(member) == []
    assert sorted(told(member, mine=False)) == sorted(
        say((sheets[0], "waits for a sitting"), (sitting, "you have done your part"))
    )


def test_a_lowering_waits_for_the_second_person_and_then_the_ruling_for_the_chair():
    sitting = assessed()
    chair, member = raters_of(sitting)
    point = sitting.worksheet.risk_points.get()
    assert told(chair) == say((sitting, "everybody is in; waits for your ruling"))
    propose_level(sitting=sitting, risk_point=point, rank=3, reason="理由", by=chair)
    assert told(member) == say((sitting, "a lowering waits for a second person"))
    assert told(chair) == []


def test_a_meeting_to_come_and_one_to_be_closed():
    meeting = called(1, days=3)
    member = others_of(meeting)[0]
    (item,) = items_of(meeting)
    words = gettext("take part on %(day)s")
    asked = [subject for subject, said in told(member) if said.startswith(words.split("%")[0])]
    assert asked == ([str(meeting)] if words.split("%")[0] else asked)
    assert str(meeting) in [subject for subject, _said in told(member)]
    excuse_member(member=member_of(meeting, member), reason="出差", by=member)
    assert str(meeting) not in [subject for subject, _said in told(member)]
    with time_machine.travel(
        datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3), tick=False
    ):
        decide(sitting=assessed(item), by=meeting.chair)
        assert told(meeting.chair) == say((meeting, "every item is dealt with; waits to be closed"))


def test_an_item_put_off_waits_for_a_meeting():
    meeting = called(2)
    item, _other = items_of(meeting)
    put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    assert (str(item), gettext("put off; waits for a meeting")) in told(meeting.chair)


def test_a_signed_worksheet_waits_for_the_leading_group():
    sheet = submitted()
    CommitteeRules.objects.create(body=sheet.body, two_stages=True)
    head = section_head(sheet.section)
    sign_worksheet(worksheet=sheet, by=head)
    leader, chair = deputy_head(sheet.section), person(Role.COMMITTEE_CHAIR, sheet.body)
    head.memberships.create(unit=sheet.body, role=Role.HEAD)
    waits = say((sheet, "waits for the leading group"))
    assert told(leader) == waits
    for other in (head, chair):
        assert (told(other), told(other, mine=False)) == ([], waits)


def test_nothing_of_another_body():
    sitting = assessed()
    handed_in()
    other = convened()
    assert {subject for subject, _words in told(sitting.chair)} == {str(sitting)}
    assert told(sitting.chair, mine=False) == []
    assert told(person(Role.SYSTEM_ADMINISTRATOR, other.worksheet.body)) == []


def test_mine_is_what_the_sitting_asks_of_me():
    """The order of the database and the words on the page come from one expression."""
    sitting = assessed()
    convened(sheets_of_one_body(1)[0])
    for user in raters_of(sitting):
        parts = {one.pk: part_in(one) for one in sittings_for(user).open()}
        rows = {row: others for what, row, others, _since in queue_for(user) if what == "sitting"}
        assert rows == {pk: int(part not in HIS_TURN) for pk, part in parts.items()}
    assert Sitting.objects.count() == 2


def test_a_page_of_it_costs_the_same(client, django_assert_num_queries):
    sheets = sheets_of_one_body(25)
    chair, _members = committee(sheets[0])
    client.force_login(chair)
    with django_assert_num_queries(8):
        first = client.get(address("committee"))
    with django_assert_num_queries(8):
        second = client.get(address("committee") + "?page=2")
    assert [len(page.context["entries"]) for page in (first, second)] == [20, 5]
