"""Two hundred comments leave no trace of network or browser: not in the database, the caches or the logs."""

import datetime
import logging
import pickle
import re
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from powers import receipts
from powers.models import Comment
from tests.bench.server import served
from tests.factories.accounts import UserFactory

from . import traces
from .pages import ORIGIN, address, form_page, hand_in, later, open_chart, receipt_in, token_of

pytestmark = pytest.mark.django_db


def whole_database():
    """Every value of every table, whatever the engine."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            yield from (repr(row) for row in cursor.fetchall())


def whole_caches():
    """Every name and value in the caches."""
    for name in django_settings.CACHES:
        store = caches[name]._cache
        yield from store
        yield from (repr(pickle.loads(value)) for value in store.values())  # noqa: S301 - our own


PLAIN = (str, bytes, int, float)


class Keeper(logging.Handler):
    """Keeps all that it is told, with what hangs on the records, each once."""

    def __init__(self):
        super().__init__(level=logging.NOTSET)
        self.said, self.format_whole = [], logging.Formatter().format

    def emit(self, record):
        hangs_on = {name: told for name, told in vars(record).items() if isinstance(told, PLAIN)}
        whole = f"{self.format_whole(record)} {hangs_on!r}"
        if whole not in self.said[-2:]:
            self.said.append(whole)


def every_logger():
    """The root and all others there are; some keep what they say from it, or say little."""
    names = logging.getLogger().manager.loggerDict
    return [logging.getLogger(), *(logging.getLogger(name) for name in list(names))]


@pytest.fixture
def everything_logged(monkeypatch):
    """All that any logger says, at its most talkative."""
    keeper = Keeper()
    for logger in every_logger():
        # A template tells of each variable that it does not find, thousands a page: not that.
        monkeypatch.setattr(logger, "level", 20 if logger.name == "django.template" else 1)
        monkeypatch.setattr(logger, "disabled", False)
        logger._cache.clear()
        logger.addHandler(keeper)
    yield keeper.said
    for logger in every_logger():
        logger.removeHandler(keeper)
        logger._cache.clear()


@pytest.mark.parametrize("name", ["", "django.request", "django.server", "django.db.backends"])
def test_the_keeper_hears_whatever_any_logger_says(everything_logged, name):
    logging.getLogger(name).debug("von %s", traces.remote(3))
    fault = ValueError(traces.forwarded(4))
    logging.getLogger(name).error("fault", exc_info=fault, extra={"sender": traces.AGENT})
    found = {traces.remote(3), traces.forwarded(4), traces.AGENT}
    assert set(traces.found_in(*everything_logged)) == found


def test_nothing_of_two_hundred_senders_is_found_again(client, settings, everything_logged):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    chart = open_chart()
    token = token_of(form_page(client, chart))
    for at in range(traces.COMMENTS):
        client.defaults["REMOTE_ADDR"] = traces.remote(at)
        heads = traces.marks(at) | ORIGIN
        client.get(address(chart, "comment") + "?about=flow", headers=heads)
        # Now and then what goes wrong: too fast, another site, an odd file, a wrong receipt.
        client.post(address(chart, "comment"), {"token": token}, headers=heads | {"origin": "x"})
        client.post("/receipt/", {"code": f"{at}"}, headers=heads)
        token = receipts.new_token()
        with later():
            answer = hand_in(
                client, chart, token=token, headers=heads, body=traces.comment(at), contact=f"c{at}"
            )
        assert receipt_in(answer)
    assert Comment.objects.count() == traces.COMMENTS
    rows, cached = list(whole_database()), list(whole_caches())
    # What is there would be found: the texts are, and what each request was refused for.
    assert any(traces.comment(7) in row for row in rows)
    assert len(cached) > traces.COMMENTS
    # Nor the hash under which a sender was counted: that lies in the cache alone.
    names = {part for each in cached for part in re.findall(r"source:([0-9a-f]{64})", str(each))}
    assert len(names) >= 100
    assert [name for name in names if any(name in row for row in rows)] == []
    assert sum("Forbidden: " in line for line in everything_logged) >= traces.COMMENTS
    assert traces.found_in(*rows, *cached, *everything_logged) == []


def test_of_the_time_the_day_alone_is_kept(client):
    chart, at = open_chart(), timezone.now().replace(hour=5, minute=37, second=43)
    before = set(whole_database())
    with time_machine.travel(at + datetime.timedelta(seconds=10), tick=False):
        token = receipts.new_token()
    with time_machine.travel(at + datetime.timedelta(seconds=14), tick=False):
        assert receipt_in(hand_in(client, chart, token=token, body=traces.comment(3)))
    told = set(whole_database()) - before
    assert any(traces.comment(3) in row for row in told)
    clocks = (r"\b0?5[:, ]+37\b", r"\b13[:, ]+37\b", r"\b37[:, ]+(43|53|57)\b")
    seconds = [str(int((at + datetime.timedelta(seconds=more)).timestamp())) for more in range(20)]
    assert [row for row in told for clock in clocks if re.search(clock, row)] == []
    assert [row for row in told for second in seconds if second in row] == []


def documented(name):
    """What docs/operations.md says of a setting of the server, word for word."""
    text = (django_settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    return re.search(rf"{name} '([^']+)'", text).group(1)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_them_is_found_behind_a_real_server(tmp_path):
    UserFactory()
    path, log = address(open_chart(), "comment"), tmp_path / "log"
    logging_all = [
        "--access-logfile",
        str(log),
        "--error-logfile",
        str(log),
        "--log-level",
        "debug",
        "--capture-output",
    ]
    with served(*logging_all, "--access-logformat", documented("--access-logformat")) as port:
        send_all(f"http://127.0.0.1:{port}", path)
    logged = log.read_text(encoding="utf-8")
    assert Comment.objects.count() == traces.COMMENTS
    assert logged.count(f"POST {path} 200") == traces.COMMENTS
    assert traces.found_in(*whole_database(), logged) == []
    if connection.vendor == "sqlite":
        # As bytes too, with what lies in the embedded database's log and its free pages.
        held = Path(connection.settings_dict["NAME"])
        for file in held.parent.glob(f"{held.name}*"):
            assert traces.found_in(file.read_bytes().decode("latin-1")) == []


def send_all(base, path):
    """Hand in the marked comments over HTTP."""
    for at in range(traces.COMMENTS):
        with later(-10):
            token = receipts.new_token()
        typed = {"do": "hand-in", "body": traces.comment(at), "token": token}
        request = urllib.request.Request(  # noqa: S310 - our own server
            base + path,
            urllib.parse.urlencode(typed).encode(),
            traces.marks(at) | {"Origin": base},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
            assert b"slip-code" in answer.read()


def test_the_marks_would_be_found_where_they_stand():
    assert len(traces.found_in(f"{traces.remote(3)} {traces.marks(3)}")) == 6
