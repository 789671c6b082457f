"""One form handed in by several at the same moment, with one proof of work: it is spent once."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from powers.models import Comment, Policy
from riskcontrol.audit.models import Entry
from riskcontrol.disclosure import proof
from tests.factories.accounts import UserFactory

from .pages import ORIGIN, address, form_page, later, open_chart, receipt_in, token_of
from .test_proof import LOOK, solved

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS = 6


@pytest.fixture
def proved(client, settings, monkeypatch):
    """A chart on which nothing is taken without a proof, a form's token, and the answer to its puzzle."""
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source_without_proof": 0}
    monkeypatch.setattr(proof, "TRIES", range(2, 6))
    monkeypatch.setattr(proof, "COST", 10)
    UserFactory()
    chart = open_chart()
    Policy.objects.create(body=chart.body, proof_of_work=True)
    token = token_of(form_page(client, chart))
    page = client.post(address(chart, "comment"), LOOK | {"token": token}, headers=ORIGIN)
    puzzle = unescape(re.search(r'data-puzzle="([^"]+)"', page.text).group(1))
    return chart, {"token": token, "proof": solved(puzzle)}


def at_once(chart, forms):
    """Hand in all of the forms at the same moment."""
    barrier = Barrier(len(forms))

    def hand_in(typed):
        barrier.wait()
        try:
            return Client().post(address(chart, "comment"), typed, headers=ORIGIN)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(hand_in, forms))


def forms(given, bodies):
    return [{"do": "hand-in", "step": "", "body": body, **given} for body in bodies]


def test_one_proof_takes_in_one_of_several_texts_and_none_is_lost(proved, client):
    chart, given = proved
    bodies = [f"第{number}种说法，与其他各条都不相同。" for number in range(SENDERS)]
    answers = at_once(chart, forms(given, bodies))
    kept = Comment.objects.get().body
    assert Entry.objects.filter(verb="comment.hand-in").count() == 1
    for body, answer in zip(bodies, answers, strict=True):
        is_kept = body == kept
        assert (body, "slip-code" in answer.text) == (body, is_kept)
        assert is_kept or body in answer.text
        assert is_kept or token_of(answer) != given["token"]
    # The proof is spent: with the new form of one that came back it is worth nothing.
    back = next(each for each in answers if "slip-code" not in each.text)
    again = forms(given | {"token": token_of(back)}, bodies[:1])
    with later():
        assert client.post(address(chart, "comment"), again[0], headers=ORIGIN).status_code == 429
    assert Comment.objects.count() == 1


def test_one_text_sent_several_times_has_one_receipt(proved):
    chart, given = proved
    answers = at_once(chart, forms(given, ["希望写明几天内答复。"] * SENDERS))
    assert len({receipt_in(answer) for answer in answers}) == 1
    assert Comment.objects.count() == 1
