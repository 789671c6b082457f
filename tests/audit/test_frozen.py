"""Entries can be neither changed nor removed: not by our code, not past it."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations import RunPython
from django.db.models import ProtectedError
from django.utils import timezone

from riskcontrol.audit.models import Chain, Entry
from riskcontrol.audit.querysets import AppendOnlyError
from riskcontrol.lib.frozen import append_only, freeze, freeze_sql, thaw, thaw_sql
from tests.factories.accounts import UserFactory
from tests.ledger import FROZEN

from .helpers import write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Entry.objects.update(verb="x"),
        lambda entry: Entry.objects.all().delete(),
        lambda entry: Entry.objects.bulk_update([entry], ["verb"]),
        lambda entry: Entry.objects.update_or_create(pk=entry.pk, defaults={"verb": "x"}),
    ],
)
def test_code_cannot_change_an_entry(change):
    entry = write(1)[0]

    with pytest.raises(AppendOnlyError), transaction.atomic():
        change(entry)

    assert list(Entry.objects.values_list("verb", flat=True)) == ["power.change"]


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_database_cannot_change_an_entry(sql):
    write(1)

    with (
        pytest.raises(IntegrityError, match="audit_entry is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert list(Entry.objects.values_list("verb", flat=True)) == ["power.change"]


def test_base_manager_meets_the_trigger():
    write(1)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry._base_manager.update(verb="x")


@pytest.mark.django_db(transaction=True)
def test_trigger_stands_in_a_transactional_test():
    write(1)

    with pytest.raises(IntegrityError, match="append-only"):
        Entry._base_manager.update(verb="x")


def test_person_who_acted_cannot_be_deleted():
    entry = write(1)[0]

    with pytest.raises(ProtectedError):
        entry.actor.delete()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"sequence": 1}, "sequence"),
        ({"chain": "other"}, "audit_entry_chain_known"),
        ({"sequence": 0}, "audit_entry_sequence_counts_from_1"),
        ({"actor": None}, "audit_entry_public_iff_nobody_named"),
        ({"actor_name": ""}, "audit_entry_public_iff_nobody_named"),
        ({"chain": Chain.PUBLIC}, "audit_entry_public_iff_nobody_named"),
        ({"chain": Chain.PUBLIC, "actor": None}, "audit_entry_public_iff_nobody_named"),
        ({"chain": Chain.PUBLIC, "actor_name": ""}, "audit_entry_public_iff_nobody_named"),
    ],
)
def test_database_refuses(wrong, constraint):
    write(1)
    right = {"chain": Chain.STAFF, "sequence": 2, "actor": UserFactory(), "actor_name": "王明"}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Entry.objects.create(**right | wrong, at=timezone.now(), verb="x", hash=uuid.uuid4().hex)


def test_right_row_is_taken():
    Entry.objects.create(
        chain=Chain.STAFF, sequence=1, actor=UserFactory(), actor_name="王明", at=timezone.now()
    )

    assert Entry.objects.count() == 1


def test_thaw_and_freeze_may_be_repeated():
    write(1)
    for _ in range(2):
        thaw(connection, "audit_entry")
    Entry._base_manager.update(verb="x")
    for _ in range(2):
        freeze(connection, "audit_entry")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry._base_manager.update(verb="y")


def test_migration_operation_goes_both_ways():
    operation = append_only("audit_entry")
    write(1)

    assert isinstance(operation, RunPython)
    with connection.cursor() as cursor:
        editor = type("Editor", (), {"connection": connection})
        operation.reverse_code(None, editor)
        cursor.execute("UPDATE audit_entry SET verb = 'x'")
        operation.code(None, editor)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry._base_manager.update(verb="y")


@pytest.mark.parametrize("table", FROZEN)
def test_both_engines_have_their_statements(table):
    for vendor in ("sqlite", "postgresql"):
        assert all(table in sql or "FUNCTION" in sql for sql in freeze_sql(table, vendor))
        assert all(table in sql for sql in thaw_sql(table, vendor))
