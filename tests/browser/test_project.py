"""A major project in the browser, from its first stage to an overdue item, its warning, and the end of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from measures.jobs import run_warnings
from measures.models import DisclosureItem, MajorProject
from measures.models import Warning as Raised
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    committee_member,
    person,
    section_head,
)
from tests.factories.projects import CreditRecordFactory, days_on

from .conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(autouse=True)
def _store_of_its_own(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}


def nothing_found(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (page.url, told, wide <= 0) == (page.url, [], True)


def enter(page):
    """Enter a project from its list."""
    page.locator("main a[href='/desk/projects/add/']").first.click()
    page.locator("[name=code]").fill("zd-2026-1")
    page.locator("[name=name]").fill("业务用房改造")
    page.locator("[name=kind]").select_option("works")
    page.locator("[name=parties]").fill("分管领导：周敏")
    page.locator("main form .btn-primary").click()


def draw(page):
    """Begin its flow from the library, and say who does the steps and who holds the first power."""
    page.locator("main form[action$='/begin/'] .btn-primary").click()
    page.wait_for_url("**/desk/flowcharts/**/edit/")
    assert page.locator("[id^=row-][id$=-stage]").count() == 16
    page.locator("#row-0-holder").fill("县发展和改革局")
    page.locator("#row-0-responsible").fill("办公室")
    for select in page.locator("[id^=row-][id$=-position]").all():
        select.select_option("XM-1")
    page.locator(".studio-sticky .btn-primary").click()
    page.wait_for_url("**/desk/flowcharts/*/")
    assert "县发展和改革局" in page.locator("#text-list").inner_text()


def plan(page, days=-1):
    """Plan something to be made public by a day, by itself yesterday."""
    form = page.locator("main form[action$='/disclosures/add/']")
    form.locator("[name=text]").fill("立项批复")
    form.locator("[name=stage]").select_option("initiation")
    form.locator("[name=due_on]").fill(str(days_on(days)))
    form.locator("button").click()
    return DisclosureItem.objects.get()


def enter_firm(page, firm):
    """Enter a firm on the project's page."""
    form = page.locator("main form[action$='/firms/add/']")
    form.locator("xpath=..").locator("summary").click()
    form.locator("[name=code]").fill(firm.code)
    form.locator("[name=name]").fill(firm.name)
    form.locator("button").click()


def report(page, item):
    """Report an item made public by a link."""
    form = page.locator(f"form[action$='/disclosures/{item.pk}/report/']")
    form.locator("input[type=url]").fill("https://www.example.org/lx")
    form.locator("button").click()
    page.wait_for_url("**#disclosure")


def test_from_the_first_stage_to_an_overdue_item_in_my_work(page, live_server, sign_in):
    record = CreditRecordFactory(approved=True)
    section = SectionFactory(parent=record.firm.body)
    PositionFactory(unit=section, name="项目管理岗", code="XM-1")
    by = person(Role.CONTRIBUTOR, section)
    sign_in(by)
    page.goto(f"{live_server.url}/desk/projects/")
    enter(page)
    draw(page)
    first = MajorProject.objects.get().flowchart.steps.get(key="propose")
    assert (first.stage, first.holder, first.responsible) == (
        "initiation", "县发展和改革局", "办公室",
    )  # fmt: skip
    address = f"{live_server.url}/desk/projects/zd-2026-1/"
    page.goto(address)
    assert page.locator(".stage-box").count() == 7
    item = plan(page)
    enter_firm(page, record.firm)
    assert record.ground in page.locator("main").inner_text()
    page.goto(f"{live_server.url}/desk/")
    page.locator(f"main a[href$='#disclosure-{item.pk}']").first.click()
    assert page.url == f"{address}#disclosure-{item.pk}"
    report(page, item)
    item.refresh_from_db()
    assert (item.done_by, item.link) == (by, "https://www.example.org/lx")
    page.goto(f"{live_server.url}/desk/")
    assert page.locator(f"main a[href$='#disclosure-{item.pk}']").count() == 0


def warned_of(page, live_server, state):
    """Open the list of warnings in a state, and the only one in it; one that waits is in My work."""
    if state == "open":
        page.goto(f"{live_server.url}/desk/")
        page.locator("main a[href='/desk/measures/warnings/']").first.click()
    else:
        page.goto(f"{live_server.url}/desk/measures/warnings/?state={state}")
    rows = page.locator("#rows a[href^='/desk/measures/warnings/']")
    assert rows.count() == 1
    rows.first.click()
    page.wait_for_url("**/desk/measures/warnings/*/")


