"""The public's pages as people meet them: on a narrow phone, in large type, without scripts, on paper.

axe looks at each page at 320 and at 1366 pixels, in large type, in Chinese and in English.
"""

import datetime
import io
import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from django.utils import timezone
from pypdf import PdfReader

from powers.models import LegalBasis, Posting
from riskcontrol.disclosure import urls
from riskcontrol.lib.workdays import posting_period
from tests.disclosure.pages import address, answered, improved_chart
from tests.factories.accounts import UserFactory
from tests.factories.powers import CommentFactory, ExtensionFactory, drawn_chart, fresh, posted

from . import test_after, test_commenting
from .conftest import LARGE, SMALL_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"narrow": {"width": 320, "height": 640}, "desk": {"width": 1366, "height": 768}}
READERS = ["", "lang=en", "size=large", "lang=en&size=large"]
# Words of the drawing as they come out on the screen.
DRAWN_TEXT = """() => [...document.querySelectorAll(".chart-drawing text")].map(text => {
  const matrix = text.getScreenCTM();
  return parseFloat(text.getAttribute("font-size")) * Math.hypot(matrix.b, matrix.d);
})"""


@pytest.fixture(autouse=True)
def installed(transactional_db):
    UserFactory()


def said_chart():
    """An open chart that was extended, with answers at its steps and a power with all its facts."""
    chart = drawn_chart(name="占道经营许可流程图")
    chart.powers.update(
        category="licensing",
        affected_party="企业、个体工商户",
        statutory_days=20,
        complaint_phone="0000-123",
    )
    LegalBasis.objects.create(power=chart.powers.get(), law="行政许可法", article="第四十二条")
    LegalBasis.objects.create(
        step=chart.steps.get(key="examine"), law="行政许可法", article="第三十四条"
    )
    posting = posted(fresh(chart), days_ago=2)
    period = posting_period(posting.opens, 9)
    Posting.objects.filter(pk=posting.pk).update(
        closes=period.closes, calculation=period.as_json(), asked="哪一步不方便？"
    )
    ExtensionFactory(posting=posting, closed_before=period.closes - datetime.timedelta(days=3),
                     closes=period.closes)  # fmt: skip
    for number in range(22):
        answered(posting, step_key="examine" if number % 2 else "", body=f"第{number}条意见。")
    CommentFactory(posting=posting)
    return chart


def stopped_chart():
    posting = posted(drawn_chart(), days_ago=5)
    Posting.objects.filter(pk=posting.pk).update(
        stopped_on=timezone.localdate(),
        stopped_by=UserFactory(),
        stop_reason="图有误，改后再公示。",
    )
    return posting.flowchart


@pytest.fixture
def places(settings):
    """Every public page of this part, in each of its states."""
    settings.FINDING_NETWORKS = ["127.0.0.0/8"]
    chart, changed = said_chart(), improved_chart()
    closed = posted(drawn_chart(), days_ago=30).flowchart
    return [
        "/",
        "/?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7",
        "/?state=open",
        address(chart),
        address(chart) + "?lanes=position",
        address(chart) + "?comments=2",
        address(changed),
        address(changed, "compare", "1", "2"),
        address(changed, "compare", "1", "1"),
        address(closed),
        address(stopped_chart()),
        address(changed, "finding"),
        "/report/",
    ]


# What programs read, and what is kept as a file.
NO_PAGES = {
    "picture", "handled_report_pdf", "feed", "unit_feed", "open_data_file", "sitemap", "robots",
}  # fmt: skip


def pages_of_other_tests():
    """What axe looks at in test_after and test_commenting."""
    posting = posted(drawn_chart())
    answered(posting)
    return [*test_after.paths([posting]), *test_commenting.paths(posting.flowchart)]


def test_axe_looks_at_every_page_of_the_public(places):
    """Here or elsewhere: each at 320 pixels, in large type, in both languages."""
    looked_at = [*places, *pages_of_other_tests()]
    named = {resolve(path.partition("?")[0]).url_name for path in looked_at}
    assert named == {each.name for each in urls.urlpatterns} - NO_PAGES


ELSEWHERE = {
    "/no-such-page/": 404,
    "/charts/none/": 404,
    "/charts/none/picture.svg": 404,
    "/charts/{code}/picture.svg?size=bad": 400,
    "/accounts/login/": 200,
}


@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_found_where_something_went_wrong_either(page, live_server, reader):
    page.set_viewport_size(SIZES["narrow"])
    chart = posted(drawn_chart()).flowchart
    for place, status in ELSEWHERE.items():
        path, _mark, query = place.format(code=chart.code).partition("?")
        asked = "&".join(part for part in (reader, query) if part)
        answer = page.goto(live_server.url + path + (f"?{asked}" if asked else ""))
        assert (place, answer.status) == (place, status)
        nothing_is_wrong(page)


