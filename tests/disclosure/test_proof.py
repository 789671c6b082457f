"""Proof of work, where a body asks for it: bound to its form, spent once, and never the only way."""

import base64
import json
import re
from html import unescape

import pytest
from altcha import Challenge, Payload, solve_challenge

from powers.models import Comment, Policy
from powers.public import comments
from riskcontrol.disclosure import proof

from .pages import ORIGIN, address, form_page, hand_in, later, open_chart, receipt_in, token_of

pytestmark = pytest.mark.django_db
LOOK = {"do": "look", "step": "", "body": "希望写明几天内答复。", "website": ""}


@pytest.fixture
def chart():
    chart = open_chart()
    Policy.objects.create(body=chart.body, proof_of_work=True)
    return chart


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Puzzles of a few tries, that the tests solve as a browser does."""
    monkeypatch.setattr(proof, "TRIES", range(2, 6))
    monkeypatch.setattr(proof, "COST", 10)


def solved(puzzle):
    """The answer to a puzzle as a browser sends it."""
    challenge = Challenge.from_dict(json.loads(puzzle))
    return Payload(challenge, solve_challenge(challenge)).to_base64()


def last_page(client, chart):
    """The last page of a comment: its token and its puzzle."""
    typed = LOOK | {"token": token_of(form_page(client, chart))}
    response = client.post(address(chart, "comment"), typed, headers=ORIGIN)
    puzzle = re.search(r'data-puzzle="([^"]+)"', response.text)
    return token_of(response), unescape(puzzle.group(1)) if puzzle else ""


def test_it_is_off_by_default(client):
    token, puzzle = last_page(client, open_chart())
    assert (bool(token), puzzle) == (True, "")


def test_a_solved_puzzle_is_good_for_its_form(client, chart):
    token, puzzle = last_page(client, chart)
    assert proof.is_proved(solved(puzzle), token)


def test_it_is_not_good_for_another_form(client, chart):
    _token, puzzle = last_page(client, chart)
    other, _puzzle = last_page(client, chart)
    assert not proof.is_proved(solved(puzzle), other)


def test_it_is_not_good_once_it_is_too_old(client, chart):
    token, puzzle = last_page(client, chart)
    answer = solved(puzzle)
    with later(proof.LIFETIME + 60):
        assert not proof.is_proved(answer, token)


def forged(puzzle, **changed):
    """An answer to a puzzle made easier, or made for another form."""
    told = json.loads(puzzle)
    told["parameters"] |= changed
    return solved(json.dumps(told))


@pytest.mark.parametrize(
    "changed",
    [{"keyPrefix": ""}, {"cost": 1, "keyPrefix": ""}, {"expiresAt": 9_999_999_999}, {"data": {}}],
)
def test_an_easier_puzzle_is_not_ours(client, chart, changed):
    token, puzzle = last_page(client, chart)
    assert not proof.is_proved(forged(puzzle, **changed), token)


@pytest.mark.parametrize(
    "answer",
    [
        "", "none", "x" * 5000, base64.b64encode(b"[]").decode(), base64.b64encode(b"{}").decode(),
        base64.b64encode(b'{"challenge": [], "solution": []}').decode(),
        base64.b64encode(b'{"challenge": {"parameters": 1}, "solution": 1}').decode(),
        base64.b64encode(b"\xff\xfe").decode(),
    ],
)  # fmt: skip
def test_odd_answers_are_no_proof_and_break_nothing(answer):
    assert not proof.is_proved(answer, comments.comment_token())


def test_with_the_proof_the_usual_number_is_taken_without_it_fewer(client, chart, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source": 3, "source_without_proof": 1}
    bodies = ["材料清单没有公开", "办理时限写得太长", "窗口电话没人接听"]
    answers = []
    for body in bodies:
        token, puzzle = last_page(client, chart)
        answers.append(hand_in(client, chart, token=token, body=body, proof=solved(puzzle)))
    assert [bool(receipt_in(answer)) for answer in answers] == [True] * 3
    without = [hand_in(client, chart, body=body) for body in ("收费依据不明", "送达方式单一")]
    assert [answer.status_code for answer in without] == [200, 429]
    assert Comment.objects.count() == 4


def test_a_proof_makes_one_comment(client, chart, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source_without_proof": 0}
    token, puzzle = last_page(client, chart)
    answer = solved(puzzle)
    assert receipt_in(hand_in(client, chart, token=token, proof=answer))
    again = hand_in(client, chart, token=token, proof=answer, body="换一条意见再提交。")
    assert token_of(again) != token
    with later():
        spent = hand_in(
            client, chart, token=token_of(again), proof=answer, body="换一条意见再提交。"
        )
    assert (spent.status_code, Comment.objects.count()) == (429, 1)
