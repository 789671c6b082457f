"""One page of the list of warnings, read along an index: the gravest first, then the oldest.

A page is named by the warning that it begins after or ends before, as in riskpoints.listing.
"""

import datetime
from typing import Any

from django.db.models import Q

from riskcontrol.lib.leaves import Leaves, Page

from .models import Warning as Raised
from .querysets.warnings import WarningQuerySet

ORDER = ("rank", "since", "public_id")

Place = tuple[int, datetime.date, str]


def page_of(found: WarningQuerySet, at: Any) -> Page:
    """Read one page; `at` is the address's query, which names the place by `after` or `before`."""
    leaves = Leaves[Place](
        after=lambda after: _beyond(found, after),
        before=lambda before: _earlier(found, before),
        name=name,
        load=loaded,
    )
    return leaves.page(place_in(at.get("after", "")), place_in(at.get("before", "")))


def _earlier(found: WarningQuerySet, before: Place) -> Any:
    rank, since, key = before
    earlier = found.filter(
        Q(rank__lt=rank)
        | Q(rank=rank, since__lt=since)
        | Q(rank=rank, since=since, public_id__lt=key),
        rank__lte=rank,
    )
    return earlier.order_by("-rank", "-since", "-public_id").values_list(*ORDER)


def _beyond(found: WarningQuerySet, after: Place | None) -> Any:
    if after:
        rank, since, key = after
        # The last condition says nothing new, but an index is entered by it.
        found = found.filter(
            Q(rank__gt=rank)
            | Q(rank=rank, since__gt=since)
            | Q(rank=rank, since=since, public_id__gt=key),
            rank__gte=rank,
        )
    return found.order_by(*ORDER).values_list(*ORDER)


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
