"""Signing in and out, the language, and the demo's one-click entry."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from riskcontrol.accounts.demo import ACCOUNTS, PEOPLE
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import BodyFactory, UserFactory, person

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")
PASSWORD = "Dreizehn-Wolken"


@pytest.fixture
def user():
    user = person(Role.HEAD, BodyFactory())
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def is_in(client):
    return client.get("/desk/").status_code == 200


def test_a_person_signs_in_and_out(client, user):
    assert sign_in(client, user.username).url == "/desk/"
    assert is_in(client)

    assert client.post(reverse("account_logout")).url == LOGIN
    assert not is_in(client)


def test_signing_out_takes_a_press_of_the_button(client, user):
    client.force_login(user)

    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)


def test_one_is_led_on_to_the_page_one_asked_for(client, user):
    asked = client.get("/desk/walk/").url

    assert asked == f"{LOGIN}?next=/desk/walk/"
    assert sign_in(client, user.username, next="/desk/walk/").url == "/desk/walk/"


@pytest.mark.parametrize("password", ["", "Vierzehn-Wolken"])
def test_a_wrong_password_opens_nothing_and_keeps_the_name(client, user, password):
    answer = sign_in(client, user.username, password)

    assert answer.status_code == 200
    assert f'value="{user.username}"' in answer.text
    assert not is_in(client)


def test_a_closed_account_does_not_open(client, user):
    User.objects.update(is_active=False)
    sign_in(client, user.username)

    assert not is_in(client)


def test_nobody_opens_an_account_for_himself(client, user):
    data = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), data)

    assert list(User.objects.all()) == [user]


def test_a_form_without_its_token_is_refused_in_plain_words(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    answer = client.post(reverse("accounts:language"), {"language": "en"})

    assert answer.status_code == 403
    assert "403_csrf.html" in [template.name for template in answer.templates]
    user.refresh_from_db()
    assert user.language == "zh-hans"


@pytest.mark.parametrize(
    ("asked", "back"),
    [("/desk/walk/", "/desk/walk/"), ("https://example.org/", "/desk/"), ("", "/desk/")],
)
def test_the_language_stays_on_the_account(client, user, asked, back):
    client.force_login(user)

    answer = client.post(reverse("accounts:language"), {"language": "en", "next": asked})

    assert answer.url == back
    page = client.get("/desk/")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in page.text


def test_an_unknown_language_changes_nothing(client, user):
    client.force_login(user)
    client.post(reverse("accounts:language"), {"language": "xx"})

    assert client.get("/desk/").headers["Content-Language"] == "zh-hans"


def test_the_address_prevails_and_an_unknown_language_in_it_does_not(client, user):
    client.force_login(user)
    languages = [
        client.get("/desk/", {"lang": wanted}).headers["Content-Language"]
        for wanted in ("en", "xx")
    ]

    assert languages == ["en", "zh-hans"]


# The demo


@pytest.fixture
def everybody():
    return [UserFactory(username=one.username) for one in ACCOUNTS]


def test_the_demo_has_one_account_a_role():
    assert sorted(one.role for one in PEOPLE) == sorted(Role)


def test_the_demo_s_sign_in_page_offers_its_accounts(client, everybody, settings):
    settings.DEMO = True

    page = client.get(LOGIN)

    assert [one["username"] for one in page.context["demo_accounts"]] == [
        one.username for one in ACCOUNTS
    ]
    assert all(f'value="{one.username}"' in page.text for one in everybody)


@pytest.mark.parametrize(("asked", "next_page"), [("", "/desk/"), ("/desk/walk/", "/desk/walk/")])
def test_the_demo_opens_with_one_click(client, everybody, settings, asked, next_page):
    settings.DEMO = True

    answer = client.post(reverse("accounts:enter"), {"username": "auditor", "next": asked})

    assert answer.url == next_page
    assert int(client.session["_auth_user_id"]) == User.objects.get(username="auditor").pk


def test_everywhere_else_nothing_is_offered_nor_opened(client, everybody):
    assert settings.DEMO is False
    page = client.get(LOGIN)

    assert "auditor" not in page.text
    assert client.post(reverse("accounts:enter"), {"username": "auditor"}).status_code == 404
    assert not is_in(client)


def test_the_demo_opens_no_other_account(client, user, settings):
    settings.DEMO = True

    for username in (user.username, "nobody", ""):
        answer = client.post(reverse("accounts:enter"), {"username": username})
        assert answer.status_code == 404
    assert client.get(reverse("accounts:enter")).status_code == 405
    assert not is_in(client)
