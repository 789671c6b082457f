"""The pages of a meeting: calling it, its agenda and members, closing it, its minutes."""

import hashlib
import io
import uuid

import pytest
from pypdf import PdfReader

from riskcontrol.accounts.roles import Role
from riskcontrol.desk.sitting_actions import decide
from riskpoints.actions.meetings import close_meeting
from riskpoints.models import CommitteeRules, Meeting, Ruling, Sitting
from tests.desk.sitting_pages import address
from tests.factories.accounts import contributor, deputy_head, person, section_head
from tests.factories.measures import assessed, committee, convened, measure_for
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
from tests.factories.riskpoints import submitted

pytestmark = pytest.mark.django_db


def press(client, user, name, *args, **fields):
    client.force_login(user)
    return client.post(address(name, *args), {"submission_id": str(uuid.uuid4()), **fields})


def minuted(count=2):
    """A closed meeting in which everything was decided."""
    meeting = all_assessed(called(count))
    for item in items_of(meeting):
        decide(sitting=item, by=meeting.chair)
    return close_meeting(meeting=meeting, excused={}, by=meeting.chair)


def test_the_chair_calls_a_meeting_with_one_press(client):
    sheets = sheets_of_one_body(3)
    chair, (member,) = committee(sheets[0])
    writer = person(Role.COMMITTEE_MEMBER, sheets[0].body)
    measure_for(sheets[1].risk_points.get()).written_by.add(writer)
    client.force_login(chair)
    form = {
        "submission_id": str(uuid.uuid4()),
        "held_on": in_days(5).isoformat(),
        "begins_at": "09:30",
        "place": "三楼会议室",
        "worksheets": [sheets[0].pk, sheets[1].pk],
    }
    answers = [client.post(address("meeting_call", sheets[0].body.code), form) for _ in range(2)]
    meeting = Meeting.objects.get()
    assert [answer.url for answer in answers] == [address("meeting", meeting.pk)] * 2
    assert [item.worksheet for item in items_of(meeting)] == sheets[:2]
    grounds = [
        {seat.user: seat.recused_because for seat in item.members.all()}
        for item in items_of(meeting)
    ]
    assert grounds == [
        {chair: "", member: "", writer: ""},
        {chair: "", member: "", writer: "wrote"},
    ]


def test_what_cannot_be_called_is_said_and_nothing_typed_is_lost(client):
    sheets = sheets_of_one_body(1)
    chair, _members = committee(sheets[0])
    said = {"held_on": in_days(-1).isoformat(), "place": "三楼", "worksheets": [sheets[0].pk]}
    answer = press(client, chair, "meeting_call", sheets[0].body.code, **said)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["held_on"])
    assert 'value="三楼"' in answer.text
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("odd", [2**63, "9" * 5000, "x"])
def test_what_cannot_be_a_worksheet_is_refused_as_any_other_not_offered(client, odd):
    sheet = sheets_of_one_body(1)[0]
    chair, _members = committee(sheet)
    said = {"held_on": in_days(5).isoformat(), "worksheets": [sheet.pk, odd]}
    answer = press(client, chair, "meeting_call", sheet.body.code, **said)
    assert answer.context["form"].errors == {"worksheets": [f"选项中没有“{odd}”，从列表中选择。"]}
    assert (answer.status_code, Meeting.objects.count()) == (422, 0)
    asked = client.get(address("meeting_call", sheet.body.code), {"worksheet": [sheet.pk, odd]})
    assert asked.context["form"].initial == {"worksheets": [str(sheet.pk)]}


def test_a_member_does_not_call(client):
    sheets = sheets_of_one_body(1)
    _chair, (member,) = committee(sheets[0])
    client.force_login(member)
    assert client.get(address("meeting_call", sheets[0].body.code)).status_code == 403


def test_the_agenda_is_changed_on_its_page(client):
    one, two, three = sheets_of_one_body(3)
    meeting = called(sheets=[one, two], days=4)
    first, second = items_of(meeting)
    press(client, meeting.chair, "meeting_add", meeting.pk, worksheet=three.pk)
    press(client, meeting.chair, "item_move", second.pk, to="up")
    press(client, meeting.chair, "item_take_off", first.pk)
    assert [item.worksheet for item in items_of(meeting)] == [two, three]
    page = client.get(address("meeting", meeting.pk))
    assert [line.item.worksheet for line in page.context["agenda"].lines] == [two, three]
    assert [pk for pk, _name in page.context["agenda"].offered] == [one.pk]


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 5000, "another body's"])
def test_only_what_waits_is_put_on_an_agenda(client, asked):
    meeting = called(1, days=4)
    if asked.startswith("another"):
        asked = sheets_of_one_body(1)[0].pk
    answer = press(client, meeting.chair, "meeting_add", meeting.pk, worksheet=asked)
    assert (answer.status_code, meeting.sittings.count()) == (302, 1)


