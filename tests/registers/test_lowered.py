"""The list of lowered levels as a spreadsheet, and rulings that are open again on the printed register."""

import csv
import io

import pytest
from django.utils import timezone, translation

from riskcontrol.registers.risk_points import register_of, risk_points_pdf
from riskpoints.actions.reopening import let_stand
from riskpoints.models import RiskPoint
from tests.desk.test_judging import address, lowered
from tests.factories.accounts import committee_chair, contributor, person
from tests.registers.test_prints import words_of
from tests.riskpoints.settling import looked, ruled_point

pytestmark = pytest.mark.django_db
SHEET = "/desk/registers/lowered-levels.csv"
HEAD = [
    "单位",
    "科室",
    "风险点",
    "轮次",
    "按规则",
    "评定",
    "理由",
    "提出人",
    "复核人",
    "日期",
    "备注",
]


def rows_of(client, **asked):
    """The sheet's rows as a spreadsheet reads them."""
    answer = client.get(SHEET, asked)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def row_of(ruling, remark=""):
    point = RiskPoint.objects.get(pk=ruling.risk_point_id)
    return [
        point.body.name, point.section.name, point.title, str(point.worksheet.round), "II", "III",
        "已有双人复核。", ruling.ruled_by.name, ruling.second.name, f"{timezone.localdate()}", remark,
    ]  # fmt: skip


def one_body(*rulings):
    """Bring the risk points of these rulings into the first one's body and section."""
    first = rulings[0].risk_point
    for ruling in rulings:
        RiskPoint.objects.filter(pk=ruling.risk_point_id).update(
            body=first.body, section=first.section
        )
    return first


def test_the_sheet_has_a_row_a_ruling_of_the_reader_s_body(client):
    ruling, _elsewhere = lowered(), lowered()
    client.force_login(contributor(ruling.risk_point.section))
    assert rows_of(client) == [HEAD, row_of(ruling)]
    page = client.get(address("lowered")).text
    assert SHEET in page


def test_it_is_narrowed_down_as_the_page_is(client):
    one, two = lowered(), lowered()
    point = one_body(one, two)
    client.force_login(committee_chair(point.body))
    asks = [{}, {"round": one.risk_point.worksheet.round.pk}, {"section": point.body.pk}]
    assert [len(rows_of(client, **asked)) - 1 for asked in asks] == [2, 1, 0]
    asked = client.get(address("lowered"), {"section": point.section.pk}).text
    assert f"{SHEET}?section={point.section.pk}" in asked


def test_what_would_be_a_formula_stays_text(client):
    ruling = lowered()
    RiskPoint.objects.filter(pk=ruling.risk_point_id).update(title="=1+1")
    client.force_login(contributor(ruling.risk_point.section))
    assert rows_of(client)[1][2] == "'=1+1"


def test_it_says_what_has_become_of_a_ruling_since(client):
    ruling = lowered()
    point = ruling.risk_point
    client.force_login(contributor(point.section))
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    (made,) = looked(point)
    assert rows_of(client)[1:] == [row_of(ruling, "评定后有变化")]
    assert "评定后有变化" in client.get(address("lowered")).text
    let_stand(
        reopening=made, reason="仅措辞。", seen=made.found_hash, by=committee_chair(point.body)
    )
    assert rows_of(client)[1:] == [row_of(ruling)]
    RiskPoint.objects.filter(pk=point.pk).update(ruling=None)
    assert rows_of(client)[1:] == [row_of(ruling, "此后已重新评定")]


def test_administrators_and_strangers_read_none_of_it(client):
    ruling = lowered()
    body = ruling.risk_point.body
    client.force_login(person("auditor", body))
    assert rows_of(client) == [HEAD]
    client.logout()
    assert client.get(SHEET).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sheet_costs_the_same_at_any_length(client, django_assert_num_queries, rows):
    point = one_body(*(lowered() for _row in range(rows)))
    client.force_login(committee_chair(point.body))
    with django_assert_num_queries(5):
        told = rows_of(client)
    assert len(told) == rows + 1


def test_the_printed_register_marks_what_is_open_again():
    point = ruled_point()
    with translation.override("en"):
        assert "reopened" not in words_of(risk_points_pdf(point.body))
        RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
        looked(point)
        register = register_of(point.body)
        assert [line.is_reopened for line in register.lines] == [True]
        text = words_of(risk_points_pdf(point.body))
    told = [text.count(words) for words in ("1rulingisopenagain", "reopened")]
    assert (register.reopened_count, told) == (1, [1, 1])
