"""One page of a long list, read along an index: named by the row it begins after or ends before.

So the thousandth page costs what the first one costs; see docs/adr/0025. How many rows there are in
all is counted up to a bound. A list says what a place in it is, and how places are found and shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PER_PAGE = 20
# So far the rows of a list are counted; beyond it stands "more than".
COUNTED = 500


@dataclass(frozen=True)
class Page:
    """One page: its rows, the way on and back; on the first one how many there are in all."""

    object_list: list[Any]
    next: str = ""
    previous: str = ""
    is_first: bool = True
    total: int | None = None
    # Whether there are more than `total`.
    is_more: bool = False
    # Where the page ends because it has looked through as many as it may: how many that is.
    looked_through: int = 0


@dataclass(frozen=True)
class Leaves[Place]:
    """How a list is read: its places after one or from the first, before one the nearest first.

    `after` and `before` give queries of places; `name` writes a place as an address holds it;
    `load` gives the rows at places, with all that a row shows.
    """

    after: Callable[[Place | None], Any]
    before: Callable[[Place], Any]
    name: Callable[[Place], str]
    load: Callable[[list[Place]], list[Any]]

    def page(self, after: Place | None, before: Place | None) -> Page:
        """Read the page before a place, after one, or the first."""
        return self._page_before(before) if before else self._page_after(after)

    def _page_after(self, after: Place | None) -> Page:
        size = PER_PAGE if after else COUNTED
        places = list(self.after(after)[: size + 1])
        rows = places[:PER_PAGE]
        return Page(
            self.load(rows),
            next=self.name(rows[-1]) if len(places) > PER_PAGE else "",
            previous=self.name(rows[0] if rows else after) if after else "",
            is_first=not after,
            total=None if after else min(len(places), COUNTED),
            is_more=not after and len(places) > COUNTED,
        )

    def _page_before(self, before: Place) -> Page:
        places = list(self.before(before)[: PER_PAGE + 1])
        rows = places[:PER_PAGE][::-1]
        is_first = len(places) <= PER_PAGE
        return Page(
            self.load(rows),
            next=self.name(rows[-1]) if rows else "",
            previous="" if is_first else self.name(rows[0]),
            is_first=is_first,
        )
