"""The one way into the ledger."""

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from .models import Chain, Detail, Entry
from .seal import digest_of, hash_of, plain

# Names the ledger among PostgreSQL's advisory locks; each chain has its own.
LOCK = 1_818_584_932
LOCK_OF = {Chain.STAFF: 1, Chain.PUBLIC: 2, Chain.COMMITTEE: 3}


def record(
    *,
    verb: str,
    target: Model,
    by: AbstractBaseUser | None,
    label: str = "",
    in_chain: Chain | None = None,
    **detail: Any,
) -> Entry:
    """Leave one entry in the ledger, last in the transaction of the act it tells of.

    `by=None` is an act of the public: it stands in a chain of its own and keeps the day alone.
    `in_chain` is the committee's for what the unit's staff may not even learn the existence of.
    `label` says the target in words (by itself `str(target)`). Raises RuntimeError outside a
    transaction, since an act and its entry stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"record({verb!r}) belongs inside a transaction.")
    if target.pk is None:
        raise ValueError(f"record({verb!r}) needs a target that is saved.")
    content, label, salt = plain(detail), label or str(target), secrets.token_bytes(32)
    entry = next_entry(in_chain or (Chain.STAFF if by else Chain.PUBLIC))
    entry.actor_id, entry.actor_name = (by.pk, str(by)) if by else (None, "")
    entry.verb = verb
    entry.target_type, entry.target_id = target._meta.label_lower, str(target.pk)
    entry.digest = digest_of(salt, label, content)
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    Detail.objects.create(entry=entry, label=label, content=content, salt=salt)
    return entry


def next_entry(chain: Chain) -> Entry:
    """Begin the entry that follows a chain's last, which nobody else can do before the commit."""
    lock(chain)
    sequence, previous_hash = Entry.objects.head(chain)
    now = timezone.localtime()
    if chain == Chain.PUBLIC:
        now = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Entry(chain=chain, sequence=sequence + 1, at=now, previous_hash=previous_hash)


def lock(chain: Chain) -> None:
    """Hold a chain until the commit. SQLite's immediate transactions hold the whole database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, LOCK_OF[chain]])


def erase_details(target: Model) -> int:
    """Erase by law what the entries about an object said, and give how many; the chains stay whole.

    Whoever calls it leaves an entry on the ground of the erasure after it.
    """
    details = Detail.objects.filter(entry__in=Entry.objects.about(target))
    count, _each = details.delete()
    return count
