"""Which pages there are for whoever reads them all, and on which day each last changed."""

import datetime
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from powers.querysets import today

from .after import public_postings


@dataclass(frozen=True)
class Place:
    """A posting's page, or a chart's where `number` is None, and the day it last changed."""

    code: str
    number: int | None
    changed_on: datetime.date


def report_places() -> list[Place]:
    """Give the handling report of every posting, the newest first."""
    rows = public_postings().values_list(
        "flowchart__code",
        "version__number",
        "opens",
        "closes",
        "stopped_on",
        "settled_at",
        Max("extensions__made_on"),
        Max("comments__published_on"),
        Max("comments__reply__published_on"),
    )
    return [Place(code, number, latest(*days)) for code, number, *days in rows]


def chart_places() -> list[Place]:
    """Give the page of every chart; it changes with the latest of its postings."""
    days: dict[str, datetime.date] = {}
    for place in report_places():
        days[place.code] = max(place.changed_on, days.get(place.code, place.changed_on))
    return [Place(code, None, day) for code, day in sorted(days.items())]


def latest(
    opens: datetime.date,
    closes: datetime.date,
    stopped_on: datetime.date | None,
    settled_at: datetime.datetime | None,
    *others: datetime.date | None,
) -> datetime.date:
    """The last day on which the page of a posting changed; the day after it closed is one of them."""
    closed = closes + datetime.timedelta(days=1)
    settled = timezone.localdate(settled_at) if settled_at else None
    days = [opens, closed if closed <= today() else None, stopped_on, settled, *others]
    return max(day for day in days if day)
