"""A round sent down in the browser, from the form above to the receipt of filing."""

import datetime
import io

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from riskcontrol.accounts.models import User
from riskpoints.models import Charge, Mandate, Round
from tests.factories.accounts import committee_chair
from tests.factories.oversight import area_with, searched
from tests.factories.powers import settled_chart

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACK = "请补充采购环节的排查情况。"


def send(page, site, bodies):
    """The chair above fills in the form; one of the units has a round open, and it joins."""
    page.goto(f"{site}/desk/oversight/")
    page.get_by_role("link", name="Send a round down").click()
    page.get_by_label("Title").fill("2026年度廉政风险排查")
    page.get_by_label("Ground").select_option("yearly")
    page.get_by_label("What is asked").fill("对照权力清单逐环节排查，上报结果。")
    due = timezone.localdate() + datetime.timedelta(days=30)
    page.get_by_label("Result due by").fill(due.isoformat())
    for body in bodies:
        page.get_by_label(body.name, exact=True).check()
    page.get_by_role("button", name="Send down").click()
    page.get_by_label("This round answers it").check()
    page.get_by_role("button", name="Send down").click()
    expect(page.get_by_text("The round is sent down.")).to_be_visible()
    return Mandate.objects.get()


def open_from_work(page, site, words):
    """Follow what waits in My work to the body's part."""
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name=words).first.click()


def hand_up(page, site, reason):
    """The unit's chair opens what was sent down, and hands the result up with a reason for the bare chart."""
    open_from_work(page, site, "Look")
    page.get_by_role("link", name="Hand the result up").click()
    page.locator("textarea[name^=chart-]").fill(reason)
    page.get_by_role("button", name="Hand the result up").click()
    expect(page.get_by_text("The result is handed up.")).to_be_visible()


def send_back(page, site):
    """The chair above reads the frozen result, and returns it; without a reason nothing happens."""
    open_from_work(page, site, "Look")
    page.get_by_role("link", name="Return the result").click()
    page.get_by_role("button", name="Return the result").click()
    assert Charge.objects.filter(state="returned").count() == 0
    page.get_by_label("What is to be corrected").fill(BACK)
    page.get_by_role("button", name="Return the result").click()
    expect(page.get_by_text("The result is returned.")).to_be_visible()


def receive_and_file(page, site):
    """The chair above receives the second result and files it under the number that is offered."""
    open_from_work(page, site, "Look")
    expect(page.get_by_role("link", name="Result 2")).to_be_visible()
    page.get_by_role("button", name="Receive the result").click()
    page.get_by_role("link", name="File the result").click()
    page.get_by_role("button", name="File the result").click()
    expect(page.get_by_text("The result is filed.")).to_be_visible()


def printed(page, site):
    """Follow the link to the receipt's PDF, and read its words."""
    page.get_by_role("link", name="Receipt of filing").click()
    link = page.get_by_role("link", name="Print on A4").get_attribute("href")
    sheets = PdfReader(io.BytesIO(page.request.get(site + link).body())).pages
    return "".join(sheet.extract_text() for sheet in sheets).replace("\n", "")


def up_and_down(page, site, sign_in, above, chair):
    """Handed up, returned, handed up again, received and filed, each by whose turn it is."""
    sign_in(chair)
    hand_up(page, site, "人手不足。")
    sign_in(above)
    send_back(page, site)
    sign_in(chair)
    page.goto(f"{site}/desk/")
    expect(page.get_by_text(f"The result was returned: {BACK}", exact=True)).to_be_visible()
    hand_up(page, site, "计划十二月补查。")
    sign_in(above)
    receive_and_file(page, site)


def test_a_round_sent_down_comes_back_up_is_corrected_and_filed(page, live_server, sign_in):
    """Sent, handed up, returned with a reason, handed up again, received, filed; the unit reads the receipt."""
    area, (body, other) = area_with(2)
    sheet = searched(body)
    bare = settled_chart(section=sheet.section)
    above, chair = committee_chair(area), committee_chair(body)
    User.objects.update(language="en")
    page.set_default_timeout(15_000)
    sign_in(above)
    mandate = send(page, live_server.url, [body, other])
    expect(page.get_by_role("link", name=body.name)).to_be_visible()

    up_and_down(page, live_server.url, sign_in, above, chair)

    charge = mandate.charges.select_related("result").get(body=body)
    assert (charge.state, charge.results.count()) == ("filed", 2)
    left_out = charge.result.content["charts"]["left_out"]
    assert left_out == [{"chart": bare.name, "reason": "计划十二月补查。"}]
    sign_in(chair)
    page.goto(f"{live_server.url}/desk/oversight/units/{charge.pk}/")
    text = printed(page, live_server.url)
    told = [charge.filing, body.name, area.name, charge.result.sha256, above.name]
    assert [words for words in told if words not in text] == []
    assert mandate.charges.get(body=other).state == "under-way"
    assert Round.objects.get(body=body) == charge.round == sheet.round


def test_a_round_sent_down_is_withdrawn_and_the_unit_sees_so(page, live_server, sign_in):
    area, (body, _other) = area_with(2)
    searched(body)
    above, chair = committee_chair(area), committee_chair(body)
    User.objects.update(language="en")
    site = live_server.url
    sign_in(above)
    mandate = send(page, site, [body])
    page.get_by_role("link", name="Withdraw the round").click()
    page.get_by_label("Reason").fill("文件有误，另行下发。")
    page.get_by_role("button", name="Withdraw the round").click()
    expect(page.get_by_text("The round is withdrawn.")).to_be_visible()

    sign_in(chair)
    page.goto(f"{site}/desk/oversight/")
    page.get_by_role("link", name=mandate.title).click()
    expect(page.get_by_text("文件有误，另行下发。")).to_be_visible()
    expect(page.get_by_role("link", name="Hand the result up")).to_have_count(0)
