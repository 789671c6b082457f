"""What the leads of some years tell in numbers; each equals the list that it leads to."""

from dataclasses import dataclass

from riskcontrol.accounts.models import User

from .lead_filters import first_day
from .lead_querysets import LeadQuerySet
from .levels import marks_by_rank


@dataclass(frozen=True)
class Share:
    """Proven cases that were registered at one level before; the share is of all with a place."""

    rank: int | None
    count: int
    of: int
    # The marks that the level has, or ever had; empty for those that were not registered.
    mark: str = ""

    @property
    def percent(self) -> int:
        """The share in whole percent, a half rounded up."""
        return (200 * self.count + self.of) // (2 * self.of) if self.of else 0


@dataclass(frozen=True)
class LeadFigures:
    """How many leads, proven ones, and proven ones without a risk point; and who was registered before."""

    years: str
    count: int
    proven: int
    without_a_point: int
    shares: list[Share]
    registered: Share

    @property
    def without_a_place(self) -> int:
        """Proven cases of which no section is known: nothing can be said of those."""
        return self.proven - self.registered.of


def figures_of(visible: LeadQuerySet, years: str, *, reader: User) -> LeadFigures:
    """Count the leads of so many years back, in five queries."""
    first = first_day(years)
    found = visible.since(first) if first else visible
    tally = found.tally_of_earlier_ranks()
    of = sum(tally.values())
    levels: list[tuple[int | None, str]] = [*marks_by_rank(reader).items(), (None, "")]
    return LeadFigures(
        years=years,
        count=found.count(),
        proven=found.filter(proven=True).count(),
        without_a_point=found.proven_without_a_point().count(),
        shares=[Share(rank, tally.get(rank, 0), of, mark) for rank, mark in levels],
        registered=Share(None, of - tally.get(None, 0), of),
    )
