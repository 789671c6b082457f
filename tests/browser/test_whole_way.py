"""One comment on its whole way, from a phone to the comparison, with scripts and without them."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from powers.models import Comment, Posting
from tests.factories.powers import drawn_chart, posted
from tests.powers.flow import people_of

from .conftest import DESK
from .test_commenting import TEXT, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request):
    return request.param


@pytest.fixture
def desk(browser, client, live_server, scripts):
    """The browser at the desk; whoever sits down at it opens the page of the posting."""
    context = browser.new_context(locale="zh-CN", viewport=DESK, java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(15_000)

    def sits_down(user, path):
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    yield sits_down
    context.close()


def days_ago(count):
    return timezone.localdate() - datetime.timedelta(days=count)


def handed_in(page, live_server, chart):
    """A comment on the second step; its receipt code."""
    write(page, live_server, chart)
    page.get_by_role("button", name=_("Hand in the comment")).tap()
    return page.locator("code").inner_text()


def read(page, address):
    page.goto(address)
    return page.locator("main").inner_text()


def what_the_receipt_tells(page, base, code):
    page.goto(f"{base}/receipt/")
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=_("Look it up")).tap()
    page.locator("article p.comment-body").wait_for()
    return page.locator("main").inner_text()


def answers(page, posting):
    """Adopt the only comment, name the step that it changes, and hand in."""
    prefix = f"c-{posting.comments.get().public_id}"
    page.locator(f"[name={prefix}-decision]").select_option("adopted")
    page.locator(f"[name={prefix}-reason]").fill("已写明由两人审查。")
    page.get_by_text(_("Steps it changes")).first.click()
    page.locator(f"[name={prefix}-changed][value=examine]").check()
    page.get_by_role("button", name=_("Save and hand in")).click()
    page.get_by_text(_("Handed in to be settled.")).wait_for()


def is_shown(page):
    """Let the moderator show the only comment while it waits."""
    page.get_by_role("button", name=_("Show it to the public"), exact=True).click()
    page.locator("#messages").get_by_text("意见已公开").wait_for()


def settles(page):
    page.get_by_role("button", name=_("Settle the posting")).click()
    page.locator("#messages").get_by_text("定稿").wait_for()


def the_posting_ends(chart):
    """Time passes, and the section mends the step."""
    Posting.objects.update(opens=days_ago(20), closes=days_ago(9))
    Comment.objects.update(received_on=days_ago(12))
    chart.steps.filter(key="examine").update(name="两人审查")


def test_from_a_phone_to_what_changed(phone, desk, live_server, scripts):
    posting = posted(drawn_chart(), days_ago=1)
    people, chart = people_of(posting.flowchart), posting.flowchart
    staff, public = f"/desk/postings/{posting.pk}/", f"{live_server.url}/charts/{chart.code}/"
    with override("zh-hans"):
        code = handed_in(phone(scripts=scripts), live_server, chart)
        assert TEXT not in read(phone(scripts=scripts), public)
        is_shown(desk(people.moderator, staff))
        assert TEXT in read(phone(scripts=scripts), public)
        the_posting_ends(chart)
        answers(desk(people.contributor, staff), posting)
        settles(desk(people.moderator, staff))
        told = read(phone(scripts=scripts), public)
        assert ["已写明由两人审查。" in told, "“两人审查”" in told] == [True, True]
        compared = read(phone(scripts=scripts), f"{public}compare/1/2/")
        assert ["两人审查" in compared, TEXT.splitlines()[0] in compared] == [True, True]
        told = what_the_receipt_tells(phone(scripts=scripts), live_server.url, code)
        assert [words for words in (TEXT, "采纳", "已写明由两人审查。") if words not in told] == []
    comment = Comment.objects.select_related("reply").get()
    assert (comment.state, comment.reply.outcome) == ("answered", "adopted")
    assert Posting.objects.get().final_version.number == 2
