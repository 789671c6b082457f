"""Education in the browser: from a position that calls for it to a sheet of who was there."""

import datetime
from hashlib import sha256
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader, PdfWriter

from measures.models import EducationMaterial, EducationPlan
from tests.factories.accounts import section_head
from tests.factories.education import position_with_a_risk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def handout():
    """A file of one page, as a browser is given it."""
    written = PdfWriter()
    written.add_blank_page(200, 200)
    out = BytesIO()
    written.write(out)
    return {"name": "案件通报.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def plan(page, site, position):
    """Plan education for the positions that the page says call for it."""
    page.goto(f"{site}/desk/measures/")
    page.get_by_role("link", name="廉政教育").click()
    expect(page.locator("#needs ~ ul, .panel:has(#needs) ul")).to_contain_text(position.name)
    page.get_by_role("link", name="为这些岗位制定计划").click()
    page.locator("[name=form]").select_option("warning")
    page.locator("[name=title]").fill("以案为鉴")
    page.locator("[name=aim]").fill("汲取教训，守住底线。")
    soon = timezone.localdate() + datetime.timedelta(days=14)
    page.locator("[name=due_on]").fill(soon.isoformat())
    expect(page.get_by_label(str(position))).to_be_checked()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("以案为鉴")


def hold(page):
    """Enter a session of today and open it."""
    page.locator("[name=session-topic]").fill("从一起案件说起")
    page.locator("[name=session-speaker]").fill("纪检负责人")
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_role("link", name="从一起案件说起").click()


def keep(page, file):
    """Keep material with the session."""
    page.locator("[name=material]").set_input_files(file)
    page.get_by_role("button", name="上传资料").click()


def read_back(page, file):
    """Open the material: it is what was kept, its one page, and the same again is not kept twice."""
    with page.expect_download() as kept:
        page.get_by_role("link", name=file["name"]).click()
    read = kept.value.path().read_bytes()
    assert kept.value.suggested_filename == file["name"]
    assert sha256(read).hexdigest() == EducationMaterial.objects.get().digest
    assert len(PdfReader(BytesIO(read)).pages) == 1
    keep(page, file)
    expect(page.locator(".error-summary")).to_contain_text(file["name"])
    expect(page.get_by_role("link", name=file["name"], exact=True)).to_have_count(1)


def attend(page, position):
    """Paste a sheet with a mistake, see it at its cell, mend it, look again and enter it."""
    page.get_by_role("link", name="录入参加情况").click()
    page.locator("[name=text]").fill(f"姓名\t岗位\t是否参加\n张三\t{position.code}\t大概\n")
    page.get_by_role("button", name="查看识别结果").click()
    expect(page.locator(".cell-problem")).to_have_count(1)
    page.locator("[name=text]").fill(f"姓名\t岗位\t是否参加\n张三\t{position.code}\t是\n")
    page.get_by_role("button", name="查看识别结果").click()
    page.get_by_role("button", name="录入 1 人").click()
    expect(page.get_by_role("cell", name="张三")).to_be_visible()


def test_an_education_plan_from_the_need_to_its_coverage(page, live_server, sign_in):
    file = handout()
    position, _point = position_with_a_risk("ethics")
    sign_in(section_head(position.unit))

    plan(page, live_server.url, position)
    hold(page)
    keep(page, file)
    read_back(page, file)
    attend(page, position)
    page.get_by_role("link", name="以案为鉴").click()

    expect(page.locator(".state-done")).to_have_text("已覆盖")
    page.get_by_role("button", name="教育已完成").click()
    page.wait_for_load_state()
    assert EducationPlan.objects.get().state == "done"
    page.goto(f"{live_server.url}/desk/measures/education/")
    expect(page.get_by_role("cell", name="1 / 1")).to_be_visible()
    expect(page.locator(".panel:has(#needs)")).not_to_contain_text(position.name)
