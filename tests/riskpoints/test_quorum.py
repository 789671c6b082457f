"""Who is excused from a meeting, and how many must take part before anything is ruled."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskpoints.actions.meetings import attend_again, call_meeting, excuse_member
from riskpoints.actions.sittings import decide_sitting, propose_level, second_lowering
from riskpoints.committee import Part, part_in, sittings_for
from riskpoints.models import CommitteeRules, Sitting
from riskpoints.states import Quorum
from tests.factories.measures import assess, assessed, committee, raters_of
from tests.factories.meetings import (
    all_assessed,
    called,
    in_days,
    items_of,
    member_of,
    others_of,
    sheets_of_one_body,
)

pytestmark = pytest.mark.django_db


def part(sitting, user):
    return part_in(sittings_for(user).get(pk=sitting.pk))


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


def test_who_is_excused_seconds_no_lowering():
    meeting = called(1, members=3)
    (item,) = items_of(meeting)
    one, two, three = others_of(meeting)
    for rater in (meeting.chair, one, two, three):
        assess(item, rater, 2)
    excuse_member(member=member_of(meeting, one), reason="出差", by=one)
    point = item.worksheet.risk_points.get()
    said = {"risk_point": point, "rank": 3, "reason": "理由", "by": meeting.chair}
    wish = propose_level(sitting=item, **said)
    with pytest.raises(PermissionDenied):
        second_lowering(proposal=wish, by=one)
    second_lowering(proposal=wish, by=two)
    assert [part(item, user) for user in (one, meeting.chair)] == [Part.EXCUSED, Part.DECIDE]
