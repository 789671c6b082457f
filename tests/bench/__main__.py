"""The benchmark: what a page or a drawing costs, beside the plainest thing measured in the same run.

    make bench
    scripts/with-postgres .venv/bin/python -m tests.bench

`python -m tests.bench flood` runs five minutes of scripted comments instead.

Milliseconds differ from machine to machine, ratios hardly do. Each figure is the best of several
rounds, in this process, without network or server. A limit that an issue sets stands beside its
figure, and a mark where it is missed.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "riskcontrol.settings.test"
os.environ.setdefault("PYTEST_DB_NAME", "bench")
django.setup()

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories.accounts import SectionFactory, contributor
from tests.factories.powers import PowerFactory, drawn_chart, posted

from .comments import comment_writes
from .drawings import drawings
from .figures import Figure, best, page, queries
from .flood import flood


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
    if sys.argv[1:] == ["flood"]:
        with database():
            for line in flood():
                print(line, flush=True)
        return
    print("| what | cost | beside | cost | ratio | limit | |")
    print("|---|---|---|---|---|---|---|")
    with database():
        print(list_of_powers())
        for figure in drawings():
            print(figure)
        print(public_page())
        for figure in comment_writes():
            print(figure)


if __name__ == "__main__":
    main()
