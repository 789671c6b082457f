"""Atom feeds: what happened to the postings of a unit, or of all."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from powers.public.events import Event, Events, events_of
from riskcontrol.lib.addresses import public_address, tag

from .doors import shared

BEGAN = "2026"
"""The feeds themselves are named since the year this application began."""


class DatedFeed(Atom1Feed):
    """An Atom feed that is as new as its newest entry; an empty one as the day, not the second."""

    def latest_post_date(self) -> datetime.datetime:
        """The day of the newest entry."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=at_midnight(timezone.localdate()))


@shared
def feed(request: HttpRequest) -> HttpResponse:
    """What happened to the postings of all units."""
    return as_atom(request, events_of(), reverse("disclosure:feed"), "feed")


@shared
def unit_feed(request: HttpRequest, code: str) -> HttpResponse:
    """What happened to the postings of a unit and all below it."""
    path = reverse("disclosure:unit_feed", args=[code])
    return as_atom(request, events_of(code), path, f"feed/{code}")


def as_atom(request: HttpRequest, found: Events | None, path: str, name: str) -> HttpResponse:
    """Write events as Atom; a unit that has posted nothing is not found."""
    if found is None:
        raise Http404
    words = _("Postings and what became of comments")
    query = request.META["QUERY_STRING"]
    atom = DatedFeed(
        title=f"{found.unit} · {words}" if found.unit else words,
        link=public_address(request, reverse("disclosure:portal")),
        description=_("Opened, extended, stopped early, answers published, settled."),
        language=get_language(),
        feed_url=public_address(request, f"{path}?{query}" if query else path),
        feed_guid=tag(request, BEGAN, name),
    )
    for event in found.events:
        add(atom, request, event)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def add(atom: Atom1Feed, request: HttpRequest, event: Event) -> None:
    """Add one event; its id is made of public codes and never changes."""
    args = [event.code, event.number]
    path = reverse("disclosure:chart", args=[event.code])
    if event.is_answer:
        path = reverse("disclosure:handled_report", args=args)
    day = at_midnight(event.on)
    atom.add_item(
        title=event.title,
        link=public_address(request, path),
        description=escape(event.text),  # Atom's summary is HTML
        unique_id=tag(
            request, event.named_on.isoformat(), f"{event.code}/{event.number}/{event.key}"
        ),
        author_name=event.author,
        pubdate=day,
        updateddate=day,
    )


def at_midnight(day: datetime.date) -> datetime.datetime:
    """The beginning of a day here: feeds tell moments, and we keep the day alone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
