"""The benchmark: what a page or a drawing costs, beside the plainest thing measured in the same run.

    make bench
    scripts/with-postgres .venv/bin/python -m tests.bench

Milliseconds differ from machine to machine, ratios hardly do. Each figure is the best of several
rounds, in this process, without network or server.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "riskcontrol.settings.test"
os.environ.setdefault("PYTEST_DB_NAME", "bench")
django.setup()

from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from powers.drawing.render import chart_svg, draw
from powers.drawing.source import chart_source
from tests.factories.accounts import SectionFactory, contributor
from tests.factories.powers import PowerFactory, drawn_chart, posted

ROUNDS = 15
LONG = 30


@dataclass(frozen=True)
class Figure:
    """Something measured, and what it is held against; both in milliseconds."""

    what: str
    cost: float
    beside: str
    plain: float
    note: str = ""

    def __str__(self) -> str:
        ratio = self.cost / self.plain
        return (
            f"| {self.what} | {self.cost:.1f} ms | {self.beside} | {self.plain:.1f} ms "
            f"| {ratio:.2f} | {self.note} |"
        )


def best(act: Callable[[], Any]) -> float:
    """Give the shortest of several rounds in milliseconds; the first one warms up."""
    act()
    rounds = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        act()
        rounds.append(time.perf_counter() - start)
    return min(rounds) * 1000


def queries(act: Callable[[], Any]) -> int:
    """Count the queries of one round."""
    with CaptureQueriesContext(
        connection,
    ) as counted:
        act()
    return len(counted)


def page(client: Client, address: str) -> Callable[[], None]:
    """Give a call that fetches a page and insists on its being there."""

    def fetch() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status}.")

    return fetch


def list_of_powers() -> Figure:
    """The list with its filters, at 100 and at 1000 powers: as long a page, ten times the rows."""
    section = SectionFactory()
    client = Client()
    client.force_login(contributor(section))
    fetch = page(client, reverse("powers:power_list"))
    PowerFactory.create_batch(100, section=section)
    few, few_queries = best(fetch), queries(fetch)
    PowerFactory.create_batch(900, section=section)
    many, many_queries = best(fetch), queries(fetch)
    note = f"queries: {few_queries} and {many_queries}"
    return Figure("list of powers, 1000", many, "the same, 100", few, note)


def long_drawing() -> dict[str, Any]:
    """A flow of many steps in a line, with every fifth looping back."""
    steps = [
        {
            "key": f"s{number}",
            "name": f"第{number}个环节的审查与办理",
            "kind": "end" if number == LONG - 1 else "step" if number else "start",
            "position": "P-1",
            "position_name": "审查岗",
            "days": 5,
            "check": False,
            "basis": [],
        }
        for number in range(LONG)
    ]
    ways = [(number, number + 1) for number in range(LONG - 1)]
    ways += [(number, number - 3) for number in range(5, LONG - 1, 5)]
    links = [
        {"from": f"s{source}", "to": f"s{target}", "when": "符合的"} for source, target in ways
    ]
    return {"name": "流程图", "steps": steps, "links": links}


def drawings() -> Iterator[Figure]:
    """A chart drawn anew beside Graphviz alone, and the same chart from the cache."""
    drawing: Any = long_drawing()
    source = chart_source(drawing)

    def anew() -> None:
        cache.clear()
        chart_svg(drawing)

    fresh, bare = best(anew), best(lambda: draw(source))
    yield Figure(f"a chart of {LONG} steps, drawn anew", fresh, "Graphviz alone", bare)
    yield Figure(
        "the same chart, from the cache", best(lambda: chart_svg(drawing)), "drawn anew", fresh
    )


def public_page() -> Figure:
    """The public page of a posted chart beside a page that says hello."""
    posting = posted(drawn_chart())
    fetch = page(Client(), reverse("disclosure:chart", args=[posting.flowchart.code]))
    cost, count = best(fetch), queries(fetch)
    with override_settings(ROOT_URLCONF="tests.bench.hello"):
        plain = best(page(Client(), "/"))
    return Figure(
        "public page of a chart", cost, "a page that says hello", plain, f"queries: {count}"
    )


@contextmanager
def database() -> Iterator[None]:
    """A database of its own, gone afterwards."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def main() -> None:
    """Measure and print the table."""
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}, {connection.vendor}\n")
    print("| what | cost | beside | cost | ratio | |")
    print("|---|---|---|---|---|---|")
    with database():
        print(list_of_powers())
        for figure in drawings():
            print(figure)
        print(public_page())


if __name__ == "__main__":
    main()
