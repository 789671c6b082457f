"""Finished pages kept for a minute, as long as nothing was done since: see docs/adr/0014."""

import hashlib
import time
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from riskcontrol.audit.heads import ledger_heads

MAX_AGE = 60
"""Seconds for which a browser or a cache in between may show a page without asking again."""
LARGEST = 256 * 1024
"""Bytes of the largest page that is kept here."""

type Stamp = tuple[str, tuple[int, ...]]
type Make = Callable[[], HttpResponse]


class Head(NamedTuple):
    """What is told of a finished page, and what it was made from: the day and how far the ledger had come."""

    stamp: Stamp
    etag: str
    headers: dict[str, str]
    made: int | None = None


def kept_or_made(request: HttpRequest, query: str, make: Make) -> HttpResponse:
    """Answer with the page that is kept for this address, or make it; in short where the reader has it.

    The stamp is taken before the page is made, so that whatever is done meanwhile makes it anew.
    """
    if not settings.PAGES_KEPT_SECONDS:
        return made_anew(request, make)
    key = f"page:{request.scheme}://{request.get_host()}{request.path}{query}"
    stamp = stamp_now()
    head: Head | None = cache.get(key)
    if head is None or head.stamp != stamp:
        return made_and_kept(request, key, stamp, make)
    if unchanged := get_conditional_response(request, head.etag, head.made):
        return told(unchanged, head)
    content = cache.get(f"{key}#{head.etag}")
    if content is None:  # the cache had no room for it
        return made_and_kept(request, key, stamp, make)
    return told(HttpResponse(content, headers=head.headers), head)


def made_and_kept(request: HttpRequest, key: str, stamp: Stamp, make: Make) -> HttpResponse:
    """Make a page and keep it: its head apart, for many a reader needs no more."""
    response = make()
    if response.status_code != 200:
        return not_kept(response)
    head = head_of(response, stamp)
    if len(response.content) <= LARGEST:
        head = head._replace(made=int(time.time()))
        cache.set(f"{key}#{head.etag}", response.content, settings.PAGES_KEPT_SECONDS)
        cache.set(key, head, settings.PAGES_KEPT_SECONDS)
    return told(get_conditional_response(request, head.etag, head.made) or response, head)


def made_anew(request: HttpRequest, make: Make) -> HttpResponse:
    """Answer with a page that is not kept here; its reader may keep it."""
    response = make()
    if response.status_code != 200:
        return not_kept(response)
    if response.streaming:
        response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
        return response
    head = head_of(response, (day(), ()))
    return told(get_conditional_response(request, head.etag) or response, head)


class Lately:
    """The ledger's heads as this process saw them last, and when (seconds of its own clock)."""

    seen: tuple[float, tuple[int, ...]] = (float("-inf"), ())


def stamp_now() -> Stamp:
    """What every public page depends on: the day, and all that staff and committee did."""
    return day(), heads_lately()


def heads_lately() -> tuple[int, ...]:
    """Give the ledger's heads, at most PAGES_BEHIND_SECONDS old: many readers cost one query."""
    now, (seen_at, heads) = time.monotonic(), Lately.seen
    if now - seen_at >= settings.PAGES_BEHIND_SECONDS:
        heads = ledger_heads()
        Lately.seen = (now, heads)
    return heads


def day() -> str:
    """The day it is for the unit, as the ETag writes it."""
    return timezone.localdate().strftime("%Y%m%d")


def head_of(response: HttpResponse, stamp: Stamp) -> Head:
    """Tell of a page: its ETag holds the day, since what it says of a posting follows from that."""
    digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    return Head(stamp, f'"{stamp[0]}-{digest}"', dict(response.headers))


def told(response: HttpResponse, head: Head) -> HttpResponse:
    """Say what caches need to know, with the page or where the reader has it already."""
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers["ETag"] = head.etag
    if head.made is not None:
        response.headers["Last-Modified"] = http_date(head.made)
    return response


def not_kept(response: HttpResponse) -> HttpResponse:
    """An answer that is no page stands for this one request."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response
