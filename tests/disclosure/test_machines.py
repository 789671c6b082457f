"""What programs ask for: the map of the site, and where they need not look."""

import datetime
from urllib.robotparser import RobotFileParser

import pytest
from django.test.utils import override_settings
from django.utils import timezone
from lxml import etree

from powers.models import Posting
from tests.factories.accounts import UserFactory
from tests.factories.powers import drawn_chart, posted

from .said import said, settled

pytestmark = pytest.mark.django_db
NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def places(client):
    root = etree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.findtext("map:loc", namespaces=NAMES).removeprefix("http://testserver"): url.findtext(
            "map:lastmod", namespaces=NAMES
        )
        for url in root.findall("map:url", NAMES)
    }


def test_the_map_names_every_page_that_stays(client):
    chart = drawn_chart()
    first = settled(posted(chart, days_ago=60))
    said(first, outcome="adopted", answered_on=first.closes)
    posted(chart, days_ago=3)
    hidden = posted(drawn_chart())
    hidden.flowchart.powers.update(withheld_ground="涉密", withheld_approver="王局")
    posted(drawn_chart(), days_ago=-1)
    today = timezone.localdate()
    assert places(client) == {
        "/": None,
        "/handled/": None,
        "/open-data/": None,
        "/report/": None,
        f"/charts/{chart.code}/": str(today),
        f"/charts/{chart.code}/handled/1/": str(today),
        f"/charts/{chart.code}/handled/2/": str(today - datetime.timedelta(days=3)),
    }
    assert {client.get(path).status_code for path in places(client)} == {200}


def test_a_page_changes_the_day_after_its_posting_closed(client):
    posting = posted(drawn_chart(), days_ago=30, days=9)
    path = f"/charts/{posting.flowchart.code}/"
    assert places(client)[path] == str(posting.closes + datetime.timedelta(days=1))
    said(posting)
    assert places(client)[path] == str(timezone.localdate())


def test_the_map_takes_the_same_number_of_queries(client, django_assert_num_queries):
    posted(drawn_chart())
    client.get("/sitemap.xml")
    with django_assert_num_queries(2):
        client.get("/sitemap.xml")
    for _number in range(2):
        said(posted(drawn_chart()), outcome="adopted")
    with django_assert_num_queries(2):
        client.get("/sitemap.xml")


def test_programs_are_kept_from_desk_and_forms_alone(client):
    text = client.get("/robots.txt").text
    assert text == (
        "User-agent: *\n"
        "Disallow: /desk/\n"
        "Disallow: /accounts/\n"
        "Disallow: /health/\n"
        "Disallow: /receipt/\n"
        "Disallow: /charts/*/comment/\n"
        "\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert not rules.can_fetch("any", "/desk/postings/")
    assert rules.can_fetch("any", "/handled/")


@override_settings(PUBLIC_ADDRESS="http://qlgk.example.gov.cn")
def test_the_host_of_the_public_can_be_set(client):
    posting = posted(drawn_chart())
    assert "Sitemap: http://qlgk.example.gov.cn/sitemap.xml" in client.get("/robots.txt").text
    feed = client.get("/feed/").text
    assert "testserver" not in feed
    assert f"http://qlgk.example.gov.cn/charts/{posting.flowchart.code}/" in feed
    assert "tag:qlgk.example.gov.cn,2026:feed<" in feed


def test_both_can_be_shared_by_any_cache(client):
    posted(drawn_chart())
    for path, kind in {
        "/sitemap.xml": "application/xml",
        "/robots.txt": "text/plain; charset=utf-8",
    }.items():
        response = client.get(path)
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in response
        assert not response.cookies
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
    assert Posting.objects.count() == 1


@override_settings(PUBLIC_ADDRESS="http://qlgk.example.gov.cn:8443")
def test_an_id_names_the_host_without_its_port(client):
    feed = client.get("/feed/").text
    assert "<id>tag:qlgk.example.gov.cn,2026:feed</id>" in feed
    assert 'href="http://qlgk.example.gov.cn:8443/"' in feed
