"""Dossiers carry rules, aims along the lines, and what measures rest on and are held against."""

import datetime

import pytest

from measures.models import LineAim, Measure, Rule, RuleVersion
from measures.states import MeasureState, Validity
from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from tests.factories.accounts import UserFactory
from tests.factories.measures import MeasureFactory
from tests.factories.rules import aimed
from tests.registers.examples import DATA, changed

pytestmark = pytest.mark.django_db
FIRST = {"date": datetime.date(2023, 5, 1), "articles": [{"name": "第一条", "text": "当日登记。"}]}
SECOND = {"date": datetime.date(2025, 1, 1), "changed": "改为次日归还。"}
REPEALED = {"on": datetime.date(2025, 6, 1), "because": "已被替代。"}
INDICATORS = [
    {"name": "签字齐全的占比", "unit": "%", "baseline": 85, "target": 97.5, "master": True},
    {"name": "抽查份数", "baseline": 0, "target": 10},
]
RULE = {
    "key": "register",
    "name": "线索管理办法",
    "issuer": "市纪委",
    "number": "〔2023〕8号",
    "versions": [FIRST, SECOND],
    "for": ["case-filing"],
    "levels": [1],
    "classes": ["行政执法"],
}
RESTS = {"record": "台账", "rule": "register", "article": "第一条", "indicators": INDICATORS}


def with_rules(rule=None, measure=None):
    """The example with a rule, and its first measure resting on it."""

    def change(tree):
        tree["rules"] = [RULE | (rule or {})]
        tree["measures"][0].update(RESTS | (measure or {}))

    return changed(change)


def carried(data):
    carry_out(data, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def test_an_old_dossier_reads_and_writes_as_before():
    out = export_dossier(carried(DATA))
    tree, problems = read_dossier(out.encode())
    assert problems == []
    assert "rules" not in tree


def test_it_comes_in_and_goes_out_the_same():
    out = export_dossier(carried(with_rules()))

    rule = Rule.objects.get()
    assert (rule.validity, rule.versions.count()) == (Validity.AMENDED, 2)
    measure = Measure.objects.get(rule=rule)
    assert (measure.article, measure.record) == ("第一条", "台账")
    assert [one.is_master for one in measure.indicators.all()] == [True, False]
    tree, problems = read_dossier(out.encode())
    assert problems == []
    assert tree["rules"] == [RULE]
    assert {name: tree["measures"][0][name] for name in RESTS} == RESTS
    again = plan_import(out.encode())
    assert (again.new, again.changed) == ([], [])


def test_an_amended_and_a_repealed_rule_follow():
    carried(with_rules({"versions": [FIRST]}))
    assert Rule.objects.get().validity == Validity.IN_FORCE
    carried(with_rules({"repealed": REPEALED}))
    rule = Rule.objects.get()
    assert (rule.validity, rule.repealed_because) == (Validity.REPEALED, "已被替代。")
    assert RuleVersion.objects.count() == 2


def test_a_version_that_is_kept_here_is_not_changed():
    carried(with_rules())
    other = FIRST | {"date": datetime.date(2022, 5, 1)}
    plan = plan_import(with_rules({"versions": [other, SECOND]}))
    assert [problem.path for problem in plan.problems] == ["rules[0].versions"]
    assert [
        problem.path for problem in plan_import(with_rules({"versions": [FIRST]})).problems
    ] == ["rules[0].versions"]


def test_a_rule_is_not_listed_a_second_time_under_another_key():
    carried(with_rules())
    plan = plan_import(with_rules({"key": "other"}, {"rule": "other"}))
    assert [problem.path for problem in plan.problems] == ["rules[0].key"]


def test_a_measure_along_the_lines_is_in_force_and_stands_on_no_worksheet():
    along = {"for": [], "levels": [1], "classes": ["行政执法"]}
    body = carried(with_rules(measure=along))
    measure = Measure.objects.get(rule__isnull=False)
    assert (measure.state, measure.worksheet) == (MeasureState.IN_FORCE, None)
    assert LineAim.objects.filter(measure=measure).count() == 2
    again = plan_import(export_dossier(body).encode())
    assert (again.new, again.changed, again.problems) == ([], [], [])


def test_what_waits_for_a_second_person_does_not_travel():
    body = carried(DATA)
    waits = MeasureFactory(section=body, set_by=UserFactory(), key="waits")
    aimed(waits, rank=1)
    assert "waits" not in export_dossier(body)


@pytest.mark.parametrize(
    ("rule", "measure", "path"),
    [
        ({}, {"rule": "none"}, "measures[0].rule"),
        ({}, {"for": []}, "measures[0].for"),
        ({}, {"levels": [9]}, "measures[0].levels[0]"),
        ({}, {"indicators": [INDICATORS[0] | {"target": 85}]}, "measures[0].indicators[0].target"),
        ({}, {"indicators": [INDICATORS[0]] * 2}, "measures[0].indicators[1].name"),
        ({}, {"indicators": [INDICATORS[0] | {"baseline": "many"}]}, "measures[0].indicators[0].baseline"),
        ({}, {"indicators": [INDICATORS[0] | {"baseline": 1.234}]}, "measures[0].indicators[0].baseline"),
        ({}, {"indicators": [INDICATORS[0] | {"baseline": 1e12}]}, "measures[0].indicators[0].baseline"),
        ({"for": ["none"]}, {}, "rules[0].for[0]"),
        ({"versions": []}, {}, "rules[0].versions"),
        ({"repealed": {"on": "2025-02-31", "because": "x"}}, {}, "rules[0].repealed.on"),
        ({"versions": [FIRST | {"articles": [{"name": "第一条"}] * 2}]}, {},
         "rules[0].versions[0].articles[1].name"),
    ],
)  # fmt: skip
def test_what_is_broken_is_told_with_its_path(rule, measure, path):
    _tree, problems = read_dossier(with_rules(rule, measure))
    assert path in [problem.path for problem in problems]


def test_two_masters_and_an_article_without_a_rule_are_told():
    masters = [INDICATORS[0], INDICATORS[1] | {"master": True}]
    _tree, problems = read_dossier(with_rules(measure={"indicators": masters}))
    assert [problem.path for problem in problems] == ["measures[0].indicators[1].master"]
    alone = changed(lambda tree: tree["measures"][0].update(article="第一条"))
    _tree, problems = read_dossier(alone)
    assert [problem.path for problem in problems] == ["measures[0].article"]
