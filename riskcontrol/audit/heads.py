"""How far the ledger has come: who sees the same heads as before knows that nothing was done since."""

from django.db import connection

from .models import Chain, Entry

WATCHED = (Chain.STAFF, Chain.COMMITTEE)


def ledger_heads() -> tuple[int, ...]:
    """Give the numbers of the last entries of staff and committee, 0 for none, in one short query.

    Written out, for the public's pages ask it at every request: it is read from an index alone.
    """
    table = connection.ops.quote_name(Entry._meta.db_table)
    last = f"(SELECT COALESCE(MAX(sequence), 0) FROM {table} WHERE chain = %s)"  # noqa: S608 - our own name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([last] * len(WATCHED))}", list(WATCHED))
        return tuple(cursor.fetchone())
