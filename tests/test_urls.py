"""Every address is closed to strangers but those named here."""

import re

import pytest
from django.urls import URLResolver, get_resolver

from tests.factories.accounts import UserFactory

OPEN = {
    # the public's pages
    "disclosure:portal", "disclosure:chart", "disclosure:compare", "disclosure:comment",
    "disclosure:receipt", "disclosure:report", "disclosure:picture", "disclosure:finding",
    "disclosure:handled", "disclosure:handled_report", "disclosure:handled_report_pdf",
    "disclosure:feed", "disclosure:unit_feed", "disclosure:open_data",
    "disclosure:open_data_file", "disclosure:sitemap", "disclosure:robots",
    # the doors
    "accounts:first_run", "accounts:enter",
    "account_login", "account_logout", "account_inactive", "account_signup",
    "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}  # fmt: skip
PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(resolver, space="", before="/"):
    """Name every route with an example of its address."""
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern, space + inner, path)
        else:
            yield space + pattern.name, PART.sub(example, path)


def example(part):
    return "1" if part[1] == "int" else "x"


ROUTES = dict(routes(get_resolver()))


def test_the_open_routes_are_there():
    assert set(ROUTES) >= OPEN


@pytest.mark.parametrize("name", sorted(set(ROUTES) - OPEN))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client, db, name, method):
    UserFactory()
    address = ROUTES[name]

    answer = getattr(client, method)(address)

    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("name", sorted(set(ROUTES) - OPEN))
def test_a_person_without_a_role_finds_no_business(client, db, name):
    client.force_login(UserFactory())

    answer = client.get(ROUTES[name])

    assert answer.status_code in {200, 302, 403, 404, 405}