def go(page, live_server, place, reader):
    """Open a page as a reader who chose his language and type size."""
    path, _mark, query = place.partition("?")
    asked = "&".join(part for part in (reader, query) if part)
    answer = page.goto(live_server.url + path + (f"?{asked}" if asked else ""))
    assert (place, answer.status, answer.request.redirected_from) == (place, 200, None)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("reader", READERS)
def test_nothing_is_found_by_axe_and_nothing_sticks_out(page, live_server, places, size, reader):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size(SIZES[size])
    for place in places:
        go(page, live_server, place, reader)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        nothing_is_wrong(page)
    # No foreign service: whatever a page needs comes from here.
    assert len(asked) > len(places)
    assert [url for url in asked if not url.startswith(f"{live_server.url}/")] == []


def nothing_is_wrong(page):
    """Axe finds nothing, and nothing stands beyond the window."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert (page.url, told) == (page.url, [])
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (page.url, max(wide, 0)) == (page.url, 0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["", "lang=en&"])
def test_large_type_is_18_points_at_least_everywhere(page, live_server, places, size, lang):
    page.set_viewport_size(SIZES[size])
    for place in places:
        go(page, live_server, place, "")
        assert page.evaluate(SMALL_TEXT, LARGE) != []
        go(page, live_server, place, lang + "size=large")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert (page.url, page.evaluate(SMALL_TEXT, LARGE)) == (page.url, [])
        columns = page.evaluate(
            "() => [...document.querySelectorAll('.facts > div')].map(each => "
            "getComputedStyle(each).gridTemplateColumns.split(' ').length)"
        )
        assert set(columns) <= {1}


def test_the_drawing_grows_with_the_type_and_scrolls_in_its_own_region(page, live_server):
    page.set_viewport_size(SIZES["narrow"])
    chart = said_chart()
    go(page, live_server, address(chart), "")
    usual = min(page.evaluate(DRAWN_TEXT))
    go(page, live_server, address(chart), "size=large")
    assert min(page.evaluate(DRAWN_TEXT)) >= 1.5 * usual
    region = page.get_by_role("region", name="流程图：占道经营许可流程图")
    assert region.get_attribute("tabindex") == "0"


def test_it_all_works_without_scripts_and_cookies(browser, live_server):
    chart = said_chart()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("关键词").fill("占道\u3000个体")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="即将截止 0").click()
    assert "没有符合条件的流程图" in page.locator("main").inner_text()
    page.get_by_role("link", name="全部 1").click()
    page.get_by_role("link", name="占道经营许可流程图").first.click()
    page.get_by_text("截止日如何计算").click()
    assert "公示当日不计入" in page.locator("main").inner_text()
    page.get_by_text("对这一步的意见（10 条）").click()
    page.get_by_role("link", name="第 2 步的链接").click()
    assert page.url.endswith(f"{address(chart)}#step-2")
    assert page.locator(".outline li:target b").inner_text() == "审查"
    page.get_by_role("link", name="下一页").click()
    assert page.url.endswith("?comments=2#comments-title")
    page.get_by_role("link", name="大字版").click()
    page.get_by_role("link", name="English").click()
    assert page.url.endswith(f"{address(chart)}?lang=en&size=large&comments=2")
    assert context.cookies() == []


def test_on_paper_it_says_whose_it_is_and_shows_its_code(page, live_server):
    chart = said_chart()
    for reader in ("", "size=large"):
        go(page, live_server, address(chart), reader)
        assert not page.locator(".paper-head").is_visible()
        pages = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        sizes = {(each.mediabox.width // 10, each.mediabox.height // 10) for each in pages}
        assert sizes == {(59, 84)}  # A4 is 595 by 842 points
        # Chromium's PDF writes some characters as their look-alikes among the radicals.
        told = unicodedata.normalize("NFKC", "".join(each.extract_text() for each in pages))
        text = "".join(told.split())
        day = timezone.localdate()
        wanted = [
            f"打印日期{day.year}年{day.month}月{day.day}日",
            f"{live_server.url}{address(chart)}",
            "第1版",
            chart.body.name,
            "行政许可法",
            "公示当日不计入",
        ]
        assert [words for words in wanted if words not in text] == []
        assert [words for words in ("大字版", "我要提意见", "下载图片") if words in text] == []
        page.emulate_media(media="print")
        box = page.locator(".paper-head .qr").bounding_box()
        page.emulate_media(media="null")
        assert min(box["width"], box["height"]) >= 25 / 25.4 * 96  # a phone reads 25 mm
