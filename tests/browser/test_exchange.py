"""An exchanged part of the page is whole the moment it stands there: it answers, and leaves the focus be."""

import pytest
from django.urls import reverse

from tests.factories.accounts import contributor
from tests.factories.powers import drawn_chart

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Somebody faster than any person: he acts in the same instant in which the rows stand there.
AT_ONCE = """act => new Promise(done => {
  window.wasHere = true;
  const add = () => document.querySelector('#rows button[value=add]').click();
  const field = () => document.querySelector('[name=row-0-days]');
  const rows = () => document.querySelectorAll('[name=row]').length;
  const before = rows();
  new MutationObserver((_, watch) => {
    if (rows() === before) return;
    watch.disconnect();
    act === 'add' ? add() : field().focus();
    done();
  }).observe(document.body, {childList: true, subtree: true});
  add();
})"""


@pytest.fixture
def studio(page, live_server, sign_in):
    """The studio of a chart of three steps, in the browser."""
    chart = drawn_chart()
    sign_in(contributor(chart.section))
    page.goto(live_server.url + reverse("powers:flowchart_edit", args=[chart.code]))
    return page


def is_quiet(page):
    """Wait until all that was asked for is there."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-added')"
    )


def test_a_new_button_answers_at_once_and_loads_no_page(studio):
    studio.evaluate(AT_ONCE, "add")
    studio.wait_for_function("() => document.querySelectorAll('[name=row]').length === 5")
    assert studio.evaluate("window.wasHere") is True


def test_the_focus_stays_where_a_person_puts_it(studio):
    studio.evaluate(AT_ONCE, "focus")
    is_quiet(studio)
    assert studio.evaluate("document.activeElement.name") == "row-0-days"
