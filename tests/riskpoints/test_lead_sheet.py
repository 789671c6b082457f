"""A sheet of leads: each cell with what is wrong, nothing written before it is confirmed."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from riskpoints import lead_sheet
from riskpoints.models import Lead
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    PositionFactory,
    SectionFactory,
    committee_member,
    contributor,
    person,
)
from tests.factories.leads import GIST, SOURCE, entered
from tests.factories.powers import settled_chart
from tests.lib.workbooks import workbook

pytestmark = pytest.mark.django_db
URL = reverse("riskpoints:lead_import")
HEAD = ["类别", "日期", "主要内容", "出处", "是否查实", "科室", "流程图", "环节", "岗位"]


def row(*cells):
    return [*cells, *[""] * (len(HEAD) - len(cells))]


def problems(*rows, body=None):
    """What is wrong, by column, of one row of a sheet."""
    sheet = lead_sheet.read([HEAD, *rows], body or BodyFactory())
    return {name: cell.problem for name, cell in sheet.lines[0].cells.items() if cell.problem}


def test_a_row_is_read_with_its_place():
    chart = settled_chart()
    position = PositionFactory(unit=chart.section)
    typed = [
        "违纪",
        "2025年3月14日",
        GIST,
        SOURCE,
        "是",
        chart.section.name,
        chart.code,
        "2",
        position.name,
    ]

    sheet = lead_sheet.read([HEAD, typed], chart.body)

    assert sheet.is_good
    (facts,) = sheet.fresh
    assert (facts.kind, facts.on, facts.proven) == ("discipline", datetime.date(2025, 3, 14), True)
    assert (facts.section, facts.flowchart, facts.position) == (chart.section, chart, position)
    assert facts.step == chart.steps.order_by("order", "pk")[1]


@pytest.mark.parametrize(
    "day", ["2025-03-14", "2025/3/14", "2025.3.14", "20250314", "2025年3月14日", "2025-03-14 00:00"]
)
def test_days_are_read_as_people_write_them(day):
    assert lead_sheet.day_of(day) == datetime.date(2025, 3, 14)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (row("举报", "2025-3-14", GIST, SOURCE), ["kind"]),
        (row("信访", "去年", GIST, SOURCE), ["on"]),
        (row("信访", "2025-2-30", GIST, SOURCE), ["on"]),
        (row("信访", "2999-1-1", GIST, SOURCE), ["on"]),
        (row("信访", "2025-3-14", "", SOURCE), ["gist"]),
        (row("信访", "2025-3-14", "字" * 1001, SOURCE), ["gist"]),
        (row("信访", "2025-3-14", GIST, ""), ["source"]),
        (row("信访", "2025-3-14", GIST, "字" * 201), ["source"]),
        (row("信访", "2025-3-14", GIST, SOURCE, "大概"), ["proven"]),
        (row("信访", "2025-3-14", GIST, SOURCE, "", "不存在科"), ["section"]),
        (row("信访", "2025-3-14", GIST, SOURCE, "", "", "不存在图"), ["flowchart"]),
        (row("信访", "2025-3-14", GIST, SOURCE, "", "", "", "受理"), ["step"]),
        (row("信访", "2025-3-14", GIST, SOURCE, "", "", "", "", "不存在岗"), ["position"]),
        (row("", "", "只有内容", ""), ["kind", "on"]),
    ],
)
def test_each_cell_says_what_is_wrong_with_it(typed, wrong):
    assert sorted(problems(typed)) == wrong


def test_a_step_is_found_by_name_or_number_on_its_own_chart():
    chart = settled_chart()
    named = row("信访", "2025-3-14", GIST, SOURCE, "", "", chart.name, "没有这一步")
    (words,) = problems(named, body=chart.body).values()
    assert "1至3" in words
    (words,) = problems([*named[:7], "9" * 5000], body=chart.body).values()
    assert "1至3" in words
    other = SectionFactory(parent=chart.body)
    there = row("信访", "2025-3-14", GIST, SOURCE, "", other.code, chart.name)
    assert list(problems(there, body=chart.body)) == ["flowchart"]


def test_several_places_of_one_name_ask_for_the_code():
    body = BodyFactory()
    for _number in range(2):
        SectionFactory(parent=body, name="办公室")
    typed = row("信访", "2025-3-14", GIST, SOURCE, "", "办公室")
    assert problems(typed, body=body) == {"section": "有几个同名的，请改填编码。"}


def test_columns_are_known_by_title_in_either_language_or_stand_in_order():
    body = BodyFactory()
    turned = lead_sheet.read([["Source", "Gist", "Date", "Kind of record"],
                              [SOURCE, GIST, "2025-3-14", "petition"]], body)  # fmt: skip
    untitled = lead_sheet.read([["信访", "2025-3-14", GIST, SOURCE]], body)
    with translation.override("en"):
        english = lead_sheet.read([HEAD, row("考察", "2025-3-14", GIST, SOURCE)], body)
    kinds = [sheet.fresh[0].kind for sheet in (turned, untitled, english)]
    assert kinds == ["petition", "petition", "vetting"]
    assert [sheet.lines[0].number for sheet in (turned, untitled)] == [2, 1]


def test_a_sheet_without_a_column_that_is_needed_or_too_long_is_refused_whole():
    short = lead_sheet.read([["类别", "出处"], ["信访", SOURCE]], BodyFactory())
    long = lead_sheet.read([HEAD, *[row("信访")] * 501], BodyFactory())
    assert (short.problem, short.is_good) == ("缺少这些列：日期、主要内容。", False)
    assert "501" in long.problem


def test_what_is_there_already_is_left_out():
    lead = entered(BodyFactory())
    typed = row("信访", "2025-3-14", GIST, SOURCE)
    other = row("信访", "2025-3-14", GIST, "另一号")
    sheet = lead_sheet.read([HEAD, typed, other, other], lead.body)
    assert [line.is_known for line in sheet.lines] == [True, False, True]
    assert (len(sheet.fresh), sheet.known_count) == (1, 2)


def test_reading_costs_the_same_at_one_and_three_rows():
    chart, counts = settled_chart(), []
    for count in (1, 3):
        typed = row("信访", "2025-3-14", GIST, SOURCE, "", "", chart.code, "1")
        with CaptureQueriesContext(connection) as queries:
            lead_sheet.read([HEAD, *[typed] * count], chart.body)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def pasted(*rows):
    return "\n".join("\t".join(each) for each in (HEAD, *rows))


def test_nothing_is_written_before_it_was_seen_and_confirmed(client):
    body = BodyFactory()
    client.force_login(committee_member(body))
    text = pasted(
        row("信访", "2025-3-14", GIST, SOURCE, "是"), row("违法", "2024-5-6", "另一件。", "二号")
    )

    unseen = client.post(URL, {"text": text, "do": "enter"})
    shown = client.post(URL, {"text": text, "do": "look"})
    assert (unseen.status_code, shown.status_code, Lead.objects.count()) == (200, 200, 0)
    changed = client.post(URL, {"text": text + "\n", "do": "enter", "seen": "0" * 64})
    assert (changed.status_code, Lead.objects.count()) == (200, 0)

    done = client.post(
        URL, {"text": text.replace("\n", "\r\n"), "do": "enter", "seen": shown.context["seen"]}
    )
    assert done.status_code == 302
    assert list(Lead.objects.order_by("on").values_list("kind", "proven", "source")) == [
        ("law", False, "二号"), ("petition", True, SOURCE),
    ]  # fmt: skip


def test_a_file_becomes_text_that_can_be_mended_and_a_wrong_row_keeps_all_out(client):
    body = BodyFactory()
    client.force_login(committee_member(body))
    rows = [HEAD, ["信访", datetime.date(2025, 3, 14), GIST, SOURCE], ["梦", "昨天", "x", "y"]]
    file = SimpleUploadedFile("线索.xlsx", workbook(rows))

    shown = client.post(URL, {"file": file, "do": "look"})

    text = shown.context["form"]["text"].value()
    assert (shown.status_code, text.splitlines()[1]) == (
        422,
        f"信访\t2025-03-14\t{GIST}\t{SOURCE}\t\t\t\t\t",
    )
    assert "日期请写成2025-03-14这样。" in shown.text
    refused = client.post(URL, {"text": text, "do": "enter", "seen": shown.context["seen"]})
    assert (refused.status_code, Lead.objects.count()) == (422, 0)


@pytest.mark.parametrize("sent", [{}, {"text": " "}, {"text": "\t".join(HEAD)}])
def test_an_empty_sheet_is_told(client, sent):
    client.force_login(committee_member(BodyFactory()))
    shown = client.post(URL, sent)
    assert (shown.status_code, Lead.objects.count()) == (422, 0)
    assert "error-summary" in shown.text or "note-error" in shown.text


def test_the_committee_of_an_area_names_the_body_and_no_other(client):
    area = AreaFactory()
    first, second, strange = BodyFactory(parent=area), BodyFactory(parent=area), BodyFactory()
    client.force_login(person("committee-member", area))
    assert client.get(URL).context["body"] == first
    assert client.get(URL, {"body": second.code}).context["body"] == second
    assert client.get(URL, {"body": strange.code}).status_code == 404


def test_the_empty_sheet_is_read_back(client):
    section = SectionFactory()
    client.force_login(committee_member(section))
    got = client.get(reverse("riskpoints:lead_sheet"))
    head = got.content.decode().lstrip("\ufeff").strip().split(",")
    assert lead_sheet.LEADS.titled([head])[0] == list(lead_sheet.COLUMNS)
    client.force_login(contributor(section))
    assert client.get(reverse("riskpoints:lead_sheet")).status_code == 404
    assert client.get(URL).status_code == 404
