"""Commenting in the browser: from a phone, without a script, with a proof of work; axe looks at each page.

Forms that come back within three seconds are not taken: the tests wait as a person does.
"""

import io

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image

from powers.models import Attachment, Comment, Policy
from tests.factories.accounts import UserFactory
from tests.factories.powers import drawn_chart, posted

from .conftest import assert_large_type
from .test_walk import nothing_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "审查要几天、缺什么材料，希望一次说清。\n第二行：请写明由谁审查。"
A_PERSON_WRITES = 3200  # milliseconds


@pytest.fixture
def chart(transactional_db):
    UserFactory()
    return posted(drawn_chart()).flowchart


def photo():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def look(page):
    """Let axe look, where scripts run at all, and see that nothing is wider than the window."""
    nothing_found(page)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (page.url, wide) == (page.url, 0)
    assert_large_type(page)


def write(page, live_server, chart, *, looks=lambda _page: None):
    """From the chart's page through the first door to the page on which it is handed in."""
    page.goto(f"{live_server.url}/charts/{chart.code}/")
    page.get_by_role("link", name=_("Comment on this step")).nth(1).tap()
    page.get_by_role("link", name=_("An opinion on the flow")).wait_for()
    looks(page)
    page.get_by_role("link", name=_("An opinion on the flow")).tap()
    assert page.locator("[name=step]").input_value() == "examine"
    looks(page)
    page.locator("[name=body]").fill(TEXT)
    page.locator("[name=name]").fill("李四")
    page.locator("[name=contact]").fill("13800138000")
    page.wait_for_timeout(A_PERSON_WRITES)
    page.get_by_role("button", name=_("Look at it once more")).tap()
    page.get_by_role("heading", name=_("So the public will read it")).wait_for()
    assert page.locator("article .comment-body").inner_text() == TEXT
    looks(page)


def receipt(page, live_server, *, looks=lambda _page: None):
    """Hand in, note the code down and ask for the comment with it."""
    page.get_by_role("button", name=_("Hand in the comment")).tap()
    code = page.locator("code").inner_text()
    assert page.locator("figure svg title").text_content() == _(
        "Address of the page on which the code is entered"
    )
    assert code not in page.url
    looks(page)
    page.emulate_media(media="print")
    assert [page.locator(part).first.is_visible() for part in ("code", "figure svg")] == [True] * 2
    assert not page.locator(".crumbs").first.is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name=_("What became of my comment")).first.tap()
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name=_("Look it up")).tap()
    assert page.locator("article .comment-body").inner_text() == TEXT
    assert code not in page.url
    looks(page)


def test_a_comment_on_a_step_from_a_phone_found_again_by_its_receipt(phone, live_server, chart):
    page = phone()
    with override("zh-hans"):
        write(page, live_server, chart, looks=look)
        page.locator("[name=attached]").set_input_files([photo()])
        receipt(page, live_server, looks=look)
    comment = Comment.objects.get()
    assert (comment.step_key, comment.body, comment.name) == ("examine", TEXT, "李四")
    assert Attachment.objects.get().kind == "image/jpeg"


def test_the_same_without_a_script(phone, live_server, chart):
    page = phone(scripts=False)
    with override("zh-hans"):
        write(page, live_server, chart)
        page.locator("[name=attached]").set_input_files([photo()])
        receipt(page, live_server)
    assert (Comment.objects.get().body, Attachment.objects.count()) == (TEXT, 1)


def test_going_back_keeps_every_word(phone, live_server, chart):
    page = phone()
    with override("zh-hans"):
        write(page, live_server, chart)
        page.get_by_role("button", name=_("Change the text")).tap()
        typed = [page.locator(f"[name={name}]").input_value() for name in ("body", "name", "step")]
        assert typed == [TEXT, "李四", "examine"]
    assert not Comment.objects.exists()


