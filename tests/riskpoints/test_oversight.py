"""A round sent down to many bodies; results handed up, returned, received and filed."""

import datetime
import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.oversight import (
    file_result,
    hand_up,
    move_due,
    receive,
    send_back,
    send_down,
)
from riskpoints.actions.rounds import close_round, open_round
from riskpoints.explaining import explain
from riskpoints.models import Charge, HandedUp, Mandate, Round, SentBack
from riskpoints.oversight import next_number
from riskpoints.results import is_whole
from tests.factories.accounts import (
    BodyFactory,
    MembershipFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
    person,
)
from tests.factories.oversight import (
    again,
    area_with,
    charged,
    filed,
    head_of,
    order,
    received,
    searched,
    sent_down,
    up,
)
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened
from tests.factories.rounds import chaired

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def details(target):
    """What the ledger tells of one object, the first first."""
    entries = Entry.objects.about(target).select_related("detail").order_by("sequence")
    return [entry.detail.content for entry in entries]


def verbs(target):
    """The acts that the ledger tells of one object, the first first."""
    return list(Entry.objects.about(target).order_by("sequence").values_list("verb", flat=True))


def test_one_act_opens_a_round_in_each_body():
    area, bodies = area_with(3)
    chair = committee_chair(area)
    mandate = sent_down(area, bodies[:2], by=chair)
    assert list(mandate.charges.values_list("body", "state", "joined")) == [
        (bodies[0].pk, "under-way", False),
        (bodies[1].pk, "under-way", False),
    ]
    rounds = Round.objects.order_by("pk")
    assert [(r.body, r.origin, r.opened_by, r.last_day) for r in rounds] == [
        (body, "above", chair, mandate.last_day) for body in bodies[:2]
    ]
    assert verbs(mandate) == ["mandate.send-down"]


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.HEAD, Role.AUDITOR])
def test_the_chair_of_the_area_alone_sends_down(role):
    area, bodies = area_with()
    for by in (person(role, area), committee_chair(bodies[0])):
        with pytest.raises(PermissionDenied):
            sent_down(area, bodies, by=by)
    assert not Mandate.objects.exists()


