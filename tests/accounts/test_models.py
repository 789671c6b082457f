"""What the database holds to, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from riskcontrol.accounts.models import Duty, Membership, Position, Unit, UnitClass, User
from riskcontrol.accounts.roles import Role, UnitKind
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    MembershipFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refused(write, name):
    """Whether the database refuses a write, by the constraint of that name."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    # SQLite names the columns of a broken unique constraint, not the constraint.
    return name in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


def test_a_unit_is_of_a_known_kind():
    body = BodyFactory()
    change = Unit.objects.filter(pk=body.pk).update

    assert refused(lambda: change(kind="club"), "accounts_unit_kind_known")


def test_a_section_belongs_to_a_body():
    section = SectionFactory()
    change = Unit.objects.filter(pk=section.pk).update

    assert refused(lambda: change(parent=None), "accounts_unit_section_has_a_body")


def test_an_area_stands_on_top():
    area = AreaFactory()
    change = Unit.objects.filter(pk=area.pk).update

    assert refused(lambda: change(parent=AreaFactory()), "accounts_unit_area_stands_on_top")


def test_a_code_names_one_unit():
    BodyFactory(code="A")

    assert refused(lambda: BodyFactory(code="A"), "accounts_unit_code")


def test_a_class_and_a_duty_stand_once_in_a_unit():
    unit = BodyFactory()
    for model, words in ((UnitClass, {"name": "审批"}), (Duty, {"text": "审批"})):
        model.objects.create(unit=unit, **words)

    assert refused(lambda: UnitClass.objects.create(unit=unit, name="审批"), "unitclass_once")
    assert refused(lambda: Duty.objects.create(unit=unit, text="审批"), "duty_once")


def test_a_position_s_code_stands_once_in_a_body():
    position = PositionFactory(code="A")
    twin = {"body": position.body, "unit": position.body, "code": "A", "name": "乙"}

    assert refused(lambda: Position.objects.create(**twin), "accounts_position_code_once_a_body")
    assert PositionFactory(code="A").body != position.body


def test_a_role_is_known():
    seat = MembershipFactory()
    change = Membership.objects.filter(pk=seat.pk).update

    assert refused(lambda: change(role="king"), "accounts_membership_role_known")


def test_a_person_has_a_role_in_a_unit_once():
    seat = MembershipFactory()
    same = {"user": seat.user, "unit": seat.unit, "role": seat.role}

    assert refused(lambda: Membership.objects.create(**same), "accounts_membership_once")


def test_user_names_differ_by_more_than_case():
    UserFactory(username="chen")

    assert refused(lambda: UserFactory(username="Chen"), "accounts_user_name_once_in_any_case")


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [("language", "fr", "accounts_user_language_known"), ("name", "", "accounts_user_has_a_name")],
)
def test_a_person_has_a_name_and_one_of_our_languages(field, value, name):
    user = UserFactory()

    assert refused(lambda: User.objects.filter(pk=user.pk).update(**{field: value}), name)


def test_everything_says_its_name():
    section = SectionFactory(name="执法监察科")
    position = PositionFactory(unit=section, name="受理岗")
    seat = MembershipFactory(unit=section, user=UserFactory(name="陈晓"), role=Role.CONTRIBUTOR)
    words = [UnitClass(name="审批"), Duty(text="受理")]

    assert [str(one) for one in [section, position, seat.user, *words]] == [
        "执法监察科", "受理岗", "陈晓", "审批", "受理",
    ]  # fmt: skip
    assert str(seat) == f"陈晓 · {seat.get_role_display()}"
    assert seat.user.get_full_name() == "陈晓"


def test_a_unit_knows_its_body_and_its_line():
    area = AreaFactory()
    body = BodyFactory(parent=area)
    section = SectionFactory(parent=body)

    assert [unit.body for unit in (area, body, section)] == [area, body, body]
    assert section.line == {area.pk, body.pk, section.pk}
    assert set(Unit.objects.below(body)) == {body, section}
    assert list(Unit.objects.sections()) == [section]
    assert section.kind == UnitKind.SECTION


def test_seats_are_found_by_reach_and_role():
    section = SectionFactory()
    above = MembershipFactory(unit=section.body, role=Role.HEAD)
    closed = MembershipFactory(unit=section, user=UserFactory(is_active=False))
    MembershipFactory()

    assert set(Membership.objects.reaching(section)) == {above, closed}
    assert list(Membership.objects.reaching(section).with_role(*Role)) == [above]
