"""The minutes of a meeting, and the hash of what was decided."""

import hashlib
import io
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pypdf import PdfReader

from riskpoints.actions.meetings import call_meeting, close_meeting, excuse_member, put_off_item
from riskpoints.actions.sittings import (
    decide_sitting,
    propose_level,
    return_sitting,
    second_lowering,
    submit_assessments,
)
from riskpoints.minutes import Minutes, decided_json, differs
from riskpoints.models import Meeting, MeetingMember, PutOff, RiskPoint, Ruling, Sitting
from tests.factories.measures import assess, assessed, judgement, raters_of
from tests.factories.meetings import called, in_days, items_of, member_of, others_of
from tests.factories.riskpoints import opened, signed, written
from tests.factories.rounds import ruled_on
from tests.riskpoints.settling import looked

pytestmark = pytest.mark.django_db


def whole(meeting):
    return Meeting.objects.whole().get(pk=meeting.pk)


def closed(count=3):
    """A closed meeting with an item lowered, one returned and one put off; a member was excused."""
    meeting = called(count, members=3)
    away, second, _third = others_of(meeting)
    excuse_member(member=member_of(meeting, away), reason="出差", by=meeting.chair)
    first, *rest = items_of(meeting)
    for rater in {meeting.chair, *others_of(meeting)} - {away}:
        assess(first, rater, 2)
    point = first.worksheet.risk_points.get()
    wish = propose_level(
        sitting=first, risk_point=point, rank=3, reason="已有双人复核", by=meeting.chair
    )
    second_lowering(proposal=wish, by=second)
    decide_sitting(sitting=first, by=meeting.chair)
    for item in rest[:1]:
        return_sitting(sitting=item, reason="再查受理", by=meeting.chair)
    for item in rest[1:]:
        put_off_item(sitting=item, reason="材料不全", by=meeting.chair)
    close_meeting(meeting=meeting, excused={member_of(meeting, away).pk: "出差"}, by=meeting.chair)
    return whole(meeting)


def test_minutes_tell_who_what_and_why():
    meeting = closed()
    minutes = Minutes(meeting)
    assert [(item.outcome, item.reason) for item in minutes.items] == [
        ("decided", ""),
        ("returned", "再查受理"),
        ("put-off", "材料不全"),
    ]
    (ruled,) = minutes.items[0].rulings
    assert (ruled.ruling.rank, ruled.is_lowered, ruled.is_raised) == (3, True, False)
    assert "已有双人复核" in ruled.sentence
    assert [(one.user, one.excused_because) for one in minutes.excused] == [
        (others_of(meeting)[0], "出差")
    ]
    assert len(minutes.present) == 3


