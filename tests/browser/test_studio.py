"""The flow editor as a whole: drafts, undo, two editors, a lost connection, the keyboard, no script."""

import re

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from powers.charts import drawing_of
from powers.drawing.checks import shortfalls
from powers.models import Flowchart, Sketch
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.registers.dossier.carrying import carry_out
from tests.factories.accounts import PositionFactory, UserFactory, contributor
from tests.factories.powers import FlowchartFactory, drawn_chart, fresh

from . import walk
from .studio import Held, Studio, announced, seat
from .test_walk import nothing_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def chart(transactional_db):
    return drawn_chart()


@pytest.fixture
def studio(page, live_server, sign_in, chart):
    sign_in(contributor(chart.section))
    return Studio(page, live_server.url, chart).open()


def saved_names(chart):
    return [step["name"] for step in drawing_of(fresh(chart))["steps"]]


def saved_ways(chart):
    drawing = drawing_of(fresh(chart))
    names = {step["key"]: step["name"] for step in drawing["steps"]}
    return {(names[link["from"]], names[link["to"]]) for link in drawing["links"]}


def save(studio):
    with studio.page.expect_navigation(url=re.compile(r"/flowcharts/[^/]+/$")):
        studio.page.get_by_role("button", name=_("Save"), exact=True).click()


def test_a_draft_is_undone_and_done_again_and_outlives_the_page(studio, chart):
    studio.do(0, _("Insert below"))
    studio.page.keyboard.insert_text("登记")
    studio.idle()
    studio.press(_("Undo"))
    studio.expect_names("受理", "", "审查", "送达")
    studio.open().press(_("Undo"))
    studio.expect_names("受理", "审查", "送达")
    studio.press(_("Redo"))
    studio.open().press(_("Redo"))
    studio.expect_names("受理", "登记", "审查", "送达")
    assert saved_names(chart) == ["受理", "审查", "送达"]
    save(studio)
    assert saved_names(chart) == ["受理", "登记", "审查", "送达"]


def test_the_chart_has_another_name_and_undo_brings_the_old_one_back(studio, chart):
    name = studio.page.locator("[name=name]")
    name.fill("许可证核发流程图")
    studio.idle()
    studio.page.keyboard.press("Control+z")
    studio.idle()
    announced(studio.page, _("Undone"))
    assert name.input_value() == chart.name
    studio.page.keyboard.press("Control+Shift+z")
    studio.idle()
    assert name.input_value() == "许可证核发流程图"
    studio.page.keyboard.press("Control+y")
    announced(studio.page, _("Nothing to redo"))


def test_a_draft_that_is_discarded_gives_the_saved_chart_back(studio):
    discard = studio.page.get_by_text(_("Discard the draft"))
    expect(discard).to_be_hidden()
    studio.field(1, "name").fill("")
    studio.idle()
    discard.click()
    studio.press(_("Yes, discard it"))
    studio.expect_names("受理", "审查", "送达")


def test_split_merge_and_decide(studio):
    studio.field(1, "name").fill("审查材料、现场核查")
    studio.idle()
    studio.do(1, _("Split in two"))
    studio.expect_names("受理", "审查材料", "现场核查", "送达")
    studio.do(1, _("Merge with the next"))
    studio.expect_names("受理", "审查材料、现场核查", "送达")
    studio.do(1, _("Turn into a decision"))
    assert studio.field(1, "to").count() == 2
    assert studio.field(1, "kind").input_value() == "decision"


def test_a_lost_connection_is_said_and_what_was_typed_is_kept_later(studio, context):
    context.set_offline(True)
    studio.field(1, "name").fill("现场核查")
    trouble = studio.page.locator("#studio-trouble")
    expect(trouble).to_be_visible()
    expect(trouble).to_have_text(studio.page.locator("#studio-trouble").get_attribute("data-lost"))
    studio.page.get_by_role("button", name=_("Save"), exact=True).click()
    assert studio.names()[1] == "现场核查"
    nothing_found(studio.page)
    context.set_offline(False)
    expect(trouble).to_be_hidden()
    studio.idle()
    studio.open().expect_names("受理", "现场核查", "送达")


def test_faults_stand_in_their_line(studio):
    studio.field(1, "days").fill("三天")
    studio.idle()
    studio.page.get_by_role("button", name=_("Save"), exact=True).click()
    expect(studio.page.locator("#error-summary")).to_be_visible()
    expect(studio.page.locator("#row-1-errors")).to_be_visible()
    assert studio.field(1, "days").input_value() == "三天"
    nothing_found(studio.page)


