"""A pasted table with the level that is expected once the measures stand, and why."""

from dataclasses import replace

import pytest

from riskpoints.models import ExpectedLevel, RiskPoint
from riskpoints.shipped import KINDS
from tests.desk.test_worksheet_paste import errors, named, seen, table, take
from tests.factories.riskpoints import opened
from tests.factories.schemes import in_force

pytestmark = pytest.mark.django_db
HEADS = ["环节", "风险点", "类别", "等级", "预期等级", "预期理由"]


@pytest.fixture
def worksheet(client):
    made = opened()
    client.force_login(made.opened_by)
    return made


def expected():
    found = ExpectedLevel.objects.order_by("risk_point__order")
    return list(found.values_list("risk_point__title", "proposed_rank", "rank", "reason"))


@pytest.mark.parametrize(
    "heads",
    [HEADS, ["Step", "Risk point", "Category", "Level", "Expected level", "Why it is expected"],
     ["环节", "风险点", "类别", "等级", "措施落实后的预期等级（级）", "预期等级依据"]],
)  # fmt: skip
def test_the_expected_level_is_written_with_its_reason(client, worksheet, heads):
    rows = named(
        worksheet,
        heads,
        ["receive", "收件不登记", "流程", "Ⅰ", "三级", "双人登记后\n一人不能单独决定。"],
        ["examine", "审查走过场", "流程", "Ⅱ", "Ⅱ", "措施只能发现，不能防止。"],
        ["serve", "拖延送达", "流程", "Ⅲ", "", ""],
    )
    shown = seen(client, worksheet, table(*rows[:1], *rows[2:]))
    assert shown["is_right"]
    assert len(shown["titles"]) == 6
    text = (
        table(*rows).replace("双人登记后\n一人", '"双人登记后\n一人').replace("决定。", '决定。"')
    )
    assert take(client, worksheet, text).status_code == 302
    assert expected() == [
        ("收件不登记", 1, 3, "双人登记后 一人不能单独决定。"),
        ("审查走过场", 2, 2, "措施只能发现，不能防止。"),
    ]
    assert RiskPoint.objects.count() == 3


def test_each_cell_says_what_is_wrong_with_it_and_nothing_is_written(client, worksheet):
    why = "双人登记。"
    rows = named(
        worksheet,
        HEADS,
        ["receive", "甲", "流程", "II", "I", why],
        ["receive", "乙", "流程", "", "II", why],
        ["receive", "丙", "流程", "I", "II", ""],
        ["receive", "丁", "流程", "I", "", why],
        ["receive", "戊", "流程", "I", "最低", why],
        ["receive", "己", "流程", "最高", "II", why],
        ["receive", "庚", "流程", "I", "II", "长" * 501],
    )
    found = errors(client, worksheet, *rows)
    assert found == {
        (1, "planned"): "预期等级不能高于原等级。",
        (2, "rank"): "请先选择自评等级。",
        (3, "planned_why"): "请填写理由。",
        (4, "planned"): "请选择预期等级。",
        (5, "planned"): found[6, "rank"],
        (6, "rank"): "无法识别，请填写：I、II、III。",
        (7, "planned_why"): "最多500字。",
    }
    assert take(client, worksheet, table(*rows)).status_code == 200
    assert not RiskPoint.objects.exists()


def test_a_level_that_the_scheme_does_not_have_is_refused_at_its_cell(client, worksheet):
    in_force(replace(KINDS, levels=KINDS.levels[::2], floors=()), worksheet.body)
    rows = named(worksheet, HEADS, ["receive", "甲", "流程", "II", "III", "双人登记。"])
    assert errors(client, worksheet, *rows) == {(1, "planned"): "请从办法规定的等级中选择。"}


def test_without_the_columns_nothing_is_asked(client, worksheet):
    rows = named(worksheet, HEADS[:3], ["receive", "甲", "流程"])
    assert errors(client, worksheet, *rows) == {}
    take(client, worksheet, table(*rows))
    assert (RiskPoint.objects.count(), expected()) == (1, [])


def test_the_same_risk_at_two_steps_takes_the_level_that_one_row_says(client, worksheet):
    rows = named(
        worksheet,
        HEADS,
        ["receive", "索要好处", "流程", "", "", ""],
        ["examine", "索要好处", "流程", "I", "II", "双人在场。"],
    )
    take(client, worksheet, table(*rows))
    assert expected() == [("索要好处", 1, 2, "双人在场。")]
