"""A table pasted into a worksheet: understood cell by cell, written once it was seen without a fault."""

import datetime
import html as entities

import pytest
from django.utils import timezone

from riskpoints.models import RiskPoint
from tests.desk.worksheet_pages import page
from tests.factories.accounts import contributor
from tests.factories.powers import settled_chart
from tests.factories.riskpoints import opened, section_page, step_of, submitted, written

pytestmark = pytest.mark.django_db
WHOLE = [
    [
        "环节",
        "风险点",
        "表现形式",
        "风险类别",
        "风险等级",
        "成因",
        "防控措施",
        "阶段",
        "措施类别",
        "频次",
    ],
    [
        "受理",
        "收件不登记",
        '"1.收件不登记。\n2.不出具受理单。"',
        "业务流程风险",
        "Ⅱ",
        "制度、监督",
        "逐件登记台账。",
        "中期监控",
        "制度",
        "每季度",
    ],
]


def table(*rows):
    return "\n".join("\t".join(row) for row in rows)


@pytest.fixture
def worksheet(client):
    made = opened()
    client.force_login(made.opened_by)
    return made


def address(worksheet):
    return f"/desk/worksheets/{worksheet.pk}/paste/"


def named(worksheet, *rows):
    """The rows of a table, its step names put in."""
    names = {key: step_of(worksheet, key).name for key in ("receive", "examine", "serve")}
    return [[names.get(cell, cell) for cell in row] for row in rows]


def seen(client, worksheet, text, **choices):
    """The preview of a table."""
    return client.post(address(worksheet), {"text": text, "do": "preview"} | choices).context


def errors(client, worksheet, *rows, **choices):
    """What is wrong, by row and column."""
    shown = seen(client, worksheet, table(*named(worksheet, *rows)), **choices)
    return {
        (row.number, cell.name): cell.error
        for row in shown["table"].rows
        for cell in row.cells
        if cell.error
    }


def take(client, worksheet, text, **choices):
    """Look at the preview and confirm it."""
    shown = seen(client, worksheet, text, **choices)
    return client.post(
        address(worksheet), {"text": text, "do": "take", "seen": shown["seen"]} | choices
    )


def whole(worksheet):
    return table(WHOLE[0], [step_of(worksheet).name, *WHOLE[1][1:]])


def test_a_complete_table_is_written_after_its_preview(client, worksheet):
    text = whole(worksheet)
    assert seen(client, worksheet, text)["is_right"]
    assert not RiskPoint.objects.exists()

    assert take(client, worksheet, text).url == page(worksheet)

    point = RiskPoint.objects.get()
    assert (point.title, point.category, point.proposed_rank, point.causes) == (
        "收件不登记",
        "process",
        2,
        ["rules", "supervision"],
    )
    assert [shown.text for shown in point.manifestations.all()] == [
        "收件不登记。",
        "不出具受理单。",
    ]
    assert [step.key for step in point.steps.all()] == ["receive"]
    measure = point.measures.get()
    assert (measure.text, measure.phase, measure.kind, measure.rhythm, measure.section) == (
        "逐件登记台账。",
        "monitoring",
        "rules",
        "quarter",
        worksheet.section,
    )


def test_nothing_is_written_that_was_not_seen(client, worksheet):
    text = whole(worksheet)
    mark = seen(client, worksheet, text)["seen"]
    for sent in (
        {"text": text, "do": "take"},
        {"text": text + "改", "do": "take", "seen": mark},
        {"text": text, "do": "take", "seen": mark, "phase": "response"},
        {"text": text, "do": "preview", "seen": mark},
    ):
        assert client.post(address(worksheet), sent).status_code == 200

    assert not RiskPoint.objects.exists()


def test_handed_in_twice_it_is_written_once(client, worksheet):
    text = whole(worksheet)
    sent = {"text": text, "do": "take", "seen": seen(client, worksheet, text)["seen"]}
    sent["submission_id"] = "3f2b8a34-1111-4111-8111-111111111111"

    answers = [client.post(address(worksheet), sent).url for _time in range(2)]

    assert answers == [page(worksheet)] * 2
    assert RiskPoint.objects.count() == 1