def test_a_fault_of_the_server_is_said_and_tried_again(studio):
    studio.page.route(studio.address, lambda route: route.fulfill(status=502, body="bad"), times=1)
    studio.field(1, "name").fill("现场核查")
    trouble = studio.page.locator("#studio-trouble")
    expect(trouble).to_be_visible()
    studio.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(trouble).to_be_hidden()
    studio.open().expect_names("受理", "现场核查", "送达")


def test_what_failed_is_tried_again_by_itself(studio):
    page = studio.page
    page.clock.install()
    studio.open()
    page.route(studio.address, lambda route: route.abort(), times=1)
    studio.field(1, "name").fill("现场核查")
    page.clock.run_for(1_000)
    trouble = page.locator("#studio-trouble")
    expect(trouble).to_be_visible()
    page.clock.run_for(10_000)
    expect(trouble).to_be_hidden()
    announced(page, trouble.get_attribute("data-again"))
    studio.open().expect_names("受理", "现场核查", "送达")


def test_whoever_is_signed_out_goes_on_after_signing_in(studio, context, sign_in, chart):
    context.clear_cookies()
    studio.field(1, "name").fill("现场核查")
    trouble = studio.page.locator("#studio-trouble")
    expect(trouble).to_have_text(trouble.get_attribute("data-signed-out"))
    sign_in(contributor(chart.section))
    studio.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(trouble).to_be_hidden()
    studio.open().expect_names("受理", "现场核查", "送达")


def test_a_chart_that_is_gone_is_said_plainly(studio):
    studio.page.route(studio.address, lambda route: route.fulfill(status=404, body="gone"))
    studio.field(1, "name").fill("现场核查")
    trouble = studio.page.locator("#studio-trouble")
    expect(trouble).to_have_text(trouble.get_attribute("data-gone"))
    assert studio.names()[1] == "现场核查"


def test_leaving_asks_only_while_something_typed_is_not_kept(studio):
    asked = []
    studio.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    studio.field(1, "name").press_sequentially("核")
    studio.idle()
    studio.open()
    assert asked == []
    held = Held(studio.page, studio.address)
    studio.field(1, "name").press_sequentially("查")
    held.wait()
    studio.open()
    assert asked == ["beforeunload"]


def test_two_editors_are_told_of_each_other_and_see_both_charts(
    studio, browser, live_server, chart
):
    studio.field(1, "name").fill("甲改的")
    studio.idle()
    context = browser.new_context(locale="zh-CN")
    seat(context, live_server.url, contributor(chart.section))
    second = Studio(context.new_page(), live_server.url, chart).open()
    first = Sketch.objects.get().user.name
    expect(second.page.locator("#studio-notes .note")).to_contain_text(first)
    nothing_found(second.page)
    second.field(1, "name").fill("乙改的")
    second.idle()
    save(studio)
    second.field(1, "days").fill("9")
    second.idle()
    second.page.get_by_role("button", name=_("Compare both")).click()
    for name in ("甲改的", "乙改的"):
        expect(second.page.locator(".compare")).to_contain_text(name)
    nothing_found(second.page)
    assert saved_names(chart) == ["受理", "甲改的", "送达"]
    second.page.get_by_role("button", name=_("Save my chart in its place")).click()
    second.page.wait_for_url(re.compile(r"/flowcharts/[^/]+/$"))
    assert saved_names(chart) == ["受理", "乙改的", "送达"]
    context.close()


def test_whoever_keeps_what_is_saved_goes_on_from_there(studio, chart):
    Flowchart.objects.filter(pk=chart.pk).update(row_version=7)
    studio.field(1, "name").fill("我改的")
    studio.idle()
    studio.page.get_by_role("button", name=_("Save"), exact=True).click()
    studio.page.get_by_role("button", name=_("Keep what is saved now")).click()
    studio.expect_names("受理", "审查", "送达")
    studio.field(1, "days").fill("9")
    save(studio)
    assert fresh(chart).row_version == 8


def test_a_small_flow_is_drawn_with_the_keyboard_alone(page, live_server, sign_in):
    chart = FlowchartFactory()
    PositionFactory(unit=chart.section)
    sign_in(contributor(chart.section))
    studio = Studio(page, live_server.url, chart).open()
    for number, name in enumerate(["受理申请", "审查材料", "作出决定", "送达"]):
        studio.tab_to(f"#row-{number}-name")
        page.keyboard.insert_text(name)
        studio.tab_to(f"#row-{number}-position")
        page.keyboard.press("ArrowDown")
    studio.tab_to("#row-1-name", "Shift+Tab")
    page.keyboard.press("Enter")
    studio.idle()
    page.keyboard.insert_text("集体讨论")
    studio.tab_to("#row-2-position")
    page.keyboard.press("ArrowDown")
    studio.tab_to("#row-2-name", "Shift+Tab")
    page.keyboard.press("Alt+ArrowDown")
    studio.expect_names("受理申请", "审查材料", "作出决定", "集体讨论", "送达")
    page.keyboard.press("Control+z")
    studio.expect_names("受理申请", "审查材料", "集体讨论", "作出决定", "送达")
    with page.expect_navigation(url=re.compile(r"/flowcharts/[^/]+/$")):
        page.keyboard.press("Control+Enter")
    assert saved_names(chart) == ["受理申请", "审查材料", "集体讨论", "作出决定", "送达"]
    assert shortfalls(drawing_of(fresh(chart))) == []


