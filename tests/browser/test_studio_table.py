"""The flow editor's table: typed text, focus and scroll survive, keys and clicks do what they say."""

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from riskcontrol.accounts.models import User
from tests.factories.accounts import contributor
from tests.factories.powers import drawn_chart

from .conftest import DESK, PHONE
from .studio import Held, Studio, announced
from .test_walk import nothing_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def studio(page, live_server, sign_in):
    chart = drawn_chart()
    sign_in(contributor(chart.section))
    page.on("pageerror", fail)
    return Studio(page, live_server.url, chart).open()


def fail(error):
    raise AssertionError(error)


def test_enter_adds_the_next_step_and_the_drawing_follows(studio):
    studio.field(1, "name").press("Enter")
    studio.idle()
    assert studio.focused() == "row-2-name"
    studio.page.keyboard.insert_text("集体审议")
    studio.expect_names("受理", "审查", "集体审议", "送达")
    assert studio.drawn() == ["receive", "examine", "s1", "serve"]
    expect(studio.page.locator("#drawing svg")).to_contain_text("集体审议")


def test_alt_and_arrows_move_a_step_and_say_so(studio):
    studio.field(1, "days").focus()
    studio.page.keyboard.press("Alt+ArrowDown")
    studio.expect_names("受理", "送达", "审查")
    assert studio.focused() == "row-2-days"
    announced(studio.page, _("Moved down, now step {n}").format(n=3))
    studio.page.keyboard.press("Alt+ArrowUp")
    studio.expect_names("受理", "审查", "送达")


def test_typing_while_a_redraw_is_under_way_loses_nothing(studio):
    held = Held(studio.page, studio.address)
    studio.field(1, "name").fill("现场")
    held.wait()
    studio.field(1, "name").press_sequentially("核查")
    held.let_go()
    studio.expect_names("受理", "现场核查", "送达")
    assert studio.focused() == "row-1-name"
    expect(studio.page.locator("#drawing svg")).to_contain_text("现场核查")


def test_typing_while_the_rows_are_exchanged_stays_in_its_step(studio):
    held = Held(studio.page, studio.address)
    studio.page.locator("#row-0 .step-menu summary").click()
    studio.page.locator("[name=do][value='after:0']").click()
    held.wait()
    studio.field(2, "name").fill("送达当事人")
    studio.field(2, "name").evaluate("field => field.setSelectionRange(2, 2)")
    held.let_go()
    studio.expect_names("受理", "", "审查", "送达当事人")
    caret = studio.field(3, "name").evaluate("field => field.selectionStart")
    assert (studio.focused(), caret) == ("row-3-name", 2)


def test_two_presses_in_a_row_add_two_steps(studio):
    held = Held(studio.page, studio.address)
    button = studio.page.get_by_role("button", name=_("Add a step"), exact=True)
    button.click()
    button.click()
    held.wait()
    held.let_go()
    studio.expect_names("受理", "审查", "送达", "", "")


def test_an_input_method_is_not_disturbed(studio, context):
    held = Held(studio.page, studio.address)
    studio.field(1, "name").press("Enter")
    held.wait()
    studio.field(0, "name").press("End")
    keyboard = context.new_cdp_session(studio.page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "shou", "selectionStart": 4, "selectionEnd": 4}
    )
    with studio.page.expect_response(studio.address) as answered:
        held.let_go()
    answered.value.finished()
    assert studio.field(0, "name").input_value() == "受理shou"
    assert len(studio.names()) == 3
    keyboard.send("Input.insertText", {"text": "收"})
    studio.expect_names("受理收", "审查", "", "送达")


def test_a_box_leads_to_its_line_and_a_line_marks_its_box(studio):
    studio.page.locator("#drawing svg [id=step-examine]").click()
    assert studio.focused() == "row-1-name"
    studio.field(2, "position").focus()
    marked = studio.page.locator("#drawing .is-current")
    assert marked.evaluate_all("all => all.map(one => one.id)") == ["step-serve"]
    studio.field(2, "days").fill("9")
    studio.idle()
    expect(studio.page.locator("#drawing svg")).to_contain_text("9")
    assert marked.evaluate_all("all => all.map(one => one.id)") == ["step-serve"]


def test_show_me_leads_to_the_step(studio):
    studio.field(1, "name").fill("")
    studio.idle()
    studio.page.get_by_role("link", name=_("Show me")).first.click()
    assert studio.focused() == "row-1-name"


def test_show_me_marks_every_step_that_a_warning_is_about(studio):
    studio.field(0, "days").fill("")
    studio.field(2, "days").fill("")
    studio.idle()
    warning = studio.page.locator(".check-hint", has=studio.page.locator("[data-steps*=' ']"))
    warning.get_by_role("link", name=_("Show me")).click()
    marked = studio.page.locator("#drawing .is-shown")
    assert marked.evaluate_all("all => all.map(one => one.id)") == ["step-receive", "step-serve"]
    assert studio.focused() == "row-0-name"


