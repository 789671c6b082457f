"""Five minutes of scripted comments through a served application, and what staff feel of it.

    .venv/bin/python -m tests.bench flood

5,000 posts at an even pace: every other one from a program that knows the form and waits, the others
at once, without a form, or into the field that people do not see. Meanwhile a moderator opens three
pages, one each second.
"""

import http.client
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from powers.models import Comment, Flowchart
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.verification import verify
from tests.factories.accounts import person
from tests.factories.powers import drawn_chart, posted

from .comments import backdated, text
from .server import served

POSTS, SECONDS, SENDERS = 5000, 300, 8
IDLE = 30  # seconds beforehand in which the pages are measured alone


def flood() -> Iterator[str]:
    """Run it and tell what came of it, a line each."""
    chart = posted(drawn_chart()).flowchart
    cookie = signed_in(chart)
    bodies = [urlencode(BOTS[at % 6](at, token)) for at, token in enumerate(backdated(POSTS))]
    with served() as port, ThreadPoolExecutor(SENDERS) as senders:
        quiet = pages(port, cookie, chart, until=time.monotonic() + IDLE)
        start = time.monotonic()
        staff = senders.submit(pages, port, cookie, chart, until=start + SECONDS)
        shares = [range(at, POSTS, SENDERS - 1) for at in range(SENDERS - 1)]
        told = senders.map(lambda share: send(port, bodies, chart.code, share, start), shares)
        said = sum(told, Counter())
        busy, taken = staff.result(), time.monotonic() - start
    published = Comment.objects.exclude(published_on=None).count()
    most = settings.COMMENT_LIMITS["chart_waiting"]
    yield f"{POSTS} posts in {taken:.0f} s; answered {dict(said)}"
    yield f"published {published}, kept {Comment.objects.count()} (at most {most})"
    yield f"staff pages alone: {told_of(quiet)}; during the flood: {told_of(busy)}"
    yield f"ledger whole: {verify()} entries"


def signed_in(chart: Flowchart) -> str:
    """Sign a moderator in and give his cookie."""
    client = Client()
    client.force_login(person(Role.MODERATOR, chart.body))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def send(port: int, bodies: list[str], code: str, share: range, start: float) -> Counter[int]:
    """Post a share of the flood, each at its time; count the answers by their status."""
    said: Counter[int] = Counter()
    origin, address = f"http://127.0.0.1:{port}", f"/charts/{code}/comment/"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as to:
        for at in share:
            time.sleep(max(0.0, start + at * SECONDS / POSTS - time.monotonic()))
            head = {
                "Origin": origin,
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": f"10.9.{at * 31 % 400 // 250}.{at * 31 % 250}",
            }
            to.request("POST", address, bodies[at], head)
            answer = to.getresponse()
            answer.read()
            said[answer.status] += 1
    return said


def waits(at: int, token: str) -> dict[str, str]:
    """Knows the form and waits."""
    return {"do": "hand-in", "body": text(at), "token": token}


def at_once(at: int, _token: str) -> dict[str, str]:
    """Posts without having waited: its form is dated ahead, for it is made here before the start."""
    return {"do": "hand-in", "body": text(at), "token": backdated(1, seconds=-SECONDS)[0]}


def blind(at: int, _token: str) -> dict[str, str]:
    """Has never seen the form."""
    return {"do": "hand-in", "body": text(at)}


def greedy(at: int, token: str) -> dict[str, str]:
    """Fills in every field."""
    return waits(at, token) | {"website": "http://spam.example"}


BOTS: list[Callable[[int, str], dict[str, str]]] = [waits, at_once, waits, blind, waits, greedy]


def pages(port: int, cookie: str, chart: Flowchart, *, until: float) -> list[float]:
    """Open the pages of a moderator in turn, one each second; give the seconds each took."""
    detail = reverse("powers:posting_detail", args=[chart.postings.get().pk])
    addresses = [reverse("desk:home"), reverse("powers:posting_list"), detail]
    taken: list[float] = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as to:
        while time.monotonic() < until:
            start = time.monotonic()
            to.request("GET", addresses[len(taken) % 3], headers={"Cookie": cookie})
            answer = to.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"A page of staff answered {answer.status}.")
            taken.append(time.monotonic() - start)
            time.sleep(max(0.0, 1 - taken[-1]))
    return taken


def told_of(taken: list[float]) -> str:
    """Say the median and what nineteen of twenty pages stay under."""
    median, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return f"{len(taken)} pages, median {median * 1000:.0f} ms, p95 {late * 1000:.0f} ms"
