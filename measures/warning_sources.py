"""What warnings are computed from: a read a kind, streamed, so that a million rows pass through.

Each reads one body as it is on a day and gives facts in the order of what they are about. Which of
them becomes a warning, and how grave, the body's rules say (measures.actions.warnings).
"""

import datetime
import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from powers.charts import drawing_of
from powers.clock import due_day
from powers.drawing.path import longest
from powers.models import Comment, Flowchart, LegalBasis, Policy, Posting, Power, Step, Version
from riskcontrol.accounts.models import Unit
from riskpoints.coverage import UNTOUCHED, touch
from riskpoints.models import Lead, RiskPoint, Round
from riskpoints.rounds import covered_charts

from .law_names import ways_to_write
from .models import DisclosureItem, LawChange, Measure, Occasion
from .querysets.lines import ways_to_meet
from .states import MeasureState, OccasionState
from .warning_states import WarningKind

CHUNK = 2000
# So many flows are read at a time.
FLOWS = 50


@dataclass(frozen=True)
class Fact:
    """One thing a warning may be about: its id, its section, since when, and how many where counted."""

    subject: int
    section: int | None
    since: datetime.date
    count: int | None = None


Read = Callable[[Unit, datetime.date], Iterable[Fact]]


def unproven(body: Unit, _today: datetime.date) -> Iterator[Fact]:
    """Risk points at the highest level that no measure in force and ever verified meets, since their ruling.

    A measure meets what it is aimed at along any of the four lines.
    """
    verified = Occasion.objects.filter(
        body=body, state=OccasionState.VERIFIED, measure__state=MeasureState.IN_FORCE
    )
    ways = ways_to_meet(measure__in=verified.order_by().values("measure"))
    unmet = [~way for way in ways]
    found = RiskPoint.objects.standing().filter(*unmet, body=body, ruling__rank=1)
    for pk, section, ruled_on in streamed(found, "section", "ruling__ruled_on"):
        yield Fact(pk, section, ruled_on)


def overdue(body: Unit, today: datetime.date) -> Iterator[Fact]:
    """Measures in force that were due and not done, since the first such day."""
    late = Occasion.objects.overdue_on(today).filter(
        body=body, measure__state=MeasureState.IN_FORCE
    )
    rows = late.order_by("measure_id").values_list("measure_id", "measure__section")
    for pk, section, since in rows.annotate(since=Min("due_on")).iterator(CHUNK):
        yield Fact(pk, section, since)


def comments(body: Unit, today: datetime.date) -> Iterator[Fact]:
    """Steps on which several comments were published in the chart's last posting.

    What is hidden, held or passed on is not counted: nobody learns of it by a warning.
    """
    chart = OuterRef("posting__flowchart")
    later = Posting.objects.filter(flowchart=chart, opens__gt=OuterRef("posting__opens"))
    step = Step.objects.live().filter(flowchart=chart, key=OuterRef("step_key")).values("pk")[:1]
    rows = (
        Comment.objects.shown()
        .filter(~Exists(later), posting__flowchart__body=body, step_key__gt="")
        .annotate(step=Subquery(step))
        .order_by()
        .values_list("step", "posting__flowchart__section")
        .annotate(count=Count("pk"))
        .filter(step__isnull=False, count__gt=1)
    )
    for pk, section, count in rows.iterator(CHUNK):
        yield Fact(pk, section, today, count)


def limit(body: Unit, today: datetime.date) -> Iterator[Fact]:
    """Powers whose flow takes longer than their limit, by so many working days.

    The sum of all limits is asked of the database first; only where that passes the limit the
    longest way through the flow decides, for branches exclude one another.
    """
    total = (
        Step.objects.live()
        .filter(flowchart=OuterRef("flowchart"))
        .order_by()
        .values("flowchart")
        .annotate(days=Sum("days"))
        .values("days")
    )
    limited = Power.objects.filter(body=body).annotate(
        total=Subquery(total, output_field=IntegerField())
    )
    either = Q(total__gt=F("statutory_days")) | Q(total__gt=F("committed_days"))
    rows = streamed(
        limited.filter(either), "section", "flowchart", "statutory_days", "committed_days"
    )
    for some in batched(rows, FLOWS, strict=False):
        charts = Flowchart.objects.with_flow().in_bulk({chart for _pk, _section, chart, *_ in some})
        for pk, section, chart, *limits in some:
            most = min(days for days in limits if days is not None)
            if (over := longest(drawing_of(charts[chart])).days - most) > 0:
                yield Fact(pk, section, today, over)
        # A flow and its steps name one another: until they are collected, each stretch adds to memory.
        del charts
        gc.collect()