def test_too_fast_and_what_is_wrong_are_said_with_the_text_in_place(phone, live_server, chart):
    page = phone()
    with override("zh-hans"):
        page.goto(f"{live_server.url}/charts/{chart.code}/comment/?about=flow")
        page.locator("[name=body]").fill(TEXT)
        page.locator("[name=name_shown]").check()
        page.get_by_role("button", name=_("Look at it once more")).tap()
        page.locator("#error-summary").wait_for()
        look(page)
        page.locator("[name=name_shown]").uncheck()
        page.wait_for_timeout(A_PERSON_WRITES)
        page.get_by_role("button", name=_("Look at it once more")).tap()
        page.locator("[name=attached]").set_input_files(
            [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}]
        )
        page.get_by_role("button", name=_("Hand in the comment")).tap()
        page.locator("#error-summary").wait_for()
        look(page)
        assert page.locator("article .comment-body").inner_text() == TEXT
    assert not Comment.objects.exists()


def test_the_second_door_leads_to_the_official_channels(phone, live_server, chart):
    page = phone()
    Policy.objects.create(body=chart.body, report_channel="派驻纪检监察组，0573-82888888")
    with override("zh-hans"):
        page.goto(f"{live_server.url}/charts/{chart.code}/comment/")
        page.get_by_role("link", name=_("A report about a person's conduct")).tap()
        page.get_by_role("heading", name=_("Report misconduct")).wait_for()
        look(page)
    told = page.locator("dd").all_inner_texts()
    assert told == ["12388", "www.12388.gov.cn", "派驻纪检监察组，0573-82888888"]
    assert page.locator("main form, main input, main textarea").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_with_a_proof_of_work(phone, live_server, chart, settings, scripts):
    settings.COMMENT_LIMITS = settings.COMMENT_LIMITS | {"source_without_proof": 1}
    Policy.objects.create(body=chart.body, proof_of_work=True)
    page = phone(scripts=scripts)
    with override("zh-hans"):
        # Twice from one network: without a proof only the first is taken.
        for time in range(2):
            write(page, live_server, chart)
            if scripts and time == 0:
                look(page)
            page.get_by_role("button", name=_("Hand in the comment")).tap()
            page.locator("code, #error-summary").first.wait_for()
    assert Comment.objects.count() == (2 if scripts else 1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["", "large"])
def test_every_page_at_320_pixels_in_both_languages_and_sizes(
    phone, live_server, chart, language, size
):
    page, asked = phone(width=320), f"lang={language}&size={size}"
    Policy.objects.create(body=chart.body, proof_of_work=True, report_channel="0573-82888888")
    doors, report, receipts, form = (f"{live_server.url}{path}" for path in paths(chart))
    with override(language):
        for address in (doors, report):
            page.goto(f"{address}?{asked}")
            look(page)
        page.goto(f"{form}&{asked}")
        look(page)
        code = hand_in_after_a_mistake(page)
        page.goto(f"{receipts}?{asked}")
        look(page)
        have_the_sender_forgotten(page, code)


def paths(chart):
    """The pages on which people write, and the door for reports."""
    comment = f"/charts/{chart.code}/comment/"
    return [comment, "/report/", "/receipt/", f"{comment}?about=flow"]


def hand_in_after_a_mistake(page):
    """Send the empty form, then one with a number in it; give the receipt code."""
    again = page.get_by_role("button", name=_("Look at it once more"))
    again.tap()
    page.locator("#error-summary").wait_for()
    look(page)
    page.locator("[name=body]").fill("请打13800138000。")
    page.locator("[name=name]").fill("李四")
    page.locator("[name=name_shown]").check()
    page.wait_for_timeout(A_PERSON_WRITES)
    again.tap()
    page.locator(".note-warning").wait_for()
    look(page)
    page.get_by_role("button", name=_("Hand in the comment")).tap()
    code = page.locator("code").inner_text()
    look(page)
    return code


def have_the_sender_forgotten(page, code):
    """Ask with the code, and have name and contact erased."""
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=_("Look it up")).tap()
    erase = page.get_by_role("button", name=_("Erase my name and contact"))
    erase.wait_for()
    look(page)
    erase.tap()
    page.locator(".note-good").wait_for()
    look(page)
