"""The browser of the tests: Debian's Chromium, in Chinese, at a desk and on a phone."""

import os
import shutil

import pytest
from django.conf import settings

# Playwright's synchronous interface keeps an event loop in the thread that runs the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 375, "height": 812}
LARGE = 24  # pixels: 18 points

# Text that is shown and smaller than so many pixels; drawings are pictures and grow as such.
SMALL_TEXT = """least => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement, text = walk.currentNode.data.trim();
    if (!text || box.closest("svg, .visually-hidden") || !box.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(box).fontSize);
    if (size < least) found.push(`${size}: ${text.slice(0, 30)}`);
  }
  return found;
}"""


def assert_large_type(page):
    """Nothing that is shown is smaller than 18 points, where the reader asked for large type."""
    if "size=large" in page.url:
        assert (page.url, page.evaluate(SMALL_TEXT, LARGE)) == (page.url, [])


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the Chromium that Debian installs, quiet and without calls of its own."""
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Look at the pages as a Chinese reader at a desk does."""
    return browser_context_args | {"locale": "zh-CN", "viewport": DESK}


@pytest.fixture
def site(live_server):
    """The address at which the server answers."""
    return live_server.url


@pytest.fixture
def sign_in(client, context, live_server):
    """Plant a person's session in the browser, as if he had signed in."""

    def plant(user):
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return plant


@pytest.fixture
def phone(browser):
    """A phone; how it is asked for: with or without scripts. No page leaves a cookie on it."""
    opened = []

    def pick_up(*, scripts=True, width=375):
        size = PHONE | {"width": width}
        context = browser.new_context(
            locale="zh-CN", viewport=size, java_script_enabled=scripts, has_touch=True
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield pick_up
    for context in opened:
        assert context.cookies() == []
        context.close()