def unanswered(body: Unit, today: datetime.date) -> Iterator[Fact]:
    """Postings with comments whose day for an answer has passed, since that day of the oldest."""
    policy = Policy.objects.filter(body=body).first() or Policy(body=body)
    waiting = (
        Comment.objects.unfinished()
        .filter(posting__flowchart__body=body, held_for="")
        .order_by("posting_id")
        .values_list("posting_id", "posting__flowchart__section")
        .annotate(oldest=Min("received_on"))
    )
    for pk, section, oldest in waiting.iterator(CHUNK):
        if (due := due_day(oldest, policy.answer_days)) < today:
            yield Fact(pk, section, due)


def case(body: Unit, _today: datetime.date) -> Iterator[Fact]:
    """Proven cases that are at no risk point; the committee alone reads of them."""
    found = Lead.objects.filter(body=body).proven_without_a_point()
    for pk, section, entered_on in streamed(found, "section", "entered_on"):
        yield Fact(pk, section, entered_on)


def unexamined(body: Unit, _today: datetime.date) -> Iterator[Fact]:
    """Settled charts with steps that nobody has looked at in an open round, since it was opened."""
    seen: set[int] = set()
    for round in Round.objects.open().filter(body=body).order_by("opened_at", "pk"):
        charts = covered_charts(round).filter(is_settled=True).order_by().values("pk")
        steps = Step.objects.live().filter(flowchart__in=charts).annotate(touch=touch(round))
        rows = (
            steps.filter(touch=UNTOUCHED)
            .order_by("flowchart_id")
            .values_list("flowchart_id", "flowchart__section")
            .annotate(count=Count("pk"))
        )
        for pk, section, count in rows.iterator(CHUNK):
            if pk not in seen:
                seen.add(pk)
                yield Fact(pk, section, localtime(round.opened_at).date(), count)


def outdated(body: Unit, today: datetime.date) -> Iterator[Fact]:
    """Charts settled before a law that they or their powers rest on was changed, since that day."""
    seen: set[int] = set()
    changes = LawChange.objects.filter(body=body, changed_on__lte=today).order_by("changed_on")
    for change in changes:
        charts = last_settled(body).filter(
            resting_on(change.law), settled_on__date__lt=change.changed_on
        )
        rows = charts.order_by("pk").values_list("pk", "section")
        for pk, section in rows.iterator(CHUNK):
            if pk not in seen:
                seen.add(pk)
                yield Fact(pk, section, change.changed_on)


def resting_on(law: str) -> Q:
    """Say which charts rest on a law, by its short name: they or their powers cite it."""
    bases = LegalBasis.objects.filter(law__in=ways_to_write(law)).order_by()
    of_powers = bases.filter(power__flowchart__isnull=False).values("power__flowchart")
    of_steps = bases.filter(step__retired=False).values("step__flowchart")
    return Q(pk__in=of_powers) | Q(pk__in=of_steps)


def last_settled(body: Unit) -> QuerySet[Any]:
    """Give a body's charts that were ever settled, or kept as secret, each with when: `settled_on`."""
    settled = Posting.objects.settled().filter(flowchart=OuterRef("pk")).values("settled_at")
    kept = Version.objects.filter(flowchart=OuterRef("pk"), withheld=True).order_by("-made_at")
    when = Coalesce(Subquery(settled[:1]), Subquery(kept.values("made_at")[:1]))
    return Flowchart.objects.filter(body=body).annotate(settled_on=when)


def repealed(body: Unit, _today: datetime.date) -> Iterator[Fact]:
    """Measures in force that rest on a rule which was repealed, since that day."""
    resting = Measure.objects.resting_on_repealed().filter(body=body).order_by("pk")
    rows = resting.values_list("pk", "section", "rule__repealed_on")
    for measure, section, since in rows.iterator(chunk_size=CHUNK):
        if since:  # a constraint says so of what is repealed
            yield Fact(measure, section, since)


def undisclosed(body: Unit, today: datetime.date) -> Iterator[Fact]:
    """Items of major projects that were to be made public and were not, since their day."""
    late = DisclosureItem.objects.overdue_on(today).filter(project__body=body)
    for pk, section, due_on in streamed(late, "project__section", "due_on"):
        yield Fact(pk, section, due_on)


@dataclass(frozen=True)
class Source:
    """A kind of warning and the read it is computed from."""

    kind: str
    read: Read


SOURCES = (
    Source(WarningKind.UNPROVEN, unproven),
    Source(WarningKind.OVERDUE, overdue),
    Source(WarningKind.COMMENTS, comments),
    Source(WarningKind.LIMIT, limit),
    Source(WarningKind.UNANSWERED, unanswered),
    Source(WarningKind.CASE, case),
    Source(WarningKind.UNEXAMINED, unexamined),
    Source(WarningKind.OUTDATED, outdated),
    Source(WarningKind.REPEALED, repealed),
    Source(WarningKind.UNDISCLOSED, undisclosed),
)


def streamed(found: QuerySet[Any], *fields: str) -> Iterator[Any]:
    """Read the ids of rows and some of their fields, a stretch at a time."""
    return found.order_by("pk").values_list("pk", *fields).iterator(CHUNK)
