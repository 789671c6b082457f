"""How many requests a second the public's pages take, beside a page that says hello on the same server.

Gunicorn serves on loopback as `make run` starts it, and the pages take turns. A server rather than
the test client, whose own work would flatter the dearer page. A second is one of the worker's own
time on the processor: what it takes when it has a core for itself, however busy the machine is
otherwise.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from powers.charts import drawing_of
from powers.drawing.render import chart_svg
from powers.models import Posting
from tests.disclosure.pages import answered
from tests.factories.accounts import UserFactory
from tests.factories.powers import PowerFactory, fresh, frozen, posted

from .drawings import chart_of
from .server import database_url, free_port

REQUESTS = 100
ROUNDS = 10
# As scripts/run has it.
COMMAND = (
    *(sys.executable, "-m", "gunicorn", "riskcontrol.wsgi", "--worker-class", "gthread"),
    *("--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "error"),
)


@dataclass(frozen=True)
class Rate:
    """Requests a second of a page beside those of another, and the least share that the issue sets."""

    what: str
    rate: float
    beside: str
    plain: float
    least: float | None = None
    note: str = ""

    @property
    def limit(self) -> str:
        """The least share in words, marked when it is missed."""
        if self.least is None:
            return ""
        return f"≥ {self.least:g}" + (" **missed**" if self.rate < self.least * self.plain else "")

    def __str__(self) -> str:
        return (
            f"| {self.what} | {self.rate:.0f} a second | {self.beside} | {self.plain:.0f} a second "
            f"| {self.rate / self.plain:.3f} | {self.limit} | {self.note} |"
        )


def served() -> Iterator[Rate]:
    """All figures of the public's pages over HTTP."""
    path = chart_with_comments()
    with ExitStack() as servers:
        kept = servers.enter_context(server(pages_kept=60))
        anew = servers.enter_context(server(pages_kept=0))
        bare = servers.enter_context(server(pages_kept=0, cache="dummy.DummyCache"))
        etag = etag_of(fetch(kept.port, path))
        hello, warm, conditional, uncached, nothing = rates(
            [
                Asking(kept, "/hello/"),
                Asking(kept, path),
                Asking(kept, path, status=304, headers=f"If-None-Match: {etag}\r\n"),
                Asking(anew, path),
                Asking(bare, path),
            ]
        )
    beside = "a page that says hello"
    said = "17 steps, 3 comments"
    yield Rate("public page of a chart, kept", warm, beside, hello, 0.5, said)
    yield Rate("the same, unchanged (304)", conditional, beside, hello, 0.7)
    yield Rate("the same, made anew", uncached, beside, hello, 0.08, "its body kept by content")
    yield Rate("the same, nothing kept at all", nothing, beside, hello)


def chart_with_comments() -> str:
    """Post a chart of 17 steps with a power and three answered comments; give its address."""
    UserFactory()  # without any account every page leads to the first run
    chart = chart_of(17)
    PowerFactory(section=chart.section, flowchart=chart)
    posting = posted(fresh(chart))
    version = frozen(chart, svg=chart_svg(drawing_of(fresh(chart))))
    Posting.objects.filter(pk=posting.pk).update(version=version)
    for step in ("s1", "s3", "s8"):
        answered(posting, step_key=step, body="希望把补正清单放到网上，不用再跑第二趟。")
    return reverse("disclosure:chart", args=[chart.code])


@dataclass(frozen=True)
class Server:
    """A server that runs: where, and which process does the work."""

    port: int
    worker: int

    @property
    def seconds(self) -> float:
        """The time on the processor that its worker has had, in all its threads."""
        threads = Path(f"/proc/{self.worker}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9


@dataclass(frozen=True)
class Asking:
    """A page to be asked for, with the status that is insisted on."""

    server: Server
    path: str
    status: int = 200
    headers: str = ""

    def rate(self) -> float:
        """Ask a hundred times, and give how many the worker would do in a second of its own."""
        before = self.server.seconds
        for _time in range(REQUESTS):
            answer = fetch(self.server.port, self.path, self.headers)
            if not answer.startswith(f"HTTP/1.1 {self.status} ".encode()):
                raise RuntimeError(f"{self.path} answered {answer[:40]!r}.")
        return REQUESTS / (self.server.seconds - before)


@contextmanager
def server(*, pages_kept: int, cache: str = "locmem.LocMemCache") -> Iterator[Server]:
    """Serve the bench's database on a free port until the figures are taken."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.served_settings",
        "DATABASE_URL": database_url(),
        "BENCH_PAGES_KEPT": str(pages_kept),
        "BENCH_CACHE": cache,
    }
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*COMMAND, "--bind", f"127.0.0.1:{port}"],
        env=environment,
        cwd=settings.BASE_DIR,
    )
    try:
        wait_for(port)
        yield Server(port, worker_of(process.pid))
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until the server answers, half a minute at most."""
    for _try in range(60):
        try:
            fetch(port, "/hello/")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("The server did not start.")


def worker_of(master: int) -> int:
    """Find the one process that Gunicorn started to do the work."""
    return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])


def fetch(port: int, path: str, headers: str = "") -> bytes:
    """Ask for a page over a connection of its own, as the usual worker wants it, and read it all."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Connection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(asked.encode())
        return b"".join(iter(partial(line.recv, 1 << 18), b""))


def etag_of(answer: bytes) -> str:
    """Read the ETag of an answer."""
    found = re.search(rb"^ETag: (.+)\r$", answer, re.MULTILINE)
    if found is None:
        raise RuntimeError("The page has no ETag.")
    return found[1].decode()


def rates(pages: list[Asking]) -> list[float]:
    """Give the best rate of each; they take turns, so that a busy machine is fair to all."""
    rounds = [[page.rate() for page in pages] for _round in range(ROUNDS)]
    return [max(found) for found in zip(*rounds, strict=True)]
