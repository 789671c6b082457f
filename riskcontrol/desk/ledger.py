"""Who reads which chain of the ledger, so that none tells its reader of what was passed on (docs/adr/0015)."""

from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from powers.models import Comment, Posting, Referral
from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.audit.models import Chain, Entry
from riskcontrol.audit.verification import BrokenChainError, verify_chain
from riskpoints.models import Lead


class OtherChainError(Exception):
    """A chain that the reader does not read is not as it was written; which entry is not his to know."""


@dataclass(frozen=True)
class Reading:
    """What somebody reads of the ledger: whole chains, or of some what concerns his bodies."""

    user: User
    chains: tuple[Chain, ...]
    is_narrowed: bool = False

    @property
    def entries(self) -> QuerySet[Entry]:
        """The entries, newest first."""
        found = Entry.objects.for_list().filter(chain__in=self.chains)
        return found.filter(concerning(self.user)) if self.is_narrowed else found

    @property
    def words(self) -> str:
        """Say which chains he reads, where it is not all of them."""
        if self.is_narrowed:
            return _(
                "You read what was done to single comments and to what was passed on, in the units "
                "whose committee you sit on. The staff's own acts are read by the auditor."
            )
        if len(self.chains) < len(Chain):
            return _(
                "You read the staff's chain. Of the chains of the public and of the committee you "
                "are told only whether they are whole; the committee and the auditor of the area "
                "read them."
            )
        return ""

    @property
    def tells_numbers(self) -> bool:
        """Whether he may know how many entries a chain has: not where he reads only part of it."""
        return not self.is_narrowed


def reading_of(user: User) -> Reading | None:
    """Say what a person reads: an auditor of a unit the staff's chain, one of the area all of them.

    The committee reads what was done to comments and to what was passed on, of its own bodies.
    """
    areas = [seat for seat in auditing_seats(user) if seat.unit.kind == UnitKind.AREA]
    if areas:
        return Reading(user, tuple(Chain))
    if user.may_anywhere(Permission.LEDGER_READ):
        return Reading(user, (Chain.STAFF,))
    if user.may_anywhere(Permission.REFERRAL_READ):
        return Reading(user, (Chain.PUBLIC, Chain.COMMITTEE), is_narrowed=True)
    return None


def auditing_seats(user: User) -> list[Membership]:
    """Give the seats by which he reads the ledger."""
    return [seat for seat in user.seats if Permission.LEDGER_READ in seat.permissions]


def concerning(user: User) -> Q:
    """Keep entries on the postings, comments, referrals and leads that a person may read."""
    found = Q()
    for model in (Posting, Comment, Referral, Lead):
        rows = model.objects.visible_to(user).annotate(key=Cast("pk", CharField()))
        found |= Q(target_type=model._meta.label_lower, target_id__in=rows.values("key"))
    return found


def verified(reading: Reading) -> str:
    """Verify every chain and say so; of those he does not read no number, and no place of a fault.

    Raises BrokenChainError at the first fault in a chain he reads, OtherChainError for one in another.
    """
    lengths = {chain: _length(chain, reading) for chain in Chain}
    if not reading.tells_numbers:
        return _("All chains are whole.")
    if len(reading.chains) == len(Chain):
        return _("%(count)s entries, all chains whole.") % {"count": sum(lengths.values())}
    return _("%(count)s entries of the staff's chain; the other chains are whole too.") % {
        "count": lengths[Chain.STAFF]
    }


def _length(chain: Chain, reading: Reading) -> int:
    try:
        return verify_chain(chain)
    except BrokenChainError as fault:
        if chain in reading.chains and reading.tells_numbers:
            raise
        words = _("The %(chain)s chain is not as it was written. Tell the auditor of the area.")
        raise OtherChainError(words % {"chain": chain.label}) from fault
