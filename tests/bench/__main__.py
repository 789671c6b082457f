"""The benchmark: what a page or a drawing costs, beside the plainest thing measured in the same run.

    make bench
    scripts/with-postgres .venv/bin/python -m tests.bench

`python -m tests.bench flood` runs five minutes of scripted comments instead, `python -m tests.bench
points` the pages on risk points alone, `measures` those on measures, `warnings` those on warnings
and the nightly computation.

Milliseconds differ from machine to machine, ratios hardly do. Each figure is the best of several
rounds, in this process, without network or server; only the public's pages are asked for over HTTP. A limit that an issue sets stands beside its
figure, and a mark where it is missed; the command then ends with 1.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "riskcontrol.settings.test"
os.environ.setdefault("PYTEST_DB_NAME", "bench")
django.setup()

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from powers.actions.finding import keep_findable
from powers.models import Posting
from riskcontrol.accounts.models import Unit
from tests.factories.accounts import SectionFactory, contributor
from tests.factories.powers import FlowchartFactory, PowerFactory, drawn_chart, posted

from .comments import comment_writes
from .drawings import drawings
from .figures import Figure, best, page, queries
from .flood import flood
from .measures import measure_pages
from .near_copies import near_copies
from .points import point_pages
from .served import served
from .warnings import warning_pages


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


def public_list() -> Figure:
    """The public's list with all its counts, searched, at 100 and at 1000 postings."""
    section = SectionFactory()
    fetch = page(Client(), reverse("disclosure:portal") + "?q=%E5%AE%A1%E6%9F%A5&state=open")
    post(100, section)
    few, few_queries = best(fetch), queries(fetch)
    post(900, section)
    many, many_queries = best(fetch), queries(fetch)
    note = f"queries: {few_queries} and {many_queries}"
    return Figure("public list, searched, 1000 postings", many, "the same, 100", few, note)


def post(count: int, section: Unit) -> None:
    """Post so many charts of a section, all with one drawing."""
    version = posted(drawn_chart(section=section)).version
    opens = timezone.localdate()
    for chart in FlowchartFactory.create_batch(count, section=section):
        posting = Posting.objects.create(
            flowchart=chart, version=version, opens=opens, closes=opens + timedelta(days=9)
        )
        keep_findable(Posting.objects.filter(pk=posting.pk))


@contextmanager
def database() -> Iterator[None]:
    """A database of its own, gone afterwards."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def figures() -> Iterator[object]:
    """Measure one thing after the other."""
    yield list_of_powers()
    yield from drawings()
    yield public_list()
    yield from near_copies()
    yield from served()
    yield from comment_writes()


def main() -> None:
    """Measure and print the table, or the part of it that is asked for; end with 1 where a limit is missed."""
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}, {connection.vendor}\n")
    if sys.argv[1:] == ["flood"]:
        with database():
            for line in flood():
                print(line, flush=True)
        return
    print("| what | cost | beside | cost | ratio | limit | |")
    print("|---|---|---|---|---|---|---|")
    alone = {"points": point_pages, "measures": measure_pages, "warnings": warning_pages}
    asked = [alone[name] for name in sys.argv[1:] if name in alone]
    parts = asked or [figures, *alone.values()]
    missed = 0
    for part in parts:
        with database():
            for line in map(str, part()):
                print(line, flush=True)
                missed += "**missed**" in line
    if missed:
        sys.exit(f"\nLimits missed: {missed}")


if __name__ == "__main__":
    main()
