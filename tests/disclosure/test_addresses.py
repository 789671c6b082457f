"""Each page has one address, is the same for everybody, and tells caches how long it holds."""

import datetime
import html
import re

import pytest
import time_machine
from django.utils import timezone

from powers.models import Posting
from riskcontrol.disclosure import urls
from tests.factories.accounts import UserFactory, contributor
from tests.factories.powers import CommentFactory, drawn_chart, posted

from .pages import address, answered, improved_chart, open_chart

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def places():
    """The public pages of one chart, by name."""
    chart = improved_chart()
    return {
        "portal": "/",
        "search": "/?q=%E5%AE%A1%E6%9F%A5",
        "chart": address(chart),
        "lanes": address(chart) + "?lanes=position",
        "compare": address(chart, "compare", "1", "2"),
        "report": "/report/",
        "picture": address(chart).removesuffix("/") + "/picture.svg",
        "handled": "/handled/",
        "handled_year": f"/handled/?unit={chart.body.code}",
        "handled_report": address(chart, "handled", "1"),
        "handled_report_pdf": address(chart, "handled", "1") + "report.pdf",
        "feed": "/feed/",
        "unit_feed": f"/feed/{chart.section.code}/",
        "open_data": "/open-data/",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
    }


PLACES = [
    "portal", "search", "chart", "lanes", "compare", "report", "picture", "handled",
    "handled_year", "handled_report", "handled_report_pdf", "feed", "unit_feed", "open_data",
    "sitemap", "robots",
]  # fmt: skip
# Kept nowhere, for something is typed there; and files sent row by row, whose end no ETag knows.
FORMS, STREAMED = {"comment", "receipt", "finding"}, {"open_data_file"}


def test_every_public_address_is_one_of_these():
    names = {each.name for each in urls.urlpatterns}
    assert names - FORMS - STREAMED == set(PLACES) - {"search", "lanes", "handled_year"}


def test_a_file_that_is_streamed_is_the_same_for_everybody(client):
    chart = improved_chart()
    url = "/open-data/comments.csv"
    before = client.get(url)
    client.force_login(contributor(chart.section))
    after = client.get(url, headers={"Accept-Language": "en", "User-Agent": "x"})
    assert after.getvalue() == before.getvalue()
    assert after["Cache-Control"] == "public, max-age=60"
    assert ("Vary" in after, "Set-Cookie" in after, bool(after.cookies)) == (False,) * 3
    assert client.get(f"{url}?x=1").url == url


def test_numbers_in_addresses_are_those_of_versions():
    """No row's number: of each chart the versions are counted from one."""
    numbers = {name for each in urls.urlpatterns for name in number_in(str(each.pattern))}
    assert numbers == {"a", "b", "number"}


def number_in(route):
    return re.findall(r"<int:(\w+)>", route)


