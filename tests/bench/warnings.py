"""Warnings at a hundred measures and at a hundred thousand with a million occasions: the list, the night.

python -m tests.bench warnings
scripts/with-postgres .venv/bin/python -m tests.bench warnings

Every kind of warning has what it is about (see grounds.py); `MEASURES=10000` builds fewer, for a look
in between. A night is measured in a process of its own (one_night.py), so that its memory is its own.
"""

import datetime
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import batched

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, Occasion
from measures.models import Warning as Raised
from measures.models.occasions import kept_of
from measures.states import MeasureKind, MeasureState, Phase, Rhythm
from measures.warning_states import SUBJECTS
from riskcontrol.accounts.models import Unit
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    UserFactory,
    committee_chair,
    contributor,
    section_head,
)

from .figures import Figure, best, page, queries
from .grounds import UNVERIFIED, Grounds

FEW, MANY = 100, int(os.environ.get("MEASURES", "100000"))
# The night's memory is held against that at so many.
SOME = MANY // 10
# Occasions a measure has; its last one is overdue in three measures of ten.
TIMES, LATE_IN_TEN = 10, 3
BODIES, SECTIONS = 20, 5
MOST_QUERIES, RATIO, NIGHT = 12, 2.5, 60_000
# By so much, in MiB, may the most memory of a night grow where there is ten times as much. What a
# night holds at a time is a stretch of 2000 facts with their warnings, a few MiB, which at a tenth
# most kinds do not fill; and of a body the ids of its charts. To hold the measures that are overdue,
# or the risk points at level I, with their warnings would take several times as much.
GROWTH = 16
Fetch = Callable[[], None]


class Measures:
    """An area of bodies whose sections have measures in force, so many as were asked for."""

    def __init__(self) -> None:
        self.area = AreaFactory()
        bodies = BodyFactory.create_batch(BODIES, parent=self.area)
        self.sections = [
            section
            for body in bodies
            for section in SectionFactory.create_batch(SECTIONS, parent=body)
        ]
        self.doer, self.checker = UserFactory(), UserFactory()
        self.grounds = Grounds(self.sections, self.doer, few=SECTIONS)
        self.made = 0

    def grow(self, to: int) -> None:
        """Write measures and their occasions in bulk up to a number, and what else warnings are about."""
        self.grounds.grow(to)
        for some in batched(range(self.made, to), 5000, strict=False):
            measures = Measure.objects.bulk_create(self.measure(number) for number in some)
            self.grounds.aim(measures)
            Occasion.objects.bulk_create(
                (one for measure in measures for one in self.occasions(measure)), batch_size=5000
            )
        self.made = to

    def measure(self, number: int) -> Measure:
        """One measure in force; every second one lies in the first body, as in a big unit."""
        section = self.grounds.section(number)
        return Measure(
            body=section.parent,
            section=section,
            key=f"m-{number}",
            text=f"每月抽查办结件并核对台账（{number}）",
            phase=Phase.MONITORING,
            kind=MeasureKind.OVERSIGHT,
            rhythm=Rhythm.MONTH,
            state=MeasureState.IN_FORCE,
            in_force_from=timezone.localdate() - datetime.timedelta(days=400),
            order=number,
            rule_id=self.grounds.rests_on(number),
        )

    def occasions(self, measure: Measure) -> Iterator[Occasion]:
        """Its earlier times, done and mostly verified, and the last: overdue, or still ahead."""
        today = timezone.localdate()
        done = {"done_by": self.doer, "done_at": timezone.now(), "note": "已抽查"}
        if measure.order % 10 not in UNVERIFIED:
            done |= {"verified_by": self.checker, "verified_at": timezone.now()}
        for time_ago in range(1, TIMES):
            due_on = today - datetime.timedelta(days=60 + 30 * time_ago)
            yield Occasion(measure=measure, due_on=due_on, **kept_of(measure), **done)
        is_late = measure.order % 10 < LATE_IN_TEN
        last = today - datetime.timedelta(days=1 + measure.order % 55 if is_late else -20)
        yield Occasion.of(measure, last)


def warning_pages() -> Iterator[object]:
    """Compute and list warnings at few measures and at many; the database holds nothing else."""
    world = Measures()
    world.grow(FEW)
    first, after = night(), night()
    few = {name: best(fetch) for name, fetch in pages(world)}
    start = time.perf_counter()
    world.grow(SOME)
    analyze()
    some = max(night().memory, night().memory)
    world.grow(MANY)
    analyze()
    occasions = f"{MANY * TIMES:,}"
    print(
        f"| ({MANY:,} measures, {occasions} occasions built in {taken(start):.0f} s) | | | | | | |"
    )
    yield from nights(first, after, some)
    analyze()
    for name, fetch in pages(world):
        cost, count = best(fetch), queries(fetch)
        note = f"queries: {count}" + (
            f" ≤ {MOST_QUERIES}" if count <= MOST_QUERIES else f" > {MOST_QUERIES} **missed**"
        )
        yield Figure(f"{name}, {occasions} occasions", cost, f"{FEW}", few[name], note, ratio=RATIO)


