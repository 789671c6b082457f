"""Comments handed in through a server on loopback, as fast as eight senders can; none may be lost."""

import datetime
import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import time_machine
from django.utils import timezone

from powers import receipts
from powers.models import Comment
from riskcontrol.audit.models import Entry
from riskcontrol.audit.verification import verify
from tests.factories.accounts import UserFactory
from tests.factories.powers import drawn_chart, posted

from .figures import Figure
from .server import served

COMMENTS, CHARTS, SENDERS = 3000, 12, 8
TOPICS = ("材料清单", "办理时限", "窗口电话", "收费依据", "送达方式", "补正通知", "现场核查")


def forms(codes: list[str]) -> list[tuple[str, str, dict[str, str]]]:
    """Give the address, the body and the head of each form; every one of another text and sender."""
    tokens = backdated(COMMENTS)
    return [
        (
            f"/charts/{codes[at % CHARTS]}/comment/",
            urlencode({"do": "hand-in", "step": "examine", "token": token, "body": text(at)}),
            {"X-Forwarded-For": f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}"},
        )
        for at, token in enumerate(tokens)
    ]


def backdated(count: int, *, seconds: int = 10) -> list[str]:
    """Give the tokens of forms that were opened ten seconds ago."""
    opened = timezone.now() - datetime.timedelta(seconds=seconds)
    with time_machine.travel(opened, tick=False):
        return [receipts.new_token() for _one in range(count)]


def text(at: int) -> str:
    """One comment, unlike the others."""
    return f"第{at}号：{TOPICS[at % 7]}写得不清楚，{TOPICS[at // 7 % 7]}也要公开，建议改为{at * 7919 % 9973}。"


def send(port: int, some: list[tuple[str, str, dict[str, str]]]) -> int:
    """Hand in one sender's comments over one connection and count the receipts."""
    origin, done = f"http://127.0.0.1:{port}", 0
    kind = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as to:
        for address, body, head in some:
            to.request("POST", address, body, head | {"Origin": origin, "Content-Type": kind})
            done += b"slip-code" in to.getresponse().read()
    return done


def comment_writes() -> Iterator[Figure]:
    """How long a comment takes when many come at once, beside the empty form at the same pace."""
    UserFactory()
    codes = [posted(drawn_chart()).flowchart.code for _chart in range(CHARTS)]
    waiting = forms(codes)
    shares = [waiting[at::SENDERS] for at in range(SENDERS)]
    before, said = Entry.objects.count(), Comment.objects.count()
    with served() as port, ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(lambda _one: read(port, codes[0], 10), range(SENDERS)))
        start = time.perf_counter()
        list(senders.map(lambda _one: read(port, codes[0], 60), range(SENDERS)))
        form = (time.perf_counter() - start) / (60 * SENDERS)
        start = time.perf_counter()
        receipts_shown = sum(senders.map(lambda share: send(port, share), shares))
        taken = time.perf_counter() - start
    kept, entries = Comment.objects.count() - said, Entry.objects.count() - before
    if not receipts_shown == kept == entries == COMMENTS:
        raise RuntimeError(f"{receipts_shown} receipts, {kept} comments, {entries} entries.")
    verify()
    note = f"{COMMENTS / taken:.0f} a second; {COMMENTS} receipts, none lost, ledger whole"
    cost, plain = taken / COMMENTS * 1000, form * 1000
    yield Figure("a comment handed in", cost, "the empty form, served", plain, note, most=10)


def read(port: int, code: str, times: int) -> None:
    """Fetch the empty form again and again."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as to:
        for _time in range(times):
            to.request("GET", f"/charts/{code}/comment/?about=flow")
            if b'name="token"' not in to.getresponse().read():
                raise RuntimeError("The form did not come.")
