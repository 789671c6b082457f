"""The table of docs/architecture.md: every permission against every role, and how far a seat reaches."""

import pytest

from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import PERMISSIONS, Permission, Role, desk_of
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    MembershipFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
    person,
)

P = Permission
SECTION = {Role.CONTRIBUTOR, Role.SECTION_HEAD}
LEADERS = {Role.DEPUTY_HEAD, Role.HEAD}
COMMITTEE = {Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR}
BUSINESS = SECTION | LEADERS | COMMITTEE | {Role.MODERATOR}

WHO_MAY = {
    P.CONTENT_VIEW: BUSINESS,
    P.POWER_EDIT: SECTION,
    P.CHART_EDIT: SECTION,
    P.REPLY_DRAFT: SECTION,
    P.WORKSHEET_EDIT: SECTION,
    P.MEASURE_CARRY_OUT: SECTION,
    P.WORKSHEET_SIGN: {Role.SECTION_HEAD},
    P.MEASURE_VERIFY: {Role.SECTION_HEAD},
    P.MEASURE_SET: {Role.HEAD, Role.COMMITTEE_CHAIR},
    P.MEASURE_SECOND: COMMITTEE | {Role.HEAD},
    P.POSTING_MANAGE: {Role.MODERATOR},
    P.POSTING_SETTLE: {Role.MODERATOR},
    P.REFERRAL_READ: COMMITTEE,
    P.LEAD_KEEP: COMMITTEE,
    P.POSTING_STOP: LEADERS | {Role.MODERATOR},
    P.WITHHOLDING_APPROVE: LEADERS,
    P.WORKSHEET_CONFIRM: LEADERS,
    P.RISK_ASSESS: COMMITTEE,
    P.LOWERING_SECOND: COMMITTEE,
    P.SITTING_CONVENE: {Role.COMMITTEE_CHAIR},
    P.RISK_RULE: {Role.COMMITTEE_CHAIR},
    P.ROUND_LEAD: {Role.COMMITTEE_CHAIR},
    P.LEDGER_READ: {Role.AUDITOR},
    P.ROLE_GRANT: {Role.SECURITY_ADMINISTRATOR},
    P.PEOPLE_MANAGE: {Role.SYSTEM_ADMINISTRATOR},
    P.UNIT_MANAGE: {Role.SYSTEM_ADMINISTRATOR},
    P.SETTINGS_CHANGE: {Role.SYSTEM_ADMINISTRATOR},
}


def test_the_table_names_every_permission_and_every_role():
    assert set(WHO_MAY) == set(Permission)
    assert set(PERMISSIONS) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_the_table_says(permission, role):
    assert (permission in PERMISSIONS[role]) == (role in WHO_MAY[permission])


@pytest.mark.parametrize("role", Role)
def test_an_administrator_has_a_desk_of_his_own(role):
    assert desk_of(role) == ("business" if role in BUSINESS else role)


@pytest.fixture
def tree(db):
    """An area with two bodies, the first with two sections, the second with one."""
    area = AreaFactory()
    first, second = BodyFactory(parent=area), BodyFactory(parent=area)
    sections = [SectionFactory(parent=body) for body in (first, first, second)]
    return [area, first, second, *sections]


# Where the seat is, and the units it reaches: the area 0, bodies 1 and 2, sections 3, 4 and 5.
@pytest.mark.parametrize(
    ("seat", "reached"), [(0, [0, 1, 2, 3, 4, 5]), (1, [1, 3, 4]), (3, [3]), (5, [5])]
)
def test_a_seat_reaches_its_unit_and_all_below(tree, seat, reached):
    user = person(Role.CONTRIBUTOR, tree[seat])

    assert [n for n, unit in enumerate(tree) if user.may(P.POWER_EDIT, unit)] == reached
    assert [n for n, unit in enumerate(tree) if user.has_role(Role.CONTRIBUTOR, unit)] == reached


def test_a_seat_gives_no_permission_of_another_role(tree):
    user = person(Role.CONTRIBUTOR, tree[0])

    assert not user.may(P.WORKSHEET_SIGN, tree[3])
    assert not user.may_anywhere(P.WORKSHEET_SIGN)
    assert not user.has_role(Role.SECTION_HEAD, tree[3])


def test_several_seats_add_up(tree):
    user = person(Role.CONTRIBUTOR, tree[3])
    MembershipFactory(user=user, unit=tree[2], role=Role.HEAD)

    assert user.may(P.CHART_EDIT, tree[3])
    assert user.may(P.WITHHOLDING_APPROVE, tree[5])
    assert not user.may(P.WITHHOLDING_APPROVE, tree[3])


def test_a_person_without_a_seat_may_nothing(tree):
    user = UserFactory()

    assert [permission for permission in Permission if user.may(permission, tree[3])] == []
    assert [permission for permission in Permission if user.may_anywhere(permission)] == []


def test_a_denial_names_the_unit_and_a_way_out(tree):
    decision = can(UserFactory(), P.CHART_EDIT, tree[3])

    assert not decision
    assert tree[3].name in decision.reason


def test_holding_a_position_is_being_seated_in_it(tree):
    position, other = PositionFactory(unit=tree[3]), PositionFactory(unit=tree[3])
    user = person(Role.CONTRIBUTOR, tree[3], position=position)

    assert user.holds({position.pk})
    assert not user.holds({other.pk})
