"""Warnings at a hundred measures and at a hundred thousand with a million occasions: the list, the night.

python -m tests.bench warnings
scripts/with-postgres .venv/bin/python -m tests.bench warnings
"""

import datetime
import resource
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import batched

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.jobs import run_warnings
from measures.models import Measure, Occasion
from measures.models import Warning as Raised
from measures.models.occasions import kept_of
from measures.states import MeasureKind, MeasureState, Phase, Rhythm
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

FEW, MANY = 100, 100_000
# Occasions a measure has; its last one is overdue in three measures of ten.
TIMES, LATE_IN_TEN = 10, 3
BODIES, SECTIONS = 20, 5
MOST_QUERIES, RATIO, NIGHT = 12, 2.5, 60_000
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
        self.made = 0

    def grow(self, to: int) -> None:
        """Write measures and their occasions in bulk up to a number."""
        for some in batched(range(self.made, to), 5000, strict=False):
            measures = Measure.objects.bulk_create(self.measure(number) for number in some)
            Occasion.objects.bulk_create(
                (one for measure in measures for one in self.occasions(measure)), batch_size=5000
            )
        self.made = to

    def measure(self, number: int) -> Measure:
        """One measure in force; every second one lies in the first body, as in a big unit."""
        section: Unit = self.sections[number % (SECTIONS if number % 2 else len(self.sections))]
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
        )

    def occasions(self, measure: Measure) -> Iterator[Occasion]:
        """Its earlier times, done and verified, and the last: overdue, or still ahead."""
        today = timezone.localdate()
        done = {"done_by": self.doer, "done_at": timezone.now(), "note": "已抽查"}
        done |= {"verified_by": self.checker, "verified_at": timezone.now()}
        for time_ago in range(1, TIMES):
            due_on = today - datetime.timedelta(days=60 + 30 * time_ago)
            yield Occasion(measure=measure, due_on=due_on, **kept_of(measure), **done)
        is_late = measure.order % 10 < LATE_IN_TEN
        last = today - datetime.timedelta(days=1 + measure.order % 55 if is_late else -20)
        yield Occasion.of(measure, last)


def warning_pages() -> Iterator[Figure]:
    """Compute and list warnings at few measures and at many; the database holds nothing else."""
    world = Measures()
    world.grow(FEW)
    few_night = night()
    few = {name: best(fetch) for name, fetch in pages(world)}
    start = time.perf_counter()
    world.grow(MANY)
    occasions = f"{MANY * TIMES:,}"
    print(
        f"| ({MANY:,} measures, {occasions} occasions built in {taken(start):.0f} s) | | | | | | |"
    )
    yield from nights(few_night)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a live database does by itself
    for name, fetch in pages(world):
        count = queries(fetch)
        note = f"queries: {count}" + (
            f" ≤ {MOST_QUERIES}" if count <= MOST_QUERIES else f" > {MOST_QUERIES} **missed**"
        )
        yield Figure(
            f"{name}, {occasions} occasions", best(fetch), f"{FEW}", few[name], note, ratio=RATIO
        )


def taken(start: float) -> float:
    """Give the seconds since a moment."""
    return time.perf_counter() - start


def night() -> float:
    """Give how many milliseconds one computation takes."""
    start = time.perf_counter()
    run_warnings(timezone.localdate())
    return taken(start) * 1000


def nights(few: float) -> Iterator[Figure]:
    """Measure the first night, which raises all there is, the next, and one with its memory traced."""
    first = night()
    note = f"{Raised.objects.standing().count():,} warnings raised"
    yield Figure("the night that raises them", first, f"{FEW}", few, note, most=NIGHT)
    note = f"most memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    yield Figure("the night after", night(), f"{FEW}", few, note, most=NIGHT)
    tracemalloc.start()
    traced = night()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    note = f"memory it takes at most: {peak / 1024 / 1024:.1f} MiB, for information"
    yield Figure("the same, memory traced", traced, f"{FEW}", few, note)


def pages(world: Measures) -> Iterator[tuple[str, Fetch]]:
    """Give the list as the committee over all, a section's head and a writer read it, filtered and far."""
    section = world.sections[1]
    chair, head, writer = (
        signed_in(someone)
        for someone in (committee_chair(world.area), section_head(section), contributor(section))
    )
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
        "a kind there is none of": "?kind=limit",
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
