"""Handing in a comment: a receipt, one row, nothing that tells who it was."""

import datetime
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.signing import TimestampSigner
from django.utils import timezone

from powers import receipts
from powers.models import Comment
from powers.public.comments import hand_in_comment
from riskcontrol.audit.models import Detail, Entry
from tests.factories.powers import drawn_chart, posted

from .pages import (
    ORIGIN,
    address,
    form_page,
    hand_in,
    later,
    open_chart,
    receipt_in,
    token_of,
)

pytestmark = pytest.mark.django_db


def test_a_comment_gives_a_receipt_and_one_row(client):
    chart = open_chart()
    response = hand_in(client, chart, step="examine")
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", receipt_in(response))
    comment = Comment.objects.get()
    assert (comment.step_key, comment.body) == ("examine", "希望写明几天内答复。")
    assert (comment.received_on, comment.channel) == (timezone.localdate(), "page")


def test_the_code_itself_is_not_kept(client):
    response = hand_in(client, open_chart())
    code = receipt_in(response)
    comment = Comment.objects.get()
    assert comment.receipt_hash == receipts.hash_of(code)
    assert code not in str(vars(comment))


def test_the_ledger_names_nobody_and_keeps_no_words(client):
    hand_in(client, open_chart(), step="examine")
    entry = Entry.objects.get(verb="comment.hand-in")
    assert (entry.chain, entry.actor, entry.actor_name) == ("public", None, "")
    assert Detail.objects.get(entry=entry).content == {"step": "examine"}


def test_the_same_form_again_gives_the_same_code_and_one_row(client):
    chart = open_chart()
    token = token_of(form_page(client, chart))
    first, second = (hand_in(client, chart, token=token) for _time in range(2))
    assert receipt_in(first) == receipt_in(second)
    assert Comment.objects.count() == 1
    assert Entry.objects.filter(verb="comment.hand-in").count() == 1


def test_the_same_form_with_another_text_asks_to_hand_in_again(client):
    chart = open_chart()
    token = token_of(form_page(client, chart))
    hand_in(client, chart, token=token)
    response = hand_in(client, chart, token=token, body="还有一条。")
    assert "还有一条。" in response.text
    assert token_of(response) != token
    with later():
        hand_in(client, chart, token=token_of(response), body="还有一条。")
    assert Comment.objects.count() == 2


def test_an_old_form_brings_the_text_back_with_a_new_token(client):
    chart = open_chart()
    token = token_of(form_page(client, chart, seconds=2 * 60 * 60 + 1))
    response = hand_in(client, chart, token=token, body="写了很久的话")
    assert "写了很久的话" in response.text
    assert not Comment.objects.exists()
    with later():
        assert receipt_in(hand_in(client, chart, token=token_of(response), body="写了很久的话"))


def test_a_repeat_of_an_old_form_still_gives_its_code(client):
    chart = open_chart()
    token = token_of(form_page(client, chart))
    code = receipt_in(hand_in(client, chart, token=token))
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=3), tick=False):
        assert receipt_in(hand_in(client, chart, token=token)) == code


@pytest.mark.parametrize(
    "token",
    ["x", "made:up:token", TimestampSigner(salt="other").sign("n")],
    # Named, for the signature holds the second in which this file is read.
    ids=["one letter", "three parts", "signed with another salt"],
)
def test_a_token_of_somebody_else_is_not_taken(client, token):
    response = hand_in(client, open_chart(), token=token)
    assert token_of(response) != token
    assert not Comment.objects.exists()


def test_no_token_is_not_taken(client):
    chart = open_chart()
    response = client.post(address(chart, "comment"), {"body": "有话要说"}, headers=ORIGIN)
    assert "有话要说" in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}, {"referer": "x"}],
)
def test_a_form_from_elsewhere_is_refused_with_its_text(client, headers):
    chart = open_chart()
    typed = {"body": "有话要说", "token": token_of(form_page(client, chart))}
    response = client.post(address(chart, "comment"), typed, headers=headers)
    assert response.status_code == 403
    assert "有话要说" in response.text
    assert not Comment.objects.exists()


def test_a_referer_of_our_own_will_do(client):
    chart = open_chart()
    headers = {"referer": "http://testserver/charts/x/comment/"}
    assert receipt_in(hand_in(client, chart, headers=headers))


@pytest.mark.parametrize(
    "typed",
    [
        {"body": ""},
        {"body": "  \n "},
        {"body": "很" * 2001},
        {"body": "\x00"},
        {"step": "nowhere"},
        {"website": "http://spam.example"},
    ],
)
def test_bad_input_is_said_near_the_field_and_nothing_is_written(client, typed):
    response = hand_in(client, open_chart(), **typed)
    assert 'id="error-summary"' in response.text
    assert not Comment.objects.exists()


def test_a_line_break_counts_as_one_character(client):
    hand_in(client, open_chart(), body="很\r\n" * 1000)
    assert len(Comment.objects.get().body) == 1999


def test_markup_stays_text(client):
    chart = open_chart()
    response = hand_in(client, chart, body="<script>alert(1)</script>", step="nowhere")
    assert "<script>" not in response.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.text


@pytest.mark.parametrize("days_ago", [10, 30])
def test_a_closed_posting_takes_no_comments(client, days_ago):
    chart = posted(drawn_chart(), days_ago=days_ago).flowchart
    for query in ("", "?about=flow"):
        assert 'name="token"' not in client.get(address(chart, "comment") + query).text
    response = hand_in(client, chart, token=receipts.new_token(), body="晚了一步")
    assert "晚了一步" in response.text
    assert not Comment.objects.exists()


def test_the_last_day_still_takes_comments(client):
    chart = posted(drawn_chart(), days_ago=9).flowchart
    assert receipt_in(hand_in(client, chart))


def test_the_form_begins_with_the_step_in_the_address(client):
    chart = open_chart()
    text = form_page(client, chart, step="examine").text
    assert re.search(r'value="examine"\s+selected', text)


def test_a_draft_has_no_comment_form(client):
    assert client.get(address(drawn_chart(), "comment")).status_code == 404
    assert client.post(address(drawn_chart(), "comment"), headers=ORIGIN).status_code == 404


@pytest.mark.parametrize("path", ["comment", None])
def test_forms_are_kept_nowhere_and_set_no_cookie(client, path):
    chart = open_chart()
    url = address(chart, path) if path else "/receipt/"
    for response in (client.get(url), client.post(url, headers=ORIGIN), client.head(url)):
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        assert "Vary" not in response
    assert client.put(url).status_code == 405


def test_an_unknown_step_is_refused_behind_the_form_as_well():
    chart = open_chart()
    for step, body in [("nowhere", "话"), ("", "  ")]:
        with pytest.raises(ValidationError):
            hand_in_comment(code=chart.code, step_key=step, body=body, token=receipts.new_token())


def test_receipt_codes_pass_common_misreadings():
    code = receipts.code_of("nonce")
    misread = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert receipts.hash_of(misread) == receipts.hash_of(code)
    assert receipts.code_of("another") != code
