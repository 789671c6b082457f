"""Making and spoiling ledgers."""

from django.db import connection, transaction

from riskcontrol.audit.actions import record
from riskcontrol.lib.frozen import thaw
from tests.factories.accounts import UserFactory


def write(count=3, *, by="staff", **detail):
    """Leave some entries on one target by one person, or by the public."""
    target = UserFactory()
    person = UserFactory() if by == "staff" else None
    with transaction.atomic():
        return [
            record(verb="power.change", target=target, by=person, number=number, **detail)
            for number in range(1, count + 1)
        ]


def tamper(sql, *values):
    """Change the ledger as one can who owns the database."""
    thaw(connection, "audit_entry")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
