"""The way to a comment: the question which door, the form, the page to look again, the receipt."""

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from powers import receipts
from powers.models import Attachment, Comment, Policy, Referral
from riskcontrol.lib.handed_files import LARGEST
from tests.factories.accounts import UserFactory
from tests.factories.powers import CommentFactory, drawn_chart, posted

from .pages import (
    ORIGIN,
    address,
    form_page,
    hand_in,
    open_chart,
    passed_on,
    receipt_in,
    token_of,
)

pytestmark = pytest.mark.django_db
TEXT = "希望写明几天内答复。"


def look(client, chart, *, do="look", seconds=10, **fields):
    """Send the form to be looked at once more."""
    token = token_of(form_page(client, chart, seconds=seconds))
    typed = {"do": do, "step": "examine", "body": TEXT, "website": "", "token": token}
    return client.post(address(chart, "comment") + "?lang=en", typed | fields, headers=ORIGIN)


def picture(name="现场.png", kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue())


def said_on(response):
    """What the error summary says, line by line."""
    summary = response.text.partition('id="error-summary"')[2].partition("</ul>")[0]
    lines = re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s+", " ", line).strip() for line in lines]


# --- two doors ---------------------------------------------------------------------------------


def test_the_first_question_is_which_door_and_asks_nothing_else(client):
    chart = open_chart()
    text = client.get(address(chart, "comment") + "?lang=en&size=large&step=examine").text
    doors = re.findall(r'class="door"\s+href="([^"]+)"|href="([^"]+)"\s+class="door"', text)
    flat = [one or other for one, other in doors]
    assert flat == [
        f"{address(chart, 'comment')}?lang=en&amp;size=large&amp;about=flow&amp;step=examine",
        "/report/?lang=en&amp;size=large",
    ]
    assert "<form" not in text


def test_the_door_to_a_person_takes_nothing_in(client, settings):
    open_chart()
    body = CommentFactory().posting.flowchart.body
    Policy.objects.create(body=body, report_channel="派驻纪检监察组，0573-82888888")
    settings.REPORT_CHANNELS = [{"name": "举报电话", "value": "12388"}]
    text = client.get("/report/").text
    told = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", text)
    assert told == [("举报电话", "12388"), (body.name, "派驻纪检监察组，0573-82888888")]
    assert "<form" not in text
    assert "<input" not in text
    assert client.post("/report/", {"body": "某人受贿"}, headers=ORIGIN).status_code == 405


# --- what is kept, said before ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (None, "erased 6 months after the posting is settled"),
        (2, "erased 2 months after the posting is settled"),
        (0, "erased as soon as the posting is settled"),
    ],
)
def test_the_form_says_what_is_kept_why_and_how_long(client, months, said):
    chart = open_chart()
    if months is not None:
        Policy.objects.create(body=chart.body, contact_months=months)
    text = re.sub(r"\s+", " ", client.get(address(chart, "comment") + "?about=flow&lang=en").text)
    assert said in text
    assert "The committee keeps what it needs" in text
    assert f"{chart.body.name} keeps your comment to answer it" in text


# --- looking again ------------------------------------------------------------------------------


def test_the_last_page_shows_the_comment_as_the_public_would_read_it(client):
    chart = open_chart()
    response = look(client, chart, name="李四", contact="lisi@example.com")
    text = response.text
    shown = text.partition('<article class="comment"')[2].partition("</article>")[0]
    assert [word in shown for word in (TEXT, "Step 2", "审查")] == [True] * 3
    assert "李四" not in shown
    assert "Without a name." in text
    assert "Your name is seen only by those who answer." in text
    assert "Your contact, lisi@example.com, is seen only by those who answer." in text
    assert not Comment.objects.exists()


def test_a_name_to_be_shown_is_shown_before(client):
    text = look(client, open_chart(), name="李四", name_shown="on").text
    assert "With your name, 李四." in text


def test_what_is_handed_on_is_what_was_typed(client):
    typed = {
        "step": "examine",
        "body": "第一行\r\n“第二”行 <b>&amp;",
        "name": "李·四",
        "contact": 'a"b',
        "name_shown": "on",
    }
    chart = open_chart()
    response = look(client, chart, **typed)
    pattern = r'<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"'
    carried = dict(re.findall(pattern, response.text))
    sent = {name: html.unescape(value) for name, value in carried.items()}
    client.post(address(chart, "comment"), sent | {"do": "hand-in"}, headers=ORIGIN)
    comment = Comment.objects.get()
    assert (comment.body, comment.name, comment.contact, comment.name_shown) == (
        "第一行\n“第二”行 <b>&amp;",
        "李·四",
        'a"b',
        True,
    )


