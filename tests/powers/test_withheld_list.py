"""The list of what is not published: on what ground, by whom, since when, for whom to see."""

import pytest
from django.utils import timezone

from powers.actions.postings import approve_withholding, propose_withholding
from powers.models import Power
from riskcontrol.accounts.roles import ADMINISTRATORS, Role
from tests.factories.accounts import (
    BodyFactory,
    SectionFactory,
    UserFactory,
    committee_member,
    contributor,
    deputy_head,
    person,
)
from tests.factories.powers import PowerFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/powers/withheld/"


def withheld(section, **fields):
    """A power that a leader agreed not to publish."""
    power = PowerFactory(section=section, **fields)
    propose_withholding(power=power, ground="保密规定第三条", by=contributor(section))
    return approve_withholding(power=power, by=deputy_head(section))


def shown(client, user):
    client.force_login(user)
    context = client.get(LIST).context
    return [[power.pk for power in context[name]] for name in ("withheld", "proposed")]


def test_the_ground_both_people_and_the_day_are_told(client):
    section = SectionFactory()
    power = withheld(section)
    client.force_login(committee_member(section))
    text = client.get(LIST).text
    assert power.withheld_on == timezone.localdate()
    for told in (
        power.name,
        power.code,
        "保密规定第三条",
        power.withheld_proposed_by.name,
        power.withheld_approver,
        f"{timezone.localdate():%Y-%m-%d}",
    ):
        assert told in text


def test_what_is_only_proposed_stands_apart_and_what_is_published_not_at_all(client):
    section = SectionFactory()
    power, proposed = withheld(section), PowerFactory(section=section)
    PowerFactory(section=section)
    propose_withholding(power=proposed, ground="商业秘密", by=contributor(section))
    assert shown(client, contributor(section)) == [[power.pk], [proposed.pk]]


def test_a_new_ground_needs_approval_again_and_loses_its_day(client):
    section = SectionFactory()
    power = withheld(section)
    propose_withholding(power=power, ground="另一条", by=contributor(section))
    assert Power.objects.get().withheld_on is None
    assert shown(client, contributor(section)) == [[], [power.pk]]


def test_one_of_a_dossier_has_a_name_and_perhaps_no_day(client):
    section = SectionFactory()
    power = PowerFactory(section=section, withheld_ground="涉密", withheld_approver="王局")
    client.force_login(contributor(section))
    text = client.get(LIST).text
    assert "王局" in text
    assert shown(client, contributor(section)) == [[power.pk], []]


def test_another_body_s_list_is_its_own(client):
    section = SectionFactory()
    withheld(section)
    assert shown(client, contributor(SectionFactory())) == [[], []]


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_see_no_list(client, role):
    client.force_login(person(role, BodyFactory()))
    assert client.get(LIST).status_code == 403


def test_a_person_without_a_role_sees_no_list(client):
    client.force_login(UserFactory())
    assert client.get(LIST).status_code == 403


def test_the_registers_page_counts_them_and_leads_there(client):
    section = SectionFactory()
    withheld(section)
    client.force_login(person(Role.HEAD, section.body))
    page = client.get("/desk/registers/")
    assert page.context["withheld"] == 1
    assert f'href="{LIST}"' in page.text


def test_no_power_takes_the_address_of_the_list(client):
    section = SectionFactory()
    client.force_login(contributor(section))
    fields = {"code": "Withheld", "name": "甲", "category": "internal", "section": section.pk}
    form = client.post("/desk/powers/add/", fields | {"chart": ""}).context["form"]
    assert [*form.errors] == ["code"]
    assert not Power.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(client, django_assert_num_queries, count):
    section = SectionFactory()
    for _number in range(count):
        withheld(section)
    client.force_login(contributor(section))
    with django_assert_num_queries(4):
        client.get(LIST)
