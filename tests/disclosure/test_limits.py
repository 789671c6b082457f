"""How much one network may hand in, and that nobody can tell afterwards which network it was."""

import datetime
import pickle

import pytest
import time_machine
from django.core.cache import caches
from django.test import RequestFactory
from django.utils import timezone

from powers.models import Comment
from riskcontrol.disclosure import limits

from .pages import ORIGIN, address, form_page, hand_in, open_chart, receipt_in, token_of

pytestmark = pytest.mark.django_db
WORRIES = [
    "材料",
    "时限",
    "收费",
    "电话",
    "送达",
    "核查",
    "公示",
    "补正",
    "复议",
    "档案",
    "窗口",
    "表格",
    "证件",
    "印章",
    "车辆",
]


def request_from(remote, forwarded=""):
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **more)


def sends(client, chart, at, **how):
    """Hand in a comment unlike the others."""
    body = f"{WORRIES[at % 15]}方面有第{at * 7919}号问题，{WORRIES[at * 7 % 15]}也请改进。"
    return hand_in(client, chart, body=body, **how)


@pytest.mark.parametrize(
    ("given", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002::/64"),
        ("fe80::1%eth0", "fe80:0000:0000:0000::/64"),
    ],
)
def test_what_counts_as_one_network(given, network):
    assert limits.network_of(given) == network


@pytest.mark.parametrize(
    ("proxies", "one", "other", "is_same"),
    [
        (0, ("10.0.0.1", "198.51.100.1"), ("10.0.0.1", "198.51.100.2"), True),
        (1, ("10.0.0.1", "198.51.100.1"), ("10.0.0.1", "198.51.100.2"), False),
        # What the sender himself puts in front of what the proxy adds changes nothing.
        (1, ("10.0.0.1", "198.51.100.1"), ("10.0.0.1", "9.9.9.9, 198.51.100.1"), True),
        (2, ("10.0.0.1", "198.51.100.1, 10.0.0.2"), ("10.0.0.1", "198.51.100.9, 10.0.0.2"), False),
        (1, ("10.0.0.1", ""), ("10.0.0.2", ""), False),
    ],
)
def test_the_address_is_told_by_as_many_proxies_as_are_ours(settings, proxies, one, other, is_same):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    names = [limits.source_of(request_from(*each)) for each in (one, other)]
    assert (names[0] == names[1]) is is_same


def test_the_next_day_the_same_network_has_another_name():
    today = limits.source_of(request_from("203.0.113.7"))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        assert limits.source_of(request_from("203.0.113.7")) != today


def test_the_key_lies_in_the_cache_alone_and_without_it_names_are_others():
    name = limits.source_of(request_from("203.0.113.7"))
    assert limits.source_of(request_from("203.0.113.7")) == name
    caches["limits"].clear()
    assert limits.source_of(request_from("203.0.113.7")) != name


def test_a_cache_that_keeps_nothing_lets_nothing_in(settings, client):
    settings.CACHES = settings.CACHES | {
        "limits": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    chart = open_chart()
    with pytest.raises(RuntimeError):
        hand_in(client, chart)
    assert not Comment.objects.exists()


def test_beyond_the_hours_number_the_text_comes_back_until_the_next_hour(client, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source": 2}
    chart = open_chart()
    start = timezone.now().replace(minute=5)
    with time_machine.travel(start, tick=False):
        taken = [sends(client, chart, at).status_code for at in range(3)]
        refused = sends(client, chart, 3)
    assert (taken, refused.status_code, refused["Retry-After"]) == ([200, 200, 429], 429, "3600")
    assert ("第23757号" in refused.text, Comment.objects.count()) == (True, 2)
    with time_machine.travel(start + datetime.timedelta(hours=1), tick=False):
        assert receipt_in(sends(client, chart, 4))


def test_another_network_is_not_touched(client, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source": 1}
    chart = open_chart()
    for at, last in enumerate("123"):
        client.defaults["REMOTE_ADDR"] = f"203.0.113.{last}"
        assert receipt_in(sends(client, chart, at))


def test_a_repeat_is_not_counted(client, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source": 1}
    chart = open_chart()
    token = token_of(form_page(client, chart))
    codes = {receipt_in(sends(client, chart, 0, token=token)) for _time in range(3)}
    assert len(codes) == 1


def test_looking_again_is_not_counted(client, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source": 1}
    chart = open_chart()
    for _time in range(3):
        typed = {"do": "look", "body": "话", "token": token_of(form_page(client, chart))}
        assert client.post(address(chart, "comment"), typed, headers=ORIGIN).status_code == 200
    assert receipt_in(hand_in(client, chart))


def test_many_wrong_codes_are_sent_away_and_right_ones_are_not(client, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"receipt": 2}
    code = receipt_in(hand_in(client, open_chart()))
    answers = [client.post("/receipt/", {"code": f"0000-{at}"}).status_code for at in range(4)]
    assert answers == [200, 200, 429, 429]
    assert "希望写明几天内答复。" in client.post("/receipt/", {"code": code}).text


def test_the_counts_hold_no_address(client):
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    receipt_in(hand_in(client, open_chart()))
    store = caches["limits"]._cache
    held = [pickle.loads(value) for value in store.values()]  # noqa: S301 - what we put there
    assert len(store) == 2
    assert b"203.0.113.77" not in b"".join([*store.values(), *map(str.encode, store)])
    assert sorted(map(type, held), key=str) == [bytes, int]
