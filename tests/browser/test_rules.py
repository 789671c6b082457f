"""Stages, periods and stand-ins in the browser: pages that axe finds nothing on, and acts without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from powers.models import Extension, Posting
from powers.policies import policy_of, turns_of
from riskcontrol.accounts.models import StandIn
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import committee_member, person
from tests.powers import flow

from .conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def nothing_found(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (page.url, told, wide <= 0) == (page.url, [], True)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_hold_up_at_a_desk_and_on_a_phone(page, live_server, sign_in, size):
    release, people = flow.checked()
    posting, others = flow.released()
    administrator = person(Role.SYSTEM_ADMINISTRATOR, release.flowchart.body)
    page.set_viewport_size(size)
    for user, path in [
        (people.moderator, f"/desk/flowcharts/{release.flowchart.code}/release/"),
        (people.moderator, "/desk/stand-ins/"),
        (people.moderator, "/desk/powers/withheld/"),
        (others.moderator, f"/desk/postings/{posting.pk}/period/"),
        (administrator, "/desk/settings/"),
    ]:
        sign_in(user)
        page.goto(live_server.url + path)
        for details in page.locator("main details").all():
            details.evaluate("fold => { fold.open = true; }")
        nothing_found(page)


def test_a_stage_is_added_named_and_moved_without_a_script(browser, live_server, client):
    release, _people = flow.submitted()
    body = release.flowchart.body
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, body))
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    name, value = next((each.key, each.value) for each in client.cookies.values())
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    with override("zh-hans"):
        page.goto(f"{live_server.url}/desk/settings/")
        page.get_by_role("button", name=_("Add a stage")).click()
        page.locator("[name=stage-3-name]").fill("法制审核")
        page.locator("[name=stage-3-act]").select_option("clearance")
        page.locator("[name=stage-3-role]").select_option("committee-chair")
        up = pgettext("move a stage", "Up")
        page.get_by_role("button", name=f"{up} · 4").click()
        page.locator("[name=posting_days]").fill("9")
        page.locator("[name=posting_days]").press("Enter")
        page.get_by_text("设置已保存").wait_for()
    assert [turn.name for turn in turns_of(body)] == ["", "", "法制审核", ""]
    assert policy_of(body).posting_days == 9
    context.close()


def test_a_posting_is_extended_and_a_stand_in_named(page, live_server, sign_in):
    posting, people = flow.released()
    colleague = committee_member(posting.flowchart.section)
    sign_in(people.moderator)
    with override("zh-hans"):
        page.goto(f"{live_server.url}/desk/postings/{posting.pk}/period/")
        page.get_by_label(_("Working days more")).fill("3")
        page.get_by_label(_("Reason for the extension")).fill("意见较多")
        page.get_by_role("button", name=_("Extend the posting")).click()
        page.get_by_text(_("The posting is extended.")).wait_for()
        page.goto(f"{live_server.url}/desk/stand-ins/")
        page.locator("[name=person]").select_option(label=colleague.name)
        page.locator("[name=last_day]").fill(Posting.objects.get().closes.isoformat())
        page.get_by_role("button", name=pgettext("a stand-in", "Name"), exact=True).click()
        page.get_by_role("button", name=_("End it")).wait_for()
    assert Extension.objects.get().closes == Posting.objects.get().closes
    assert StandIn.objects.get().person == colleague
