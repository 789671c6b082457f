"""The demo's closed round with what it changed, the level that fell after it, and its spot check."""

import re

import pytest
from django.test import Client

from measures.models import SpotItem
from riskcontrol.accounts.models import User
from riskpoints.comparing import compare
from riskpoints.models import Round, VerifiedLevel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]


def page(username, address):
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.get(address)


def test_one_round_was_closed_one_waits_and_both_are_told_apart():
    year, closed, waiting = Round.objects.filter(body__code="DEMO").order_by("number")

    assert [one.is_open for one in (year, closed, waiting)] == [True, False, True]
    assert list(closed.left_out.values_list("flowchart__code", flat=True)) == ["demo-n-104"]
    found = compare(year, closed)
    told = {
        part: [pair.point.title for pair in getattr(found, part) if pair.point.body.code == "DEMO"]
        for part in ("added", "removed", "changed", "confirmed", "untouched")
    }
    assert told == {
        "added": ["借用涉案车辆"],
        "removed": ["手工台账被改写"],
        "changed": ["超期保管不退还"],
        "confirmed": ["移交财物不清点"],
        "untouched": [],
    }


def test_a_round_is_there_that_its_chair_can_close():
    waiting = Round.objects.filter(body__code="DEMO").latest("number")

    assert page("committee-chair", f"/desk/rounds/{waiting.pk}/close/").status_code == 200


def test_one_level_fell_by_two_people_and_rests_on_proof():
    (fell,) = VerifiedLevel.objects.filter(stands_for__isnull=False)

    assert (fell.initial_rank, fell.rank) == (2, 3)
    assert (str(fell.proposed_by), str(fell.second)) == ("周静", "吴刚")
    listed = page("committee-chair", "/desk/committee/levels/?show=standing")
    assert "移交财物不清点" in listed.text


def test_a_finding_is_to_be_put_right_and_another_form_is_open():
    items = SpotItem.objects.order_by("occasion__measure__text").values_list("finding", flat=True)

    assert sorted(items) == ["", "in-order", "shortfall"]
    item = SpotItem.objects.get(finding="")
    shown = page("committee-member", f"/desk/measures/spot-checks/{item.spot_check_id}/")
    assert re.findall(r'name="(\S+)-correct_by"', shown.text) == [f"i{item.pk}"]
