"""Two hundred comments leave no trace of network or browser: not in the database, the caches or the logs."""

import logging
import pickle
import re
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection

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


@pytest.fixture
def everything_logged():
    """All that any logger says, at its most talkative, with what hangs on its records."""
    said = []

    class Keeper(logging.Handler):
        def emit(self, record):
            said.append(f"{record.getMessage()} {record.args!r}")

    keeper, root = Keeper(level=0), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(0)
    yield said
    root.removeHandler(keeper)
    root.setLevel(level)


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
    # What is there would be found: the texts are.
    assert any(traces.comment(7) in row for row in rows)
    assert len(cached) > traces.COMMENTS
    assert traces.found_in(*rows, *cached, *everything_logged) == []


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
