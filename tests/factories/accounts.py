"""People and units for tests: a valid minimum, no surprises."""

import datetime

import factory
from django.utils import timezone

from riskcontrol.accounts.models import Membership, Position, StandIn, Unit, User
from riskcontrol.accounts.roles import Role, UnitKind


class UserFactory(factory.django.DjangoModelFactory):
    """A person without a seat."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person-{n}")
    name = factory.Sequence(lambda n: f"张{n}")


class BodyFactory(factory.django.DjangoModelFactory):
    """A body that stands alone."""

    class Meta:
        model = Unit

    kind = UnitKind.BODY
    code = factory.Sequence(lambda n: f"BODY-{n}")
    name = factory.Sequence(lambda n: f"示范单位{n}")


class AreaFactory(BodyFactory):
    """A committee's area."""

    kind = UnitKind.AREA
    code = factory.Sequence(lambda n: f"AREA-{n}")


class SectionFactory(BodyFactory):
    """A section of a body."""

    kind = UnitKind.SECTION
    code = factory.Sequence(lambda n: f"SECTION-{n}")
    name = factory.Sequence(lambda n: f"科室{n}")
    parent = factory.SubFactory(BodyFactory)


class PositionFactory(factory.django.DjangoModelFactory):
    """A position in a section."""

    class Meta:
        model = Position

    unit = factory.SubFactory(SectionFactory)
    body = factory.LazyAttribute(lambda position: position.unit.body)
    code = factory.Sequence(lambda n: f"P-{n}")
    name = factory.Sequence(lambda n: f"岗位{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A seat."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(SectionFactory)
    role = Role.CONTRIBUTOR


class StandInFactory(factory.django.DjangoModelFactory):
    """Somebody who stands in for somebody from today on for a week."""

    class Meta:
        model = StandIn

    principal = factory.SubFactory(UserFactory)
    person = factory.SubFactory(UserFactory)
    first_day = factory.LazyFunction(timezone.localdate)
    last_day = factory.LazyAttribute(
        lambda stand_in: stand_in.first_day + datetime.timedelta(days=7)
    )
    named_by = factory.SelfAttribute("principal")


def person(role, unit, **seat):
    """A person with one role in a unit."""
    return MembershipFactory(role=role, unit=unit, **seat).user


def contributor(unit):
    return person(Role.CONTRIBUTOR, unit)


def section_head(unit):
    return person(Role.SECTION_HEAD, unit)


def moderator(unit):
    return person(Role.MODERATOR, unit.body)


def deputy_head(unit):
    return person(Role.DEPUTY_HEAD, unit.body)


def committee_member(unit):
    return person(Role.COMMITTEE_MEMBER, unit.body)


def committee_chair(unit):
    return person(Role.COMMITTEE_CHAIR, unit.body)
