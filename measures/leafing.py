"""One page of a list that stands newest first, read along an index, however long the list is.

A page is named by the row it begins after or ends before, not by a number; see docs/adr/0025.
"""

from dataclasses import dataclass
from typing import Any

from riskcontrol.lib.ids import is_id

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
    # Nothing is looked through bit by bit here.
    looked_through: int = 0


def page_of(found: Any, rows: Any, at: Any) -> Page:
    """Read one page of what is `found`, loaded as `rows` are; `at` is the address's query."""
    after, before = place_in(at.get("after", "")), place_in(at.get("before", ""))
    if before:
        return _page_before(found, rows, before)
    ids = found.order_by("-pk").values_list("pk", flat=True)
    if after:
        ids = ids.filter(pk__lt=after)
    some = list(ids[: (PER_PAGE if after else COUNTED) + 1])
    shown = some[:PER_PAGE]
    return Page(
        _loaded(rows, shown),
        next=str(shown[-1]) if len(some) > PER_PAGE else "",
        previous=str(shown[0] if shown else after) if after else "",
        is_first=not after,
        total=None if after else min(len(some), COUNTED),
        is_more=not after and len(some) > COUNTED,
    )


def _page_before(found: Any, rows: Any, before: int) -> Page:
    ids = found.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True)
    some = list(ids[: PER_PAGE + 1])
    shown = some[:PER_PAGE][::-1]
    is_first = len(some) <= PER_PAGE
    return Page(
        _loaded(rows, shown),
        next=str(shown[-1]) if shown else "",
        previous="" if is_first else str(shown[0]),
        is_first=is_first,
    )


def _loaded(rows: Any, ids: list[int]) -> list[Any]:
    by_id = {row.pk: row for row in rows.filter(pk__in=ids)} if ids else {}
    return [by_id[pk] for pk in ids]


def place_in(written: str) -> int:
    """Read a place in the list, as an address writes it; 0 where it says none."""
    return int(written) if written.isascii() and is_id(written) else 0
