"""On a phone no page of the staff is wider than the screen, in the longer language, over the whole demo."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from riskcontrol.accounts.models import User
from riskcontrol.desk.management.commands import load_demo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}
# A link to a file is not one to a page.
FILES = re.compile(r"\.\w+$|/(evidence|attachments|files)/")
FROM = ["/desk/", "/desk/measures/", "/desk/oversight/", "/desk/powers/DEMO-N-001/same/"]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
LINKS = "all => all.map(one => one.getAttribute('href').split(/[?#]/)[0])"


@pytest.fixture
def demo(tmp_path, settings):
    settings.DEMO = True
    settings.BASE_DIR = tmp_path
    call_command(load_demo.Command(), stdout=StringIO())


def kind_of(path):
    """Which kind of page an address names; nothing where it is a file or no page."""
    if FILES.search(path):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def walked(page, base):
    """Follow the links from room to room, to one page of each kind; give which are too wide."""
    waiting, wide = list(FROM), {}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in wide or page.goto(base + path).status != 200:
            continue
        wide[kind] = page.evaluate(TOO_WIDE)
        waiting += page.eval_on_selector_all("a[href^='/desk/']", LINKS)
    return wide


@pytest.mark.parametrize(
    ("username", "least"),
    [("contributor", 70), ("committee-chair", 80), ("area-chair", 80)],
)
def test_no_page_is_wider_than_a_phone(demo, page, live_server, sign_in, username, least):
    User.objects.filter(username=username).update(language="en")
    page.set_viewport_size(PHONE)
    sign_in(User.objects.get(username=username))

    wide = walked(page, live_server.url)

    assert [kind for kind, is_wide in wide.items() if is_wide] == []
    assert len(wide) >= least
