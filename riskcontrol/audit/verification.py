"""Whether the ledger is as it was written."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .models import Chain, Entry
from .seal import digest_of, hash_of


class BrokenChainError(Exception):
    """The first entry of a chain that is not as it was written, and what is wrong with it."""

    def __init__(self, chain: str, sequence: int, fault: str) -> None:
        self.chain, self.sequence, self.fault = chain, sequence, fault
        super().__init__(
            _("Entry %(sequence)s of the %(chain)s chain: %(fault)s.")
            % {"sequence": sequence, "chain": chain, "fault": fault}
        )


def verify() -> int:
    """Walk every chain and give the number of entries; raises BrokenChainError at the first fault.

    Two things cannot be seen from within: that the newest entries were cut off, and that a whole
    chain was written anew. They show only against a number and hash noted elsewhere before.
    """
    return sum(verify_chain(chain) for chain in Chain.values)


def verify_chain(chain: str) -> int:
    """Walk one chain in constant memory and give its length; raises BrokenChainError."""
    length, previous_hash = 0, ""
    for entry in Entry.objects.oldest_first(chain).iterator(chunk_size=2000):
        fault = next(faults(entry, length + 1, previous_hash), None)
        if fault:
            raise BrokenChainError(chain, length + 1, fault)
        length, previous_hash = length + 1, entry.hash
    return length


def faults(entry: Entry, sequence: int, previous_hash: str) -> Iterator[str]:
    """Tell what is wrong with an entry that should have this number and follow this hash."""
    if entry.sequence != sequence:
        yield _("it is missing, the next one has number %(number)s") % {"number": entry.sequence}
    if entry.previous_hash != previous_hash:
        yield _("it does not follow the entry before it")
    if entry.hash != hash_of(entry):
        yield _("its content does not match its hash")
    detail = getattr(entry, "detail", None)  # absent once erased by law
    if detail and entry.digest != digest_of(detail.salt, detail.label, detail.content):
        yield _("its detail does not match its digest")