def test_a_steps_menu_is_worked_with_the_keyboard_alone(studio):
    page = studio.page
    studio.tab_to("#row-1 .step-menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#row-1 .step-menu-list")).to_be_hidden()
    page.keyboard.press("Enter")
    studio.tab_to("[name=do][value='decide:1']")
    page.keyboard.press("Enter")
    studio.idle()
    assert studio.field(1, "kind").input_value() == "decision"
    announced(page, _("Step {n} is now a decision").format(n=2))
    page.keyboard.press("Control+z")
    studio.expect_names("受理", "审查", "送达")


def test_unsaved_changes_are_told_on_the_charts_page_and_gone_on_with(studio, chart):
    studio.field(1, "name").fill("现场核查")
    studio.idle()
    studio.page.goto(studio.address.removesuffix("edit/"))
    note = studio.page.locator("main .note-warning a")
    note.click()
    studio.expect_names("受理", "现场核查", "送达")


def test_without_a_script_the_buttons_do_the_same(browser, live_server, chart):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    seat(context, live_server.url, contributor(chart.section))
    page = context.new_page()
    page.goto(Studio(page, live_server.url, chart).address)
    page.locator("[name=row-1-name]").fill("审查材料")
    page.locator("#row-1 .step-menu summary").click()
    page.locator("[name=do][value='after:1']").click()
    page.locator("[name=row-2-name]").fill("集体讨论")
    page.get_by_role("button", name=_("Draw again"), exact=True).last.click()
    expect(page.locator("#drawing svg")).to_contain_text("集体讨论")
    page.get_by_role("button", name=_("Undo")).click()
    expect(page.locator("[name=row-2-name]")).to_have_value("")
    page.get_by_role("button", name=_("Redo")).click()
    page.get_by_role("button", name=_("Save"), exact=True).click()
    assert saved_names(chart) == ["受理", "审查材料", "集体讨论", "送达"]
    context.close()


def pasted(step, number, numbers, position_name):
    """A step of the deck as it stands in a numbered list: name, position and limit, then its ways."""
    head = f"{number}. {step['name']}（{position_name}，{step['days']}个工作日）"
    ways = [f"   {when or '之后'} → 第{numbers[to]}步" for to, when in step["ways"]]
    return "\n".join([head, *(ways if len(ways) > 1 else [])])


def deck_as_text(steps):
    """The deck's own flow as somebody has it in a Word file."""
    numbers = {step["key"]: number for number, step in enumerate(steps, 1)}
    names = dict(Position.objects.values_list("code", "name"))
    lines = [pasted(step, numbers[step["key"]], numbers, names[step["position"]]) for step in steps]
    return "\n".join(lines)


def test_the_flow_of_the_deck_is_drawn_from_pasted_text(page, live_server, sign_in):
    carry_out(walk.bare_body(), by=UserFactory())
    section = Unit.objects.get(code="DEMO-JC")
    chart = FlowchartFactory(section=section)
    sign_in(contributor(section))
    steps = walk.flow()
    studio = Studio(page, live_server.url, chart).open()
    page.get_by_role("link", name=_("Paste steps")).click()
    page.locator("[name=text]").fill(deck_as_text(steps))
    page.get_by_role("button", name=_("Show what is understood")).click()
    page.get_by_role("button", name=_("Take these steps")).click()
    names = [step["name"] for step in steps]
    studio.expect_names(*names)
    studio.do(1, _("Insert below"))
    page.keyboard.insert_text("告知当事人")
    studio.expect_names(*names[:2], "告知当事人", *names[2:])
    studio.press(_("Undo"))
    studio.open().press(_("Undo"))
    studio.expect_names(*names)
    studio.field(5, "kind").select_option("end")
    studio.idle()
    save(studio)
    deck = {step["key"]: step["name"] for step in steps}
    ways = {(step["name"], deck[to]) for step in steps for to, _when in step["ways"]}
    assert saved_ways(chart) == ways
