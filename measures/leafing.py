"""One page of a list that stands newest first, read along an index; a place in it is an id."""

from typing import Any

from riskcontrol.lib.ids import is_id
from riskcontrol.lib.leaves import Leaves, Page


def page_of(found: Any, rows: Any, at: Any) -> Page:
    """Read one page of what is `found`, loaded as `rows` are; `at` is the address's query."""
    places = found.values_list("pk", flat=True)
    leaves = Leaves[int](
        after=lambda after: (places.filter(pk__lt=after) if after else places).order_by("-pk"),
        before=lambda before: places.filter(pk__gt=before).order_by("pk"),
        name=str,
        load=lambda ids: _loaded(rows, ids),
    )
    return leaves.page(place_in(at.get("after", "")), place_in(at.get("before", "")))


def _loaded(rows: Any, ids: list[int]) -> list[Any]:
    by_id = {row.pk: row for row in rows.filter(pk__in=ids)} if ids else {}
    return [by_id[pk] for pk in ids]


def place_in(written: str) -> int | None:
    """Read a place in the list, as an address writes it; None where it says none."""
    return int(written) or None if written.isascii() and is_id(written) else None