def test_cells_joined_downwards_go_on_with_the_row_above(client, worksheet):
    rows = named(
        worksheet,
        ["环节", "风险点", "表现形式", "类别", "措施", "完成时限"],
        ["receive", "收件不登记", "甲", "流程", "措施一", "2026年12月31日"],
        ["", "", "乙", "", "措施二", "2027/1/5"],
        ["", "另一风险点", "丙", "制度", "", ""],
    )
    chosen = {"phase": "prevention", "kind": "rules"}

    take(client, worksheet, table(*rows), **chosen)

    points = list(RiskPoint.objects.order_by("order"))
    assert [
        (
            point.title,
            [s.key for s in point.steps.all()],
            [m.text for m in point.manifestations.all()],
        )
        for point in points
    ] == [("收件不登记", ["receive"], ["甲", "乙"]), ("另一风险点", ["receive"], ["丙"])]
    assert [(m.text, m.due_on) for m in points[0].measures.all()] == [
        ("措施一", datetime.date(2026, 12, 31)),
        ("措施二", datetime.date(2027, 1, 5)),
    ]


def test_the_same_risk_at_several_steps_becomes_one_that_stands_on_all(client, worksheet):
    rows = named(
        worksheet,
        ["环节", "风险点", "类别"],
        ["receive", "收受财物", "思想道德"],
        ["examine", "收受财物", "思想道德"],
        ["serve", "另一风险点", "思想道德"],
    )

    take(client, worksheet, table(*rows))

    stands = [
        [step.key for step in point.steps.all()] for point in RiskPoint.objects.order_by("order")
    ]
    assert stands == [["receive", "examine"], ["serve"]]


def test_english_heads_numbers_and_several_steps_in_one_cell(client, worksheet):
    both = "、".join(step_of(worksheet, key).name for key in ("receive", "serve"))
    rows = named(
        worksheet,
        ["Step", "Risk point", "Category", "Level"],
        [both, "Gifts are taken", "ethics", "high"],
        ["2", "The check is skipped", "process", "III"],
    )

    take(client, worksheet, table(*rows))

    assert [
        (point.title, point.category, point.proposed_rank, [s.key for s in point.steps.all()])
        for point in RiskPoint.objects.order_by("order")
    ] == [
        ("Gifts are taken", "ethics", 1, ["receive", "serve"]),
        ("The check is skipped", "process", 3, ["examine"]),
    ]


def test_without_a_column_of_steps_the_number_names_the_row(client, worksheet):
    rows = [["序号", "表现形式", "类别"], ["3", "拖延送达", "流程"], ["9", "无此行", "流程"]]
    assert list(errors(client, worksheet, *rows)) == [(2, "number")]

    take(client, worksheet, table(*rows[:2]))

    point = RiskPoint.objects.get()
    assert (point.title, [s.key for s in point.steps.all()]) == ("拖延送达", ["serve"])


def test_each_cell_says_what_is_wrong_with_it_and_nothing_is_written(client, worksheet):
    rows = named(
        worksheet,
        ["环节", "风险点", "类别", "等级", "成因", "查找方法", "措施", "完成时限"],
        ["没有这个环节", "甲", "其他", "四级", "天气", "做梦", "措施", "明年"],
        ["receive", "长" * 201, "", "", "", "", "", ""],
    )

    found = errors(client, worksheet, *rows)

    assert list(found) == [
        (1, "step"), (1, "category"), (1, "rank"), (1, "causes"), (1, "found"), (1, "due"),
        (1, "phase"), (1, "kind"), (1, "rhythm"), (2, "title"), (2, "category"),
    ]  # fmt: skip
    assert take(client, worksheet, table(*rows)).status_code == 200
    assert not RiskPoint.objects.exists()


