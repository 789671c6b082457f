"""The ledger's page: the auditor's alone, and without content."""

import pytest

from riskcontrol.accounts.roles import Role
from tests.audit.helpers import tamper, write
from tests.factories.accounts import BodyFactory, UserFactory, person

pytestmark = pytest.mark.django_db
LEDGER = "/desk/ledger/"
VERIFY = "/desk/ledger/verify/"


@pytest.fixture
def auditor(client):
    user = person(Role.AUDITOR, BodyFactory())
    client.force_login(user)
    return user


def test_entries_stand_newest_first_with_verbs_ids_and_digests(client, auditor):
    entries = write(2)

    page = client.get(LEDGER)

    assert [entry.pk for entry in page.context["page"]] == [entry.pk for entry in entries[::-1]]
    for word in ("power.change", f"accounts.user {entries[0].target_id}", entries[0].digest[:16]):
        assert word in page.text


def test_no_content_is_shown(client, auditor):
    write(1, secret="涉密内容")
    label = UserFactory(name="某职权名称")

    text = client.get(LEDGER).text

    assert "涉密内容" not in text
    assert label.name not in text


def test_an_act_of_the_public_shows_the_day_alone(client, auditor):
    (entry,) = write(1, by="public")

    text = client.get(LEDGER).text

    assert f"{entry.at:%Y-%m-%d}" in text
    assert "00:00" not in text


def test_both_chains_are_verified(client, auditor):
    write(2)
    write(1, by="public")

    page = client.post(VERIFY, follow=True)

    assert "3" in str(*page.context["messages"])


def test_a_broken_chain_is_named(client, auditor):
    write(3)
    tamper("UPDATE audit_entry SET verb = 'x' WHERE sequence = 2")

    page = client.post(VERIFY, follow=True)

    (message,) = page.context["messages"]
    assert message.level_tag == "error"
    assert "2" in str(message)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
def test_nobody_else_reads_it(client, role):
    write(1)
    client.force_login(person(role, BodyFactory()))

    assert client.get(LEDGER).status_code == 403
    assert client.post(VERIFY).status_code == 403


def test_looking_at_the_verification_does_nothing(client, auditor):
    assert client.get(VERIFY).status_code == 405


def test_entries_come_in_pages(client, auditor):
    write(51)

    assert len(client.get(LEDGER).context["page"]) == 50
    assert len(client.get(LEDGER, {"page": 2}).context["page"]) == 1


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, auditor, django_assert_num_queries
):
    client.get(LEDGER)
    for more in (1, 2):
        write(more)
        with django_assert_num_queries(5):
            client.get(LEDGER)
