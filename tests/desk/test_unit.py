"""A unit's page: its duties, sections, powers and positions, each with its level and why."""

import pytest
from django.urls import reverse

from riskcontrol.accounts.models import Duty
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskpoints.models import RiskPoint
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    PositionFactory,
    SectionFactory,
    contributor,
    person,
)
from tests.factories.levels import proven, ruled
from tests.factories.measures import handed_in
from tests.factories.powers import settled_chart
from tests.riskpoints.test_levels import verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(client):
    """A section whose contributor is signed in."""
    section = SectionFactory()
    client.force_login(contributor(section))
    return section


def page_of(client, unit, **asked):
    return client.get(reverse("desk:unit", args=[unit.code]), asked)


def in_section(section, *ranks, points=1):
    return ruled(handed_in(settled_chart(section=section), points=points), *ranks)


def told(part):
    return [(level.mark, count) for level, count in part.peak.tally]


def test_a_body_shows_each_section_power_and_position(client, section):
    first = in_section(section)
    other = SectionFactory(parent=section.body)
    in_section(other, 3)
    position = PositionFactory(unit=section.body)
    Duty.objects.create(unit=section.body, text="核发许可证")

    page = page_of(client, section.body)

    standing = page.context["standing"]
    assert [(part.thing, told(part)) for part in standing.units] == [
        (section, [("I", 1)]),
        (other, [("III", 1)]),
    ]
    assert {part.thing: told(part) for part in standing.powers} == {
        power: [(mark, 1)]
        for unit, mark in ((section, "I"), (other, "III"))
        for power in unit.powers.all()
    }
    assert [(part.thing, told(part)) for part in standing.positions] == [(position, [])]
    assert standing.whole.deciding.pk == first.pk
    assert "核发许可证" in page.text


def test_the_way_leads_from_the_unit_to_the_risk_point_with_its_sentence(client, section):
    point = in_section(section)
    power, step = point.flowchart.powers.get(), point.steps.get()

    text = page_of(client, section).text

    for link in (
        f'href="/desk/powers/{power.code}/"',
        f'href="/desk/powers/{power.code}/#level-{step.key}"',
        f'href="/desk/risk-points/{point.pk}/"',
    ):
        assert link in text
    assert "I 级，因为" in text
    power_page = client.get(f"/desk/powers/{power.code}/").text
    assert f'id="level-{step.key}"' in power_page
    assert f'href="/desk/units/{section.code}/"' in power_page


def test_the_switch_counts_verified_levels(client, section):
    verified(proven(in_section(section)))

    assert told_whole(page_of(client, section)) == [("I", 1)]
    page = page_of(client, section, by="verified")
    assert told_whole(page) == [("III", 1)]
    assert "三次抽查均无问题。" in page.text


def told_whole(page):
    return [(level.mark, count) for level, count in page.context["standing"].whole.tally]


def test_an_area_adds_its_bodies_up(client):
    area = AreaFactory()
    bodies = [BodyFactory(parent=area) for _ in range(2)]
    in_section(SectionFactory(parent=bodies[0]))
    client.force_login(person(Role.COMMITTEE_CHAIR, area))

    standing = page_of(client, area).context["standing"]
    assert [(part.thing, told(part)) for part in standing.units] == [
        (bodies[0], [("I", 1)]),
        (bodies[1], []),
    ]


def test_another_body_s_unit_is_not_there(client, section):
    in_section(SectionFactory())
    assert page_of(client, SectionFactory()).status_code == 404
    assert page_of(client, SectionFactory(parent=section.body)).status_code == 200


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_sees_no_levels(client, role):
    unit = SectionFactory()
    client.force_login(person(role, unit.body))
    assert page_of(client, unit).status_code == 404


def test_a_chart_s_own_page_shows_the_level_of_its_steps(client, section):
    point = in_section(section)
    address = reverse("powers:flowchart_detail", args=[point.flowchart.code])
    text = client.get(address).text
    assert f'id="level-{point.steps.get().key}"' in text
    assert "I 级，因为" in text

    RiskPoint.objects.update(ruling=None)
    assert 'id="level-' not in client.get(address).text


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, section, django_assert_num_queries
):
    in_section(section)
    page_of(client, section.body)
    with django_assert_num_queries(14):
        page_of(client, section.body)
    for _number in range(2):
        other = SectionFactory(parent=section.body)
        PositionFactory(unit=section.body)
        in_section(other, points=2)
    with django_assert_num_queries(14):
        page_of(client, section.body)
