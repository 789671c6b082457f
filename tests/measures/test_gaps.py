"""What measures leave open: counted and listed alike, along the lines too."""

import pytest
from django.urls import reverse

from measures.coverage import GAPS, gaps_of, in_gap
from riskpoints.models import RiskPoint
from tests.factories.accounts import SectionFactory, committee_chair, contributor
from tests.factories.measures import MeasureFactory, handed_in
from tests.factories.rules import RuleFactory, aimed, along, ruled_point

pytestmark = pytest.mark.django_db
CAUSES = ["education", "rules", "supervision"]
UNANSWERED = {"cause-education", "cause-rules", "cause-supervision"}


@pytest.fixture
def point(db):
    """A risk point of level two of which everything fell short."""
    point = ruled_point(rank=2)
    RiskPoint.objects.filter(pk=point.pk).update(causes=CAUSES)
    return point


def met(point, kind, phase="prevention", **fields):
    """A measure in force against a risk point."""
    fields = {"in_force": True} | fields
    measure = MeasureFactory(section=point.section, kind=kind, phase=phase, **fields)
    measure.aims.create(risk_point=point)
    return measure


def gaps(point):
    """The gaps that a body's only risk point stands in; counts and lists agree."""
    of, found = gaps_of(point.body)
    counted = {gap.name: gap.count for gap in found}
    assert counted == {name: in_gap(point.body, name).count() for name in GAPS}
    assert of == 1
    return {name for name, count in counted.items() if count}


def test_nothing_at_all(point):
    met(point, "oversight", in_force=False)
    assert gaps(point) == UNANSWERED | {"nothing"}


def test_only_education(point):
    met(point, "education")
    assert gaps(point) == {"education", "phase", "cause-rules", "cause-supervision"}
    met(point, "oversight", phase="monitoring")
    assert gaps(point) == {"cause-rules"}


def test_only_texts_that_nobody_could_check(point):
    met(point, "oversight", is_generic=True)
    met(point, "rules", phase="response", is_generic=True)
    assert gaps(point) == {"generic", "cause-education"}
    met(point, "disclosure", phase="monitoring")
    assert gaps(point) == {"cause-education"}


@pytest.mark.parametrize("kind", ["oversight", "disclosure", "technology", "accountability"])
def test_supervision_is_answered_by_several_kinds(point, kind):
    met(point, kind)
    assert gaps(point) == {"phase", "cause-education", "cause-rules"}


def test_what_comes_along_the_lines_counts(point):
    along(point.section, rank=2, kind="education", phase="prevention")
    along(point.section, rank=1, kind="rules", phase="response")
    assert gaps(point) == {"education", "phase", "cause-rules", "cause-supervision"}
    along(point.section, unit_class="行政执法", kind="oversight", phase="monitoring")
    assert "cause-supervision" in gaps(point)
    point.section.classes.create(name="行政执法")
    assert gaps(point) == {"cause-rules"}


def test_a_rule_is_not_nothing_and_answers_what_rules_lack(point):
    rule = RuleFactory(body=point.body)
    aimed(rule, rank=2)
    assert gaps(point) == {"cause-education", "cause-supervision"}


def test_a_measure_by_a_rule_that_holds_answers_what_rules_lack(point):
    met(point, "oversight", rule=RuleFactory(body=point.body))
    assert gaps(point) == {"phase", "cause-education"}


def test_by_a_repealed_rule_it_does_not(point):
    met(point, "oversight", rule=RuleFactory(body=point.body, repealed=True))
    assert gaps(point) == {"phase", "cause-education", "cause-rules"}


def test_only_what_is_ruled_on_and_stands_is_counted(point):
    handed_in()
    assert gaps_of(handed_in().body)[0] == 0
    assert gaps_of(point.section) == gaps_of(point.body)


def page(client, **query):
    return client.get(reverse("measures:coverage"), query)


def test_each_count_leads_to_its_list(client, point):
    RiskPoint.objects.filter(pk=point.pk).update(title="调阅线索不登记")
    client.force_login(contributor(point.section))
    text = page(client).text
    assert f"?unit={point.body.code}&amp;gap=nothing#points" in text
    assert "gap=phase#points" not in text
    assert "调阅线索不登记" not in text
    assert "调阅线索不登记" in page(client, gap="nothing").text
    assert "调阅线索不登记" not in page(client, gap="phase").text
    assert "调阅线索不登记" in page(client, gap="nothing", unit=point.section.code).text


def test_from_a_gap_the_chair_goes_on_to_a_measure(client, point):
    address = f"{reverse('measures:set')}?body={point.body.code}&amp;point={point.pk}"
    client.force_login(contributor(point.section))
    assert address not in page(client, gap="nothing").text
    client.force_login(committee_chair(point.section))
    assert address in page(client, gap="nothing").text
    begun = client.get(reverse("measures:set"), {"body": point.body.code, "point": point.pk})
    assert f"{point.title} [{point.pk}]" in begun.text


def test_what_he_may_not_read_is_not_there(client, point):
    client.force_login(contributor(SectionFactory()))
    assert page(client, unit=point.body.code).status_code == 404
    assert page(client, gap="luck").status_code == 404


@pytest.mark.parametrize("points", [1, 3])
def test_it_costs_the_same_at_any_size(client, django_assert_num_queries, points):
    point = ruled_point(rank=2)
    for number in range(1, points):
        twin = RiskPoint.objects.get(pk=point.pk)
        twin.pk, twin.key, twin.ruling, twin._state.adding = None, f"twin-{number}", None, True
        twin.save()
        met(twin, "education")
    along(point.section, rank=1)
    client.force_login(contributor(point.section))
    with django_assert_num_queries(9):
        page(client, gap="nothing")
