"""What came of comments, looked at in the browser; and the page of the pack, opened from a disk."""

import io
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.disclosure.said import hidden, improved, said, sums_up
from tests.factories.accounts import BodyFactory, SectionFactory, contributor
from tests.factories.powers import drawn_chart, posted

from .conftest import DESK, assert_large_type
from .test_walk import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 320, "height": 640}
QUERIES = ["?lang=zh-hans", "?lang=en", "?lang=zh-hans&size=large", "?lang=en&size=large"]


@pytest.fixture
def postings():
    """A settled posting with comments of all kinds, one whose body sums up, one without comments."""
    body = BodyFactory(name="示范县农业农村局")
    told = posted(drawn_chart(section=SectionFactory(parent=body)), days_ago=30)
    said(told, outcome="adopted", changed=["examine"], step_key="examine", body="写明现场核查。")
    said(told, outcome="declined", body="希望邮寄。")
    said(told, body="还没答复。")
    hidden(told, "insult")
    improved(told, examine="现场核查")
    summed = posted(drawn_chart(), days_ago=5)
    said(summed, outcome="partly", step_key="serve")
    sums_up(summed)
    return [told, summed, posted(drawn_chart())]


def look(page, where):
    """Nothing is found by axe, and nothing stands beyond the window."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert (where, told) == (where, [])
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (where, wide) == (where, 0)
    assert_large_type(page)


def paths(postings):
    """The pages of what came of comments."""
    reports = [f"/charts/{each.flowchart.code}/handled/{each.version.number}/" for each in postings]
    return ["/handled/", "/open-data/", *reports]


@pytest.mark.parametrize("size", [DESK, SMALL], ids=["desk", "320"])
def test_nothing_is_found_by_axe(page, live_server, postings, size):
    page.set_viewport_size(size)
    for path in paths(postings):
        for query in QUERIES:
            page.goto(live_server.url + path + query)
            look(page, path + query)


def test_from_the_figures_to_the_report_to_the_chart(page, live_server, postings):
    name = postings[0].version.drawing["name"]
    page.goto(live_server.url + "/handled/?lang=en")
    page.get_by_label("Unit", exact=True).select_option(label="示范县农业农村局")
    page.get_by_role("button", name="Filter").click()
    assert page.get_by_role("heading", name="Postings in figures: 1").is_visible()
    page.get_by_role("link", name=name).click()
    page.get_by_role("heading", name=f"What became of the comments on “{name}”").wait_for()
    assert page.locator("article.comment").count() == 3
    page.get_by_role("link", name="Back to the chart").click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    assert page.get_by_role("link", name="Handling report").first.is_visible()
    assert page.context.cookies() == []


@pytest.fixture
def pack(client, postings):
    """The files of a posting's pack."""
    posting = postings[0]
    client.force_login(contributor(posting.flowchart.section))
    answer = client.get(reverse("registers:posting_pack", args=[posting.pk]))
    return zipfile.ZipFile(io.BytesIO(answer.content))


@pytest.mark.parametrize("size", [DESK, SMALL], ids=["desk", "320"])
def test_the_page_of_the_pack_opens_from_a_disk_and_asks_for_nothing(page, pack, tmp_path, size):
    file = tmp_path / "公示网页.html"
    file.write_bytes(pack.read("公示网页.html"))
    asked, said_by_browser = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said_by_browser.append(message.text))
    page.set_viewport_size(size)
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    look(page, "pack")
    assert (asked, said_by_browser) == ([file.as_uri()], [])
    assert page.locator("svg.chart-drawing").is_visible()
    assert page.locator("svg.qr").bounding_box()["width"] > 90


def test_the_posting_page_at_the_desk_offers_the_papers(page, live_server, sign_in, postings):
    posting = postings[2]
    sign_in(contributor(posting.flowchart.section))
    page.goto(f"{live_server.url}/desk/postings/{posting.pk}/?lang=en")
    look(page, "desk")
    for name in ("Poster", "Posting pack"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.failure() is None
