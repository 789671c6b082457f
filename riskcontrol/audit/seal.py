"""How an entry is hashed. The form is fixed for ever: a change would break every chain there is."""

import hashlib
import hmac
import json
from datetime import UTC, date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

if TYPE_CHECKING:
    from .models import Entry


def hash_of(entry: "Entry") -> str:
    """SHA-256 (hex) over everything an entry says and the hash before it."""
    said = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "verb": entry.verb,
        "target": [entry.target_type, entry.target_id],
        "digest": entry.digest,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def digest_of(salt: bytes, label: str, content: dict[str, Any]) -> str:
    """HMAC-SHA-256 (hex) of a detail: who lacks the salt cannot try out what it may have said."""
    said = canonical({"label": label, "content": content})
    return hmac.new(bytes(salt), said, hashlib.sha256).hexdigest()


def canonical(value: Any) -> bytes:
    """Write plain values as JSON in the one form that is hashed: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def plain(value: Any) -> Any:
    """Turn a detail into what JSON holds: models and lazy texts as words, dates in ISO form.

    Raises TypeError for what has no single written form, such as a float or a set.
    """
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case str() | Promise() | UUID() | Model():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"A ledger detail holds texts, whole numbers, dates and models, not {value!r}.")
