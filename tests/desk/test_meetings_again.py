"""What was reopened or put off comes on an agenda by the pages."""

import uuid

import pytest

from riskcontrol.accounts.models import Membership
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.meetings import call_meeting, put_off_item
from riskpoints.actions.sittings import decide_sitting, propose_level
from riskpoints.models import Meeting, Reopening, RiskPoint, Sitting, SittingMember
from tests.desk.sitting_pages import address
from tests.factories.accounts import SectionFactory, committee_chair, committee_member
from tests.factories.measures import assess, assessed, handed_in, measure_for
from tests.factories.meetings import called, in_days, items_of, others_of
from tests.factories.powers import settled_chart
from tests.riskpoints.settling import fresh, looked, ruled_point, signed_next

pytestmark = pytest.mark.django_db


def press(client, user, name, *args, **fields):
    client.force_login(user)
    return client.post(address(name, *args), {"submission_id": str(uuid.uuid4()), **fields})


def reopened(title="别的"):
    """A ruled risk point that was changed, and the change noticed; a chair and a member."""
    point = ruled_point()
    RiskPoint.objects.filter(pk=point.pk).update(title=title)
    looked(point)
    committee_member(point.section)
    return point, committee_chair(point.section)


def offered(client, chair, point):
    client.force_login(chair)
    form = client.get(address("meeting_call", point.body.code)).context["form"]
    return list(form.fields["worksheets"].queryset)


def test_what_was_reopened_is_put_off_and_ruled_in_the_next_meeting_by_the_pages(client):
    point, chair = reopened()
    (reopening,) = Reopening.objects.all()
    client.force_login(chair)
    way = f"{address('meeting_call', point.body.code)}?worksheet={point.worksheet_id}"
    assert way in client.get(address("reopened", reopening.pk)).text
    assert "重新评定" in client.get(way).text
    said = {"held_on": in_days(0).isoformat(), "worksheets": [point.worksheet_id]}
    press(client, chair, "meeting_call", point.body.code, **said)
    item = Sitting.objects.open().get()
    assert list(item.again_on.all()) == [point]
    assert offered(client, chair, point) == []
    press(client, chair, "item_put_off", item.pk, reason="材料不全")
    assert offered(client, chair, point) == [point.worksheet]
    press(client, chair, "meeting_call", point.body.code, **said)
    (item,) = items_of(Meeting.objects.order_by("-number")[0])
    decide_sitting(sitting=assessed(item), by=chair)
    assert fresh(point).ruling.sitting == item
    assert offered(client, chair, point) == []


def test_what_was_reopened_joins_a_called_meeting(client):
    point, chair = reopened()
    meeting = call_meeting(
        body=point.body,
        held_on=in_days(3),
        worksheets=[handed_in(settled_chart(section=SectionFactory(parent=point.body)))],
        wrote_measures={},
        by=chair,
    )
    client.force_login(chair)
    page = client.get(address("meeting", meeting.pk))
    assert [pk for pk, _name in page.context["agenda"].offered] == [point.worksheet_id]
    press(client, chair, "meeting_add", meeting.pk, worksheet=point.worksheet_id)
    assert [item.worksheet for item in items_of(meeting)][1:] == [point.worksheet]


def test_what_the_section_looks_at_again_is_decided_there(client):
    point, chair = reopened()
    sheet = signed_next(point)
    assert offered(client, chair, point) == [sheet]


def test_what_was_put_off_leads_to_calling_a_meeting_on_it(client):
    meeting = called()
    item, chair = items_of(meeting)[0], meeting.chair
    way = f"{address('meeting_call', meeting.body.code)}?worksheet={item.worksheet_id}"
    pages = [address("committee"), address("sitting", item.pk)]
    client.force_login(chair)
    assert [way in client.get(page).text for page in pages] == [False, False]
    put_off_item(sitting=item, reason="材料不全", by=chair)
    assert [client.get(page).text.count(way) for page in pages] == [1, 1]
    form = client.get(way).context["form"]
    assert form.initial == {"worksheets": [str(item.worksheet_id)]}
    client.force_login(others_of(meeting)[0])
    assert [way in client.get(page).text for page in pages] == [False, False]


def test_another_takes_the_chair_of_who_may_not_rule_any_more(client):
    meeting = called(days=0)
    first, second = items_of(meeting)
    before, successor = meeting.chair, committee_chair(meeting.body)
    wish = propose_level(
        sitting=assessed(first),
        risk_point=first.worksheet.risk_points.get(),
        rank=1,
        reason="重",
        by=before,
    )
    way = address("meeting_chair", meeting.pk)
    client.force_login(successor)
    assert way not in client.get(address("meeting", meeting.pk)).text
    assert press(client, successor, "meeting_chair", meeting.pk, reason="换届").status_code == 403
    Membership.objects.filter(user=before).update(role=Role.COMMITTEE_MEMBER)
    assert way in client.get(address("meeting", meeting.pk)).text
    assert press(client, successor, "meeting_chair", meeting.pk).status_code == 422
    press(client, successor, "meeting_chair", meeting.pk, reason="换届")
    told = Entry.objects.get(verb="meeting.take-chair").detail.content
    assert (told["was"], told["reason"], told["withdrawn"]) == (
        before.username,
        "换届",
        [wish.risk_point.key],
    )
    items = items_of(Meeting.objects.get(chair=successor))
    assert [item.chair for item in items] == [successor, successor]
    assess(first, successor, 2)
    assessed(second)
    for item in items:
        decide_sitting(sitting=item, by=successor)
    press(client, successor, "meeting_close", meeting.pk)
    assert Meeting.objects.get().closed_by == successor


def test_who_had_a_part_in_an_item_does_not_take_the_chair(client):
    meeting = called()
    successor = committee_chair(meeting.body)
    measure_for(items_of(meeting)[1].worksheet.risk_points.get()).written_by.add(successor)
    Membership.objects.filter(user=meeting.chair).update(role=Role.COMMITTEE_MEMBER)
    answer = press(client, successor, "meeting_chair", meeting.pk, reason="换届")
    assert answer.status_code == 422
    assert Meeting.objects.get().chair == meeting.chair
    assert not SittingMember.objects.filter(user=successor).exists()
