"""Whose business a person reads: his whole body and what his seats reach, never another body's."""

import pytest

from measures.models import Measure, Occasion
from powers.models import Flowchart, Posting, Power, Release
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskpoints.models import RiskPoint, Sitting, Worksheet
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
    person,
)
from tests.factories.measures import OccasionFactory, convened, handed_in, measure_for
from tests.factories.powers import settled_chart
from tests.powers.flow import submitted

MODELS = [
    Power, Flowchart, Release, Posting, Worksheet, RiskPoint, Sitting, Measure, Occasion, Position,
]  # fmt: skip


@pytest.fixture
def section(db):
    """A section whose body has one of everything."""
    section = SectionFactory(parent=BodyFactory(parent=AreaFactory()))
    sitting = convened(handed_in(settled_chart(section=section)))
    OccasionFactory(measure=measure_for(sitting.worksheet.risk_points.get(), in_force=True))
    release, _people = submitted()
    release.flowchart.section, release.flowchart.body = section, section.body
    release.flowchart.save()
    PositionFactory(unit=section)
    return section


def seen_by(user):
    return {model.__name__: model.objects.visible_to(user).count() for model in MODELS}


@pytest.mark.parametrize("at", ["section", "another section", "body", "area"])
def test_whoever_belongs_to_the_body_or_stands_above_it_sees_one_of_everything(section, at):
    places = {
        "section": section,
        "another section": SectionFactory(parent=section.body),
        "body": section.body,
        "area": section.body.parent,
    }
    seen = seen_by(person(Role.COMMITTEE_MEMBER, places[at]))

    assert {name for name, count in seen.items() if not count} == set()


@pytest.mark.parametrize("at", ["section", "body", "area"])
def test_whoever_belongs_elsewhere_sees_nothing(section, at):
    other = SectionFactory(parent=BodyFactory(parent=AreaFactory()))
    places = {"section": other, "body": other.body, "area": other.body.parent}

    assert set(seen_by(person(Role.HEAD, places[at])).values()) == {0}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_sees_no_business(section, role):
    user = person(role, section.body)

    assert user.reading_ids == []
    assert set(seen_by(user).values()) == {0}
    assert not Unit.objects.visible_to(user).exists()


def test_a_person_without_a_seat_sees_nothing(section):
    assert set(seen_by(UserFactory()).values()) == {0}


def test_a_member_of_a_section_reads_his_body(section):
    other = SectionFactory(parent=section.body)
    user = person(Role.CONTRIBUTOR, other)

    assert user.reading_ids == [section.body.pk]
    assert set(Unit.objects.visible_to(user)) == {section.body, section, other}


def test_work_is_done_only_in_the_own_section(section):
    user = person(Role.CONTRIBUTOR, section)
    SectionFactory(parent=section.body)

    assert list(Unit.objects.workable_by(user, "power.edit")) == [section]
    assert not Unit.objects.workable_by(user, "chart.check").exists()