def analyze() -> None:
    """Let the database learn of what was written, as a live one does by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def taken(start: float) -> float:
    """Give the seconds since a moment."""
    return time.perf_counter() - start


@dataclass(frozen=True)
class Night:
    """What one computation took, in milliseconds by the clock and of the processor, and in MiB at most."""

    raised: int
    clock: float
    processor: float
    memory: float


@dataclass(frozen=True)
class Growth:
    """How much more memory a night takes at ten times as much, in MiB."""

    few: float
    many: float

    @property
    def is_missed(self) -> bool:
        """Whether it grows too much."""
        return self.many - self.few > GROWTH

    def __str__(self) -> str:
        missed = " **missed**" if self.is_missed else ""
        return (
            f"| most memory of a night | {self.many:.0f} MiB | {SOME:,} | {self.few:.0f} MiB "
            f"| {self.many / self.few:.2f} | grows by {self.many - self.few:.1f} ≤ {GROWTH} MiB{missed} | |"
        )


def night() -> Night:
    """Compute once in a process of its own."""
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-m", "tests.bench.one_night", name]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: PLW1510, S603 - our own words, and what went wrong is told
    if done.returncode:
        raise RuntimeError(done.stderr)
    raised, *figures = done.stdout.split()
    return Night(int(raised), *map(float, figures))


def nights(first: Night, after: Night, some: float) -> Iterator[object]:
    """Measure the night that raises nine tenths of all there is, and the one after it."""
    many = night()
    counts = counted()
    told = ", ".join(f"{counts[kind]:,} {kind}" for kind in SUBJECTS)
    note = f"processor {many.processor:,.0f} ms; {many.raised:,} warnings raised; stand: {told}"
    yield Figure("the night that raises them", many.clock, f"{FEW}", first.clock, note, most=NIGHT)
    again = night()
    note = f"processor {again.processor:,.0f} ms"
    yield Figure("the night after", again.clock, f"{FEW}", after.clock, note, most=NIGHT)
    yield Growth(some, max(many.memory, again.memory))


def counted() -> dict[str, int]:
    """Count what stands of each kind; there is much of every one."""
    found = Raised.objects.standing().order_by().values_list("kind").annotate(count=Count("pk"))
    counts = dict.fromkeys(SUBJECTS, 0) | dict(found)
    if scarce := [kind for kind, count in counts.items() if count < MANY // 100]:
        raise RuntimeError(f"The world lacks what warnings are about: {scarce}.")
    return counts


def pages(world: Measures) -> Iterator[tuple[str, Fetch]]:
    """Give the list as the committee over all, a section's head and a writer read it, filtered and far."""
    section = world.sections[1]
    chair, head, writer = (
        signed_in(someone)
        for someone in (committee_chair(world.area), section_head(section), contributor(section))
    )
    for role, reader in (("chair", chair), ("section head", head), ("contributor", writer)):
        yield f"my work with warnings, {role}", page(reader, reverse("desk:home"))
    address = reverse("measures:warning_list")
    for name, query in asked(section).items():
        yield f"warnings, {name}", page(chair, address + query)
    yield "warnings, of one body", page(writer, address)
    yield "warnings, of one body, yellow", page(head, f"{address}?rank=3")
    one = Raised.objects.open().filter(section=section).first()
    if one:
        yield "one warning", page(head, reverse("measures:warning", args=[one.public_id]))
    yield "rules for warnings", page(chair, reverse("measures:warning_rules"))


def asked(section: Unit) -> dict[str, str]:
    """Give what may be asked of the list: each filter, and a page far behind."""
    far = (timezone.localdate() - datetime.timedelta(days=20)).strftime("%Y%m%d")
    return {
        "all that wait": "",
        "orange": "?rank=2",
        "overdue measures": "?kind=overdue",
        "limits exceeded": "?kind=limit",
        "proven cases": "?kind=case",
        "charts older than their laws": "?kind=outdated",
        "not made public": "?kind=undisclosed",
        "a section": f"?section={section.pk}",
        "a body": f"?body={section.parent_id}",
        "far behind": f"?after=3.{far}.a",
        "far behind, back": f"?before=3.{far}.a",
        "set aside": "?state=aside",
        "over": "?state=ended",
        "all filters": f"?rank=3&kind=overdue&section={section.pk}&body={section.parent_id}",
    }


def signed_in(user: object) -> Client:
    """Give a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # the factories give people as objects
    return client
