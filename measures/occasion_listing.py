"""One page of a long list of occasions or reviews, read along an index; see docs/adr/0025.

A page is named by the row it begins after or ends before: its due day and its id.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from riskcontrol.lib.ids import is_id

PER_PAGE = 20
COUNTED = 500

Place = tuple[datetime.date, int]


@dataclass(frozen=True)
class Page:
    """One page: its rows, the way on and back; on the first one how many there are in all."""

    object_list: list[Any]
    next: str = ""
    previous: str = ""
    is_first: bool = True
    total: int | None = None
    is_more: bool = False


def page_of(found: QuerySet, at: Any) -> Page:
    """Read one page in the order of due days; `at` names the place by `after` or `before`."""
    after, before = place_in(at.get("after", "")), place_in(at.get("before", ""))
    if before:
        return _page_before(found, before)
    size = PER_PAGE if after else COUNTED
    places = list(_after(found, after)[: size + 1])
    rows = places[:PER_PAGE]
    return Page(
        loaded(found, rows),
        next=name_of(rows[-1]) if len(places) > PER_PAGE else "",
        previous=name_of(rows[0] if rows else after) if after else "",
        is_first=not after,
        total=None if after else min(len(places), COUNTED),
        is_more=not after and len(places) > COUNTED,
    )


def _page_before(found: QuerySet, before: Place) -> Page:
    day, pk = before
    earlier = found.filter(Q(due_on__lt=day) | Q(due_on=day, pk__lt=pk), due_on__lte=day)
    places = list(earlier.order_by("-due_on", "-pk").values_list("due_on", "pk")[: PER_PAGE + 1])
    rows = places[:PER_PAGE][::-1]
    is_first = len(places) <= PER_PAGE
    return Page(
        loaded(found, rows),
        next=name_of(rows[-1]) if rows else "",
        previous="" if is_first else name_of(rows[0]),
        is_first=is_first,
    )


def place_in(written: str) -> Place | None:
    """Read a place in the list, as an address writes it; None where it says none."""
    day, dot, pk = written.partition(".")
    if not (dot and is_id(pk)):
        return None
    try:
        return datetime.date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def name_of(place: Place) -> str:
    """Write a place as an address names it."""
    return f"{place[0]:%Y-%m-%d}.{place[1]}"


def _after(found: QuerySet, after: Place | None) -> Any:
    if after:
        day, pk = after
        # The last condition says nothing new, but an index is entered by it.
        found = found.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk), due_on__gte=day)
    return found.order_by("due_on", "pk").values_list("due_on", "pk")


def loaded(found: QuerySet, places: list[Place]) -> list[Any]:
    """Load the rows at these places with all that a row shows."""
    ids = [pk for _day, pk in places]
    return list(found.model.objects.filter(pk__in=ids).for_list()) if ids else []
