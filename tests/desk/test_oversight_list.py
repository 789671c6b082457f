"""The list of what was sent down, and of what was sent to us."""

import pytest
from django.urls import reverse

from riskcontrol.accounts.roles import Role
from riskcontrol.desk.views import oversight as views
from tests.factories.accounts import MembershipFactory, committee_member
from tests.factories.oversight import area_with, sent_down

pytestmark = pytest.mark.django_db
LIST = reverse("desk:oversight")


def test_each_of_the_two_lists_has_its_own_pages(client, monkeypatch):
    monkeypatch.setattr(views, "ROWS_A_PAGE", 1)
    (area, (body, other)), (above, (mine, _theirs)) = area_with(), area_with()
    reader = committee_member(area)
    MembershipFactory(user=reader, unit=mine, role=Role.COMMITTEE_CHAIR)
    sent = [sent_down(area, [one]) for one in (other, body)][::-1]
    grounds = {"yearly": "", "law": "《档案法》修订。"}
    got = [
        sent_down(above, [mine], ground=ground, reason=reason).charges.get()
        for ground, reason in grounds.items()
    ][::-1]
    client.force_login(reader)

    def shown(query):
        lists = client.get(LIST + query).context
        return list(lists["page"]), list(lists["own"])

    assert shown("") == (sent[:1], got[:1])
    assert shown("?page=2") == (sent[1:], got[:1])
    assert shown("?second=2") == (sent[:1], got[1:])
    text = client.get(f"{LIST}?page=2").text
    assert [link in text for link in ('"?page=1"', '"?page=2&amp;second=2"')] == [True, True]
