"""The ledger's page: the auditor's alone, and without content."""

import pytest
from django.db import transaction

from powers.actions.moderation import publish_comment, refer
from riskcontrol.accounts.roles import COMMITTEE, Role
from riskcontrol.audit.actions import record
from riskcontrol.audit.models import Chain, Entry
from tests.audit.helpers import tamper, write
from tests.factories.accounts import AreaFactory, BodyFactory, UserFactory, moderator, person
from tests.factories.powers import CommentFactory

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


@pytest.fixture
def upper_auditor(client):
    """An auditor of the area above the bodies."""
    user = person(Role.AUDITOR, AreaFactory())
    client.force_login(user)
    return user


def in_committee_chain(target=None):
    """One entry of the committee's chain."""
    with transaction.atomic():
        return record(
            verb="comment.refer",
            target=target or UserFactory(),
            by=UserFactory(),
            in_chain=Chain.COMMITTEE,
        )


def test_an_auditor_of_a_unit_reads_the_staffs_chain_alone(client, auditor):
    (staff,) = write(1)
    write(1, by="public")
    in_committee_chain()

    page = client.get(LEDGER + "?lang=en")

    assert list(page.context["page"]) == [staff]
    assert "You read the staff" in page.text


def test_an_auditor_of_the_area_reads_all_chains(client, upper_auditor):
    entries = {*write(1), *write(1, by="public"), in_committee_chain()}

    page = client.get(LEDGER + "?lang=en")

    assert set(page.context["page"]) == entries
    assert "You read the staff" not in page.text


def test_the_committee_reads_what_was_done_to_comments_of_its_bodies(client):
    comment, other = CommentFactory(), CommentFactory()
    section = comment.posting.flowchart.section
    write(1)
    for each in (comment, other):
        with transaction.atomic():
            record(verb="comment.hand-in", target=each, by=None)
        publish_comment(comment=each, by=moderator(each.posting.flowchart.section))
    referral = refer(comment=comment, by=moderator(section))
    client.force_login(person(Role.COMMITTEE_MEMBER, section.body))

    page = client.get(LEDGER + "?lang=en")

    told = [(entry.verb, entry.target_id) for entry in page.context["page"]]
    assert told == [
        ("comment.refer", str(referral.pk)),
        ("comment.publish", str(comment.posting_id)),
    ]
    assert "no-store" in page["Cache-Control"]
    assert "All chains are whole." in client.post(VERIFY + "?lang=en", follow=True).text


def test_an_act_of_the_public_shows_the_day_alone(client, upper_auditor):
    (entry,) = write(1, by="public")

    text = client.get(LEDGER).text

    assert f"{entry.at:%Y-%m-%d}" in text
    assert "00:00" not in text


def said(client):
    page = client.post(VERIFY, follow=True)
    (message,) = page.context["messages"]
    return message.level_tag, str(message)


def test_an_auditor_of_a_unit_is_told_of_the_other_chains_only_that_they_are_whole(client, auditor):
    write(2)
    before = said(client)
    write(1, by="public")
    in_committee_chain()

    assert said(client) == before == ("success", "工作人员链共2条，完整；其他各链也完整。")


def test_all_chains_are_verified(client, upper_auditor):
    write(2)
    write(1, by="public")
    in_committee_chain()

    assert said(client) == ("success", "共4条记录，各链均完整。")


@pytest.mark.parametrize("chain", [Chain.PUBLIC, Chain.COMMITTEE])
def test_of_a_broken_chain_he_does_not_read_he_learns_no_more(client, auditor, chain):
    write(2, by="public")
    in_committee_chain()
    tamper("UPDATE audit_entry SET verb = 'x' WHERE chain = %s AND sequence = 1", chain)

    level, words = said(client)

    assert (level, Entry.objects.filter(verb="x").count()) == ("error", 1)
    assert words == f"{chain.label}链与原来写入的不一致。请告知上级审计管理员。"


def test_a_broken_chain_is_named(client, auditor):
    write(3)
    tamper("UPDATE audit_entry SET verb = 'x' WHERE sequence = 2")

    page = client.post(VERIFY, follow=True)

    (message,) = page.context["messages"]
    assert message.level_tag == "error"
    assert "2" in str(message)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR} - COMMITTEE))
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
