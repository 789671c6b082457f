"""Accounts and roles: who opens, closes and grants, and what is kept in different hands."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from riskcontrol.accounts import actions
from riskcontrol.accounts.models import Membership, User
from riskcontrol.accounts.permissions import can_appoint, can_hold
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    BodyFactory,
    MembershipFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
    contributor,
    person,
)

pytestmark = pytest.mark.django_db
BUSINESS = sorted(set(Role) - ADMINISTRATORS)
PAGE = reverse("accounts:people")


@pytest.fixture
def body():
    return BodyFactory()


@pytest.fixture
def manager(client, body):
    """The system administrator, signed in."""
    user = person(Role.SYSTEM_ADMINISTRATOR, body)
    client.force_login(user)
    return user


@pytest.fixture
def granter(client, body):
    """The security administrator, signed in."""
    user = person(Role.SECURITY_ADMINISTRATOR, body)
    client.force_login(user)
    return user


def verbs():
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def post(client, route, /, *args, **data):
    return client.post(reverse(f"accounts:{route}", args=args), data)


# Who may hold what beside what


@pytest.mark.parametrize("held", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("role", sorted(Role))
def test_an_administrator_holds_no_other_kind_of_role(body, held, role):
    user = person(held, body)

    assert bool(can_hold(user, role)) == (role == held)


@pytest.mark.parametrize("role", sorted(Role))
def test_whoever_does_business_holds_no_administrator_s_role(body, role):
    user = person(Role.CONTRIBUTOR, body)

    assert bool(can_hold(user, role)) == (role in BUSINESS)


# Granting


def test_a_role_is_granted(client, body, granter):
    user = UserFactory(home=body)
    section = SectionFactory(parent=body)
    position = PositionFactory(unit=section)

    data = {"user": user.pk, "role": "contributor", "unit": section.pk, "position": position.pk}
    answer = post(client, "role_grant", **data)

    assert answer.url == PAGE
    seat = Membership.objects.get(user=user)
    assert (seat.unit, seat.role, seat.position) == (section, Role.CONTRIBUTOR, position)
    assert verbs() == ["role.grant"]


def test_a_grant_pressed_twice_is_one(client, body, granter):
    data = {"user": UserFactory(home=body).pk, "role": "head", "unit": body.pk}
    data["submission_id"] = "7f2c0d8e-4a43-4a52-9d2b-0a5b1c7f1b11"

    assert [post(client, "role_grant", **data).url for _time in range(2)] == [PAGE, PAGE]
    assert verbs() == ["role.grant"]


def test_roles_kept_in_different_hands_do_not_meet(client, body, granter):
    user = contributor(SectionFactory(parent=body))

    answer = post(client, "role_grant", user=user.pk, role="auditor", unit=body.pk)

    assert answer.status_code == 422
    assert user.name in answer.text
    assert user.memberships.count() == 1
    assert verbs() == []


def test_a_role_is_granted_once(client, body, granter):
    user = person(Role.HEAD, body)

    answer = post(client, "role_grant", user=user.pk, role="head", unit=body.pk)

    assert answer.status_code == 422
    assert user.memberships.count() == 1


def test_a_position_belongs_to_the_unit_of_the_role(client, body, granter):
    user, section = UserFactory(home=body), SectionFactory(parent=body)
    MembershipFactory(user=granter, unit=BodyFactory(), role=Role.SECURITY_ADMINISTRATOR)
    strange = PositionFactory(unit=granter.memberships.last().unit)

    data = {"user": user.pk, "role": "contributor", "unit": section.pk, "position": strange.pk}
    answer = post(client, "role_grant", **data)

    assert answer.status_code == 422
    assert not user.memberships.exists()


@pytest.mark.parametrize("field", ["user", "unit"])
def test_nothing_of_another_body_can_be_chosen(client, body, granter, field):
    data = {"user": UserFactory(home=body), "unit": body}
    other = BodyFactory()
    data[field] = {"user": UserFactory(home=other), "unit": other}[field]

    given = {name: one.pk for name, one in data.items()}
    answer = post(client, "role_grant", role="head", **given)

    assert answer.status_code == 422
    assert Membership.objects.count() == 1


def test_only_the_security_administrator_grants(client, body, manager):
    data = {"user": UserFactory(home=body).pk, "role": "head", "unit": body.pk}

    assert post(client, "role_grant", **data).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.grant_role(user=UserFactory(), unit=body, role=Role.HEAD, position=None, by=manager)


# Taking back


def test_a_role_is_taken_back(client, body, granter):
    user = person(Role.HEAD, body)

    answer = post(client, "role_revoke", user.memberships.get().pk)

    assert answer.url == PAGE
    assert not user.memberships.exists()
    assert verbs() == ["role.revoke"]


def test_nobody_takes_his_own_role_back(client, granter):
    post(client, "role_revoke", granter.memberships.get().pk)

    assert granter.memberships.count() == 1
    with pytest.raises(PermissionDenied):
        actions.revoke_role(seat=granter.memberships.get(), by=granter)


def test_a_seat_of_another_body_is_not_there(client, granter):
    seat = MembershipFactory()

    assert post(client, "role_revoke", seat.pk).status_code == 404
    assert Membership.objects.filter(pk=seat.pk).exists()


# The first security administrator


def test_the_system_administrator_names_the_first_security_administrator(client, body, manager):
    user = UserFactory(home=body)

    answer = post(client, "role_appoint", user.username)

    assert answer.url == PAGE
    assert user.memberships.get().role == Role.SECURITY_ADMINISTRATOR
    assert verbs() == ["role.grant"]


def test_the_second_is_named_by_the_first(client, body, manager):
    person(Role.SECURITY_ADMINISTRATOR, body)
    user = UserFactory(home=body)

    post(client, "role_appoint", user.username)

    assert not user.memberships.exists()
    with pytest.raises(PermissionDenied):
        actions.appoint_security_administrator(user=user, body=body, by=manager)


def test_whoever_does_business_is_not_appointed(body, manager):
    assert not can_appoint(manager, person(Role.HEAD, body), body)


# Accounts


def test_an_account_is_opened_once(client, body, manager):
    data = {"name": "钱进", "username": "qian", "password": "Dreizehn-Wolken"}
    data["submission_id"] = "7f2c0d8e-4a43-4a52-9d2b-0a5b1c7f1b11"

    answers = [post(client, "person_add", **data) for _time in range(2)]

    assert [answer.url for answer in answers] == [PAGE, PAGE]
    user = User.objects.get(username="qian")
    assert (user.name, user.home, user.check_password("Dreizehn-Wolken")) == ("钱进", body, True)
    assert verbs() == ["person.add"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "Taken"}, {"username": "a b"}, {"username": "a/b"}, {"name": ""},
        {"password": "short"}, {"password": "password1234"},
    ],
)  # fmt: skip
def test_a_wrong_entry_is_said_and_the_rest_kept(client, body, manager, wrong):
    UserFactory(username="taken")
    data = {"name": "钱进", "username": "qian", "password": "Dreizehn-Wolken"} | wrong

    answer = post(client, "person_add", **data)

    assert answer.status_code == 422
    assert answer.context["person_form"].errors.keys() == wrong.keys()
    assert data["username"] in answer.text
    assert User.objects.count() == 2


def test_an_account_is_closed(client, body, manager):
    user = person(Role.HEAD, body)

    post(client, "person_disable", user.username)

    user.refresh_from_db()
    assert not user.is_active
    assert verbs() == ["person.disable"]


def test_the_own_account_stays_open(client, manager):
    post(client, "person_disable", manager.username)

    manager.refresh_from_db()
    assert manager.is_active
    with pytest.raises(PermissionDenied):
        actions.disable_person(user=manager, by=manager)


def test_the_last_security_administrator_names_a_successor_first(client, body, manager):
    last = person(Role.SECURITY_ADMINISTRATOR, body)
    post(client, "person_disable", last.username)
    last.refresh_from_db()
    assert last.is_active

    person(Role.SECURITY_ADMINISTRATOR, body)
    post(client, "person_disable", last.username)
    last.refresh_from_db()
    assert not last.is_active


def test_a_closed_account_cannot_sign_in_nor_go_on(client, body):
    user = person(Role.HEAD, body)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/desk/").status_code == 302
    client.force_login(user)
    assert client.get("/desk/").status_code == 302


def test_a_new_password_is_shown_once(client, body, manager):
    user = UserFactory(home=body)

    answer = post(client, "person_password", user.username)

    password = answer.context["passwords"][user.username]
    user.refresh_from_db()
    assert user.check_password(password)
    assert password in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert verbs() == ["person.password"]


ACTS = ["person_disable", "person_password", "person_email", "role_appoint"]


@pytest.mark.parametrize("act", ACTS)
def test_a_person_of_another_body_is_not_there(client, manager, act):
    stranger = UserFactory(home=BodyFactory())

    assert post(client, act, stranger.username).status_code == 404
    stranger.refresh_from_db()
    assert stranger.is_active
    with pytest.raises(PermissionDenied):
        actions.disable_person(user=stranger, by=manager)


@pytest.mark.parametrize("act", ACTS)
def test_the_security_administrator_manages_no_accounts(client, body, granter, act):
    user = UserFactory(home=body)

    assert post(client, act, user.username).status_code == 403
    assert verbs() == []


# The page


def test_the_page_shows_the_people_of_the_body_alone(client, body, manager):
    user = person(Role.HEAD, body)
    elsewhere = MembershipFactory(user=user, unit=BodyFactory(name="别的单位")).unit
    stranger = UserFactory(name="外人", home=elsewhere)

    answer = client.get(PAGE)

    assert {one.pk for one in answer.context["page"]} == {manager.pk, user.pk}
    assert stranger.name not in answer.text
    assert "别的单位" not in answer.text


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {"system-administrator", "security-administrator"})
)
def test_the_page_is_the_administrators(client, body, role):
    client.force_login(person(role, body))

    assert client.get(PAGE).status_code == 403


def test_each_administrator_finds_his_own_form(client, body):
    for role, forms in [
        (Role.SYSTEM_ADMINISTRATOR, (True, False)),
        (Role.SECURITY_ADMINISTRATOR, (False, True)),
    ]:
        client.force_login(person(role, body))
        context = client.get(PAGE).context
        assert (bool(context["person_form"]), bool(context["role_form"])) == forms


def test_a_wrong_grant_needs_a_role_that_is_there(body):
    granter = person(Role.SECURITY_ADMINISTRATOR, body)
    user = person(Role.HEAD, body)

    with pytest.raises(ValidationError):
        actions.grant_role(user=user, unit=body, role=Role.HEAD, position=None, by=granter)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR])
def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, body, role, django_assert_num_queries
):
    client.force_login(person(role, body))
    count = {Role.SYSTEM_ADMINISTRATOR: 7, Role.SECURITY_ADMINISTRATOR: 9}[role]
    for _more in range(2):
        person(Role.HEAD, body)
        with django_assert_num_queries(count):
            client.get(PAGE)
        person(Role.HEAD, SectionFactory(parent=body))
