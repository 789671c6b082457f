"""A round sent down is withdrawn on its page; the bodies see so."""

import pytest
from django.urls import reverse

from riskcontrol.desk.board import board_for
from riskcontrol.desk.work import work_of
from riskpoints.actions.oversight import withdraw
from riskpoints.models import Mandate
from tests.factories.accounts import committee_chair, committee_member
from tests.factories.oversight import again, area_with, charged, sent_down, up
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened
from tests.factories.rounds import chaired

pytestmark = pytest.mark.django_db
WHY = "文件有误，另行下发。"


def page(name, one):
    return reverse(f"desk:{name}", args=[one.pk])


def urls_of(user):
    user = type(user).objects.get(pk=user.pk)
    return [item.url for item in work_of(user, board_for(user))]


def withdrawn(charge):
    withdraw(mandate=charge.mandate, reason=WHY, by=committee_chair(charge.committee))
    return again(charge)


def test_the_chair_withdraws_it_and_the_page_says_from_whom(client):
    area, (one, other, third) = area_with(3)
    mandate = sent_down(area, [one, other, third])
    up(mandate.charges.get(body=other))
    client.force_login(committee_chair(area))
    url = page("mandate_withdraw", mandate)
    assert url in client.get(page("mandate", mandate)).text

    asked = client.get(url)
    assert (asked.context["bodies"], asked.context["others"]) == ([one, third], 1)
    refused = client.post(url, {"reason": " "})
    assert list(refused.context["form"].errors) == ["reason"]
    assert Mandate.objects.get().withdrawn_at is None

    answer = client.post(url, {"reason": WHY})
    assert answer.url == page("mandate", mandate)
    shown = client.get(answer.url).text
    assert WHY in shown
    assert url not in shown
    assert client.get(url).status_code == 403


def test_others_do_not_withdraw(client):
    area, (body, _other) = area_with()
    mandate = sent_down(area, [body])
    url = page("mandate_withdraw", mandate)
    for by, status in ((committee_member(area), 403), (committee_chair(body), 404)):
        client.force_login(by)
        answers = [client.get(url), client.post(url, {"reason": WHY})]
        assert [answer.status_code for answer in answers] == [status, status]
    assert Mandate.objects.get().withdrawn_at is None


def test_the_body_sees_so_on_its_part_its_round_and_the_list(client):
    charge = charged()
    client.force_login(committee_chair(charge.body))
    addresses = [page("charge", charge), page("round", charge.round)]
    assert [WHY in client.get(url).text for url in addresses] == [False, False]
    withdrawn(charge)
    assert [WHY in client.get(url).text for url in addresses] == [True, True]
    listed = client.get(reverse("desk:oversight")).text
    assert addresses[0] in listed
    assert again(charge).get_state_display() in listed
    assert page("charge_hand_up", charge) not in client.get(addresses[0]).text
    assert client.get(page("charge_hand_up", charge)).status_code == 403


def test_what_opened_with_it_asks_to_be_closed_until_it_goes_on():
    charge = charged()
    chair = committee_chair(charge.body)
    assert urls_of(chair) == [page("charge", charge)]
    withdrawn(charge)
    assert urls_of(chair) == [page("round", charge.round)]
    opened(settled_chart(section__parent=charge.body))
    assert page("round", charge.round) not in urls_of(chair)


def test_a_round_of_the_body_s_own_asks_for_nothing():
    _area, (body, _other) = area_with()
    chaired(body, ground="yearly", reason="")
    charge = charged(body, joining=[body])
    chair = committee_chair(body)
    assert urls_of(chair) == [page("charge", charge)]
    withdrawn(charge)
    assert urls_of(chair) == []


def test_sent_down_anew_the_round_s_page_tells_of_the_new_one(client):
    _area, (body, _other) = area_with()
    first = withdrawn(charged(body))
    second = charged(body, joining=[body])
    chair = committee_chair(body)
    client.force_login(chair)
    assert client.get(page("round", first.round)).context["charge"] == second
    assert urls_of(chair) == [page("charge", second)]


@pytest.mark.parametrize("bodies", [1, 3])
def test_the_lists_ask_no_more_for_what_is_withdrawn(client, django_assert_num_queries, bodies):
    area, below = area_with(bodies)
    mandate = sent_down(area, below)
    withdraw(mandate=mandate, reason=WHY, by=committee_chair(area))
    client.force_login(committee_chair(area))
    with django_assert_num_queries(11):
        client.get(page("mandate", mandate))
    with django_assert_num_queries(7):
        client.get(reverse("desk:oversight"))
