"""The verifier finds whatever was changed behind the ledger's back, and nothing else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from riskcontrol.audit.models import Detail, Entry
from riskcontrol.audit.verification import BrokenChainError, verify
from tests.factories.accounts import UserFactory

from .helpers import tamper, write

pytestmark = pytest.mark.django_db
GAP = "it is missing, the next one has number"
PREVIOUS = "it does not follow the entry before it"
CONTENT = "its content does not match its hash"
DETAIL = "its detail does not match its digest"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_empty_ledger_is_whole():
    assert verify() == 0


def test_both_chains_are_counted():
    write(3)
    write(2, by="public")

    assert verify() == 5


@pytest.mark.parametrize(
    ("sql", "sequence", "fault"),
    [
        ("UPDATE audit_entry SET verb = 'power.changE' WHERE sequence = 2", 2, CONTENT),
        ("UPDATE audit_entry SET actor_name = '无' WHERE sequence = 3", 3, CONTENT),
        ("UPDATE audit_entry SET target_id = '0' WHERE sequence = 1", 1, CONTENT),
        ("UPDATE audit_entry SET target_type = 'x' WHERE sequence = 1", 1, CONTENT),
        ("UPDATE audit_entry SET at = '2026-01-01 00:00:00' WHERE sequence = 2", 2, CONTENT),
        ("UPDATE audit_entry SET digest = 'x' WHERE sequence = 2", 2, CONTENT),
        ("UPDATE audit_entry SET hash = 'x' WHERE sequence = 2", 2, CONTENT),
        ("UPDATE audit_entry SET previous_hash = 'x' WHERE sequence = 2", 2, PREVIOUS),
        ("UPDATE audit_entry SET sequence = sequence + 10 WHERE sequence = 4", 4, GAP + " 14"),
    ],
)
def test_changed_entry_is_named(sql, sequence, fault):
    write(4)

    tamper(sql)

    with pytest.raises(BrokenChainError) as error:
        verify()
    assert (error.value.chain, error.value.sequence, error.value.fault) == (
        "staff",
        sequence,
        fault,
    )


def test_another_actor_is_found():
    write(2)

    tamper("UPDATE audit_entry SET actor_id = %s WHERE sequence = 2", UserFactory().pk)

    with pytest.raises(BrokenChainError, match=f"Entry 2 of the staff chain: {CONTENT}"):
        verify()


@pytest.mark.parametrize(
    "change",
    [
        {"label": "别的"},
        {"content": {"number": 3}},
        {"content": {"number": "2"}},
        {"salt": b"x" * 32},
    ],
)
def test_changed_detail_is_named(change):
    entries = write(3)

    Detail.objects.filter(entry=entries[1]).update(**change)

    with pytest.raises(BrokenChainError, match=f"Entry 2 of the staff chain: {DETAIL}"):
        verify()


def test_removed_entry_is_named():
    entries = write(3)
    entries[1].detail.delete()

    tamper("DELETE FROM audit_entry WHERE sequence = 2")

    with pytest.raises(BrokenChainError, match=f"Entry 2 of the staff chain: {GAP} 3"):
        verify()


def test_removed_and_renumbered_is_named():
    write(3)[0].detail.delete()

    tamper("DELETE FROM audit_entry WHERE sequence = 1")
    tamper("UPDATE audit_entry SET sequence = 1 WHERE sequence = 2")

    with pytest.raises(BrokenChainError, match=f"Entry 1 of the staff chain: {PREVIOUS}"):
        verify()


def test_swapped_entries_are_named():
    write(3)

    for old, new in ((2, 9), (3, 2), (9, 3)):
        tamper("UPDATE audit_entry SET sequence = %s WHERE sequence = %s", new, old)

    with pytest.raises(BrokenChainError, match=f"Entry 2 of the staff chain: {PREVIOUS}"):
        verify()


def test_entry_moved_to_the_other_chain_is_named():
    write(1)

    tamper("UPDATE audit_entry SET chain = 'public', actor_id = NULL, actor_name = ''")

    with pytest.raises(BrokenChainError, match=f"Entry 1 of the public chain: {CONTENT}"):
        verify()


def test_cut_tail_is_not_seen_from_within():
    """As the verifier says of itself: only a number and hash noted elsewhere show it."""
    write(3)[2].detail.delete()

    tamper("DELETE FROM audit_entry WHERE sequence = 3")

    assert verify() == 2


def test_erased_detail_leaves_the_chain_whole():
    entries = write(3, text="依法删除")

    entries[1].detail.delete()

    assert verify() == 3
    assert Entry.objects.filter(detail=None).get() == entries[1]


def test_command_says_that_all_is_whole():
    write(2)
    out = StringIO()

    call_command("verify_ledger", stdout=out)

    words = "2 entries of the staff's chain; the other chains are whole too.\n"
    assert out.getvalue() == words


def test_command_names_the_first_bad_entry():
    write(3)
    tamper("UPDATE audit_entry SET verb = 'x' WHERE sequence > 1")

    with pytest.raises(CommandError) as error:
        call_command("verify_ledger")
    assert str(error.value) == f"Entry 2 of the staff chain: {CONTENT}."


@pytest.mark.parametrize("count", [1, 3])
def test_verifying_costs_a_query_a_chain(count, django_assert_num_queries):
    write(count)[0].detail.delete()
    write(count, by="public")

    with django_assert_num_queries(3):
        verify()


def test_list_is_newest_first_by_chain(django_assert_num_queries):
    public, staff = write(2, by="public"), write(3)
    staff[0].detail.delete()

    with django_assert_num_queries(1):
        found = [
            (e.chain, e.sequence, getattr(e, "detail", None)) for e in Entry.objects.for_list()
        ]

    assert [(chain, number) for chain, number, _ in found] == [
        *(("staff", n) for n in (3, 2, 1)),
        *(("public", n) for n in (2, 1)),
    ]
    assert [bool(detail) for *_, detail in found] == [True, True, False, True, True]
    assert public[0].detail


def test_about_gives_what_was_done_to_one_object():
    entries = write(2)
    write(1)
    target = UserFactory._meta.model.objects.get(pk=entries[0].target_id)

    assert list(Entry.objects.about(target).order_by("sequence")) == entries


def test_words_of_an_entry_and_its_detail():
    entry = write(1)[0]

    assert str(entry) == "staff 1 power.change"
    assert str(entry.detail) == entry.detail.label
    assert connection.in_atomic_block
