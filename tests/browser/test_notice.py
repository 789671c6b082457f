"""A notice in the browser: issued, answered, given back, answered again, accepted, on paper."""

import datetime
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from measures.models import Notice
from tests.factories.accounts import SectionFactory, committee_chair, section_head

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEEN = "三月份五件办结件没有台账记录。"
DONE = "五件均已补录，月底前逐件核对。"


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def issue(page, site, section):
    """Issue a notice of disposal; without an act of disposal it is asked for, and what was typed stays."""
    page.goto(f"{site}/desk/measures/")
    page.get_by_role("link", name="通知书", exact=True).click()
    page.get_by_role("link", name="下发通知书").click()
    page.get_by_label("处置通知书").check()
    page.locator("[name=section]").select_option(str(section.pk))
    page.locator("[name=seen]").fill(SEEN)
    page.locator("[name=required]").fill("补齐记录，说明原因。")
    soon = timezone.localdate() + datetime.timedelta(days=10)
    page.locator("[name=due_on]").fill(soon.isoformat())
    press(page, "下发")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=seen]")).to_have_value(SEEN)
    page.locator("[name=acts]").first.check()
    press(page, "下发")
    expect(page.locator(".typed").first).to_have_text(SEEN)
    return page.url


def reply(page, url, words):
    """Reply for the section; nothing said is refused."""
    page.goto(url)
    press(page, "回复")
    expect(page.locator(".error-summary")).to_contain_text("填写")
    page.locator("[name=reply-text]").fill(words)
    press(page, "回复")
    expect(page.locator(".item .typed").last).to_have_text(words)


def give_back(page, url, reason):
    """Give the reply back, with the reason that is asked for."""
    page.goto(url)
    press(page, "退回")
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("[name=return-reason]").fill(reason)
    press(page, "退回")
    expect(page.locator(".item")).to_contain_text(reason)


def test_a_notice_of_disposal_until_its_reply_is_accepted(page, site, sign_in):
    section = SectionFactory()
    chair, head = committee_chair(section.parent), section_head(section)

    sign_in(chair)
    url = issue(page, site, section)
    sign_in(head)
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name="1 份通知书待本科室回复").click()
    page.get_by_role("link", name=str(Notice.objects.get())).click()
    expect(page).to_have_url(url)
    reply(page, url, "已收到。")
    sign_in(chair)
    give_back(page, url, "没有写明如何补齐。")
    sign_in(head)
    reply(page, url, DONE)
    sign_in(chair)
    page.goto(url)
    press(page, "认可")

    expect(page.locator(".item .state-done")).to_have_count(1)
    notice = Notice.objects.get()
    assert [one.state for one in notice.replies.all()] == ["returned", "accepted"]
    paper = page.get_by_role("link", name="打印").get_attribute("href")
    read = PdfReader(BytesIO(page.request.get(site + paper).body()))
    printed = "".join(one.extract_text() for one in read.pages).replace("\n", "")
    assert SEEN in printed