def test_a_row_without_a_step_above_it_is_asked_for_one(client, worksheet):
    rows = (["环节", "风险点", "类别"], ["", "甲", "流程"])

    assert list(errors(client, worksheet, *rows)) == [(1, "step")]


@pytest.mark.parametrize(
    "text",
    ["甲\t乙\n丙\t丁", "风险点\t风险点名称\n甲\t乙", "风险点\n" + "甲\n" * 201, "长" * 100_001],
)
def test_what_is_no_table_of_risk_points_says_why(client, worksheet, text):
    shown = seen(client, worksheet, text)

    assert shown["table"].problem
    assert not shown["is_right"]
    assert take(client, worksheet, text).status_code == 200


def test_a_heading_that_is_not_known_is_named(client, worksheet):
    shown = seen(client, worksheet, "风险点\t责任领导\n甲\t张三")

    assert list(shown["table"].unknown) == ["责任领导"]


def test_near_copies_are_pointed_out_before_they_are_written(client, worksheet):
    said = "受理窗口收到材料后，不登记、不出具受理单。"
    written(worksheet, manifestations=[said], measures=0)
    rows = named(worksheet, ["环节", "风险点", "表现形式", "类别"], ["serve", "甲", said, "流程"])

    shown = seen(client, worksheet, table(*rows))

    assert (shown["is_right"], [hint.line for hint in shown["hints"]]) == (True, [said])


def test_a_sections_page_takes_positions(client):
    worksheet = section_page()
    client.force_login(worksheet.opened_by)
    position = worksheet.section.positions.get()

    take(client, worksheet, table(["岗位", "风险点", "类别"], [position.name, "收受财物", "道德"]))

    assert list(RiskPoint.objects.get().positions.all()) == [position]


def test_hostile_text_is_shown_as_text(client, worksheet):
    hostile = "<script>alert(1)</script>"
    rows = named(worksheet, ["环节", "风险点", "类别"], ["receive", hostile, "流程"])

    answer = client.post(address(worksheet), {"text": table(*rows), "do": "preview"})

    shown = answer.content.decode()
    assert (hostile in shown, entities.escape(hostile) in shown) == (False, True)


def test_htmx_gets_the_preview_alone(client, worksheet):
    sent = {"text": whole(worksheet), "do": "preview"}

    answer = client.post(address(worksheet), sent, headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<div id="preview"')


def test_who_may_not_write_there_does_not_get_there(client, worksheet):
    assert client.get(address(worksheet)).status_code == 200
    client.force_login(contributor(settled_chart().section))
    assert client.get(address(worksheet)).status_code == 404
    away = submitted()
    client.force_login(away.opened_by)
    assert client.get(address(away)).status_code == 403


def test_of_the_six_eyes_a_table_says_who_took_part_and_when(client, worksheet):
    rows = named(
        worksheet,
        ["环节", "风险点", "风险类别", "查找方式"],
        ["receive", "收件不登记", "业务流程", "自己找、逐项分解"],
    )
    said = {"who": "全科室", "on": "2026-03-02"}
    words = "请在上方填写参与查找的人员和时间。"

    assert errors(client, worksheet, *rows) == {(1, "found"): words}
    assert errors(client, worksheet, *rows, who="全科室") == {(1, "found"): words}
    assert errors(client, worksheet, *rows, **said) == {}
    assert take(client, worksheet, table(*rows), **said).url == page(worksheet)

    findings = RiskPoint.objects.get().findings.values_list("method", "who", "on")
    assert list(findings) == [
        ("self", "全科室", datetime.date(2026, 3, 2)),
        ("decomposition", "", None),
    ]


def test_a_table_found_on_a_day_to_come_is_refused(client, worksheet):
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()

    refused = take(client, worksheet, whole(worksheet), who="全科室", on=tomorrow)

    assert refused.context["form"].errors == {"on": ["日期还没有到，请填写过去的日期。"]}
    assert not RiskPoint.objects.exists()
