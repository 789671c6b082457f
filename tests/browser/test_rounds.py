"""A second round on one chart: the last one's rows are confirmed and changed, then handed on."""

import pytest
from django.utils.translation import gettext as _

from measures.models import Measure
from riskpoints.models import CarriedRow, Worksheet
from tests.factories.rounds import decided

from .test_walk import nothing_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_second_round_on_one_chart(page, live_server, sign_in):
    first = decided()
    by = first.opened_by
    page.set_default_timeout(15000)
    sign_in(by)
    page.goto(f"{live_server.url}/desk/worksheets/{first.flowchart.code}/")
    with page.expect_navigation():
        page.get_by_role("button", name=_("Begin a new search")).click()
    nothing_found(page)
    sheet = Worksheet.objects.get(state="draft")
    assert page.locator(".carried .state-late").count() == 3

    with page.expect_navigation():
        page.get_by_role("button", name=_("Hand to the section head")).click()
    assert page.locator("#error-summary li").count() == 3

    confirm_all_but_one(page)
    change_the_last(page)
    nothing_found(page)

    with page.expect_navigation():
        page.get_by_role("button", name=_("Hand to the section head")).click()
    sheet.refresh_from_db()
    assert sheet.state == "submitted"
    outcomes = CarriedRow.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["changed", "confirmed", "confirmed"]
    assert list(Measure.objects.get().risk_points.order_by("pk")) == [
        *first.risk_points.all(), *sheet.risk_points.all(),
    ]  # fmt: skip


def confirm_all_but_one(page):
    """Say twice why a row still holds, without a page load."""
    for left in (2, 1):
        row = page.locator("[id^=carried-]:has(.state-late)").last
        row.get_by_role("link", name=_("Still so")).click()
        page.locator(".entry [name=reason]").fill("办法没有变。")
        page.locator(".entry .panel-foot .btn-primary").click()
        page.wait_for_function(
            "n => document.querySelectorAll('.carried .state-late').length === n", arg=left
        )


def change_the_last(page):
    """Write what takes the risk point's place; its measure in force goes on."""
    row = page.locator("[id^=carried-]:has(.state-late)")
    row.get_by_role("link", name=_("Change")).click()
    page.locator(".entry [name=title]").fill("受理拖延")
    assert page.locator(".entry [name=kept]").is_checked()
    page.locator(".entry .panel-foot .btn-primary").click()
    page.wait_for_function("() => !document.querySelector('.carried .state-late')")
