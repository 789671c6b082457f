"""Every action of the flow editor with the keyboard alone: done, and said to whoever does not see it."""

from dataclasses import replace

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from powers.actions.sketches import MOST_UNDO, keep
from powers.models import Sketch
from powers.row_operations import OPERATIONS
from tests.factories.accounts import contributor
from tests.factories.powers import drawn_chart
from tests.powers.forms import rows_in

from .studio import Studio, announced

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BEGIN = ["受理", "审查、核查", "送达"]
# What a step's menu does to the second step: the names after it, and what is said.
OF_A_STEP = {
    "before": (["受理", "", "审查、核查", "送达"], _("Step {n} inserted"), 2),
    "after": (["受理", "审查、核查", "", "送达"], _("Step {n} inserted"), 3),
    "up": (["审查、核查", "受理", "送达"], _("Moved up, now step {n}"), 1),
    "down": (["受理", "送达", "审查、核查"], _("Moved down, now step {n}"), 3),
    "split": (["受理", "审查", "核查", "送达"], _("Split; the second part is step {n}"), 3),
    "merge": (["受理", "审查、核查、送达"], _("Merged into step {n}"), 2),
    "decide": (["受理", "审查、核查", "", "送达"], _("Step {n} is now a decision"), 2),
    "way": (BEGIN, _("Way added to step {n}"), 2),
    "basis": (BEGIN, _("Legal basis added to step {n}"), 2),
    "remove": (["受理", "送达"], _("Step removed"), 0),
}
# What stands outside the table's rows: the button, and what is said.
OF_THE_CHART = {
    "add": ("#rows [value=add]", _("Step {n} added")),
    "undo": ("#undo", _("Undone")),
    "redo": ("#redo", _("Done again")),
    "reset": ("#discard [value=reset]", _("Back to what is saved")),
}
SAID = """() => Object.keys(document.getElementById('rows').dataset)
  .map(name => name.replace('said', '').toLowerCase())"""


@pytest.fixture
def chart(transactional_db):
    chart = drawn_chart()
    chart.steps.filter(key="examine").update(name="审查、核查")
    return chart


@pytest.fixture
def person(chart):
    return contributor(chart.section)


@pytest.fixture
def studio(page, live_server, sign_in, chart, person):
    sign_in(person)
    return Studio(page, live_server.url, chart).open()


def press(studio, wanted):
    """Go to a button with Tab, see that it is there to be seen, and press it with Enter."""
    studio.tab_to(wanted)
    assert studio.page.locator(f"{wanted}:focus").is_visible()
    studio.page.keyboard.press("Enter")
    studio.idle()


def test_no_action_is_left_out(studio):
    assert set(studio.page.evaluate(SAID)) == {*OF_A_STEP, *OF_THE_CHART}
    assert set(OPERATIONS) == set(OF_A_STEP)


@pytest.mark.parametrize("verb", OF_A_STEP)
def test_what_is_done_to_a_step_is_done_by_keys_and_said(studio, verb):
    names, words, number = OF_A_STEP[verb]
    studio.page.evaluate("() => { window.wasHere = true; }")
    if verb != "way":
        studio.tab_to("#row-1 .step-menu summary")
        studio.page.keyboard.press("Enter")
    press(studio, f"[name=do][value='{verb}:1']")
    announced(studio.page, words.format(n=number))
    assert studio.page.evaluate("window.wasHere") is True
    assert studio.focused() not in ("", "main")
    studio.expect_names(*names)
    studio.page.keyboard.press("Control+z")
    studio.idle()
    announced(studio.page, _("Undone"))
    studio.expect_names(*BEGIN)


def test_what_is_done_to_the_chart_is_done_by_keys_and_said(studio):
    names = [*BEGIN, ""]
    for verb in ("add", "undo", "redo"):
        wanted, words = OF_THE_CHART[verb]
        press(studio, wanted)
        announced(studio.page, words.format(n=4))
        studio.expect_names(*(BEGIN if verb == "undo" else names))
    studio.tab_to("#discard summary")
    studio.page.keyboard.press("Enter")
    press(studio, OF_THE_CHART["reset"][0])
    announced(studio.page, OF_THE_CHART["reset"][1])
    studio.expect_names(*BEGIN)
    assert not Sketch.objects.exists()


def test_the_lanes_are_chosen_by_keys_and_said(studio):
    studio.tab_to("#lanes")
    studio.page.keyboard.press("ArrowDown")
    studio.idle()
    announced(studio.page, pgettext("drawing", "Lanes by position"))
    assert studio.page.locator("#drawing .chart-lanes").is_visible()
    assert studio.focused() == "lanes"


def with_days(rows, number):
    """The rows after so many changes, one field after the other."""
    for at in range(1, number + 1):
        place = at % 2
        rows = (*rows[:place], replace(rows[place], days=str(at)), *rows[place + 1 :])
    return rows


def days(studio):
    return [studio.field(place, "days").input_value() for place in (0, 1)]


def test_fifty_changes_are_undone_after_a_reload_and_no_more(studio, chart, person):
    began = rows_in(chart)
    for number in range(1, MOST_UNDO + 2):
        keep(flowchart=chart, name=chart.name, rows=with_days(began, number), by=person)
    studio.open()
    assert (MOST_UNDO, days(studio)) == (50, ["50", "51"])
    studio.tab_to("#row-0-days")
    for _press in range(MOST_UNDO):
        studio.page.keyboard.press("Control+z")
    studio.idle()
    assert days(studio) == [row.days for row in with_days(began, 1)[:2]]
    studio.page.keyboard.press("Control+z")
    announced(studio.page, _("Nothing to undo"))
    studio.open().tab_to("#row-0-days")
    for _press in range(MOST_UNDO):
        studio.page.keyboard.press("Control+y")
    studio.idle()
    assert days(studio) == ["50", "51"]
