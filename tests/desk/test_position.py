"""A position's page: where it acts, what it carries, who holds it."""

import pytest
from django.urls import reverse

from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    UserFactory,
    contributor,
    person,
)
from tests.factories.measures import handed_in, point_on
from tests.factories.powers import StepFactory, settled_chart

pytestmark = pytest.mark.django_db


def page_of(client, position):
    address = reverse("desk:position", args=[position.body.code, position.code])
    return client.get(address)


@pytest.fixture
def sheet(client):
    """A worksheet with a risk point, whose section's contributor is signed in."""
    sheet = handed_in(settled_chart())
    client.force_login(contributor(sheet.section))
    return sheet


@pytest.fixture
def position(sheet):
    """The position that acts in every step of its chart."""
    return sheet.flowchart.steps.first().position


def test_the_page_names_steps_points_duties_and_holders(client, sheet, position):
    position.duties = "受理申请"
    position.save()
    holder = person(Role.CONTRIBUTOR, sheet.section, position=position)
    gone = person(Role.HEAD, sheet.body, position=position)
    gone.is_active = False
    gone.save()

    page = page_of(client, position)

    assert list(page.context["charts"].values()) == [["受理", "审查", "送达"]]
    assert [point.title for point in page.context["points"]] == ["风险点0"]
    assert "受理申请" in page.text
    assert [seat.user for seat in page.context["holders"]] == [holder]


def test_a_retired_step_is_left_out(client, sheet, position):
    StepFactory(flowchart=sheet.flowchart, position=position, name="旧环节", retired=True)

    assert "旧环节" not in page_of(client, position).text


def test_a_point_on_the_position_itself_is_shown_once(client, sheet, position):
    sheet.risk_points.get().positions.add(position)

    assert len(page_of(client, position).context["points"]) == 1


def test_a_position_without_anything_says_so(client, sheet):
    position = PositionFactory(unit=sheet.section, is_collective=True)

    page = page_of(client, position)

    assert list(page.context["points"]) == []
    assert page.context["charts"] == {}
    assert f'href="/desk/worksheets/sections/{sheet.section.code}/"' in page.text
    assert "会议" in page.text


def test_another_body_s_position_is_not_there(client, sheet, position):
    assert page_of(client, PositionFactory()).status_code == 404
    stranger = PositionFactory(code=position.code)
    assert stranger.body != position.body
    assert page_of(client, position).context["position"] == position


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), None])
def test_whoever_reads_no_business_reads_no_position(client, position, role):
    client.force_login(person(role, position.body) if role else UserFactory())

    assert page_of(client, position).status_code == 404


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, sheet, position, django_assert_num_queries
):
    page_of(client, position)
    for number in (1, 3):
        with django_assert_num_queries(10):
            page_of(client, position)
        person(Role.CONTRIBUTOR, SectionFactory(parent=sheet.body), position=position)
        point_on(sheet, number)
        StepFactory(flowchart=settled_chart(section=sheet.section), position=position)
