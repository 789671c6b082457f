"""NUL characters break no page: in addresses, in queries, in what is typed. PostgreSQL refuses them."""

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from riskcontrol.accounts.roles import Role
from riskcontrol.lib.nul import cleaned, has_nul
from riskpoints.models import Contribution, RowDraft
from tests.desk.passing_on import NOW, Unit, addresses, signed_in
from tests.desk.worksheet_pages import row_url, typed
from tests.factories.accounts import committee_chair, committee_member
from tests.factories.leads import came_in
from tests.factories.riskpoints import opened
from tests.test_urls import ROUTES

pytestmark = pytest.mark.django_db
# What pages read from the address, and what forms send beside their own fields.
ASKED = [
    "q", "page", "second", "after", "before", "state", "section", "round", "level", "category", "by",
    "show", "order", "lead", "suggestion", "saved", "charts", "worksheet", "lanes", "step", "about",
    "lang", "size", "from", "to", "next", "kind", "on", "since", "user", "verb", "take", "version",
]  # fmt: skip
SENT = [
    "do", "act", "body", "text", "because", "reason", "note", "title", "name", "seen", "point", "lead",
    "key", "code", "username", "login", "email", "rank", "level", "token", "next", "who", "row",
    "row-s1-name", "c-x-reason", "manifestations", "row_version", "submission_id", "q", "law",
]  # fmt: skip
ROLES = [Role.CONTRIBUTOR, Role.MODERATOR, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR]
SLOW = (".pdf", ".zip")


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        made = Unit()
        made.comments_online("受理要几天？")
        yield made


def readers(unit):
    """Somebody of each kind of reader, signed in; the public first."""
    people = [unit.people.get(role) for role in ROLES]
    yield from map(signed_in, [None, *people, committee_chair(unit.body)])


def pages(unit):
    return [path for _name, path in addresses(unit) if not path.partition("?")[0].endswith(SLOW)]


def test_in_the_query_of_any_page(world):
    asked = "&".join(f"{name}=a%00b&{name}=%00" for name in ASKED)
    answers = {
        path: client.get(f"{path}{'&' if '?' in path else '?'}{asked}").status_code
        for client in readers(world)
        for path in pages(world)
    }
    assert [path for path, status in answers.items() if status >= 500] == []


def test_in_what_is_sent_to_any_page(world):
    sent, paths = dict.fromkeys(SENT, "a\0b"), pages(world)
    answers = {
        path: client.post(path, sent).status_code for client in readers(world) for path in paths
    }
    assert [path for path, status in answers.items() if status >= 500] == []


@pytest.mark.parametrize("name", sorted(name for name, path in ROUTES.items() if "/x" in path))
def test_an_address_with_one_names_nothing(client, name):
    client.force_login(committee_member(opened().section))
    path = ROUTES[name].replace("/x", "/%00")
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]


def test_a_reason_of_nothing_else_is_no_reason(client):
    made = came_in(opened().flowchart)
    client.force_login(committee_member(made.flowchart.section))
    where = reverse("riskpoints:held_act", args=[made.public_id])
    assert client.post(where, {"act": "keep-out", "because": "\0"}).status_code == 422
    assert client.post(where, {"act": "keep-out", "because": "广\0告。"}).status_code == 302
    assert not Contribution.objects.exists()


def test_what_is_typed_beside_it_is_kept(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    sent = typed(worksheet, title="收件\0不登记")
    draft = row_url(worksheet, name="worksheet_draft")
    assert client.post(draft, sent).status_code < 400
    assert "收件不登记" in str(RowDraft.objects.get().data)
    assert client.post(row_url(worksheet), sent).status_code == 302
    assert worksheet.risk_points.get().title == "收件不登记"


def test_names_and_values_lose_it_and_nothing_else():
    data = QueryDict("a=1&a=%002&b%00=%00&c=")
    assert has_nul(data)
    bare = cleaned(data)
    assert dict(bare.lists()) == {"a": ["1", "2"], "b": [""], "c": [""]}
    assert not has_nul(bare)
    with pytest.raises(AttributeError):
        bare["a"] = "3"


def test_the_door_of_the_demo(client, settings):
    settings.DEMO = True
    answer = Client().post(reverse("accounts:enter"), {"username": "a\0b"})
    assert answer.status_code == 404