@pytest.mark.parametrize("place", PLACES)
def test_one_address_for_each_place(client, place):
    url = places()[place]
    more = "&" if "?" in url else "?"
    answer = client.get(f"{url}{more}utm_source=x")
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert (answer["Cache-Control"], "Vary" in answer, bool(answer.cookies)) == (
        "no-store", False, False,
    )  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_page_tells_caches_all_they_need_and_nothing_of_the_reader(client, place):
    url = places()[place]
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=60"
    assert re.fullmatch(rf'"{timezone.localdate():%Y%m%d}-[0-9a-f]{{24}}"', answer["ETag"])
    assert ("Vary" in answer, "Set-Cookie" in answer, bool(answer.cookies)) == (False,) * 3
    unchanged = client.get(url, headers={"If-None-Match": f'W/{answer["ETag"]}, "x"'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    told = {name: answer[name] for name in ("ETag", "Cache-Control")}
    assert {name: unchanged[name] for name in told} == told
    assert client.get(url, headers={"If-None-Match": '"x"'}).status_code == 200
    assert (client.head(url)["ETag"], client.head(url).content) == (answer["ETag"], b"")


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_a_reader_sends_changes_the_page(client, place):
    url = places()[place]
    before = client.get(url)
    client.force_login(contributor(Posting.objects.get().flowchart.section))
    client.cookies["django_language"] = "en"
    client.cookies["size"] = "large"
    after = client.get(
        url, headers={"Accept-Language": "en", "User-Agent": "x", "HX-Request": "true"}
    )
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert "Vary" not in after
    assert "Set-Cookie" not in after


def test_tomorrow_the_etag_is_another(client):
    url = address(open_chart())
    today = client.get(url)["ETag"]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        answer = client.get(url, headers={"If-None-Match": today})
    assert (answer.status_code, answer["ETag"][1:9] > today[1:9]) == (200, True)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/?x=1", "/"),
        ("/?lang=zh-hans", "/"),
        ("/?lang=fr&size=huge", "/"),
        ("/?lang=", "/"),
        ("/?page=1", "/"),
        ("/?page=-2&state=none&category=none&unit=%3Cb%3E", "/"),
        ("/?page=%D9%A2", "/"),
        ("/?size=large&lang=en", "/?lang=en&size=large"),
        ("/?state=open&q=%E5%AE%A1&unit=&category=", "/?q=%E5%AE%A1&state=open"),
        ("/?state=open&state=closed", "/?state=closed"),
        ("/?q=++%E5%AE%A1%00%0A%E6%9F%A5+", "/?q=%E5%AE%A1+%E6%9F%A5"),
        ("/report/?utm_source=x&lang=en", "/report/?lang=en"),
        ("/?l%61ng=en", "/?lang=en"),
    ],
)
def test_another_way_of_writing_leads_to_the_one_address(client, asked, address):
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert answer["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("query", ["lanes=body", "comments=1", "comments=x", "page=2", "lanes="])
def test_a_chart_drops_what_it_does_not_know(client, query):
    url = address(open_chart())
    answer = client.get(f"{url}?{query}")
    assert (answer.status_code, answer["Location"]) == (302, url)


def test_words_may_be_written_in_more_than_one_way(client):
    for written in ("%E5%AE%A1+%E6%9F%A5", "%e5%ae%a1%20%E6%9F%A5", "审+查"):
        assert client.get(f"/?q={written}").status_code == 200


def test_very_long_words_are_cut(client):
    answer = client.get("/?q=" + "a" * 150, follow=True)
    assert answer.redirect_chain == [("/?q=" + "a" * 100, 302)]
    assert f'value="{"a" * 100}"' in answer.text


def test_no_address_leads_round_in_circles(client):
    for query in (
        "q=%2B%2B&x",
        "q=a%26b%3D&lang=en&y=1",
        "q=%F0%A0%80%80*~.-_&size=large&&",
        "=&=",
    ):
        answer = client.get(f"/?{query}", follow=True)
        assert (answer.status_code, len(answer.redirect_chain)) == (200, 1)


def test_every_link_on_a_page_is_an_address(client):
    chart = improved_chart()
    for number in range(25):
        answered(Posting.objects.get(), body=f"第{number}条")
    open_chart()
    seen, ahead = set(), ["/?lang=en&size=large&state=settled", address(chart) + "?lang=en"]
    while ahead:
        url = ahead.pop()
        seen.add(url)
        answer = client.get(url)
        assert (url, answer.status_code) == (url, 200)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        links = map(html.unescape, re.findall(r'href="(/(?!static)[^"#]*)[#"]', answer.text))
        # Pictures are tried elsewhere; what they show takes its time to draw.
        pages = {link for link in links if "/picture." not in link}
        ahead += pages - seen - set(ahead)
    assert len(seen) > 60


def test_what_is_not_there_is_kept_nowhere(client):
    for path in ("/charts/none/", f"/charts/{open_chart().code}/compare/1/2/"):
        answer = client.get(path)
        assert (answer.status_code, "ETag" in answer, bool(answer.cookies)) == (404, False, False)
        assert "Vary" not in answer


def test_a_refused_picture_is_kept_nowhere(client):
    answer = client.get(address(open_chart()).removesuffix("/") + "/picture.svg?size=bad")
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")


def test_pages_of_comments_end_where_they_do(client):
    posting = posted(drawn_chart())
    for number in range(21):
        answered(posting, body=f"第{number}条")
    CommentFactory(posting=posting)
    url = address(posting.flowchart)
    beyond = client.get(f"{url}?size=large&comments=9")
    assert (beyond.status_code, beyond.url) == (302, f"{url}?size=large&comments=2")
