"""Writes that break what holds of rules, aims along the lines, indicators and set measures, each alone."""

from decimal import Decimal

from measures.models import LineAim, Reading, RuleArticle, RuleFile
from tests.factories.accounts import UserFactory
from tests.factories.measures import MeasureFactory, OccasionFactory, handed_in
from tests.factories.projects import MajorProjectFactory
from tests.factories.rules import RuleFactory, aimed, indicator_of, version_of

from .constraints import DAY, again


def document(**fields):
    """Keep a document with a version of a rule."""
    given = {"file": "rules/2026/x.pdf", "name": "办法.pdf", "kind": "application/pdf", "size": 9}
    given |= {"digest": "0" * 64, "added_by": UserFactory()} | fields
    return RuleFile.objects.create(version=version_of(RuleFactory()), **given)


def aim(**fields):
    """Aim a rule at level one, but for these fields."""
    rule = RuleFactory()
    given = {"rule": rule, "body": rule.body, "line": "level", "rank": 1} | fields
    return LineAim.objects.create(**given)


def aim_twice_at_a_point():
    point = handed_in().risk_points.get()
    again(aimed(RuleFactory(body=point.body), point=point))


def aim_twice_at_a_project(make):
    project = MajorProjectFactory()
    again(aimed(make(body=project.body), project=project))


def read_twice():
    indicator = indicator_of(MeasureFactory(in_force=True))
    occasion = OccasionFactory(measure=indicator.measure, done=True)
    again(Reading.objects.create(occasion=occasion, indicator=indicator, value=Decimal(1)))


def set_by_and_approved_by_one():
    person = UserFactory()
    MeasureFactory(in_force=True, set_by=person, approved_by=person)


BREAKS = {
    "measures_rule_key_once_a_body": lambda: again(RuleFactory(), name="另一项办法"),
    "measures_rule_listed_once": lambda: again(RuleFactory(), key="another"),
    "measures_rule_says_what_and_whose": lambda: RuleFactory(issuer=""),
    "measures_rule_validity_known": lambda: RuleFactory(validity="hoped"),
    "measures_rule_repealed_has_day_and_why": lambda: RuleFactory(
        validity="repealed", repealed_on=DAY
    ),
    "measures_ruleversion_number_once_a_rule": lambda: again(version_of(RuleFactory())),
    "measures_ruleversion_number_from_one": lambda: again(version_of(RuleFactory()), number=0),
    "measures_rulearticle_once_a_version": lambda: again(
        version_of(RuleFactory(), ("第一条", "")).articles.get()
    ),
    "measures_rulearticle_has_a_name": lambda: RuleArticle.objects.create(
        version=version_of(RuleFactory()), label=""
    ),
    "measures_rulefile_once_a_version": lambda: again(document(), public_id="another"),
    "measures_rulefile_at_most_5_mib": lambda: document(size=5 * 1024 * 1024 + 1),
    "measures_rulefile_kind_known": lambda: document(kind="application/zip"),
    "measures_lineaim_of_a_measure_or_a_rule": lambda: aim(measure=MeasureFactory()),
    "measures_lineaim_at_one_thing_of_its_line": lambda: aim(unit_class="行政执法"),
    "measures_lineaim_measure_once": lambda: again(aimed(MeasureFactory(), rank=1)),
    "measures_lineaim_rule_once": lambda: again(aimed(RuleFactory(), unit_class="行政执法")),
    "measures_lineaim_rule_once_a_point": aim_twice_at_a_point,
    "measures_lineaim_measure_once_a_project": lambda: aim_twice_at_a_project(MeasureFactory),
    "measures_lineaim_rule_once_a_project": lambda: aim_twice_at_a_project(RuleFactory),
    "measures_indicator_name_once_a_measure": lambda: again(
        indicator_of(MeasureFactory()), is_master=False
    ),
    "measures_indicator_one_master_a_measure": lambda: again(
        indicator_of(MeasureFactory()), name="另一个指标"
    ),
    "measures_indicator_has_a_name": lambda: indicator_of(MeasureFactory(), name=""),
    "measures_indicator_target_is_not_the_baseline": lambda: indicator_of(
        MeasureFactory(), baseline=5, target=5
    ),
    "measures_indicator_master_has_not_ended": lambda: indicator_of(MeasureFactory(), ended_on=DAY),
    "measures_earlierreading_once_a_day": lambda: again(
        indicator_of(MeasureFactory()).earlier.create(on=DAY, value=Decimal(1))
    ),
    "measures_reading_once_an_occasion": read_twice,
    "measures_measure_article_of_a_rule": lambda: MeasureFactory(article="第三条"),
    "measures_measure_set_by_one_approved_by_another": set_by_and_approved_by_one,
}

# Each a clause of its own of a constraint above.
CLAUSES = [
    lambda: RuleFactory(name=""),
    lambda: RuleFactory(validity="repealed", repealed_because="已被替代。"),
    lambda: RuleFactory(repealed_on=DAY),
    lambda: RuleFactory(repealed_because="已被替代。"),
    lambda: RuleFactory(repealed_by=UserFactory()),
    lambda: aim(rule=None),
    lambda: aim(rank=0),
    lambda: aim(line="class"),
    lambda: aim(line="class", rank=0),
    lambda: aim(line="point", rank=0),
    lambda: aim(line="project"),
    lambda: aim(line="fate"),
    lambda: MeasureFactory(in_force=True, set_by=UserFactory()),
    lambda: MeasureFactory(in_force=True, approved_by=UserFactory()),
    lambda: MeasureFactory(set_by=UserFactory(), approved_by=UserFactory()),
    lambda: MeasureFactory(set_by=UserFactory(), worksheet=handed_in()),
]
