"""A round sent down is withdrawn again, from the bodies that have not handed up."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.oversight import move_due, receive, send_back, withdraw
from riskpoints.actions.rounds import close_round
from riskpoints.models import Charge, Mandate, Round
from tests.factories.accounts import committee_chair, person
from tests.factories.oversight import again, area_with, charged, received, sent_down, up

pytestmark = pytest.mark.django_db
WHY = "文件有误，另行下发。"


def told(mandate):
    """What the ledger tells of the last act on it, with its verb."""
    entry = Entry.objects.about(mandate).select_related("detail").latest("sequence")
    return entry.verb, entry.detail.content


def state_of(mandate):
    return list(mandate.charges.order_by("pk").values_list("state", flat=True))


def test_those_that_have_not_handed_up_are_asked_for_nothing_any_more():
    area, bodies = area_with(3)
    chair = committee_chair(area)
    mandate = sent_down(area, bodies, by=chair)
    first, second, third = mandate.charges.order_by("pk")
    up(first)
    send_back(charge=up(second), reason="请补查。", by=chair)

    withdrawn = withdraw(mandate=mandate, reason=f" {WHY} ", by=chair)

    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_because) == (chair, WHY)
    assert withdrawn.withdrawn_at is not None
    assert state_of(mandate) == ["handed-up", "returned", "withdrawn"]
    assert again(third).holds is None
    assert told(mandate) == ("mandate.withdraw", {"reason": WHY, "bodies": [third.body.code]})


def test_what_was_handed_up_goes_its_way():
    area, bodies = area_with(2)
    mandate = sent_down(area, bodies)
    charge = up(mandate.charges.get(body=bodies[0]))
    withdraw(mandate=mandate, reason=WHY, by=committee_chair(area))

    receive(charge=charge, by=committee_chair(area))

    assert again(charge).state == "received"


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.HEAD, Role.AUDITOR])
def test_the_chair_of_the_committee_that_sent_it_alone_withdraws_it(role):
    area, bodies = area_with()
    mandate = sent_down(area, bodies)
    for by in (person(role, area), committee_chair(bodies[0])):
        with pytest.raises(PermissionDenied):
            withdraw(mandate=mandate, reason=WHY, by=by)
    assert state_of(mandate) == ["under-way", "under-way"]
    assert told(mandate)[0] == "mandate.send-down"


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_withdrawn(reason):
    charge = charged()
    with pytest.raises(ValidationError) as refused:
        withdraw(mandate=charge.mandate, reason=reason, by=committee_chair(charge.committee))
    assert list(refused.value.error_dict) == ["reason"]
    assert Mandate.objects.get().withdrawn_at is None


def test_once_every_unit_has_handed_up_it_is_not_withdrawn():
    charge = up(charged())
    chair = committee_chair(charge.committee)
    for _time in range(2):
        with pytest.raises(PermissionDenied):
            withdraw(mandate=charge.mandate, reason=WHY, by=chair)
        if again(charge).state == "handed-up":
            send_back(charge=charge, reason="请补查。", by=chair)
    assert state_of(charge.mandate) == ["returned"]


def test_it_is_withdrawn_once():
    charge = charged()
    chair = committee_chair(charge.committee)
    withdraw(mandate=charge.mandate, reason=WHY, by=chair)
    with pytest.raises(PermissionDenied):
        withdraw(mandate=charge.mandate, reason="再撤。", by=chair)
    assert Mandate.objects.get().withdrawn_because == WHY


def test_nothing_is_handed_up_nor_moved_any_more_and_the_body_closes_its_round():
    charge = charged()
    chair = committee_chair(charge.body)
    withdraw(mandate=charge.mandate, reason=WHY, by=committee_chair(charge.committee))
    charge = again(charge)
    with pytest.raises(PermissionDenied):
        up(charge, by=chair)
    with pytest.raises(PermissionDenied):
        move_due(
            charge=charge,
            last_day=timezone.localdate(),
            reason="改期。",
            by=committee_chair(charge.committee),
        )
    close_round(round=charge.round, left_out={}, by=chair)
    assert not Round.objects.get().is_open


def test_the_same_round_answers_the_next_one_sent_down():
    area, (body, _other) = area_with()
    first = charged(body)
    withdraw(mandate=first.mandate, reason=WHY, by=committee_chair(area))

    with pytest.raises(ValidationError, match=str(body)):
        sent_down(area, [body])
    second = sent_down(area, [body], joining=[body]).charges.get()

    assert (second.round, second.joined, second.state) == (first.round, True, "under-way")
    assert Round.objects.count() == 1
    with pytest.raises(PermissionDenied):
        close_round(round=Round.objects.get(), left_out={}, by=committee_chair(body))


def test_the_database_gives_no_round_two_that_stand():
    _area, (body, _other) = area_with()
    first = charged(body)
    second = charged(body, ground="law", reason="《档案法》修订。")
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=second.pk).update(round=first.round)
    assert again(second).round != first.round


def test_the_database_withdraws_nothing_that_has_a_result():
    charge = received()
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=charge.pk).update(state="withdrawn")
    assert again(charge).state == "received"