def test_nothing_is_sent_down_where_there_is_nothing_below():
    body = BodyFactory()
    with pytest.raises(PermissionDenied, match=str(body)):
        sent_down(body, [body], by=committee_chair(body))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_day": datetime.date(2020, 1, 1)}, "last_day"),
        ({"title": " "}, "title"),
        ({"asks": ""}, "asks"),
        ({"ground": "law"}, "__all__"),
        ({"ground": "weather"}, "ground"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_is_written(wrong, field):
    area, bodies = area_with()
    with pytest.raises(ValidationError) as refused:
        sent_down(area, bodies, **wrong)
    assert field in refused.value.error_dict
    assert not Mandate.objects.exists()
    assert not Round.objects.exists()


def test_it_goes_to_bodies_below_alone_and_to_one_at_least():
    area, bodies = area_with()
    for wrong in ([], [BodyFactory()], [*bodies, BodyFactory()]):
        with pytest.raises(ValidationError) as refused:
            sent_down(area, wrong)
        assert list(refused.value.error_dict) == ["bodies"]
    assert not Round.objects.exists()


def test_an_open_round_of_the_kind_joins_by_choice_alone():
    area, (body, other) = area_with()
    own = chaired(body, ground="yearly", reason="")
    with pytest.raises(ValidationError, match=str(body)):
        sent_down(area, [body, other])
    assert list(Round.objects.all()) == [own]

    mandate = sent_down(area, [body, other], joining=[body])
    charge = mandate.charges.get(body=body)
    assert (charge.round, charge.joined, charge.round.last_day) == (own, True, mandate.last_day)
    assert details(mandate)[-1]["bodies"] == {body.code: "joined", other.code: "opened"}


def test_a_round_that_answers_one_does_not_answer_another():
    area, (body, _other) = area_with()
    charged(body)
    with pytest.raises(ValidationError, match=str(body)):
        sent_down(area, [body], joining=[body])
    law = {"ground": "law", "reason": "《档案法》修订。"}
    first, second = (sent_down(area, [body], joining=[body], **law) for _time in range(2))
    assert first.charges.get().round != second.charges.get().round


def test_the_body_does_not_close_it_before_its_result_was_received():
    charge = charged()
    chair = committee_chair(charge.body)
    for state in ("under-way", "handed-up"):
        with pytest.raises(PermissionDenied, match=str(charge.committee)):
            close_round(round=Round.objects.get(), left_out={}, by=chair)
        assert again(charge).state == state
        if state == "under-way":
            up(charge, by=chair)
    receive(charge=charge, by=committee_chair(charge.committee))
    close_round(round=Round.objects.get(), left_out={}, by=chair)
    assert not Round.objects.get().is_open


def test_past_the_action_the_database_closes_it_neither():
    charge = charged()
    closed = {"open_key": None, "closed_at": timezone.now(), "closed_by": head_of(charge.body)}
    with pytest.raises(IntegrityError), transaction.atomic():
        close_past_the_action(closed)
    assert Round.objects.get().is_open


def close_past_the_action(closed):
    Round.objects.update(**closed)
    connection.check_constraints()


def test_what_is_handed_up_is_frozen_with_its_digest():
    _area, (body, _other) = area_with()
    sheet = searched(body)
    bare = settled_chart(section=sheet.section)
    charge = charged(body, joining=[body])
    with pytest.raises(ValidationError, match=bare.name):
        hand_up(charge=charge, left_out={}, by=committee_chair(body))
    charge = up(charge, reason="人手不足。")

    content = charge.result.content
    point = sheet.risk_points.get()
    assert content["points"] == [
        {
            "title": point.title,
            "category": "process",
            "section": point.section.name,
            "chart": sheet.flowchart.name,
            "where": ["受理"],
            "level": point.ruling.level.mark,
            "reason": explain(point.ruling),
        }
    ]
    assert content["charts"] == {
        "covered": 2,
        "settled": 2,
        "decided": 1,
        "left_out": [{"chart": bare.name, "reason": "人手不足。"}],
    }
    assert content["steps"] == {"all": 6, "looked": 3}
    assert content["levels"] == [
        {"mark": point.ruling.level.mark, "name": point.ruling.level.name, "count": 1}
    ]
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert charge.result.sha256 == hashlib.sha256(told.encode()).hexdigest()
    assert is_whole(charge.result)
    assert details(charge)[-1]["sha256"] == charge.result.sha256


@pytest.mark.parametrize(
    "statement", ["UPDATE riskpoints_handedup SET id = id", "DELETE FROM riskpoints_handedup"]
)
def test_nobody_changes_what_was_handed_up(statement):
    up(charged())
    before = list(HandedUp.objects.values())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(HandedUp.objects.values()) == before


def test_with_a_worksheet_under_way_nothing_is_handed_up():
    charge = charged()
    sheet = opened(settled_chart(section=SectionFactory(parent=charge.body)))
    with pytest.raises(PermissionDenied, match=str(sheet)):
        up(charge)


def test_the_body_s_own_chair_hands_up_or_its_head_where_it_has_none():
    charge = charged()
    head = head_of(charge.body)
    others = [committee_chair(charge.committee), contributor(charge.body)]
    for by in others:
        with pytest.raises(PermissionDenied):
            up(charge, by=by)
    assert up(charge, by=head).handed_up_by == head

    other = charged()
    committee_chair(other.body)
    with pytest.raises(PermissionDenied):
        up(other, by=head_of(other.body))


def test_returned_corrected_and_handed_up_again():
    charge = up(charged())
    chair = committee_chair(charge.committee)
    with pytest.raises(ValidationError):
        send_back(charge=charge, reason=" ", by=chair)
    send_back(charge=charge, reason="请补查采购流程。", by=chair)
    charge = again(charge)
    assert (charge.state, charge.result.sent_back.reason) == ("returned", "请补查采购流程。")

    searched(charge.body)
    charge = up(charge)
    assert [result.number for result in charge.results.all()] == [2, 1]
    assert len(charge.result.content["points"]) == 1
    assert charge.state == "handed-up"
    assert verbs(charge) == ["charge.hand-up", "charge.send-back", "charge.hand-up"]


def test_received_and_filed_under_the_next_number():
    area, bodies = area_with()
    mandate = sent_down(area, bodies)
    first, second = mandate.charges.order_by("pk")
    year = TODAY().year
    assert next_number(area, year) == 1
    first = filed(first, number=next_number(area, year))
    assert (first.state, first.filing) == ("filed", f"备〔{year}〕1号")
    assert next_number(area, year) == 2
    assert next_number(area, year + 1) == 1
    assert verbs(first) == ["charge.hand-up", "charge.receive", "charge.file"]
    assert details(first)[-1]["filing"] == first.filing

    with pytest.raises(ValidationError) as refused:
        filed(second, number=1)
    assert list(refused.value.error_dict) == ["number"]
    second = again(second)
    assert (second.state, second.filing) == ("received", "")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_filing_lies_between_its_receipt_and_today(days):
    charge, day = received(), TODAY() + datetime.timedelta(days=days)
    with pytest.raises(ValidationError) as refused:
        file_result(charge=charge, number=1, filed_on=day, by=committee_chair(charge.committee))
    assert list(refused.value.error_dict) == ["filed_on"]


def test_nothing_goes_out_of_its_order():
    charge = charged()
    chair = committee_chair(charge.committee)
    given = {"number": 1, "filed_on": TODAY()}

    def refused(*acts):
        for act in acts:
            with pytest.raises(PermissionDenied):
                act()

    def back():
        send_back(charge=charge, reason="请补查。", by=chair)

    def take():
        receive(charge=charge, by=chair)

    def file():
        file_result(charge=charge, by=chair, **given)

    refused(back, take, file)
    up(charge)
    refused(lambda: up(charge), file)
    take()
    refused(back, take, lambda: up(charge))
    file()
    refused(back, take, file, lambda: up(charge))
    assert verbs(charge) == ["charge.hand-up", "charge.receive", "charge.file"]


def judging(charge, by):
    """Every act by which somebody decides on a result."""
    return [
        lambda: send_back(charge=charge, reason="请补查。", by=by),
        lambda: receive(charge=charge, by=by),
    ]


@pytest.mark.parametrize("role", [Role.COMMITTEE_CHAIR, Role.CONTRIBUTOR, Role.HEAD])
def test_nobody_decides_on_the_result_of_his_own_unit(role):
    """The chair of the area has a seat in the body, or in a section of it, besides."""
    charge = up(charged())
    for unit in (charge.body, SectionFactory(parent=charge.body)):
        chair = committee_chair(charge.committee)
        MembershipFactory(user=chair, unit=unit, role=role)
        for act in judging(charge, chair):
            with pytest.raises(PermissionDenied, match=str(charge.body)):
                act()
    receive(charge=charge, by=committee_chair(charge.committee))
    with pytest.raises(PermissionDenied, match=str(charge.body)):
        file_result(charge=charge, number=1, filed_on=TODAY(), by=chair)
    assert again(charge).state == "received"


def test_neither_does_who_handed_it_up_and_sits_above_by_now():
    charge = charged()
    chair = committee_chair(charge.body)
    up(charge, by=chair)
    chair.memberships.all().delete()
    MembershipFactory(user=chair, unit=charge.committee, role=Role.COMMITTEE_CHAIR)
    chair = type(chair).objects.get(pk=chair.pk)
    words = gettext("You handed this result up; somebody else decides on it.")
    for act in judging(again(charge), chair):
        with pytest.raises(PermissionDenied, match=words):
            act()


def test_others_decide_nothing():
    charge = up(charged())
    for by in (committee_member(charge.committee), committee_chair(charge.body)):
        for act in judging(charge, by):
            with pytest.raises(PermissionDenied):
                act()
    assert not SentBack.objects.exists()


def test_the_chair_above_gives_another_day_with_a_reason():
    charge, later = charged(), TODAY() + datetime.timedelta(days=60)
    chair = committee_chair(charge.committee)
    with pytest.raises(PermissionDenied):
        move_due(
            charge=charge, last_day=later, reason="机构改革。", by=committee_chair(charge.body)
        )
    for wrong, field in (({"reason": " "}, "reason"), ({"last_day": TODAY() - datetime.timedelta(days=1)}, "last_day")):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            move_due(charge=charge, by=chair, **({"last_day": later, "reason": "改革。"} | wrong))
        assert list(refused.value.error_dict) == [field]
    move_due(charge=charge, last_day=later, reason="机构改革。", by=chair)
    assert Charge.objects.get().last_day == later
    assert details(charge)[-1]["reason"] == "机构改革。"


def test_a_body_may_send_down_to_bodies_below_itself():
    above = BodyFactory()
    below = BodyFactory(parent=above)
    mandate = send_down(
        committee=above, order=order(), bodies=[below], joining=(), by=committee_chair(above)
    )
    assert mandate.charges.get().body == below


def test_a_round_that_nobody_sent_down_is_closed_as_ever():
    body = BodyFactory()
    chair = committee_chair(body)
    own = open_round(body=body, ground="law", reason="修订。", by=chair)
    close_round(round=own, left_out={}, by=chair)
    assert not Round.objects.get().is_open
