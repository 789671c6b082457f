"""The short form without an account: in the unit's network alone, and guarded as the public's is."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from riskcontrol.audit.models import Entry
from riskpoints.models import Contribution
from tests.factories.powers import drawn_chart, posted, settled_chart

pytestmark = pytest.mark.django_db
ORIGIN = {"Origin": "http://testserver"}
TEXT = "窗口可能压件不办。"


@pytest.fixture
def inside(settings):
    settings.FINDING_NETWORKS = ["10.0.0.0/8", "127.0.0.0/8", "fd00::/8"]


@pytest.fixture
def chart():
    return settled_chart()


def url(chart):
    return reverse("disclosure:finding", args=[chart.code])


def hand_in(client, chart, *, after=10, headers=ORIGIN, token=None, **sent):
    """Open the form, wait so many seconds, and hand it in."""
    now = datetime.datetime.now(tz=datetime.UTC)
    with time_machine.travel(now, tick=False):
        token = token or client.get(url(chart)).context["token"]
    with time_machine.travel(now + datetime.timedelta(seconds=after), tick=False):
        given = {"token": token, "step": "receive", "text": TEXT}
        return client.post(url(chart), given | sent, headers=headers)


def test_without_a_network_there_is_no_such_page(client, chart):
    assert client.get(url(chart)).status_code == 404
    assert client.post(url(chart), {"text": TEXT}, headers=ORIGIN).status_code == 404
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.1.2.3", 200),
        ("11.1.2.3", 404),
        ("fd00::1", 200),
        ("2001:db8::1", 404),
        ("::ffff:10.1.2.3", 200),
    ],
)
def test_the_network_decides(client, chart, inside, address, status):
    assert client.get(url(chart), REMOTE_ADDR=address).status_code == status


def test_only_a_settled_chart_has_it(client, inside):
    open_chart = drawn_chart()
    posted(open_chart, days_ago=3)
    assert client.get(url(open_chart)).status_code == 404
    assert client.get(url(drawn_chart())).status_code == 404


def test_it_is_taken_in_and_leaves_the_day_alone(client, chart, inside):
    done = hand_in(client, chart)
    assert (done.status_code, done.cookies.keys()) == (200, {}.keys())
    made = Contribution.objects.get()
    assert (made.text, made.step.key, made.is_held, made.entered_by) == (
        TEXT,
        "receive",
        True,
        None,
    )
    entry = Entry.objects.get(verb="contribution.come-in")
    assert (entry.chain, entry.actor, entry.at.astimezone().minute) == ("public", None, 0)
    assert TEXT not in str(entry.detail.content) + entry.detail.label
    kept = {field.name for field in Contribution._meta.fields}
    assert kept == {
        "id", "body", "flowchart", "step", "public_id", "method", "text", "who", "on", "entered_by",
        "form_hash", "is_held", "released_by", "section", "position",
    }  # fmt: skip


def test_the_same_form_twice_makes_one(client, chart, inside):
    token = client.get(url(chart)).context["token"]
    for _time in range(2):
        assert hand_in(client, chart, token=token).status_code == 200
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"after": 1}, 403),
        ({"after": 3 * 60 * 60}, 403),
        ({"headers": {"Origin": "http://elsewhere.example"}}, 403),
        ({"token": "made up"}, 403),
        ({"website": "http://x"}, 422),
        ({"text": " "}, 422),
        ({"text": "字" * 501}, 422),
        ({"step": "no-such-step"}, 422),
    ],
)
def test_a_form_that_is_not_in_order_is_not_taken_and_comes_back(
    client, chart, inside, how, status
):
    text = how.get("text", TEXT)
    shown = hand_in(client, chart, **how)
    assert (shown.status_code, Contribution.objects.count()) == (status, 0)
    assert text.strip() in shown.text


def test_too_many_from_one_network_wait_an_hour(client, chart, inside, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source": 1}
    assert hand_in(client, chart).status_code == 200
    refused = hand_in(client, chart)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert TEXT in refused.text
    assert Contribution.objects.count() == 1
