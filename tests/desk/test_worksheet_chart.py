"""The chart on a worksheet's page: each step leads to its row."""

import pytest
from lxml import html

from tests.desk.worksheet_pages import page
from tests.factories.powers import frozen
from tests.factories.riskpoints import opened, section_page, step_of, written

pytestmark = pytest.mark.django_db
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img"><g id="step-receive"><path d="M0 0"/></g>'
    '<g id="step-serve"><path d="M0 0"/></g></svg>'
)


def drawn(worksheet):
    """Let a worksheet's version, the same but for its number, have a picture."""
    worksheet.version = frozen(worksheet.flowchart, svg=SVG)
    worksheet.save()
    return worksheet


def test_a_step_leads_to_its_row(client):
    worksheet = drawn(opened())
    written(worksheet)
    client.force_login(worksheet.opened_by)

    shown = html.fromstring(client.get(page(worksheet)).content.decode())

    leads = [(link.get("href"), link.get("class")) for link in shown.iterfind(".//svg/a")]
    receive, serve = (step_of(worksheet, key).pk for key in ("receive", "serve"))
    assert leads == [(f"#step-{receive}", None), (f"#step-{serve}", "is-lacking")]
    ids = [part.get("id") for part in shown.iter() if part.get("id")]
    assert {f"step-{receive}", f"step-{serve}"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_sections_page_has_no_chart(client):
    worksheet = section_page()
    client.force_login(worksheet.opened_by)

    assert b"worksheet-chart" not in client.get(page(worksheet)).content
