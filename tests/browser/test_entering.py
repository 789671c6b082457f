"""A row entered in the browser: from the chart, with hints while typing, from the catalogue, from a table."""

import pytest
from playwright.sync_api import expect

from powers.drawing.render import chart_svg_or_none
from riskpoints.models import RiskPoint, RowDraft
from tests.factories.accounts import SectionFactory, contributor
from tests.factories.powers import frozen, settled_chart
from tests.factories.riskpoints import opened, step_of, written
from tests.riskpoints.examples import held_up

from .conftest import PHONE
from .test_after import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOWN = "受理窗口收到材料后，不登记、不出具受理单。"


@pytest.fixture
def worksheet():
    """A worksheet of a body whose catalogue holds an example, with its picture."""
    example = held_up(title="收件不登记")
    made = opened(settled_chart(section=SectionFactory(parent=example.body)))
    version = frozen(made.flowchart)
    svg = chart_svg_or_none(version.drawing)
    made.version = frozen(made.flowchart, svg=svg)
    made.save()
    return made


def address(live_server, worksheet):
    return f"{live_server.url}/desk/worksheets/{worksheet.flowchart.code}/"


def row(live_server, worksheet, key):
    step = step_of(worksheet, key).pk
    return f"{live_server.url}/desk/worksheets/{worksheet.pk}/rows/step-{step}/point/"


def test_a_step_of_the_chart_leads_to_its_row(page, live_server, sign_in, worksheet):
    sign_in(worksheet.opened_by)
    page.goto(address(live_server, worksheet))
    page.get_by_text("按流程图录入").click()
    look(page, "worksheet")

    step = step_of(worksheet, "serve")
    page.locator(f".worksheet-chart a[href='#step-{step.pk}']").click()

    assert page.url.endswith(f"#step-{step.pk}")
    assert page.locator(f"#step-{step.pk}:target").is_visible()


def test_what_deserves_a_second_look_is_said_while_typing_and_saved_all_the_same(
    page, live_server, sign_in, worksheet
):
    written(worksheet, manifestations=[SHOWN], measures=0)
    sign_in(worksheet.opened_by)
    page.goto(row(live_server, worksheet, "serve"))
    page.locator("#id_title").fill("送达走过场")
    page.locator("#id_manifestations").fill(SHOWN)
    page.locator("#id_measures-0-text").fill("加强教育，提高认识。")
    page.locator("#hint-manifestations").get_by_text("本表已有相同的表述").wait_for()
    page.locator("#hint-measures-0-text").get_by_text("事后无从核查").wait_for()
    assert page.locator("#hint-title").inner_text() == ""
    look(page, "hints")
    page.set_viewport_size(PHONE)
    look(page, "hints on a phone")

    page.locator("#id_manifestations").fill("送达回证由他人代签。")
    page.locator("#hint-manifestations li").wait_for(state="detached")
    page.locator("[name=category][value=process]").check()
    page.locator("#id_measures-0-phase").select_option("prevention")
    page.locator("#id_measures-0-kind").select_option("education")
    page.locator("#id_measures-0-rhythm").select_option("year")
    page.get_by_role("button", name="保存本行").last.click()

    page.wait_for_url("**/?saved=*")
    page.locator(".hint-place").get_by_text("事后无从核查").wait_for()
    saved = RiskPoint.objects.get(title="送达走过场")
    assert saved.measures.get().text == "加强教育，提高认识。"


def test_an_example_is_taken_over_into_the_form(page, live_server, sign_in, worksheet):
    sign_in(worksheet.opened_by)
    page.goto(address(live_server, worksheet))
    step = step_of(worksheet)
    page.locator(f"[hx-get$='step-{step.pk}/point/']").first.click()
    page.locator("#id_manifestations").fill("我写的一句。")

    page.get_by_role("button", name="引用").click()

    expect(page.locator("#id_title")).to_have_value("收件不登记")
    assert page.locator("#id_manifestations").input_value().splitlines()[0] == "我写的一句。"
    assert page.locator("#id_measures-0-text").input_value() == "建立台账0。"
    assert RowDraft.objects.get().data["title"] == ["收件不登记"]
    assert not worksheet.risk_points.exists()


def test_a_table_is_seen_before_it_is_written(page, live_server, sign_in, worksheet):
    sign_in(worksheet.opened_by)
    page.goto(f"{live_server.url}/desk/worksheets/{worksheet.pk}/paste/")
    name = step_of(worksheet).name
    page.locator("#id_text").fill(f"环节\t风险点\t类别\n{name}\t收件不出单\t天气")
    page.get_by_text("有1处需要修改").wait_for()
    look(page, "paste, a cell wrong")

    page.locator("#id_text").fill(f"环节\t风险点\t类别\n{name}\t收件不出单\t流程")
    page.get_by_role("button", name="写入排查表").click()

    page.wait_for_url(address(live_server, worksheet))
    assert worksheet.risk_points.get().title == "收件不出单"


def test_the_catalogue_is_looked_at(page, live_server, sign_in, worksheet):
    sign_in(contributor(worksheet.section))
    for size in (None, PHONE):
        if size:
            page.set_viewport_size(size)
        page.goto(f"{live_server.url}/desk/catalogue/")
        page.get_by_role("link", name="收件不登记").wait_for()
        look(page, "catalogue")