def test_table_and_drawing_stand_side_by_side_and_on_a_phone_one_below_the_other(studio):
    page = studio.page
    table, drawing = page.locator("#rows"), page.locator(".studio-chart")
    left, right = table.bounding_box(), drawing.bounding_box()
    assert left["x"] + left["width"] < right["x"]
    assert (left["y"] == right["y"], right["y"] < DESK["height"]) == (True, True)
    page.set_viewport_size(PHONE)
    above, below = table.bounding_box(), drawing.bounding_box()
    assert above["y"] + above["height"] < below["y"]
    assert (above["x"], above["width"]) == (below["x"], below["width"])


def test_the_page_keeps_its_scroll_while_the_rows_are_exchanged(studio):
    page = studio.page
    page.set_viewport_size({"width": 1366, "height": 420})
    for _more in range(6):
        studio.press(_("Add a step"))
    studio.field(5, "name").focus()
    page.evaluate("() => window.scrollTo({top: 150, behavior: 'instant'})")
    page.keyboard.insert_text("归档")
    studio.field(4, "kind").evaluate(CHOOSE, "publication")
    studio.idle()
    assert studio.field(4, "kind").input_value() == "publication"
    assert page.evaluate("() => window.scrollY") == 150
    assert (studio.focused(), studio.names()[5]) == ("row-5-name", "归档")


def test_the_drawing_keeps_its_scroll(studio):
    studio.page.set_viewport_size({"width": 900, "height": 300})
    frame = studio.page.locator("#drawing .chart-scroll")
    frame.evaluate("frame => frame.scrollTo(0, 20)")
    studio.field(0, "check").evaluate("box => { box.click(); box.blur(); }")
    studio.idle()
    assert frame.evaluate("frame => frame.scrollTop") == 20


def test_a_step_that_becomes_a_decision_gets_its_second_way(studio):
    studio.field(1, "kind").focus()
    studio.field(1, "kind").select_option("decision")
    studio.idle()
    assert studio.field(1, "to").count() == 2
    assert studio.focused() == "row-1-kind"


def test_everything_is_at_hand_on_a_phone(studio):
    page = studio.page
    page.set_viewport_size(PHONE)
    studio.press(_("Add a step"))
    page.keyboard.insert_text("归档")
    studio.idle()
    studio.field(3, "days").fill("2")
    studio.expect_names("受理", "审查", "送达", "归档")
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    nothing_found(page)


def test_on_a_phone_the_drawing_is_one_press_away_and_a_box_leads_back(studio):
    page = studio.page
    page.set_viewport_size(PHONE)
    studio.do(1, _("Insert below"))
    page.keyboard.insert_text("集体审议")
    studio.idle()
    page.get_by_role("link", name=_("Drawing")).click()
    expect(page.locator("#drawing svg [id=step-receive]")).to_be_in_viewport()
    frame = page.locator("#drawing .chart-scroll")
    assert frame.evaluate("frame => frame.scrollHeight <= frame.clientHeight")
    page.locator("#drawing svg [id=step-s1]").click()
    assert studio.focused() == "row-2-name"
    studio.press(_("Undo"))
    studio.press(_("Undo"))
    studio.expect_names("受理", "审查", "送达")


# Somebody chooses while the focus is elsewhere, so that the line is laid out anew around it.
CHOOSE = """(field, value) => {
  field.value = value;
  field.dispatchEvent(new Event('change', {bubbles: true}));
}"""
OVER_ANOTHER = """wanted => wanted.flatMap(one => {
  const boxes = [...document.querySelectorAll(one)].map(part => [part, part.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0);
  return boxes.flatMap(([part, box], at) => boxes.slice(at + 1)
    .filter(([other]) => !part.contains(other) && !other.contains(part))
    .filter(([, next]) => Math.min(box.right, next.right) - Math.max(box.left, next.left) > 1
      && Math.min(box.bottom, next.bottom) - Math.max(box.top, next.top) > 1)
    .map(([other]) => `${part.textContent.trim()} | ${other.textContent.trim()}`));
})"""
PARTS = [
    ".studio-sticky :is(button, a, .studio-undo-state)",
    "#row-0 :is(.step-kind select, .step-check, td:is(.step-days, .step-position), summary)",
    "#row-1 :is(.step-kind select, .step-check, td:is(.step-days, .step-position), summary)",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_lies_over_another(studio, language, size):
    page = studio.page
    User.objects.update(language=language)
    studio.open()
    page.set_viewport_size(size)
    studio.field(1, "kind").select_option("decision")
    studio.idle()
    studio.field(1, "days").fill("三十天")
    studio.idle()
    assert page.evaluate(OVER_ANOTHER, PARTS) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == size["width"]


def test_on_a_phone_show_me_leads_to_a_field_that_no_bar_lies_over(studio):
    page = studio.page
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(PHONE)
    for number in range(4):
        studio.do(number, _("Insert below"))
    page.get_by_role("link", name=_("Show me")).last.click()
    box = page.evaluate("() => document.activeElement.getBoundingClientRect().toJSON()")
    bar = page.evaluate(
        "() => document.querySelector('.studio-sticky').getBoundingClientRect().toJSON()"
    )
    assert bar["bottom"] <= box["top"]
    assert box["bottom"] <= PHONE["height"]


def test_nothing_is_found_by_axe_at_a_desk(studio):
    studio.page.locator("#row-1 .step-menu summary").click()
    nothing_found(studio.page)