def test_the_canonical_form_is_what_it_is_said_to_be():
    meeting = closed()
    (ruling,) = Ruling.objects.all()
    first, second, third = (item.worksheet for item in Minutes(meeting).items)
    people = [one.user.username for one in Minutes(meeting).present]
    away = others_of(meeting)[0].username
    told = {
        "meeting": {
            "number": 1,
            "year": timezone.localdate().year,
            "unit": meeting.body.code,
            "held_on": timezone.localdate().isoformat(),
        },
        "present": sorted(people),
        "excused": {away: "出差"},
        "items": [
            {
                "worksheet": first.flowchart.code,
                "round": [first.round.year, first.round.number],
                "outcome": "decided",
                "led_by": meeting.chair.username,
                "recused": {},
                "present": 3,
                "needed": 3,
                "rulings": [
                    {
                        "risk_point": ruling.risk_point.key,
                        "title": ruling.risk_point.title,
                        "level": {"rank": 3, "mark": "III"},
                        "rule_gave": 2,
                        "factors": {"nature": 2, "discretion": 2, "harm": 2, "closeness": 2},
                        "floors": [],
                        "reason": "已有双人复核",
                        "ruled_by": meeting.chair.username,
                        "second": others_of(meeting)[1].username,
                    }
                ],
            },
            {
                "worksheet": second.flowchart.code,
                "round": [second.round.year, second.round.number],
                "outcome": "returned",
                "reason": "再查受理",
            },
            {
                "worksheet": third.flowchart.code,
                "round": [third.round.year, third.round.number],
                "outcome": "put-off",
                "reason": "材料不全",
            },
        ],
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert meeting.decided == text
    assert meeting.decided_hash == hashlib.sha256(text.encode()).hexdigest()


def met_again(end):
    """A closed meeting of one item that rates anew one of two risk points, and how it ended."""
    sheet = opened()
    written(sheet, title="另一个")
    sheet = ruled_on(signed(sheet))
    first, _other = sheet.risk_points.order_by("pk")
    RiskPoint.objects.filter(pk=first.pk).update(title="改过的标题")
    looked(first)
    meeting = called(1, sheets=[sheet])
    (item,) = items_of(meeting)
    end(item, first)
    close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    return whole(meeting), first


def ruled_anew(item, point):
    for rater in raters_of(item):
        submit_assessments(sitting=item, judgements={point.pk: judgement(2)}, by=rater)
    decide_sitting(sitting=item, by=item.chair)


def closed_as_it_is(item, _point):
    return_sitting(sitting=item, reason="等修订办法印发", by=item.chair)


def postponed(item, _point):
    put_off_item(sitting=item, reason="材料不全", by=item.chair)


@pytest.mark.parametrize(
    ("end", "outcome", "words"),
    [
        (ruled_anew, "decided", "重新评定（评定后有变化）：改过的标题"),
        (closed_as_it_is, "closed", "未重新评定，该表仍为已评定：等修订办法印发"),
        (postponed, "put-off", "重新评定（评定后有变化）：改过的标题"),
    ],
)
def test_minutes_tell_what_was_rated_anew_and_what_came_of_it(client, end, outcome, words):
    meeting, point = met_again(end)
    (told,) = json.loads(meeting.decided)["items"]
    assert (told["outcome"], told["again"]) == (outcome, [point.key])
    ruled = [point.key] if outcome == "decided" else []
    assert [one["risk_point"] for one in told.get("rulings", [])] == ruled
    assert differs(meeting) == []
    client.force_login(meeting.chair)
    minutes = client.get(reverse("desk:minutes", args=[meeting.pk])).text
    agenda = client.get(reverse("desk:meeting", args=[meeting.pk])).text
    paper = client.get(f"/desk/registers/meetings/{meeting.pk}.pdf").content
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert words in "".join(strip_tags(minutes).split())
    assert words in "".join(printed.split())
    assert ("退回科室" in minutes, "已退回" in agenda) == (False, False)
    assert ("未重新评定" in agenda) == (outcome == "closed")


def test_what_was_decided_still_gives_the_hash():
    meeting = closed()
    assert differs(meeting) == []


def test_going_on_elsewhere_does_not_change_it():
    meeting = closed()
    item = meeting.put_offs.get().sitting
    following = call_meeting(
        body=meeting.body,
        held_on=in_days(0),
        worksheets=[item.worksheet],
        wrote_measures={},
        by=meeting.chair,
    )
    (item,) = items_of(following)
    decide_sitting(sitting=assessed(item), by=meeting.chair)
    assert item.rulings.exists()
    assert differs(whole(meeting)) == []


def test_a_ruling_changed_past_the_actions_is_named():
    meeting = closed()
    first = Minutes(meeting).items[0]
    Ruling.objects.update(reason="另写的理由")
    assert differs(whole(meeting)) == [str(first.worksheet)]


def test_a_risk_point_reworded_is_named():
    meeting = closed()
    first = Minutes(meeting).items[0]
    first.worksheet.risk_points.update(title="别的风险")
    assert differs(whole(meeting)) == [str(first.worksheet)]


FROZEN = {
    "the meeting": lambda m: Meeting.objects.filter(pk=m.pk).update(place="别处"),
    "its hash": lambda m: Meeting.objects.filter(pk=m.pk).update(decided_hash="0" * 64),
    "that it is closed": lambda m: Meeting.objects.filter(pk=m.pk).update(closed_at=None),
    "who attended": lambda m: MeetingMember.objects.filter(meeting=m).update(excused_because="病"),
    "its members": lambda m: MeetingMember.objects.create(meeting=m, user=m.sittings.first().chair),
    "that one was there": lambda m: MeetingMember.objects.filter(meeting=m).delete(),
    "what it put off": lambda m: PutOff.objects.filter(meeting=m).update(reason="别的"),
    "an item": lambda m: Sitting.objects.filter(meeting=m).update(place=9),
}


def test_a_closed_meeting_stays():
    meeting = closed()
    for what, change in FROZEN.items():
        with pytest.raises(IntegrityError, match="is in force"), transaction.atomic():
            change(meeting)
        assert differs(whole(meeting)) == [], what


def test_a_meeting_with_an_open_item_is_not_closed_past_the_action():
    meeting = called(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        close_past_the_action(meeting)


def close_past_the_action(meeting):
    """Write that it is closed, and have what is checked at the commit checked now."""
    said = {"closed_at": timezone.now(), "closed_by": meeting.chair, "open_key": None}
    Meeting.objects.filter(pk=meeting.pk).update(decided="{}", decided_hash="0" * 64, **said)
    connection.check_constraints()


def test_an_item_without_a_quorum_is_not_decided_past_the_action():
    (item,) = items_of(called(1))
    with pytest.raises(IntegrityError, match="ruled_by_a_quorum"), transaction.atomic():
        Sitting.objects.filter(pk=item.pk).update(
            closed_at=timezone.now(), open_in=None, present_count=1, needed_count=2
        )


@pytest.mark.parametrize("count", [1, 3])
def test_minutes_cost_the_same_at_any_length(django_assert_num_queries, count):
    meeting = called(count)
    for item in items_of(meeting):
        decide_sitting(sitting=assessed(item), by=meeting.chair)
    close_meeting(meeting=meeting, excused={}, by=meeting.chair)
    meeting = whole(meeting)
    with django_assert_num_queries(16):
        decided_json(meeting)
