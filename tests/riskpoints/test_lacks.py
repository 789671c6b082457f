"""A worksheet is handed in if and only if it lacks nothing; what it lacks is said in words."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from riskpoints.actions.points import Found
from riskpoints.actions.worksheets import say_none_found, submit_worksheet
from riskpoints.rows import bands_of, lacks_of, sheet_of
from riskpoints.states import WorksheetState
from tests.factories.accounts import SectionFactory
from tests.factories.measures import MeasureFactory
from tests.factories.powers import settled_chart
from tests.factories.projects import MajorProjectFactory
from tests.factories.riskpoints import completed, opened, step_of, written
from tests.factories.rules import RuleFactory, aimed, along

KEYS = ("receive", "examine", "serve")
POINT = st.fixed_dictionaries(
    {
        "on": st.sets(st.sampled_from(KEYS), min_size=1),
        "manifestations": st.sampled_from([[], ["迟办"]]),
        "causes": st.sampled_from([[], ["rules"]]),
        "findings": st.sampled_from([[], [Found("self")]]),
        "proposed_rank": st.sampled_from([None, 1, 3]),
        "measures": st.integers(0, 1),
    }
)


class SubmittingTest(TestCase):
    """The rule against a small model of it."""

    @settings(max_examples=40)
    @given(points=st.lists(POINT, max_size=2), none=st.sets(st.sampled_from(KEYS)))
    def test_it_goes_up_exactly_when_nothing_is_lacking(self, points, none):
        worksheet = opened()
        for said in points:
            steps = [step_of(worksheet, key) for key in sorted(said["on"])]
            written(worksheet, *steps, **{k: v for k, v in said.items() if k != "on"})
        stood_on = {key for said in points for key in said["on"]}
        for key in none - stood_on:
            row = f"step-{step_of(worksheet, key).pk}"
            say_none_found(worksheet=worksheet, row=row, because="无", by=worksheet.opened_by)

        with suppress(ValidationError):
            submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)

        whole = all(value for said in points for value in said.values())
        covered = stood_on | none == set(KEYS)
        worksheet.refresh_from_db()
        assert (worksheet.state == WorksheetState.SUBMITTED) == (whole and covered)


@pytest.mark.django_db
def test_everything_lacking_is_named_with_its_place():
    worksheet = opened()
    point = written(
        worksheet, measures=0, manifestations=[], causes=[], findings=[], proposed_rank=None
    )

    lacks = lacks_of(sheet_of(worksheet))

    rows = [f"step-{step_of(worksheet, key).pk}" for key in ("examine", "serve")]
    assert [lack.row for lack in lacks] == [*rows, "", "", "", "", ""]
    assert [lack.point for lack in lacks] == [None, None, *[point.pk] * 5]
    assert len({lack.text for lack in lacks}) == 7


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["unit_class", "project"])
def test_a_measure_in_force_along_a_line_is_measure_enough(client, line):
    """Not one that was ended, not a rule, not another body's: those stand there first."""
    worksheet = completed()
    worksheet.risk_points.get().measures.all().delete()
    chart, section = worksheet.flowchart, worksheet.section
    section.classes.create(name="行政执法")
    project = MajorProjectFactory(section=section, flowchart=chart)
    at = {"unit_class": "行政执法"} if line == "unit_class" else {"project": project}
    aimed(MeasureFactory(section=section), **at)
    aimed(RuleFactory(body=section.body), **at)
    along(SectionFactory(), unit_class="行政执法")

    asked = [lack.text for lack in lacks_of(sheet_of(worksheet))]
    assert asked == ["“受理环节把关不严”：添加防控措施。"]
    along(section, **at)
    submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)

    assert worksheet.risk_points.get().measures.count() == 0
    worksheet.refresh_from_db()
    assert worksheet.state == WorksheetState.SUBMITTED
    client.force_login(worksheet.opened_by)
    page = client.get(reverse("desk:worksheet", args=[chart.code]))
    assert "另有按等级、单位分类或项目设置的措施" in page.text


@pytest.mark.django_db
def test_a_level_that_is_only_proposed_brings_no_measure():
    """The committee may rule another one; a measure for the level meets the point once it has it."""
    worksheet = completed()
    point = worksheet.risk_points.get()
    point.measures.all().delete()
    along(worksheet.section, rank=point.proposed_rank)
    assert [lack.point for lack in lacks_of(sheet_of(worksheet))] == [point.pk]


@pytest.mark.django_db
def test_an_empty_worksheet_is_told_so():
    worksheet = opened()
    worksheet.version.drawing["steps"] = []
    sheet = sheet_of(worksheet)
    sheet.rows.clear()

    assert len(lacks_of(sheet)) == 1


@pytest.mark.django_db
def test_a_risk_point_on_a_step_that_changed_since_holds_it_up():
    worksheet = completed()
    step = step_of(worksheet)
    step.days = 1
    step.save()

    with pytest.raises(ValidationError):
        submit_worksheet(worksheet=worksheet, by=worksheet.opened_by)

    assert [lack.point for lack in lacks_of(sheet_of(worksheet))] == [
        worksheet.risk_points.get().pk
    ]


@pytest.mark.django_db
def test_neighbouring_rows_with_the_same_points_are_one_band():
    worksheet = opened(settled_chart())
    steps = [step_of(worksheet, key) for key in KEYS]
    written(worksheet, *steps)
    bands = bands_of(sheet_of(worksheet).rows)
    assert [len(band.rows) for band in bands] == [3]

    written(worksheet, steps[1], title="审查走过场")
    bands = bands_of(sheet_of(worksheet).rows)

    assert [len(band.rows) for band in bands] == [1, 1, 1]
    assert [(len(band.points), len(band.again)) for band in bands] == [(1, 0), (1, 1), (0, 1)]
