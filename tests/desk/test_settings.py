"""A body's rules on releases and postings."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from powers.actions.policies import set_policy
from powers.models import Policy
from powers.policies import policy_of
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import AreaFactory, BodyFactory, person

pytestmark = pytest.mark.django_db
SETTINGS = "/desk/settings/"
RULES = {"section_checks": "on", "leader_signs": "on", "posting_days": 10, "shortest_days": 6}


@pytest.fixture
def body(client):
    """A body whose system administrator is signed in."""
    body = BodyFactory()
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, body))
    return body


def test_the_rules_begin_with_those_shipped(client, body):
    form = client.get(SETTINGS).context["form"]

    assert [form[name].value() for name in form.fields] == [True, True, True, 7, 5, ""]
    assert not Policy.objects.exists()


def test_every_field_is_on_the_page(client, body):
    form = client.get(SETTINGS).context["form"]

    assert {field.name for field in form.helper.layout.get_field_names()} == set(form.fields)


def test_rules_are_saved_and_recorded(client, body):
    answer = client.post(SETTINGS, RULES)

    assert answer.url == SETTINGS
    policy = policy_of(body)
    rules = (policy.section_checks, policy.clearance_needed, policy.leader_signs)
    assert (*rules, policy.posting_days, policy.shortest_days) == (True, False, True, 10, 6)
    entry = Entry.objects.get()
    assert (entry.verb, entry.detail.content["posting_days"]) == ("policy.set", 10)


def test_the_bodys_own_channel_for_reports_is_saved(client, body):
    client.post(SETTINGS, RULES | {"report_channel": "派驻纪检监察组，0573-82888888"})

    assert policy_of(body).report_channel == "派驻纪检监察组，0573-82888888"


@pytest.mark.parametrize(
    "wrong", [{"shortest_days": 11}, {"shortest_days": 0}, {"posting_days": ""}]
)
def test_a_wrong_period_is_refused_in_words(client, body, wrong):
    answer = client.post(SETTINGS, RULES | wrong)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "error-summary" in answer.text
    assert not Policy.objects.exists()
    assert not Entry.objects.exists()


def test_whoever_stands_above_chooses_the_body(client):
    area = AreaFactory()
    bodies = [BodyFactory(parent=area) for _count in range(2)]
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, area))

    answer = client.post(f"{SETTINGS}?body={bodies[1].code}", RULES)

    assert answer.url == f"{SETTINGS}?body={bodies[1].code}"
    assert Policy.objects.get().body == bodies[1]
    assert f'value="{bodies[0].code}" selected' in client.get(SETTINGS).text


def test_another_body_s_settings_are_not_there(client, body):
    other = BodyFactory()

    assert client.get(SETTINGS, {"body": other.code}).status_code == 404
    assert client.post(f"{SETTINGS}?body={other.code}", RULES).status_code == 404
    assert not Policy.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMINISTRATOR}))
def test_settings_are_the_system_administrator_s(client, role):
    body = BodyFactory()
    user = person(role, body)
    client.force_login(user)

    assert client.get(SETTINGS).status_code == 403
    assert client.post(SETTINGS, RULES).status_code == 403
    with pytest.raises(PermissionDenied):
        set_policy(body=body, by=user, posting_days=9)


def test_the_action_keeps_the_rules_too(body):
    by = body.memberships.get().user

    with pytest.raises(ValidationError):
        set_policy(body=body, by=by, posting_days=3, shortest_days=5)
    assert not Policy.objects.exists()