def act_on_it(page):
    """Write down what is done about the warning."""
    form = page.locator("main form[action$='/act/']")
    form.locator("[name=act-note]").fill("已要求项目管理岗本周内公开。")
    form.locator("button").click()
    page.locator(".tag", has_text="已处理").wait_for()


def put_aside(page, until):
    """Set the warning aside until a day, with the reason."""
    form = page.locator("main form[action$='/set-aside/']")
    form.locator("[name=aside-reason]").fill("批复正在办理。")
    form.locator("[name=aside-until]").fill(str(until))
    form.locator("button").click()
    page.locator(".tag", has_text="暂缓").wait_for()


def carried_to_a_late_item(page, live_server):
    """Enter a project, draw its flow, plan an item of its first stage that is overdue; the night comes."""
    page.goto(f"{live_server.url}/desk/projects/")
    enter(page)
    draw(page)
    page.goto(f"{live_server.url}/desk/projects/zd-2026-1/")
    assert page.locator(".stage-box").first.inner_text().startswith("1\n项目立项\n")
    item = plan(page, days=-20)
    run_warnings(days_on(0))
    return item


def looked_at(page, item):
    """Follow a warning to what it is about, and come back."""
    assert f"“业务用房改造”{item.text}" in page.locator("main").inner_text()
    nothing_found(page)
    page.locator(f"main a[href$='#disclosure-{item.pk}']").click()
    page.wait_for_url(f"**/desk/projects/zd-2026-1/#disclosure-{item.pk}")
    assert page.locator(f"#disclosure-{item.pk} .state-late").count() == 1
    page.go_back()


def made_public(page, live_server, item):
    """Report the item on its project's page, where the warning is told until the next night."""
    page.goto(f"{live_server.url}/desk/projects/zd-2026-1/")
    page.locator("main a[href^='/desk/measures/warnings/']").first.wait_for()
    report(page, item)
    run_warnings(days_on(8))
    page.reload()
    assert page.locator("main a[href^='/desk/measures/warnings/']").count() == 0


def test_from_the_first_stage_to_a_warning_acted_on_set_aside_and_over(page, live_server, sign_in):
    section = SectionFactory()
    PositionFactory(unit=section, name="项目管理岗", code="XM-1")
    keeper = person(Role.CONTRIBUTOR, section)
    sign_in(keeper)
    item = carried_to_a_late_item(page, live_server)

    sign_in(section_head(section))
    warned_of(page, live_server, "open")
    looked_at(page, item)
    act_on_it(page)
    sign_in(committee_member(section))
    warned_of(page, live_server, "acted")
    put_aside(page, days_on(7))
    run_warnings(days_on(7))
    assert Raised.objects.get().state == "aside"
    sign_in(keeper)
    made_public(page, live_server, item)

    assert Raised.objects.get().ended_on == days_on(8)
    warned_of(page, live_server, "ended")
    told = page.locator("section[aria-labelledby=acts] .typed").all_inner_texts()
    assert told == ["已要求项目管理岗本周内公开。", "批复正在办理。"]
    assert page.locator("main form[action*='/warnings/']").count() == 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_hold_up_at_a_desk_and_on_a_phone(page, live_server, sign_in, size):
    record = CreditRecordFactory(approved=True)
    section = SectionFactory(parent=record.firm.body)
    project = MajorProject.objects.create(
        section=section, body=section.parent, code="zd-9", name="道路改造", kind="works"
    )
    project.firms.create(firm=record.firm, part="builder", entered_by=record.entered_by)
    project.disclosures.create(text="中标结果", due_on=days_on(-3))
    page.set_viewport_size(size)
    sign_in(person(Role.CONTRIBUTOR, section))
    for path in [
        "projects/", "projects/zd-9/", "projects/zd-9/edit/", "firms/",
        f"firms/{record.firm_id}/", "firms/add/",
    ]:  # fmt: skip
        page.goto(f"{live_server.url}/desk/{path}")
        for details in page.locator("main details").all():
            details.evaluate("fold => { fold.open = true; }")
        nothing_found(page)
