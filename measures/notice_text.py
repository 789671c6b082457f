"""What a notice says in one canonical form, whose SHA-256 stands on its print and in the ledger."""

import hashlib

from riskcontrol.audit.seal import canonical

from .models import Notice


def digest_of(notice: Notice) -> str:
    """Give the SHA-256 of all that a notice says; whoever changes a word of it changes this."""
    said = {
        "body": notice.body.code,
        "kind": notice.kind,
        "year": notice.year,
        "number": notice.number,
        "section": notice.section.code,
        "position": notice.position.code if notice.position else "",
        "seen": notice.seen,
        "required": notice.required,
        "acts": notice.acts,
        "due_on": notice.due_on.isoformat(),
        "issued_on": notice.issued_on.isoformat(),
        "issued_by": str(notice.issued_by),
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def is_as_issued(notice: Notice) -> bool:
    """Whether what stands in the database still gives the digest it was issued with."""
    return digest_of(notice) == notice.digest
