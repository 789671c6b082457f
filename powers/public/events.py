"""What happened to postings, newest first: opened, extended, stopped, answers published, settled."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from powers.drawing.text import clean
from powers.models import Comment, Extension, Posting
from powers.querysets import PostingQuerySet
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.workdays import followed_by

from .after import public_postings

MOST = 50
OPENED, EXTENDED, STOPPED, ANSWERED, SETTLED = (
    "opened",
    "extended",
    "stopped",
    "answers",
    "settled",
)


@dataclass(frozen=True)
class Event:
    """One thing that happened to a posting on a day; `key` names it for ever, beside the chart's code."""

    posting: Posting
    kind: str
    key: str
    on: datetime.date
    title: str
    text: str

    @property
    def code(self) -> str:
        """The chart's code."""
        return self.posting.flowchart.code

    @property
    def number(self) -> int:
        """The number of the version that was posted."""
        return self.posting.version.number

    @property
    def named_on(self) -> datetime.date:
        """A day on which the posting's name was made; its version is frozen, so it never changes."""
        return timezone.localdate(self.posting.version.made_at)

    @property
    def author(self) -> str:
        """The body that posted."""
        return clean(self.posting.version.facts["body"])

    @property
    def is_answer(self) -> bool:
        """Whether it is told in the handling report rather than on the chart's page."""
        return self.kind in {STOPPED, ANSWERED, SETTLED}


@dataclass(frozen=True)
class Events:
    """The latest events of a unit, or of all where `unit` is empty."""

    unit: str
    events: list[Event]


def events_of(code: str = "") -> Events | None:
    """Give the latest events of a unit and all below it, or of all units.

    None where the unit has posted nothing: the public knows no other units.
    """
    found, name = public_postings(), ""
    if code:
        found = found.filter(
            Q(flowchart__section__code=code)
            | Q(flowchart__body__code=code)
            | Q(flowchart__body__parent__code=code)
        )
        name = Unit.objects.filter(code=code).values_list("name", flat=True).first() or ""
        if not found.exists():
            return None
    told = [event for tell in TELLERS for event in tell(found)]
    told.sort(key=attrgetter("on"), reverse=True)
    return Events(clean(name), told[:MOST])


def opened(found: PostingQuerySet) -> Iterator[Event]:
    """Tell of the postings that opened."""
    for posting in found[:MOST]:
        text = _("Comments are taken until the end of %(day)s.") % {
            "day": date_format(posting.closes)
        }
        if posting.asked:
            text = followed_by(clean(posting.asked), text)
        yield told(posting, OPENED, posting.opens, _("Open for comment: %(chart)s"), text)


def extended(found: PostingQuerySet) -> Iterator[Event]:
    """Tell of those that were extended, and why."""
    extensions = Extension.objects.filter(posting__in=found.order_by().values("pk"))
    loaded = extensions.select_related("posting__flowchart", "posting__version")
    for extension in loaded.order_by("-made_on", "-pk")[:MOST]:
        words = _("Comments are now taken until the end of %(day)s. Reason: %(reason)s")
        told_by = {"day": date_format(extension.closes), "reason": clean(extension.reason)}
        yield told(
            extension.posting,
            EXTENDED,
            extension.made_on,
            _("Extended: %(chart)s"),
            words % told_by,
            key=f"{EXTENDED}/{extension.closes.isoformat()}",
        )


def stopped(found: PostingQuerySet) -> Iterator[Event]:
    """Tell of those that ended early, and why."""
    stops = found.filter(stopped_on__isnull=False).order_by("-stopped_on", "-pk")
    for posting in stops[:MOST]:
        text = _("Reason: %(reason)s") % {"reason": clean(posting.stop_reason)}
        if posting.stopped_on:
            yield told(posting, STOPPED, posting.stopped_on, _("Stopped early: %(chart)s"), text)


def answered(found: PostingQuerySet) -> Iterator[Event]:
    """Tell on which day how many answers were published."""
    answers = Comment.objects.answered().filter(posting__in=found.order_by().values("pk"))
    rows = (
        answers.order_by()
        .values_list("posting", "reply__published_on")
        .annotate(count=Count("pk"))
        .order_by("-reply__published_on", "-posting")[:MOST]
    )
    days = list(rows)
    postings = found.in_bulk([pk for pk, _on, _count in days])
    for pk, on, count in days:
        text = _("Answers published: %(count)s.") % {"count": count}
        yield told(
            postings[pk],
            ANSWERED,
            on,
            _("Answers published: %(chart)s"),
            text,
            key=f"{ANSWERED}/{on.isoformat()}",
        )


def settled(found: PostingQuerySet) -> Iterator[Event]:
    """Tell of those that were settled here, and whether anything changed."""
    settlements = found.filter(settled_at__isnull=False, imported=False)
    for posting in settlements.order_by("-settled_at", "-pk")[:MOST]:
        final = posting.final_version
        text = _("The chart is settled as it was posted.")
        if final and final.number != posting.version.number:
            words = _("The chart was improved and is settled as version %(number)s.")
            text = words % {"number": final.number}
        if posting.settled_at:
            on = timezone.localdate(posting.settled_at)
            yield told(posting, SETTLED, on, _("Settled: %(chart)s"), text)


TELLERS: list[Callable[[PostingQuerySet], Iterator[Event]]] = [
    settled,
    answered,
    stopped,
    extended,
    opened,
]


def told(
    posting: Posting, kind: str, on: datetime.date, title: str, text: str, *, key: str = ""
) -> Event:
    """Write one event, its title with the chart's name."""
    name = clean(posting.version.drawing["name"])
    return Event(posting, kind, key or kind, on, title % {"chart": name}, text)
