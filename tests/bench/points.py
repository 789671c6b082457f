"""The pages on risk points, at a hundred of them and at a hundred thousand.

python -m tests.bench points
scripts/with-postgres .venv/bin/python -m tests.bench points
"""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from powers.models import Flowchart
from riskcontrol.accounts.models import User
from riskcontrol.desk.coverage import STATES
from riskcontrol.desk.views.levels import TABS
from riskcontrol.desk.views.meetings import STATES as STATES_OF_MEETINGS

from .figures import Figure, best, page, queries
from .near_copies import text
from .world import POINTS, World, grow

FEW, MANY = 100, 100_000
MOST_QUERIES, RATIO = 12, 2.5
Fetch = Callable[[], None]


def point_pages() -> Iterator[Figure]:
    """Fetch each page at few risk points and at many; the database holds nothing else."""
    world = World()
    grow(world, FEW)
    few = {name: best(fetch) for name, fetch in (*pages(world, FEW), *pages_beside(world))}
    start = time.perf_counter()
    grow(world, MANY)
    print(f"| ({MANY:,} risk points built in {time.perf_counter() - start:.0f} s) | | | | | | |")
    for name, fetch in pages(world, MANY):
        cost, note = best(fetch), told(queries(fetch))
        yield Figure(f"{name}, {MANY:,} risk points", cost, f"{FEW}", few[name], note, ratio=RATIO)
    for name, fetch in pages_beside(world):
        cost, note = best(fetch), f"queries: {queries(fetch)}; for information, no limit is set"
        yield Figure(f"{name}, {MANY:,} risk points", cost, f"{FEW}", few[name], note)


def told(count: int) -> str:
    """Say how many queries a page asks that may ask so many, marked when it asks more."""
    return f"queries: {count}" + (
        f" ≤ {MOST_QUERIES}" if count <= MOST_QUERIES else f" > {MOST_QUERIES} **missed**"
    )


def pages(world: World, points: int) -> Iterator[tuple[str, Fetch]]:
    """Give the pages that have limits: the committee's over the whole area, a section's own people's."""
    chair, writer = signed_in(world.chair), signed_in(world.writer)
    yield "committee's queue", page(chair, reverse("desk:committee"))
    for name, asked in asked_of_the_list(world, points).items():
        address = f"{reverse('riskpoints:list')}?{urlencode(asked)}"
        yield f"risk points, {name}", page(chair, address)
    yield "risk points, of one body", page(writer, reverse("riskpoints:list"))
    for name, asked in asked_of_coverage(world).items():
        yield f"coverage, {name}", page(chair, f"{reverse('desk:coverage')}?{urlencode(asked)}")
    yield "coverage, of one body", page(writer, reverse("desk:coverage"))
    chart = Flowchart.objects.filter(section=world.section(1)[0]).order_by("pk")[1]
    yield "a chart with its risks", page(chair, reverse("desk:power", args=[f"{chart.code}-p"]))


def pages_beside(world: World) -> Iterator[tuple[str, Fetch]]:
    """Give the pages that no issue sets a limit for: where rows are entered, the committee's lists."""
    chair, writer = signed_in(world.chair), signed_in(world.writer)
    chart = Flowchart.objects.filter(section=world.section(1)[0]).order_by("pk")[1]
    yield (
        "a chart's worksheet, for entering",
        page(writer, reverse("desk:worksheet", args=[chart.code])),
    )
    # No measure of this world was verified yet: these look through all and list nothing.
    for show in TABS:
        yield f"verified levels, {show}", page(chair, f"{reverse('desk:levels')}?show={show}")
    yield "lowered levels", page(chair, reverse("desk:lowered"))
    for state in ("", *STATES_OF_MEETINGS):
        yield (
            f"meetings, {state or 'all'}",
            page(chair, f"{reverse('desk:meetings')}?state={state}"),
        )


def signed_in(user: User) -> Client:
    """Give a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def asked_of_the_list(world: World, points: int) -> dict[str, dict[str, str]]:
    """Give what may be asked of the list of risk points: each filter, each order, deep pages, words."""
    section = str(world.section(1)[0].pk)
    asked = {
        "all": {},
        "far behind": {"after": f"{points * 9 // 10}.0"},
        "the last page": {"before": f"{points}.0"},
        "a category": {"category": "ethics"},
        "a category, far behind": {"category": "ethics", "after": f"{points // 2}.0"},
        "the highest level": {"level": "1"},
        "the lowest level": {"level": "3"},
        "not ruled yet": {"level": "none"},
        "a section": {"section": section},
        "left in a later round": {"state": "gone"},
        "a rare word": {"q": text(21)[-12:]},
        "a slogan": {"q": "自觉接受监督"},
        "a common word": {"q": "经办"},
        "a word that is not there": {"q": "量子纠缠"},
        "words and all filters": {
            "q": "经办", "category": "duty", "level": "2", "section": section, "state": "decided",
        },
    }  # fmt: skip
    for state in ("draft", "submitted", "handed-in", "returned", "decided"):
        asked[f"state {state}"] = {"state": state}
    return asked


def asked_of_coverage(world: World) -> dict[str, dict[str, str]]:
    """Give what may be asked of the coverage page: each reading, each filter of it."""
    section = world.section(1)[0]
    opened = world.rounds[world.bodies[0].pk][1]
    narrowed = {"section": section.code, "round": str(opened.pk)}
    asked = {f"by {by}": {"by": by} for by in STATES}
    asked |= {f"by {by}, a section in a round": {"by": by, **narrowed} for by in STATES}
    asked |= {f"by {by}, a round": {"by": by, "round": str(opened.pk)} for by in STATES}
    return asked | {
        f"by {by}, {state}": {"by": by, "state": state} for by in STATES for state in STATES[by]
    }


assert FEW % POINTS == 0
