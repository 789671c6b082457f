"""The worksheet's page: what it shows to whom, and each press of a button on it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.models import Measure
from riskpoints.models import Examination, RiskPoint, RowDraft, Worksheet
from tests.desk.worksheet_pages import blank, buttons, every_url, page, row_url, typed
from tests.factories.accounts import (
    PositionFactory,
    committee_chair,
    committee_member,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import (
    drawn_chart,
    posted,
    settled_chart,
)
from tests.factories.riskpoints import (
    opened,
    section_page,
    signed,
    step_of,
    submitted,
    written,
)

pytestmark = pytest.mark.django_db


def test_a_row_is_written_with_its_measures(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    assert client.get(row_url(worksheet)).status_code == 200
    response = client.post(row_url(worksheet), typed(worksheet))

    point = RiskPoint.objects.get()
    assert response.url == f"{page(worksheet)}#point-{point.pk}"
    assert [str(step) for step in point.steps.all()] == ["受理"]
    assert [str(measure) for measure in point.measures.all()] == ["建立案件台账。"]
    assert point.findings.get().who == "全科室"
    shown = client.get(page(worksheet)).content.decode()
    assert "不能立案的立案。" in shown


@pytest.mark.parametrize("make", [drawn_chart, lambda: posted(drawn_chart()).flowchart])
def test_before_the_gate_the_page_says_why_and_has_no_form(client, make):
    chart = make()
    client.force_login(contributor(chart.section))

    shown = client.get(reverse("desk:worksheet", args=[chart.code]))

    text = shown.content.decode()
    assert str(shown.context["gate"].reason) in text
    assert reverse("desk:worksheet_open", args=[chart.code]) not in text
    assert client.post(reverse("desk:worksheet_open", args=[chart.code])).status_code == 403
    assert not Worksheet.objects.exists()


def test_an_open_gate_offers_the_beginning_to_the_section_alone(client):
    chart = settled_chart()
    url = reverse("desk:worksheet_open", args=[chart.code])
    client.force_login(deputy_head(chart.section))
    assert url not in client.get(reverse("desk:worksheet", args=[chart.code])).content.decode()

    client.force_login(contributor(chart.section))
    assert url in client.get(reverse("desk:worksheet", args=[chart.code])).content.decode()
    assert client.post(url).url == reverse("desk:worksheet", args=[chart.code])

    assert Worksheet.objects.get().flowchart == chart


def test_a_section_page_begins_and_takes_a_point_on_a_position(client):
    position = PositionFactory()
    unit = position.unit
    client.force_login(contributor(unit))
    url = reverse("desk:section_worksheet", args=[unit.code])
    assert client.get(url).status_code == 200
    client.post(reverse("desk:section_worksheet_open", args=[unit.code]))
    worksheet = Worksheet.objects.get()
    row = reverse("desk:point_add", args=[worksheet.pk, f"position-{position.pk}"])

    response = client.post(row, blank(title="说情", category="ethics", anchors=[f"unit-{unit.pk}"]))

    assert response.status_code == 302
    assert list(RiskPoint.objects.get().units.all()) == [unit]
    assert "说情" in client.get(url).content.decode()


def test_a_section_page_goes_up_when_each_row_is_looked_at(client):
    worksheet = section_page()
    client.force_login(worksheet.opened_by)
    submit = reverse("desk:worksheet_submit", args=[worksheet.pk])
    rows = [f"position-{worksheet.section.positions.get().pk}", f"unit-{worksheet.section.pk}"]
    assert [e["field_id"] for e in client.post(submit).context["errors"]] == [*rows, ""]

    for row in rows:
        url = reverse("desk:none_found", args=[worksheet.pk, row])
        client.post(url, {"because": "不经手权力。"})

    assert client.post(submit).url == page(worksheet)
    worksheet.refresh_from_db()
    assert worksheet.state == "submitted"


def test_too_many_measures_are_refused_in_words(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, **{"measures-TOTAL_FORMS": "41"}))

    assert response.status_code == 200
    assert response.context["entry"].measures.non_form_errors()
    assert not RiskPoint.objects.exists()


def test_a_section_page_waits_for_the_charts(client):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))

    shown = client.get(reverse("desk:section_worksheet", args=[chart.section.code]))

    assert chart.name in shown.content.decode()
    assert not shown.context["gate"]


@pytest.mark.parametrize(
    ("who", "make", "offered"),
    [
        (contributor, opened, ["submit"]),
        (section_head, opened, ["submit"]),
        (deputy_head, opened, []),
        (contributor, submitted, []),
        (section_head, submitted, ["sign", "return"]),
        (contributor, signed, []),
        (section_head, signed, []),
        (committee_member, signed, []),
        (committee_chair, signed, ["return"]),
        (moderator, submitted, []),
    ],
)
def test_each_sees_what_he_may_press_and_gets_403_beyond(client, who, make, offered):
    worksheet = make()
    client.force_login(who(worksheet.section))

    assert buttons(worksheet, client) == offered
    for name in {"submit", "sign", "return"} - set(offered):
        url = reverse(f"desk:worksheet_{name}", args=[worksheet.pk])
        assert client.post(url, {"reason": "否"}).status_code == 403


def test_a_stranger_gets_404_and_somebody_signed_out_the_entrance(client):
    worksheet = opened()
    urls = every_url(worksheet, written(worksheet))
    assert {client.post(url).status_code for url in urls} == {302}
    client.force_login(contributor(settled_chart().section))

    assert {client.post(url).status_code for url in [*urls, page(worksheet)]} <= {404, 405}
    assert client.get(page(worksheet)).status_code == 404
    assert client.get(page(section_page())).status_code == 404


def test_a_colleague_without_the_right_gets_403_and_writes_nothing(client):
    worksheet = opened()
    urls = every_url(worksheet, written(worksheet))
    client.force_login(deputy_head(worksheet.section))

    assert {client.post(url, {"title": "x", "because": "x"}).status_code for url in urls} == {403}
    assert (RiskPoint.objects.count(), Examination.objects.count()) == (1, 0)
    assert RowDraft.objects.count() == 0


@pytest.mark.parametrize("row", ["step-0", "point-0", "x", "step-", "unit-1"])
def test_a_row_that_is_not_there_is_404(client, row):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    for name in ("point_add", "none_found"):
        assert client.get(reverse(f"desk:{name}", args=[worksheet.pk, row])).status_code == 404
    assert client.get(reverse("desk:point_edit", args=[worksheet.pk, 0])).status_code == 404


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


def test_the_page_asks_the_same_at_one_row_and_at_three_and_no_more_than_twenty_nine(client):
    """Eleven of them read who asks, the chart and its gate; each of the others one kind of thing on it."""
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    written(worksheet)
    one = asked(client, page(worksheet))
    for key in ("receive", "examine", "serve"):
        written(worksheet, step_of(worksheet, key), measures=3)

    assert asked(client, page(worksheet)) == one
    assert one <= 29


def test_a_row_s_form_asks_the_same_with_one_measure_and_with_three(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    one, three = written(worksheet), written(worksheet, measures=3)
    address = [reverse("desk:point_edit", args=[worksheet.pk, point.pk]) for point in (one, three)]

    counts = [asked(client, each) for each in address]

    assert counts[0] == counts[1]
    assert counts[0] <= 30


def test_nothing_typed_is_lost_on_an_error(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    data = typed(worksheet, title="", **{"measures-0-phase": "", "measures-0-due_on": "2027-01-01"})

    response = client.post(row_url(worksheet), data)

    text = response.content.decode()
    assert response.status_code == 200
    for words in ("应立案不立案。", "建立案件台账。", "全科室", "2026-11-02"):
        assert words in text
    assert text.count('id="error-summary"') == 1
    assert (RiskPoint.objects.count(), Measure.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measures-0-text": ""}, "text"),
        ({"measures-0-phase": ""}, "phase"),
        ({"measures-0-kind": ""}, "kind"),
        ({"measures-0-section": ""}, "section"),
        ({"measures-0-rhythm": ""}, "due_on"),
        ({"measures-0-due_on": "2027-01-01"}, "due_on"),
        ({"measures-0-rhythm": "", "measures-0-due_on": "soon"}, "due_on"),
    ],
)
def test_a_measure_says_what_it_needs(client, wrong, field):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, **wrong))

    assert list(response.context["entry"].measures.forms[0].errors) == [field]
    assert not Measure.objects.exists()


def test_a_line_too_long_is_named(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, manifestations="短\n" + "长" * 501))

    assert list(response.context["entry"].main.errors) == ["manifestations"]


def test_another_measures_row_keeps_what_is_typed_and_saves_nothing(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)

    response = client.post(row_url(worksheet), typed(worksheet, more="1"))

    entry = response.context["entry"]
    assert len(entry.measures.forms) == 3
    assert entry.measures.forms[0]["text"].value() == "建立案件台账。"
    assert "不能立案的立案。" in response.content.decode()
    assert not RiskPoint.objects.exists()


@pytest.mark.parametrize("odd", ["x", 2**63, "9" * 5000])
def test_a_round_that_cannot_be_is_not_there(client, odd):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    asked = [client.get(page(worksheet), {"round": one}) for one in (worksheet.round_id, odd)]
    assert [answer.status_code for answer in asked] == [200, 404]


def test_a_double_submit_writes_once(client):
    worksheet = opened()
    client.force_login(worksheet.opened_by)
    data = typed(worksheet, submission_id=str(uuid.uuid4()))

    first, second = client.post(row_url(worksheet), data), client.post(row_url(worksheet), data)

    assert first.url == second.url
    assert (RiskPoint.objects.count(), Measure.objects.count()) == (1, 1)
