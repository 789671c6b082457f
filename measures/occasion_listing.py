"""One page of a long list of occasions or reviews, read along an index; see docs/adr/0025.

A page is named by the row it begins after or ends before: its due day and its id.
"""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from riskcontrol.lib.ids import is_id
from riskcontrol.lib.leaves import Leaves, Page

Place = tuple[datetime.date, int]


def page_of(found: QuerySet, at: Any) -> Page:
    """Read one page in the order of due days; `at` names the place by `after` or `before`."""
    leaves = Leaves[Place](
        after=lambda after: _after(found, after),
        before=lambda before: _before(found, before),
        name=name_of,
        load=lambda places: loaded(found, places),
    )
    return leaves.page(place_in(at.get("after", "")), place_in(at.get("before", "")))


def _before(found: QuerySet, before: Place) -> Any:
    day, pk = before
    earlier = found.filter(Q(due_on__lt=day) | Q(due_on=day, pk__lt=pk), due_on__lte=day)
    return earlier.order_by("-due_on", "-pk").values_list("due_on", "pk")


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
