"""A project's page and sheet step by step: what a step rests on, and what reaches its risk points."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from powers.models import LegalBasis
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.measures import measure_for
from tests.factories.projects import MajorProjectFactory, days_on, staged
from tests.factories.rules import OccasionFactory, RuleFactory, aimed, along, ruled_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(client):
    """A risk point of level two at a step of the tendering; a contributor of its section is signed in."""
    point = ruled_point(rank=2)
    staged(point.flowchart, receive="initiation", examine="tendering")
    client.force_login(person(Role.CONTRIBUTOR, point.section))
    return point


@pytest.fixture
def project(point):
    """The project on whose chart the point stands."""
    return MajorProjectFactory(section=point.section, flowchart=point.flowchart, name="道路改造")


def page_of(client, project):
    return client.get(reverse("measures:project_detail", args=[project.code]))


def at_steps(page):
    """The measures told at each step that has any, with why; all of them read off the page's places."""
    return {
        place.step.key: [(one.text, getattr(one, "because", "")) for one in place.measures]
        for band in page.context["whole"].bands
        for place in band.places
        if place.measures
    }


def test_a_step_names_what_reaches_its_points_along_the_lines_and_why(client, point, project):
    own = measure_for(point, in_force=True, text="自己的措施。")
    level = along(point.section, rank=2, text="抽查二级风险点。")
    along(point.section, rank=1, text="提级审核。")
    along(point.section, unit_class="行政执法", text="公示。")
    whole = along(point.section, project=project, text="每月核对资金。")
    page = page_of(client, project)
    assert at_steps(page) == {
        "examine": [
            (own.text, ""),
            (level.text, "因：II 级风险点"),
            (whole.text, "因：重大项目“道路改造”"),
        ]
    }
    assert page.context["measures"] == [own, level, whole]
    # At its step and in the list; what is aimed at the project and met it there is not told again.
    for words in (level.text, "因：II 级风险点", whole.text, "因：重大项目“道路改造”"):
        assert page.text.count(words) == 2, words
    point.section.classes.create(name="行政执法")
    assert "公示。" in page_of(client, project).text


def test_what_comes_along_a_line_counts_in_its_stage(client, point, project):
    measure = along(point.section, rank=2)
    OccasionFactory(measure=measure, due_on=days_on(-3))
    tendering = next(
        band for band in page_of(client, project).context["whole"].bands if band.places
        and band.stage == "tendering"
    )  # fmt: skip
    assert (tendering.measures, tendering.late, tendering.verified) == ([measure], 1, 0)


def test_what_is_aimed_at_a_project_without_points_is_told_as_before(client, point):
    project = MajorProjectFactory(section=point.section)
    measure = along(point.section, project=project)
    page = page_of(client, project)
    assert (page.context["aimed"], page.context["measures"]) == ([measure], [])


def test_the_page_costs_the_same_with_one_and_with_three_along_a_line(client, point, project):
    def asked():
        page_of(client, project)
        with CaptureQueriesContext(connection) as told:
            page_of(client, project)
        return len(told)

    def one_more():
        along(point.section, rank=2)
        along(point.section, project=project)

    one_more()
    first = asked()
    one_more()
    one_more()
    assert asked() == first


def test_the_printed_sheet_names_it_too(client, point, project):
    along(point.section, rank=2, text="抽查二级风险点。")
    aimed(RuleFactory(body=point.body, name="工程办法"), project=project)
    answer = client.get(reverse("registers:project_pdf", args=[project.code]))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert "抽查二级风险点。（因：II级风险点）" in text
    assert "《工程办法》（因：重大项目“道路改造”）" in text


def test_laws_and_policies_stand_at_the_step_that_cites_them(client, point, project):
    """At that step's row and at no other."""
    step = point.flowchart.steps.get(key="examine")
    LegalBasis.objects.create(step=step, law="招标投标法", article="第十条")
    LegalBasis.objects.create(step=step, law="公平竞争审查条例", order=1)
    table = page_of(client, project).text.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = {row.split("</td>")[0]: row for row in table.split("<tr>")[1:]}
    citing = [head for head, row in rows.items() if "《招标投标法》第十条" in row]
    assert citing == [head for head in rows if step.name in head]
    assert citing == [head for head, row in rows.items() if "《公平竞争审查条例》" in row]
    assert len(rows) > 1
