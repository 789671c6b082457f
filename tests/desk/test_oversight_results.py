"""What a body hands up says which of its rulings are open again."""

import pytest
from django.urls import reverse

from riskpoints.actions.oversight import send_back
from riskpoints.models import RiskPoint
from tests.factories.accounts import (
    committee_chair,
)
from tests.factories.oversight import (
    again,
    area_with,
    charged,
    searched,
    up,
)
from tests.riskpoints.settling import looked

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"desk:{name}", args=[getattr(one, "pk", one) for one in args])


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
    assert ["定级后有变化" in text for text in pages] == [False, True]
    assert "定级后有变化：风险点、产生原因" in pages[1]