def test_the_last_item_is_not_taken_off_and_the_page_says_why(client):
    meeting = called(1, days=4)
    client.force_login(meeting.chair)
    form = {"submission_id": str(uuid.uuid4())}
    page = client.post(address("item_take_off", items_of(meeting)[0].pk), form, follow=True)
    assert len(list(page.context["messages"])) == 1
    assert meeting.sittings.count() == 1


def test_a_meeting_is_put_off_on_its_page(client):
    meeting = called(days=4)
    said = {"held_on": in_days(6).isoformat(), "place": "二楼"}
    answer = press(client, meeting.chair, "meeting_postpone", meeting.pk, **said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    press(client, meeting.chair, "meeting_postpone", meeting.pk, reason="主任出差", **said)
    found = again(meeting)
    assert (found.held_on, found.place, found.put_off_because) == (in_days(6), "二楼", "主任出差")
    assert "主任出差" in client.get(address("meeting", meeting.pk)).text


def test_a_member_excuses_himself_and_comes_after_all(client):
    meeting = called()
    user = others_of(meeting)[0]
    member = member_of(meeting, user)
    assert press(client, user, "member_excuse", member.pk).status_code == 422
    press(client, user, "member_excuse", member.pk, reason="出差")
    assert member_of(meeting, user).excused_because == "出差"
    press(client, user, "member_attend", member.pk)
    assert member_of(meeting, user).excused_because == ""


def test_an_item_is_put_off_on_the_day(client):
    meeting = called()
    first, _second = items_of(meeting)
    assert press(client, meeting.chair, "item_put_off", first.pk).status_code == 422
    press(client, meeting.chair, "item_put_off", first.pk, reason="材料不全")
    assert [one.sitting for one in meeting.put_offs.all()] == [first]
    page = client.get(address("meeting", meeting.pk))
    outcomes = [line.item.outcome for line in page.context["agenda"].lines]
    assert outcomes == ["put-off", "open"]


def test_the_sitting_says_how_many_are_missing_for_a_quorum(client):
    meeting = called(1, members=3)
    for user in others_of(meeting)[:2]:
        press(client, user, "member_excuse", member_of(meeting, user).pk, reason="出差")
    client.force_login(meeting.chair)
    page = client.get(address("sitting", items_of(meeting)[0].pk))
    assert "还差1人达到最低到会人数：可参加评审的评审员到会2人，须到会3人。" in page.text


def test_the_chair_closes_and_reads_the_minutes(client):
    meeting = all_assessed(called(1))
    decide(sitting=items_of(meeting)[0], by=meeting.chair)
    answer = press(client, meeting.chair, "meeting_close", meeting.pk)
    assert answer.url == address("minutes", meeting.pk)
    assert again(meeting).closed_by == meeting.chair
    page = client.get(answer.url)
    assert "现存数据与该校验值相符。" in page.text


def test_attendance_against_a_ruling_is_said_at_its_line(client):
    meeting = all_assessed(called(1))
    decide(sitting=items_of(meeting)[0], by=meeting.chair)
    member = member_of(meeting, others_of(meeting)[0])
    said = {f"member-{member.pk}": "病假"}
    answer = press(client, meeting.chair, "meeting_close", meeting.pk, **said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(said))
    assert again(meeting).is_open


def test_a_meeting_that_is_open_has_no_minutes(client):
    meeting = called()
    client.force_login(meeting.chair)
    assert client.get(address("minutes", meeting.pk)).status_code == 404
    assert client.get(f"/desk/registers/meetings/{meeting.pk}.pdf").status_code == 404


def test_the_file_gives_the_hash_that_stands_on_the_page(client):
    meeting = minuted()
    client.force_login(meeting.chair)
    content = client.get(address("meeting_decided", meeting.pk)).content
    digest = hashlib.sha256(content).hexdigest()
    assert digest == meeting.decided_hash
    assert digest in client.get(address("minutes", meeting.pk)).text


def test_the_page_says_what_was_changed_past_the_actions(client):
    meeting = minuted(1)
    Ruling.objects.update(rank=1)
    client.force_login(meeting.chair)
    page = client.get(address("minutes", meeting.pk))
    assert page.context["differs"] == [str(items_of(meeting)[0].worksheet)]
    assert "现存数据与该校验值不符" in page.text


def test_minutes_on_paper(client):
    meeting = minuted()
    client.force_login(meeting.chair)
    answer = client.get(f"/desk/registers/meetings/{meeting.pk}.pdf")
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages
    ).replace("\n", "")
    told = [str(meeting), "三楼会议室", meeting.chair.name, meeting.decided_hash]
    told += [
        point.title for item in items_of(meeting) for point in item.worksheet.risk_points.all()
    ]
    assert [words for words in told if words not in text] == []
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_may_read_what(client):
    """Whoever reads the body's sittings reads its meetings; a stranger and an administrator do not."""
    meeting, stranger = minuted(1), convened().chair
    section = items_of(meeting)[0].worksheet.section
    pages = [
        address("meeting", meeting.pk),
        address("minutes", meeting.pk),
        address("meeting_decided", meeting.pk),
        f"/desk/registers/meetings/{meeting.pk}.pdf",
    ]
    readers = {
        meeting.chair: 200,
        contributor(section): 200,
        stranger: 404,
        person(Role.AUDITOR, section.body): 404,
        person(Role.SYSTEM_ADMINISTRATOR, section.body): 404,
    }
    for user, status in readers.items():
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [status] * 4


