"""On a worksheet: what record a measure leaves, by which rule, held against what; and what is pointed out."""

from decimal import Decimal

import pytest
from django.urls import reverse

from measures.models import Indicator, Measure
from tests.factories.riskpoints import opened
from tests.factories.rules import RuleFactory, indicator_of, version_of

from .test_hints import hints, signed_in
from .worksheet_pages import row_url, typed

pytestmark = pytest.mark.django_db
HELD = {
    "measures-0-indicator": "签字齐全的占比",
    "measures-0-indicator_unit": "%",
    "measures-0-baseline": "85",
    "measures-0-target": "100",
}


@pytest.fixture
def worksheet(client):
    return signed_in(client, opened())


def saves(client, worksheet, **said):
    return client.post(row_url(worksheet), typed(worksheet) | said)


def test_a_measure_is_written_with_what_it_rests_on(client, worksheet):
    rule = RuleFactory(body=worksheet.body)
    rests = {"measures-0-rule": str(rule.pk), "measures-0-article": "第三条"}
    saves(client, worksheet, **rests, **HELD, **{"measures-0-record": "线索台账"})
    measure = Measure.objects.get()
    assert (measure.rule, measure.article, measure.record) == (rule, "第三条", "线索台账")
    indicator = measure.indicators.get()
    assert (indicator.name, indicator.unit, indicator.is_master) == ("签字齐全的占比", "%", True)
    assert (indicator.baseline, indicator.target) == (Decimal(85), Decimal(100))


def again(client, worksheet, **said):
    """Change the measure that is there on its row's page."""
    measure = Measure.objects.get()
    point = measure.risk_points.get()
    data = typed(worksheet) | {"row_version": str(point.row_version)}
    data |= {"measures-0-measure": measure.pk, "measures-0-version": measure.row_version}
    address = reverse("desk:point_edit", args=[worksheet.pk, point.pk])
    return client.post(address, data | said)


def test_an_indicator_is_changed_and_taken_away(client, worksheet):
    saves(client, worksheet, **HELD)
    again(client, worksheet, **HELD | {"measures-0-target": "95"})
    assert Indicator.objects.get().target == 95
    again(client, worksheet)
    assert not Indicator.objects.exists()
    assert Measure.objects.get().row_version == 3


def test_the_master_stays_while_there_are_further_indicators(client, worksheet):
    saves(client, worksheet, **HELD)
    indicator_of(Measure.objects.get(), name="抽查份数", is_master=False)
    assert "请先将其中一个设为主指标" in again(client, worksheet).text
    assert Indicator.objects.filter(is_master=True).count() == 1


def test_a_slogan_is_kept_as_one_and_mended(client, worksheet):
    saves(client, worksheet, **{"measures-0-text": "加强教育，提高认识。"})
    assert Measure.objects.get().is_generic
    again(client, worksheet, **{"measures-0-text": "每月抽查五件并登记。"})
    assert not Measure.objects.get().is_generic


def test_only_rules_of_the_body_that_hold_are_offered(client, worksheet):
    RuleFactory(body=worksheet.body, name="现行办法", number="〔2024〕8号")
    RuleFactory(body=worksheet.body, name="旧办法", repealed=True)
    other = RuleFactory(name="别家办法")
    page = client.get(row_url(worksheet)).text
    assert "《现行办法》 〔2024〕8号" in page
    assert "旧办法" not in page
    assert "别家办法" not in page
    refused = saves(client, worksheet, **{"measures-0-rule": str(other.pk)})
    assert "选择" in refused.text
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measures-0-article": "第三条"}, "请选择该条款所属的制度。"),
        (HELD | {"measures-0-target": ""}, "指标应填写名称、基线值和目标值。"),
        (HELD | {"measures-0-target": "85"}, "目标值与基线值相同"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, worksheet, wrong, said):
    response = saves(client, worksheet, **wrong, **{"measures-0-record": "某某台账"})
    assert said in response.text
    assert "某某台账" in response.text
    assert not Measure.objects.exists()


def test_what_nobody_could_check_is_pointed_out_while_typing(client, worksheet):
    old = RuleFactory(body=worksheet.body, name="旧办法", repealed=True)
    holds = RuleFactory(body=worksheet.body, name="办法")
    version_of(holds, ("第一条", "甲"))
    said = hints(
        client,
        worksheet,
        **{
            "measures-TOTAL_FORMS": "4",
            "measures-0-text": "把材料看一遍。",
            "measures-1-text": "把材料再看一遍吧。",
            "measures-1-record": "核验表",
            "measures-1-rule": str(old.pk),
            "measures-2-text": "案卷登记造册。",
            "measures-2-rule": str(holds.pk),
            "measures-2-article": "第九条",
            "measures-3-text": "票据逐张登记入账。",
            "measures-3-rule": "9" * 30,
        },
    )
    told = {name: lines for name, lines in said.items() if lines}
    assert told["hint-measures-0-text"][-1] == (
        "为便于事后核查，请写明：留下什么记录；承办岗位；依据哪项制度。"
    )
    assert "《旧办法》已废止，请改选替代它的制度。" in told["hint-measures-1-text"]
    assert told["hint-measures-2-text"][-1] == "《办法》现行版本中没有“第九条”。"
    assert "hint-measures-3-text" not in told
