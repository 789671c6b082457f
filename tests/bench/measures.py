"""The pages on measures, at a hundred of them and at a hundred thousand with a million occasions.

python -m tests.bench measures
scripts/with-postgres .venv/bin/python -m tests.bench measures

`MEASURES=10000` measures fewer, for a look in between.
"""

import datetime
import os
import time
from collections.abc import Iterator
from itertools import batched
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, Occasion
from measures.states import MeasureKind, MeasureState, Phase, Rhythm
from riskcontrol.accounts.models import Unit
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    committee_chair,
    contributor,
    section_head,
)

from .figures import Figure, best, page, queries
from .points import MOST_QUERIES, RATIO, Fetch, told

FEW, MANY = 100, int(os.environ.get("MEASURES", "100000"))
EACH = 10  # occasions of a measure: one overdue in ten, the others done, reported or to come
BODIES, SECTIONS = 20, 10  # bodies of the area, and sections of each
BATCH = 500


def measure_pages() -> Iterator[Figure]:
    """Fetch each page at few measures and at many; the database holds nothing else."""
    area = AreaFactory()
    sections = settle(area)
    first = sections[0]
    grow([first], FEW, start=0)  # the few stand where one looks: a full page beside a full page
    people = {
        "chair": committee_chair(area),
        "contributor": contributor(first),
        "section head": section_head(first),
    }
    few = {name: best(fetch) for name, fetch in pages(people, first)}
    start = time.perf_counter()
    grow(sections, MANY - FEW, start=FEW)
    built = time.perf_counter() - start
    print(
        f"| ({MANY:,} measures, {Occasion.objects.count():,} occasions in {built:.0f} s) | | | | | | |"
    )
    for name, fetch in pages(people, first):
        cost, note = best(fetch), told(queries(fetch))
        yield Figure(f"{name}, {MANY:,} measures", cost, f"{FEW}", few[name], note, ratio=RATIO)


def settle(area: Unit) -> list[Unit]:
    """Make the sections of an area; they are the same ones at few measures and at many."""
    bodies = [BodyFactory(parent=area) for _ in range(BODIES)]
    return [SectionFactory(parent=body) for body in bodies for _ in range(SECTIONS)]


def grow(sections: list[Unit], count: int, *, start: int) -> None:
    """Add measures, dealt out over the sections in turn."""
    for number, section in enumerate(sections):
        numbers = range(start + number, start + count, len(sections))
        for some in batched(numbers, BATCH, strict=False):
            add_measures(section, some)


def add_measures(section: Unit, numbers: tuple[int, ...]) -> None:
    """Put measures in force in a section, each with its occasions around today."""
    today = timezone.localdate()
    measures = Measure.objects.bulk_create(
        Measure(
            body=section.body, section=section, key=f"measure-{number}", order=number,
            text=f"每月抽查第{number}类案卷。", phase=Phase.MONITORING, kind=MeasureKind.OVERSIGHT,
            rhythm=Rhythm.MONTH, state=MeasureState.IN_FORCE,
            in_force_from=today - datetime.timedelta(days=400),
        )
        for number in numbers
    )  # fmt: skip
    doer, at = section_people(section), timezone.now()
    Occasion.objects.bulk_create(
        occasion_of(measure, place, today, doer, at)
        for measure in measures
        for place in range(EACH)
    )


def section_people(section: Unit) -> tuple[object, object]:
    """Give two people of a section: one who does, one who verifies."""
    return contributor(section), section_head(section)


def occasion_of(measure, place, today, people, at) -> Occasion:
    """Make one of a measure's occasions: the first places are long done, one is overdue, some to come."""
    day = today + datetime.timedelta(days=(place - 6) * 30 + measure.order % 28)
    one = Occasion.of(measure, day)
    if day < today and (place, measure.order % 2) != (5, 0):
        one.done_by, one.done_at, one.note = people[0], at, "已抽查五件。"
        if place != 5:
            one.verified_by, one.verified_at = people[1], at
    return one


def pages(people, section: Unit) -> Iterator[tuple[str, Fetch]]:
    """Give the pages that have limits, as a committee's chair and as people of one section see them."""
    for role, user in people.items():
        client = Client()
        client.force_login(user)
        yield f"my work, {role}", page(client, reverse("desk:home"))
        for name, asked in asked_of_the_calendar(section).items():
            address = f"{reverse('measures:calendar')}?{urlencode(asked)}"
            yield f"calendar, {role}, {name}", page(client, address)
        for name, asked in asked_of_the_list(section).items():
            address = f"{reverse('measures:occasions')}?{urlencode(asked)}"
            yield f"overdue, {role}, {name}", page(client, address)


def asked_of_the_calendar(section: Unit) -> dict[str, dict[str, object]]:
    """Give what may be asked of the calendar."""
    ahead = timezone.localdate() + datetime.timedelta(days=31)
    return {
        "this month": {},
        "next month": {"month": f"{ahead:%Y-%m}"},
        "a section": {"section": section.pk},
        "overdue": {"state": "overdue"},
        "verified": {"state": "verified"},
        "my own": {"mine": "on"},
    }


def asked_of_the_list(section: Unit) -> dict[str, dict[str, object]]:
    """Give what may be asked of the list: each filter, deep pages."""
    today = timezone.localdate()
    near = today - datetime.timedelta(days=3)
    return {
        "all": {},
        "far behind": {"after": f"{near:%Y-%m-%d}.1"},
        "the last page": {"before": f"{today:%Y-%m-%d}.1"},
        "a section": {"section": section.pk},
        "risen to the committee": {"risen": "committee"},
        "to be verified": {"state": "reported"},
        "verified": {"state": "verified"},
        "one day": {"day": f"{near:%Y-%m-%d}"},
        "my own": {"mine": "on"},
    }


assert MOST_QUERIES == 12
