"""A power that is not to be published: proposed by one, approved by another."""

import pytest
from django.urls import reverse

from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    UserFactory,
    contributor,
    deputy_head,
)
from tests.factories.powers import (
    PowerFactory,
)

from .visitors import neighbour, outsider

pytestmark = pytest.mark.django_db


def withholding_url(power):
    return reverse("powers:power_withholding", args=[power.code])


def test_a_ground_is_proposed_and_a_leader_approves(client, section, author):
    power = PowerFactory(section=section)
    client.post(withholding_url(power), {"ground": "保密规定第三条"})
    client.force_login(deputy_head(section))
    client.post(withholding_url(power), {"approve": "1"})
    power.refresh_from_db()
    assert (power.withheld_ground, power.is_withheld) == ("保密规定第三条", True)
    assert [entry.verb for entry in Entry.objects.all()] == [
        "power.propose-withholding", "power.approve-withholding",
    ]  # fmt: skip


def test_a_proposal_is_taken_back(client, section, author):
    power = PowerFactory(section=section, withheld_ground="x", withheld_proposed_by=author)
    client.post(withholding_url(power), {"ground": ""})
    power.refresh_from_db()
    assert (power.withheld_ground, power.withheld_proposed_by) == ("", None)


@pytest.mark.parametrize(
    ("who", "proposes", "approves"),
    [(outsider, 404, 404), (neighbour, 403, 403), (contributor, 302, 403), (deputy_head, 403, 302)],
)
def test_who_proposes_and_who_approves(client, section, who, proposes, approves):
    power = PowerFactory(
        section=section, withheld_ground="x", withheld_proposed_by=contributor(section)
    )
    client.force_login(who(section))
    assert client.post(withholding_url(power), {"approve": "1"}).status_code == approves
    assert client.post(withholding_url(power), {"ground": "y"}).status_code == proposes


def test_nobody_approves_his_own_proposal(client, section):
    leader = deputy_head(section)
    power = PowerFactory(section=section, withheld_ground="x", withheld_proposed_by=leader)
    client.force_login(leader)
    assert client.post(withholding_url(power), {"approve": "1"}).status_code == 403


def test_a_ground_that_is_too_long_is_said(client, section, author):
    response = client.post(withholding_url(PowerFactory(section=section)), {"ground": "长" * 301})
    assert response.context["form"].errors.keys() == {"ground"}


@pytest.mark.parametrize(
    "fields", [{}, {"withheld_ground": "x"}, {"withheld_ground": "x", "withheld_approver": "李"}]
)
def test_the_page_tells_how_it_stands(client, section, author, fields):
    if fields:
        fields = fields | {"withheld_proposed_by": UserFactory(name="赵提议")}
    shown = client.get(withholding_url(PowerFactory(section=section, **fields))).content.decode()
    assert ("赵提议" in shown) == (fields.keys() == {"withheld_ground", "withheld_proposed_by"})
