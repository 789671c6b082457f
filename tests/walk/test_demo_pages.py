"""The demo's pages: open for business roles, without business content for administrators, and in public."""

import pytest
from django.urls import reverse

from riskcontrol.accounts.demo import ACCOUNTS
from riskcontrol.accounts.models import User

BUSINESS = [
    "contributor", "section-head", "moderator", "deputy-head", "head", "committee-member",
    "committee-chair",
]  # fmt: skip
OFFICE = ["auditor", "security-administrator", "system-administrator"]
PAGES = [
    "/desk/walk/", "/desk/method/", "/desk/powers/", "/desk/powers/DEMO-N-001/", "/desk/powers/DEMO-N-105/",
    "/desk/powers/DEMO-A-002/", "/desk/flowcharts/", "/desk/flowcharts/demo-licence/", "/desk/postings/",
    "/desk/risk-points/", "/desk/measures/", "/desk/registers/", "/desk/worksheets/demo-n-105/",
    "/desk/positions/DEMO/JC-2/", "/desk/positions/DEMO/LD-3/",
]  # fmt: skip


@pytest.fixture
def demo(loaded_demo, db):
    return {user.username: user for user in User.objects.filter(is_active=True)}


def seen(client, user, path):
    client.force_login(user)
    return client.get(path)


def test_business_pages_open_for_business_roles(demo, client):
    shut = [
        (username, path)
        for username in BUSINESS
        for path in PAGES
        if seen(client, demo[username], path).status_code != 200
    ]
    assert shut == []


def test_administrators_see_no_business_content(demo, client):
    pages = [path for path in PAGES if path != "/desk/method/"]
    shown = [
        (username, path)
        for username in OFFICE
        for path in pages
        if "执法" in seen(client, demo[username], path).content.decode()
    ]
    assert shown == []


def test_public_sees_the_posted_charts_and_not_the_withheld_one(demo, client):
    page = client.get(reverse("disclosure:portal")).content.decode()
    assert ("行政执法证件管理" in page, "涉密线索管理" in page, "公务用车" in page) == (
        True,
        False,
        False,
    )
    assert client.get("/charts/demo-n-105/").status_code == 404


def test_one_click_entry_works_in_the_demo_alone(demo, client, settings):
    url = reverse("accounts:enter")
    entered = {one.username: client.post(url, {"username": one.username}).url for one in ACCOUNTS}
    assert entered == dict.fromkeys((one.username for one in ACCOUNTS), "/desk/")
    assert client.post(url, {"username": "demo-loader"}).status_code == 404
    settings.DEMO = False
    assert client.post(url, {"username": "contributor"}).status_code == 404