def test_going_back_keeps_the_text_and_stores_nothing(client):
    response = look(client, open_chart(), do="change", name="李四", contact="x@y.example")
    assert re.search(r"<textarea[^>]*>\s*希望写明几天内答复。</textarea>", response.text)
    assert [f'value="{word}"' in response.text for word in ("李四", "x@y.example")] == [True] * 2
    assert said_on(response) == []
    assert not Comment.objects.exists()


def test_personal_data_is_pointed_out_before_it_is_handed_in(client):
    chart = open_chart()
    response = look(client, chart, body="请打13800138000。")
    assert "Your text seems to hold a mobile number." in response.text
    assert "seems to hold" not in look(client, chart).text


def test_a_name_to_be_shown_must_be_given(client):
    response = look(client, open_chart(), name_shown="on")
    assert said_on(response) == [
        "Show my name beside my comment: Enter the name to show, or leave this box empty."
    ]


@pytest.mark.parametrize(("field", "most"), [("name", 50), ("contact", 100)])
def test_too_long_a_name_or_contact_is_said_and_kept_on_the_page(client, field, most):
    response = look(client, open_chart(), **{field: "长" * (most + 1)})
    assert len(said_on(response)) == 1
    assert "长" * (most + 1) in response.text


@pytest.mark.parametrize(("seconds", "is_taken"), [(0, False), (1, False), (4, True), (7000, True)])
def test_a_form_that_comes_back_faster_than_a_person_writes_comes_back(client, seconds, is_taken):
    chart = open_chart()
    response = look(client, chart, seconds=seconds)
    assert ("So the public will read it" in response.text) is is_taken
    assert TEXT in response.text
    if not is_taken:
        assert said_on(response) == [
            "This form came back within three seconds, as programs send it. "
            "Your text is still here: send it once more."
        ]


def test_the_last_button_waits_for_the_three_seconds_as_well(client):
    chart = open_chart()
    token = token_of(form_page(client, chart, seconds=0))
    response = hand_in(client, chart, token=token)
    assert (TEXT in response.text, Comment.objects.count()) == (True, 0)
    # The form stays the same, so that the time already waited counts.
    assert token_of(response) == token


def test_the_honeypot_stands_on_the_last_page_too(client):
    response = hand_in(client, open_chart(), website="http://spam.example")
    assert (TEXT in response.text, Comment.objects.count()) == (True, 0)


# --- the receipt --------------------------------------------------------------------------------


def test_the_receipt_is_shown_once_with_the_address_of_its_page_and_a_picture_of_it(client):
    response = hand_in(client, open_chart())
    code = receipt_in(response)
    assert response.text.count(code) == 1
    assert "http://testserver/receipt/</span>" in response.text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in response.text
    assert "no-store" in response["Cache-Control"]
    # The picture is the same on every receipt: it cannot hold the code.
    other = hand_in(client, open_chart(), body="另外一件不相干的事情。")
    pictures = [re.findall(r"<svg.*?</svg>", one.text, re.DOTALL)[-1] for one in (response, other)]
    assert pictures[0] == pictures[1]
    assert receipt_in(other) != code


def test_a_form_whose_comment_was_passed_on_gives_its_code_and_no_second_comment(client):
    chart = open_chart()
    token = token_of(form_page(client, chart))
    code = receipt_in(hand_in(client, chart, token=token))
    passed_on(Comment.objects.get())
    assert receipt_in(hand_in(client, chart, token=token)) == code
    assert (Comment.objects.count(), Referral.objects.count()) == (0, 1)


