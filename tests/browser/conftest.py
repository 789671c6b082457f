"""The browser of the tests: Debian's Chromium, in Chinese, at a desk and on a phone."""

import os
import shutil

import pytest
from django.conf import settings

# Playwright's synchronous interface keeps an event loop in the thread that runs the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 375, "height": 812}


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