def test_a_stranger_changes_nothing(client):
    meeting, stranger = called(days=3), convened().chair
    item, member = items_of(meeting)[0].pk, member_of(meeting, meeting.chair).pk
    tries = [
        ("meeting_add", meeting.pk),
        ("meeting_postpone", meeting.pk),
        ("meeting_close", meeting.pk),
        ("item_move", item),
        ("item_take_off", item),
        ("item_put_off", item),
        ("member_excuse", member),
        ("member_attend", member),
    ]
    assert {press(client, stranger, *each).status_code for each in tries} == {404}


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_at_any_length(client, django_assert_num_queries, rows):
    meeting = called(rows, days=2, members=rows + 1)
    client.force_login(meeting.chair)
    with django_assert_num_queries(14):
        client.get(address("meeting", meeting.pk))
    for sheet in sheets_of_one_body(rows):
        made = convened(sheet).meeting
        Meeting.objects.filter(pk=made.pk).update(body=meeting.body, number=made.pk + 50)
    with django_assert_num_queries(6):
        page = client.get(address("meetings")).context["page"]
    assert len(page.object_list) == rows + 1


@pytest.mark.parametrize(("state", "count"), [("", 2), ("open", 1), ("closed", 1)])
def test_the_list_by_state(client, state, count):
    meeting = minuted(1)
    other = convened(sheets_of_one_body(1)[0]).meeting
    Meeting.objects.filter(pk=other.pk).update(body=meeting.body, number=9)
    client.force_login(meeting.chair)
    page = client.get(address("meetings"), {"state": state})
    assert len(page.context["page"].object_list) == count


def test_an_unknown_state_is_not_found(client):
    client.force_login(convened().chair)
    assert client.get(address("meetings"), {"state": "lost"}).status_code == 404


def test_a_leader_confirms_on_the_worksheet_s_page(client):
    sheet = submitted()
    CommitteeRules.objects.create(body=sheet.body, two_stages=True)
    press(client, section_head(sheet.section), "worksheet_sign", sheet.pk)
    sheet.refresh_from_db()
    leader = deputy_head(sheet.section)
    client.force_login(leader)
    page = client.get(address("worksheet", sheet.flowchart.code))
    assert address("worksheet_confirm", sheet.pk) in page.text
    press(client, leader, "worksheet_confirm", sheet.pk, row_version=1)
    sheet.refresh_from_db()
    assert sheet.state == "signed"
    version = sheet.row_version
    press(client, leader, "worksheet_confirm", sheet.pk, row_version=version)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.confirmed_by) == ("handed-in", leader)
    again_by_him = press(client, leader, "worksheet_confirm", sheet.pk, row_version=version)
    assert again_by_him.status_code == 403


def test_the_committee_s_rules_on_their_page(client):
    body = sheets_of_one_body(1)[0].body
    user = person(Role.SYSTEM_ADMINISTRATOR, body)
    client.force_login(user)
    said = {"quorum": "number", "quorum_number": "", "two_stages": "on", "row_version": 1}
    answer = press(client, user, "committee_rules", **said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["quorum_number"])
    press(client, user, "committee_rules", **(said | {"quorum_number": 3}))
    rules = CommitteeRules.objects.get()
    assert (rules.quorum, rules.quorum_number, rules.two_stages) == ("number", 3, True)
    stale = press(client, user, "committee_rules", **(said | {"quorum": "all"}))
    assert stale.status_code == 409
    assert CommitteeRules.objects.get().quorum == "number"


def test_the_rules_are_the_system_administrator_s(client):
    client.force_login(convened().chair)
    assert client.get(address("committee_rules")).status_code == 403
    assert Sitting.objects.get().meeting.quorum == "majority"


def test_a_sitting_names_its_meeting(client):
    sitting = assessed()
    client.force_login(sitting.chair)
    page = client.get(address("sitting", sitting.pk))
    assert address("meeting", sitting.meeting_id) in page.text
