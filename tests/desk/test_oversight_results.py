"""Rounds sent down: what cannot be a unit, days left, and which rulings of a result are open again."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from riskpoints.actions.oversight import send_back
from riskpoints.models import Mandate, RiskPoint
from riskpoints.standing import standings
from tests.factories.accounts import (
    committee_chair,
)
from tests.factories.oversight import (
    again,
    area_with,
    charged,
    received,
    searched,
    up,
)
from tests.riskpoints.settling import looked

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"desk:{name}", args=[getattr(one, "pk", one) for one in args])


def said(**kwargs):
    """What is typed into the form."""
    given = {"title": "2026年度排查", "ground": "yearly", "asks": "全部流程图。"}
    due = timezone.localdate() + datetime.timedelta(days=30)
    return given | {"last_day": due.isoformat()} | kwargs


@pytest.mark.parametrize("odd", [2**63, "9" * 5000, "x"])
def test_what_cannot_be_a_unit_is_refused_as_any_other_not_offered(client, odd):
    area, bodies = area_with()
    client.force_login(committee_chair(area))
    answer = client.post(page("oversight_send", area.code), said(bodies=[bodies[0].pk, odd]))
    assert answer.context["form"].errors == {"bodies": [f"选项中没有“{odd}”，从列表中选择。"]}
    assert not Mandate.objects.exists()


def test_a_result_says_which_ruling_is_open_again(client):
    _area, (body, _other) = area_with()
    sheet = searched(body)
    charge = charged(body, joining=[body])
    first = up(charge, reason="人手不足。").result
    send_back(charge=charge, reason="请说明。", by=committee_chair(charge.committee))
    point = sheet.risk_points.get()
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题", causes=["rules"])
    looked(point)
    second = up(again(charge), reason="人手不足。").result
    assert [one.content["form"] for one in (first, second)] == [2, 2]
    (before,), (after,) = first.content["points"], second.content["points"]
    assert ("reopened" in before, after["reopened"]) == (False, ["title", "causes"])
    client.force_login(committee_chair(body))
    pages = [client.get(page("handed_up", charge, number)).text for number in (1, 2)]
    assert ["评定后有变化" in text for text in pages] == [False, True]
    assert "评定后有变化：风险点、产生原因" in pages[1]


def test_days_left_and_late_are_working_days(client):
    with time_machine.travel("2026-11-23 09:00", tick=False):
        area, (body, _other) = area_with()
        charge = charged(body, last_day=datetime.date(2026, 11, 27))
        client.force_login(committee_chair(area))
        (standing,) = client.get(page("mandate", charge.mandate)).context["standings"]
        assert (standing.time_left, standing.is_late) == ("剩余4个工作日", False)
    with time_machine.travel("2026-11-27 09:00", tick=False):
        assert standings([charge])[0].time_left == "今天到期"
    with time_machine.travel("2026-12-01 09:00", tick=False):
        late = standings([charge])[0]
        assert (late.time_left, late.is_late) == ("逾期2个工作日", True)
        up(charge)
        assert standings([again(charge)])[0].time_left == ""


@pytest.mark.parametrize(
    ("name", "makes"),
    [("charge_due", charged), ("charge_hand_up", charged),
     ("charge_send_back", lambda: up(charged())), ("charge_file", received)],
)  # fmt: skip
def test_every_act_says_at_its_head_and_on_its_button_what_it_does(client, name, makes):
    charge = makes()
    of = charge.body if name == "charge_hand_up" else charge.committee
    client.force_login(committee_chair(of))
    shown = client.get(page(name, charge))
    title = shown.context["title"]
    words = [
        " ".join(found.split())
        for found in re.findall(r"<h1[^>]*>(.*?)</h1>", shown.text, re.DOTALL)
    ]
    assert (words, bool(title)) == ([title], True)
    buttons = re.findall(r'<button class="btn btn-primary">(.*?)</button>', shown.text, re.DOTALL)
    assert [bool(button.strip()) for button in buttons] == [True]