def test_the_sender_has_his_name_and_contact_erased(client):
    response = hand_in(client, open_chart(), name="李四", contact="x@y.example", name_shown="on")
    code = receipt_in(response)
    asked = {"code": code, "do": "forget"}
    assert "Erase my name" in client.post("/receipt/?lang=en", {"code": code}).text
    client.post("/receipt/?lang=en", asked, headers={"origin": "https://elsewhere.example"})
    assert Comment.objects.filter(name="李四").exists()
    text = client.post("/receipt/?lang=en", asked, headers=ORIGIN).text
    assert "Your name and contact are erased." in text
    assert "Erase my name" not in text
    comment = Comment.objects.get()
    assert (comment.name, comment.contact, comment.name_shown) == ("", "", False)
    assert comment.body == TEXT


# --- files --------------------------------------------------------------------------------------


def with_files(client, chart, *files, **fields):
    token = token_of(form_page(client, chart))
    typed = {"do": "hand-in", "step": "", "body": TEXT, "token": token, "attached": files}
    return client.post(address(chart, "comment") + "?lang=en", typed | fields, headers=ORIGIN)


def test_up_to_three_files_go_with_a_comment(client):
    response = with_files(
        client, open_chart(), picture("a/b/1.png"), picture("2.jpg", "JPEG"), picture()
    )
    assert receipt_in(response)
    told = list(Attachment.objects.values_list("name", "kind"))
    assert told == [("1.png", "image/png"), ("2.jpg", "image/jpeg"), ("现场.png", "image/png")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([picture() for _file in range(4)], "Choose at most 3 files; these are 4."),
        (
            [SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(LARGEST - 4))],
            "Together the files are larger than 5 MB. Make them smaller, or leave one out.",
        ),
        (
            [SimpleUploadedFile(name, b"%PDF-" + bytes(2_700_000)) for name in "ab"],
            "Together the files are larger than 5 MB. Make them smaller, or leave one out.",
        ),
        (
            [picture(), SimpleUploadedFile("b.pdf", b"MZ")],
            "“b.pdf” is not a PDF, a JPEG or a PNG, whatever it is called. Save it as one of them.",
        ),
        (
            [SimpleUploadedFile("leer.pdf", b"")],
            "“leer.pdf” is empty. Choose another file, or none.",
        ),
    ],
    ids=["four", "one byte", "together", "one of two", "empty"],
)
def test_what_is_wrong_with_files_is_said_and_nothing_is_kept(client, files, said):
    for file in files:
        file.seek(0)
    response = with_files(client, open_chart(), *files)
    assert said_on(response) == [f"Files, if you want to add any: {said}"]
    assert TEXT in response.text
    assert (Comment.objects.count(), Attachment.objects.count()) == (0, 0)


def test_five_megabytes_to_the_byte_are_read(client):
    response = with_files(
        client, open_chart(), SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(LARGEST - 5))
    )
    assert said_on(response) == [
        "Files, if you want to add any: “a.pdf” cannot be opened. Save it anew, or choose another file."
    ]


def test_files_sent_with_the_form_itself_are_not_kept(client):
    look(client, open_chart(), attached=[picture()])
    assert not Attachment.objects.exists()


def test_a_repeat_does_not_keep_its_files_twice(client):
    chart = open_chart()
    token = token_of(form_page(client, chart))
    for _time in range(2):
        assert receipt_in(with_files(client, chart, picture(), token=token))
    assert Attachment.objects.count() == 1


# --- the full queue -----------------------------------------------------------------------------


def test_a_full_queue_is_said_and_the_text_stays(client, settings):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"chart_waiting": 1}
    chart = open_chart()
    receipt_in(hand_in(client, chart))
    token = token_of(form_page(client, chart))
    response = hand_in(client, chart, token=token, body="另外一件不相干的事情。")
    assert len(said_on(response)) == 1
    assert ("另外一件不相干的事情。" in response.text, Comment.objects.count()) == (True, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_of_one_step_as_of_many_comments(
    client, django_assert_num_queries, count
):
    posting = posted(drawn_chart())
    CommentFactory.create_batch(count, posting=posting)
    UserFactory()
    client.get("/")
    with django_assert_num_queries(2):
        client.get(address(posting.flowchart, "comment") + "?about=flow")


def test_an_expired_form_comes_back_from_the_first_page_too(client):
    chart = open_chart()
    response = look(client, chart, seconds=2 * 60 * 60 + 5)
    assert said_on(response) == [
        "This page was open for too long. Your text is still here: hand it in once more."
    ]
    assert (TEXT in response.text, receipts.is_fresh(token_of(response))) == (True, True)
