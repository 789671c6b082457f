"""A major project in the browser, from its first stage to an item that stands overdue in My work."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from measures.models import DisclosureItem, MajorProject
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import PositionFactory, SectionFactory, person
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


def plan(page):
    """Plan something to be made public by yesterday."""
    form = page.locator("main form[action$='/disclosures/add/']")
    form.locator("[name=text]").fill("立项批复")
    form.locator("[name=stage]").select_option("initiation")
    form.locator("[name=due_on]").fill(str(days_on(-1)))
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
