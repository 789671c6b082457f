"""One page of the list of warnings, read along an index: the gravest first, then the oldest.

A page is named by the warning that it begins after or ends before, as in riskpoints.listing.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .models import Warning as Raised
from .warning_querysets import WarningQuerySet

PER_PAGE = 20
# So far the warnings of a list are counted; beyond it stands "more than".
COUNTED = 500

Place = tuple[int, datetime.date, str]


@dataclass(frozen=True)
class Page:
    """One page: its warnings, the way on and back; on the first one how many there are in all."""

    object_list: list[Raised]
    next: str = ""
    previous: str = ""
    is_first: bool = True
    total: int | None = None
    # Whether there are more than `total`.
    is_more: bool = False


def page_of(found: WarningQuerySet, at: Any) -> Page:
    """Read one page; `at` is the address's query, which names the place by `after` or `before`."""
    after, before = place_in(at.get("after", "")), place_in(at.get("before", ""))
    if before:
        return _page_before(found, before)
    size = PER_PAGE if after else COUNTED
    ordered = _beyond(found, after).order_by("rank", "since", "public_id")
    places = list(ordered.values_list("rank", "since", "public_id")[: size + 1])
    rows = places[:PER_PAGE]
    return Page(
        loaded(rows),
        next=name(rows[-1]) if len(places) > PER_PAGE else "",
        previous=name(rows[0] if rows else after) if after else "",
        is_first=not after,
        total=None if after else min(len(places), COUNTED),
        is_more=not after and len(places) > COUNTED,
    )


def _page_before(found: WarningQuerySet, before: Place) -> Page:
    rank, since, key = before
    earlier = found.filter(
        Q(rank__lt=rank)
        | Q(rank=rank, since__lt=since)
        | Q(rank=rank, since=since, public_id__lt=key),
        rank__lte=rank,
    ).order_by("-rank", "-since", "-public_id")
    places = list(earlier.values_list("rank", "since", "public_id")[: PER_PAGE + 1])
    rows = places[:PER_PAGE][::-1]
    is_first = len(places) <= PER_PAGE
    return Page(
        loaded(rows),
        next=name(rows[-1]) if rows else "",
        previous="" if is_first else name(rows[0]),
        is_first=is_first,
    )


def _beyond(found: WarningQuerySet, after: Place | None) -> WarningQuerySet:
    if after is None:
        return found
    rank, since, key = after
    # The last condition says nothing new, but an index is entered by it.
    return found.filter(
        Q(rank__gt=rank)
        | Q(rank=rank, since__gt=since)
        | Q(rank=rank, since=since, public_id__gt=key),
        rank__gte=rank,
    )


def loaded(places: list[Place]) -> list[Raised]:
    """Load the warnings at these places with all that a row shows, in one query."""
    keys = [key for _rank, _since, key in places]
    return list(Raised.objects.filter(public_id__in=keys).for_list()) if keys else []


def name(place: Place) -> str:
    """Write a place as an address holds it."""
    rank, since, key = place
    return f"{rank}.{since:%Y%m%d}.{key}"


def place_in(written: str) -> Place | None:
    """Read a place in the list, as an address writes it; None where it says none."""
    rank, _dot, rest = written.partition(".")
    day, _dot, key = rest.partition(".")
    if not (rank.isdecimal() and len(rank) < 5 and key.isascii() and key.isalnum()):
        return None
    try:
        return int(rank), datetime.datetime.strptime(day, "%Y%m%d").date(), key[:12]  # noqa: DTZ007 - a day without a time
    except ValueError:
        return None
