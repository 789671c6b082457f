"""Five thousand scripted comments in five minutes: nothing shows, the queue ends, staff go on working.

The clock of the test runs by itself, 60 ms with every post, so that the five minutes take as long as
the posts do. The same at the real pace, over HTTP: `python -m tests.bench flood`.
"""

import datetime
from collections import Counter

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from powers import receipts
from powers.models import Comment
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import person

from .pages import ORIGIN, address, open_chart
from .test_limits import WORRIES

pytestmark = pytest.mark.django_db
POSTS, MINUTES, NETWORKS = 5000, 5, 400
SPAM = "加微信领取优惠，代办各类证件，当天出证。"


def impatient(at, token):
    """Posts within a second of opening the form, again and again."""
    return {"body": f"{SPAM}{at}", "token": receipts.new_token()}


def greedy(at, token):
    """Fills in every field."""
    return {"body": f"{SPAM}{at}", "website": "http://spam.example", "token": token}


def blind(at, token):
    """Has never seen the form."""
    return {"body": f"{SPAM}{at}"}


def copying(at, token):
    """Knows the form, waits as long as it must, and sends one text a thousand times."""
    return {"body": f"{SPAM}（{at}）", "token": token}


def inventive(at, token):
    """Knows the form, waits, and never says the same twice."""
    words = [WORRIES[at // step % 15] for step in (1, 15, 225)]
    return {"body": f"{at * 7919 % 99991}：{words[0]}、{words[1]}和{words[2]}", "token": token}


def stubborn(at, token):
    """The same from one network alone."""
    return inventive(at + 77777, token) | {"from": "203.0.113.99"}


BOTS = [impatient, greedy, blind, copying, inventive, stubborn]


def post(client, chart, at):
    """One post of the bot whose turn it is; gives the status, and whether a receipt came back."""
    with time_machine.travel(timezone.now() - datetime.timedelta(seconds=4), tick=False):
        token = receipts.new_token()
    typed = {"do": "hand-in"} | BOTS[at % len(BOTS)](at, token)
    network = at * 31 % NETWORKS
    client.defaults["REMOTE_ADDR"] = typed.pop("from", f"10.1.{network // 250}.{network % 250}")
    answer = client.post(address(chart, "comment"), typed, headers=ORIGIN)
    return answer.status_code, b"slip-code" in answer.content


def staff_pages(client, chart):
    """The pages of those who work on comments, each answered."""
    pages = ["desk:home", "powers:posting_list"]
    found = [client.get(reverse(name)).status_code for name in pages]
    detail = reverse("powers:posting_detail", args=[chart.postings.get().pk])
    return [*found, client.get(detail).status_code]


def test_a_flood_shows_nothing_fills_no_more_than_the_queue_and_leaves_staff_at_work():
    chart, bots, staff = open_chart(), Client(), Client()
    staff.force_login(person(Role.MODERATOR, chart.body))
    said, seen = Counter(), []
    with time_machine.travel(timezone.now().replace(hour=10), tick=False) as clock:
        for at in range(POSTS):
            clock.shift(datetime.timedelta(minutes=MINUTES) / POSTS)
            said[post(bots, chart, at)] += 1
            if at % 1000 == 999:
                seen.append(staff_pages(staff, chart))
        public = bots.get(address(chart)).text + bots.get("/").text

    most = django_settings.COMMENT_LIMITS["chart_waiting"]
    assert (Comment.objects.count(), said[200, True]) == (most, most)
    assert Comment.objects.exclude(published_on=None).count() == 0
    assert {status for status, _receipt in said} == {200, 429}
    assert seen == [[200, 200, 200]] * 5
    assert "优惠" not in public
    assert all(worry + "、" not in public for worry in WORRIES)


def test_what_each_guard_lets_through():
    chart, client = open_chart(), Client()
    through = Counter()
    with time_machine.travel(timezone.now().replace(hour=10), tick=False) as clock:
        for at in range(180):
            clock.shift(datetime.timedelta(milliseconds=60))
            through[BOTS[at % len(BOTS)].__name__] += post(client, chart, at)[1]
    held = Counter(Comment.objects.values_list("held_for", flat=True))
    # Thirty posts of each. From one network twenty are taken. All copies but the first are held as
    # like another; sixteen of them are among the day's first fifty. What is new after the fiftieth
    # is held as one of many.
    assert through == {
        "impatient": 0,
        "greedy": 0,
        "blind": 0,
        "copying": 30,
        "inventive": 30,
        "stubborn": 20,
    }
    assert held == {"": 50 - 16, "like": 29, "many": 17}
