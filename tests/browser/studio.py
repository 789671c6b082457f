"""A hand on the flow editor, for the browser tests: it types, presses and waits until the server knows."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

expect.set_options(timeout=20_000)

NOTHING_UNDER_WAY = (
    "() => !document.querySelector('#studio[data-busy], #studio[data-unkept]')"
    " && document.querySelector('#studio') && document.readyState === 'complete'"
)
FOCUSED = "() => document.activeElement.id"
HAS_FOCUS = "wanted => document.activeElement.matches(wanted)"


class Studio:
    """The editor of one chart in one page of a browser."""

    def __init__(self, page, base, chart):
        self.page, self.chart = page, chart
        self.address = f"{base}/desk/flowcharts/{chart.code}/edit/"
        page.set_default_timeout(20_000)

    def open(self):
        """Open it, or open it again."""
        self.page.goto(self.address)
        return self

    def idle(self):
        """Wait until the server knows all that was typed and has answered all that was pressed."""
        self.page.wait_for_function(NOTHING_UNDER_WAY)

    def field(self, number, name):
        """One field of a line, counted from 0."""
        return self.page.locator(f"[name=row-{number}-{name}]")

    def names(self):
        """The names of the steps as they stand in the table."""
        return self.page.locator("#rows .step-name textarea").evaluate_all(
            "fields => fields.map(field => field.value)"
        )

    def focused(self):
        """The id of what has the focus."""
        return self.page.evaluate(FOCUSED)

    def do(self, number, words):
        """Press a button in a step's menu."""
        menu = self.page.locator(f"#row-{number} .step-menu")
        menu.locator("summary").click()
        menu.get_by_role("button", name=words).click()
        self.idle()

    def press(self, words):
        """Press a button of the page that changes the rows."""
        self.page.get_by_role("button", name=words, exact=True).click()
        self.idle()

    def tab_to(self, wanted, key="Tab"):
        """Press Tab until something has the focus; never the mouse."""
        for _press in range(200):
            self.page.keyboard.press(key)
            if self.page.evaluate(HAS_FOCUS, wanted):
                return
        raise AssertionError(f"Tab does not lead to {wanted}")

    def drawn(self):
        """The keys of the steps in the drawing."""
        boxes = self.page.locator("#drawing svg [id^=step-]")
        return [
            key.removeprefix("step-") for key in boxes.evaluate_all("all => all.map(b => b.id)")
        ]

    def expect_names(self, *names):
        """The table and, after loading the page again, the draft hold these steps."""
        self.idle()
        assert self.names() == [*names]


class Held:
    """The editor's requests, held back until they are let go."""

    def __init__(self, page, address):
        self.page, self.routes, self.is_over = page, [], False
        page.route(address, self.catch)

    def catch(self, route):
        """Keep what the editor sends; pages are let through."""
        if route.request.method == "POST" and not self.is_over:
            self.routes.append(route)
        else:
            route.continue_()

    def wait(self, count=1):
        """Wait until so many requests are held."""
        while len(self.routes) < count:
            self.page.wait_for_timeout(20)
        return self.routes

    def let_go(self):
        """Let all go on and hold no more."""
        self.is_over = True
        for route in self.routes:
            route.continue_()


def seat(context, base, user):
    """Sign a person in to a browser context of his own."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])


def announced(page, words):
    """Wait until the words are said to whoever listens."""
    expect(page.locator("#announcer")).to_have_text(words)
