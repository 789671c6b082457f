"""A pasted table with what its measures rest on: the record that stays, the rule, the article."""

import pytest

from measures.models import Measure
from riskpoints.models import RiskPoint
from tests.desk.test_worksheet_paste import errors, named, seen, table, take
from tests.factories.riskpoints import opened
from tests.factories.rules import RuleFactory

pytestmark = pytest.mark.django_db
FIXED = ["环节", "风险点", "类别", "措施", "阶段", "措施类别", "频次"]
HEADS = [*FIXED, "留存记录", "依据制度", "条款"]
MEASURE = ["流程", "逐件登记。", "监控", "监督", "每月"]


@pytest.fixture
def worksheet(client):
    made = opened()
    client.force_login(made.opened_by)
    return made


@pytest.fixture
def rule(worksheet):
    return RuleFactory(body=worksheet.body, name="现金管理办法", number="〔2023〕8号")


def row(*cells, step="receive", title="收件不登记"):
    return [step, title, *MEASURE, *cells]


def rests():
    found = Measure.objects.order_by("pk")
    return list(found.values_list("record", "rule__name", "article"))


def test_the_record_the_rule_and_the_article_are_written(client, worksheet, rule):
    text = table(*named(worksheet, HEADS, row("收件台账", "《现金管理办法》", "第三条")))
    shown = seen(client, worksheet, text)
    assert shown["is_right"]
    assert shown["titles"][-3:] == ["留存记录", "依据制度", "条款"]
    assert take(client, worksheet, text).status_code == 302
    assert rests() == [("收件台账", "现金管理办法", "第三条")]


@pytest.mark.parametrize(
    ("said", "article"),
    [
        ("现金管理办法", ""),
        ("〔2023〕8号", ""),
        ("[2023]8号", ""),
        ("《现金管理办法》（〔2023〕8号）", ""),
        ("《现金管理办法》第三条", "第三条"),
        ("〔2023〕8号，第十二条第二款", "第十二条第二款"),
        ("现金 管理办法 Article 3", "Article 3"),
    ],
)
def test_a_rule_is_known_by_name_number_or_both_and_may_bring_its_article(
    client, worksheet, rule, said, article
):
    heads = [*FIXED, "By which rule"]
    assert take(client, worksheet, table(*named(worksheet, heads, row(said)))).status_code == 302
    assert rests() == [("", "现金管理办法", article)]


def test_an_article_s_own_column_goes_first(client, worksheet, rule):
    text = table(*named(worksheet, HEADS, row("", "《现金管理办法》第三条", "第四条")))
    assert take(client, worksheet, text).status_code == 302
    assert rests() == [("", "现金管理办法", "第四条")]


def test_only_rules_in_force_of_the_own_body_are_known(client, worksheet, rule):
    RuleFactory(body=worksheet.body, name="老办法", repealed=True)
    RuleFactory(name="别家办法")
    rows = [row("", name, "", title=name) for name in ("老办法", "别家办法", "《》")]
    words = "本单位现行制度中没有名称或文号为“{}”的制度。"
    assert errors(client, worksheet, HEADS, *rows) == {
        (number, "rule"): words.format(name)
        for number, name in enumerate(("老办法", "别家办法", "《》"), 1)
    }


def test_two_rules_of_one_name_need_the_number(client, worksheet, rule):
    RuleFactory(body=worksheet.body, name="现金管理办法", number="〔2025〕1号")
    rows = [row("", "现金管理办法", ""), row("", "现金管理办法〔2025〕1号", "", title="乙")]
    assert errors(client, worksheet, HEADS, *rows) == {
        (
            1,
            "rule",
        ): "名称相同的现行制度有：《现金管理办法》〔2023〕8号、《现金管理办法》〔2025〕1号。"
        "请补充文号。"
    }


def test_each_cell_says_what_is_wrong_with_it_and_nothing_is_written(client, worksheet, rule):
    rows = [
        row("长" * 201, "", ""),
        row("", "", "第三条", title="乙"),
        row("", "现金管理办法", "长" * 61, title="丙"),
        ["receive", "丁", "流程", "", "", "", "", "台账", "现金管理办法", "第三条"],
    ]
    alone = "本行没有可对应的措施。"
    assert errors(client, worksheet, HEADS, *rows) == {
        (1, "record"): "最多200字。",
        (2, "article"): "请填写该条款所属的制度。",
        (3, "article"): "最多60字。",
        (4, "record"): alone,
        (4, "rule"): alone,
        (4, "article"): alone,
    }
    take(client, worksheet, table(*named(worksheet, HEADS, *rows)))
    assert not RiskPoint.objects.exists()


def test_the_same_risk_point_with_another_record_stays_apart(client, worksheet, rule):
    same = [row("台账", "现金管理办法", "", step=step) for step in ("receive", "examine")]
    other = row("另一台账", "现金管理办法", "", step="serve")
    text = table(*named(worksheet, HEADS, *same, other))
    assert take(client, worksheet, text).status_code == 302
    steps = [point.steps.count() for point in RiskPoint.objects.order_by("pk")]
    assert steps == [2, 1]
    assert rests() == [("台账", "现金管理办法", ""), ("另一台账", "现金管理办法", "")]


def test_without_the_columns_nothing_is_asked(client, worksheet, rule):
    text = table(*named(worksheet, FIXED, row()))
    assert take(client, worksheet, text).status_code == 302
    assert rests() == [("", None, "")]
