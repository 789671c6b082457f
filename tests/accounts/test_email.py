"""Where somebody is told by mail of what waits for him: changed after the account was opened."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from riskcontrol.accounts import actions
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Detail
from tests.factories.accounts import BodyFactory, UserFactory, person

from .test_people import PAGE, post, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return BodyFactory()


@pytest.fixture
def manager(client, body):
    """The system administrator, signed in."""
    user = person(Role.SYSTEM_ADMINISTRATOR, body)
    client.force_login(user)
    return user


def test_an_address_is_changed_after_the_account_was_opened(client, body, manager):
    user = UserFactory(home=body, email="old@example.org")
    page = reverse("accounts:person_email", args=[user.username])

    assert client.get(page).context["form"]["email"].value() == "old@example.org"
    assert post(client, "person_email", user.username, email="new@example.org").url == PAGE

    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert verbs() == ["person.email"]
    assert Detail.objects.get().content == {}
    assert "new@example.org" in client.get(PAGE).text


def test_an_address_is_taken_away(client, body, manager):
    user = UserFactory(home=body, email="old@example.org")

    assert post(client, "person_email", user.username, email="").url == PAGE

    user.refresh_from_db()
    assert user.email == ""


def test_the_same_address_leaves_no_entry(client, body, manager):
    user = UserFactory(home=body, email="old@example.org")

    assert post(client, "person_email", user.username, email="old@example.org").url == PAGE
    assert verbs() == []


def test_what_is_no_address_stays_in_the_field(client, body, manager):
    user = UserFactory(home=body, email="old@example.org")

    answer = post(client, "person_email", user.username, email="no address")

    assert answer.status_code == 422
    assert answer.context["form"]["email"].value() == "no address"
    user.refresh_from_db()
    assert user.email == "old@example.org"
    with pytest.raises(ValidationError):
        actions.set_email(user=user, email="no address", by=manager)
