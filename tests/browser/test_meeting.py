"""A meeting of three in the browser, from the call to the PDF of its minutes."""

import hashlib
import io

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from riskcontrol.accounts.models import User
from riskpoints.models import Meeting, Ruling
from tests.factories.measures import committee
from tests.factories.meetings import items_of, sheets_of_one_body

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rate(page, site, sitting, grade):
    """Fill in the same grade for every factor, and hand it in."""
    page.goto(f"{site}/desk/committee/{sitting.pk}/")
    page.locator("fieldset.factor input[type=radio]").first.focus()
    for _factor in range(4):
        page.keyboard.press(grade)
    for why in page.locator("[data-why]:visible textarea").all():
        why.fill("标准弹性大。")
    page.get_by_role("button", name="Hand in my assessment").click()
    page.wait_for_load_state()


def lower(page, site, sitting, second, sign_in):
    """The chair proposes a lower level, another member stands by it."""
    page.goto(f"{site}/desk/committee/{sitting.pk}/")
    point = sitting.worksheet.risk_points.get()
    page.locator("details:has([name^=level]) > summary").click()
    page.locator(f"[name=level{point.pk}-rank]").select_option("3")
    page.locator(f"[name=level{point.pk}-reason]").fill("已有双人复核。")
    page.locator(f"form[action$='/level/{point.pk}/'] button").click()
    page.wait_for_load_state()
    sign_in(second)
    page.goto(f"{site}/desk/committee/{sitting.pk}/")
    page.locator("form[action*='/second/'] button").click()
    page.wait_for_load_state()


def rule(page, site, sitting):
    page.goto(f"{site}/desk/committee/{sitting.pk}/")
    page.get_by_role("button", name="Rule and approve the measures").click()
    page.wait_for_load_state()


def call(page, site, sheets):
    """From the queue the chair calls a meeting for today on the first worksheet, and adds the second."""
    page.goto(f"{site}/desk/committee/")
    page.get_by_role("link", name=f"Call a meeting on it · {sheets[0]}").click()
    page.get_by_label("Date").fill(timezone.localdate().isoformat())
    page.get_by_label("Time").fill("09:30")
    page.get_by_label("Place").fill("三楼会议室")
    expect(page.get_by_label(str(sheets[0]))).to_be_checked()
    page.get_by_label(str(sheets[1])).check()
    page.get_by_role("button", name="Call the meeting").click()
    page.wait_for_load_state()
    return Meeting.objects.get()


def close(page, site, meeting):
    """From the queue the chair closes the meeting; the page says that the hash holds."""
    page.goto(f"{site}/desk/committee/")
    page.get_by_role("link", name="Open · Meeting").click()
    page.get_by_role("link", name="Close the meeting").click()
    page.get_by_role("button", name="Close the meeting").click()
    page.wait_for_load_state()
    expect(
        page.get_by_text("What stands in the database now still gives this hash.")
    ).to_be_visible()


def printed(page, site):
    """Follow the link to the PDF, and read its words."""
    link = page.get_by_role("link", name="Print as PDF").get_attribute("href")
    sheets = PdfReader(io.BytesIO(page.request.get(site + link).body())).pages
    return "".join(sheet.extract_text() for sheet in sheets).replace("\n", "")


def test_a_meeting_of_three_goes_from_the_call_to_its_minutes(page, live_server, sign_in):
    """Two items, one of them lowered with a second person; what is printed gives the hash again."""
    site, sheets = live_server.url, sheets_of_one_body(2)
    chair, (one, two) = committee(sheets[0], 2)
    User.objects.update(language="en")
    sign_in(chair)
    meeting = call(page, site, sheets)
    items = items_of(meeting)
    for user, grade in ((one, "2"), (two, "3"), (chair, "2")):
        sign_in(user)
        for item in items:
            rate(page, site, item, grade)
    lower(page, site, items[0], one, sign_in)
    sign_in(chair)
    for item in items:
        rule(page, site, item)
    close(page, site, meeting)
    text = printed(page, site)
    content = page.request.get(f"{site}/desk/committee/meetings/{meeting.pk}/decided.json").body()
    told = [chair.name, one.name, two.name, "三楼会议室", "已有双人复核。"]
    told += [hashlib.sha256(content).hexdigest(), *(str(sheet) for sheet in sheets)]
    assert [words for words in told if words not in text] == []
    assert sorted(Ruling.objects.values_list("rank", "second"), key=str) == [
        (2, None),
        (3, one.pk),
    ]
