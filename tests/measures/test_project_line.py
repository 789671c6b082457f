"""What is aimed at a major project reaches the risk points of its chart, and says why."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from measures.actions.rules import Targets, aim_rule
from measures.actions.setting import set_measure
from measures.along_lines import reach_of, reaching_points
from measures.answering import answerer_of
from measures.lines import lines_of
from measures.models import LineAim, Measure
from measures.project_page import aimed_at
from measures.proving import proven
from measures.states import AnswersFor, Line, MeasureKind, ProjectState
from riskpoints.models import RiskPoint
from tests.factories.accounts import UserFactory, committee_chair
from tests.factories.measures import OccasionFactory
from tests.factories.projects import MajorProjectFactory
from tests.factories.rules import RuleFactory, aimed, along, ruled_point

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def point(db):
    """A risk point of level two."""
    return ruled_point(rank=2)


@pytest.fixture
def project(point):
    """The project on whose chart the point stands; another stands beside it without a chart."""
    MajorProjectFactory(section=point.section)
    return MajorProjectFactory(section=point.section, flowchart=point.flowchart, name="道路改造")


def because(point):
    return [(str(one.thing), one.because) for one in reach_of(point).along]


def test_it_reaches_the_points_of_its_chart_alone(point, project):
    measure = along(point.section, project=project)
    rule = RuleFactory(body=point.body, name="工程办法")
    aimed(rule, project=project)
    other = ruled_point(rank=2)
    along(point.section, project=MajorProjectFactory(section=point.section))
    told = "因：重大项目“道路改造”"
    assert because(point) == [(measure.text, told), ("《工程办法》", told)]
    assert because(other) == []
    points = list(RiskPoint.objects.select_related("ruling"))
    assert reaching_points(points) == {point.pk: reach_of(point).along, other.pk: []}


def test_a_chart_that_the_project_gets_later_is_reached_then(point):
    project = MajorProjectFactory(section=point.section)
    along(point.section, project=project)
    assert because(point) == []
    project.flowchart = point.flowchart
    project.save()
    assert [told for _thing, told in because(point)] == [f"因：重大项目“{project.name}”"]


def test_it_says_who_answers_and_counts_for_a_lower_level(point, project):
    measure = along(point.section, project=project, kind=MeasureKind.OVERSIGHT)
    assert answerer_of(Measure.objects.with_rank().get(pk=measure.pk)) == AnswersFor.DEPUTY
    ready = RiskPoint.objects.filter(proven(TODAY))
    assert list(ready.all()) == []
    OccasionFactory(
        measure=measure, done=True, verified_by=UserFactory(), verified_at=timezone.now()
    )
    assert list(ready.all()) == [point]


def test_a_measure_is_set_for_a_project(point, project):
    chair = committee_chair(point.body)
    fields = {"text": "每月核对资金支付。", "phase": "monitoring", "kind": "oversight"}
    fields |= {"section": point.section, "rhythm": "month"}
    targets = Targets(projects=(project,))
    measure = set_measure(body=point.body, targets=targets, by=chair, **fields)
    assert list(measure.line_aims.values_list("line", "project")) == [(Line.PROJECT, project.pk)]
    theirs = Targets(projects=(MajorProjectFactory(),))
    with pytest.raises(ValidationError, match="其他单位"):
        set_measure(body=point.body, targets=theirs, by=chair, **fields)
    assert Measure.objects.filter(set_by=chair).count() == 1


def test_a_rule_aimed_anew_leaves_the_project(point, project):
    rule, chair = RuleFactory(body=point.body), committee_chair(point.body)
    aim_rule(rule=rule, targets=Targets(projects=(project,)), by=chair)
    assert [aim.project for aim in rule.line_aims.all()] == [project]
    aim_rule(rule=rule, targets=Targets(), by=chair)
    assert not LineAim.objects.exists()


def test_the_form_offers_projects_that_are_not_over(client, point, project):
    MajorProjectFactory(section=point.section, state=ProjectState.FINISHED, name="旧项目")
    MajorProjectFactory(name="别处的项目")
    client.force_login(committee_chair(point.body))
    address = f"{reverse('measures:set')}?project={project.code}"
    shown = client.get(address)
    assert f'value="{project.code}"' in shown.text
    assert "旧项目" not in shown.text
    assert "别处的项目" not in shown.text
    typed = {
        "text": "每月核对资金支付。", "phase": "monitoring", "kind": "oversight", "rhythm": "month",
        "section": point.section.pk, "projects": [project.code], "submission_id": uuid.uuid4(),
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 302
    measure = Measure.objects.get(set_by__isnull=False)
    assert "道路改造" in client.get(answer.url).text
    refused = client.post(address, typed | {"projects": ["x"], "submission_id": uuid.uuid4()})
    assert refused.status_code == 422
    assert [aim.project for aim in measure.line_aims.all()] == [project]


def test_the_pages_tell_of_it(client, point, project):
    measure = along(point.section, project=project)
    rule = RuleFactory(body=point.body, name="工程办法")
    aimed(rule, project=project)
    client.force_login(committee_chair(point.body))
    place = next(one for one in lines_of(point.body).projects if one.name == "道路改造")
    assert (place.count, place.measures, place.rules) == (1, [measure], [rule])
    assert aimed_at(project) == [measure, rule]
    for address in (
        reverse("measures:lines"),
        reverse("measures:project_detail", args=[project.code]),
        reverse("measures:detail", args=[measure.pk]),
        reverse("measures:rule_detail", args=[rule.pk]),
        reverse("measures:list"),
        reverse("measures:rule_list"),
    ):
        assert "道路改造" in client.get(address).text, address
