"""Sections, their classes and duties, and positions."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from riskcontrol.accounts import actions
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    PositionFactory,
    SectionFactory,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:units")


@pytest.fixture
def body(client):
    """A body whose system administrator is signed in."""
    body = BodyFactory(code="DEMO")
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, body))
    return body


def section_data(body, **data):
    given = {"body": body.pk, "code": "DEMO-9", "name": "信访科", "classes": "信访\n\n信访\n执法"}
    return {f"section-{name}": value for name, value in (given | data).items()}


def position_data(unit, **data):
    given = {"unit": unit.pk, "code": "XF-1", "name": "接访岗", "duties": "接待来访"}
    return {f"position-{name}": value for name, value in (given | data).items()}


def test_a_section_is_added(client, body):
    answer = client.post(reverse("accounts:section_add"), section_data(body, duties="接访"))

    assert answer.url == PAGE
    section = Unit.objects.get(code="DEMO-9")
    assert (section.parent, section.name) == (body, "信访科")
    assert [str(one) for one in section.classes.all()] == ["信访", "执法"]
    assert [str(one) for one in section.duties.all()] == ["接访"]
    assert Entry.objects.get().verb == "unit.add"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "DEMO"}, "code"), ({"code": "a b"}, "code"), ({"name": ""}, "name"),
        ({"classes": "好" * 101}, "classes"), ({"duties": "好" * 201}, "duties"),
    ],
)  # fmt: skip
def test_a_wrong_section_is_refused_in_words(client, body, wrong, field):
    answer = client.post(reverse("accounts:section_add"), section_data(body, **wrong))

    assert answer.status_code == 422
    assert list(answer.context["section_form"].errors) == [field]
    assert Unit.objects.count() == 1


def test_a_section_goes_into_one_s_own_body(client, body):
    answer = client.post(reverse("accounts:section_add"), section_data(BodyFactory()))

    assert answer.status_code == 422
    assert not Unit.objects.sections().exists()


def test_above_several_bodies_one_is_chosen(client):
    area = AreaFactory()
    bodies = [BodyFactory(parent=area) for _count in range(2)]
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR, area))

    answer = client.get(PAGE)
    assert 'type="hidden" name="section-body"' not in answer.text
    client.post(reverse("accounts:section_add"), section_data(bodies[1]))
    assert Unit.objects.get(code="DEMO-9").parent == bodies[1]


def test_a_unit_is_changed(client, body):
    section = SectionFactory(parent=body, name="旧名")
    section.classes.create(name="执法")
    section.duties.create(text="旧职责")
    url = reverse("accounts:unit_edit", args=[section.code])
    assert client.get(url).context["form"].initial == {
        "name": "旧名", "classes": "执法", "duties": "旧职责",
    }  # fmt: skip

    answer = client.post(url, {"name": "新名", "classes": "审批", "duties": ""})

    assert answer.url == PAGE
    section.refresh_from_db()
    assert section.name == "新名"
    assert [str(one) for one in section.classes.all()] == ["审批"]
    assert not section.duties.exists()
    assert Entry.objects.get().verb == "unit.edit"


def test_a_unit_keeps_a_name(client, body):
    answer = client.post(reverse("accounts:unit_edit", args=["DEMO"]), {"name": ""})

    assert answer.status_code == 422
    body.refresh_from_db()
    assert body.name


def test_another_body_s_unit_is_not_there(client, body):
    other = SectionFactory()

    for act in (client.get, client.post):
        assert act(reverse("accounts:unit_edit", args=[other.code])).status_code == 404


def test_a_position_is_added(client, body):
    section = SectionFactory(parent=body)

    data = position_data(section, is_collective="on")
    answer = client.post(reverse("accounts:position_add"), data)

    assert answer.url == PAGE
    position = Position.objects.get()
    assert (position.unit, position.body, position.is_collective) == (section, body, True)
    assert Entry.objects.get().verb == "position.add"


def test_a_position_s_code_is_its_own_in_the_body(client, body):
    PositionFactory(unit=body, body=body, code="XF-1")
    section = SectionFactory(parent=body)

    answer = client.post(reverse("accounts:position_add"), position_data(section))

    assert answer.status_code == 422
    assert "接访岗" in answer.text
    assert Position.objects.count() == 1


def test_a_position_goes_into_one_s_own_units(client, body):
    answer = client.post(reverse("accounts:position_add"), position_data(SectionFactory()))

    assert answer.status_code == 422
    assert not Position.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMINISTRATOR}))
def test_the_pages_are_the_system_administrator_s(client, role):
    body = BodyFactory()
    client.force_login(person(role, body))
    routes = [PAGE, reverse("accounts:unit_edit", args=[body.code])]

    assert [client.get(route).status_code for route in routes] == [403, 403]
    for name in ("section_add", "position_add"):
        assert client.post(reverse(f"accounts:{name}")).status_code == 403


def test_the_actions_ask_themselves(body):
    other = person(Role.HEAD, body)

    with pytest.raises(PermissionDenied):
        actions.add_section(body=body, code="X", name="X", classes=[], duties=[], by=other)
    with pytest.raises(PermissionDenied):
        actions.edit_unit(unit=body, name="X", classes=[], duties=[], by=other)
    with pytest.raises(PermissionDenied):
        actions.add_position(
            unit=body, code="X", name="X", duties="", is_collective=False, by=other
        )
    with pytest.raises(PermissionDenied):
        actions.add_person(body=body, username="x", name="X", password="x", by=other)


def test_a_code_that_is_taken_is_refused_by_the_action_too(body):
    by = body.memberships.get().user

    with pytest.raises(ValidationError):
        actions.add_section(body=body, code="DEMO", name="X", classes=[], duties=[], by=by)


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_three(
    client, body, django_assert_num_queries
):
    for _more in range(2):
        PositionFactory(unit=SectionFactory(parent=body))
        with django_assert_num_queries(10):
            client.get(PAGE)
        PositionFactory(unit=SectionFactory(parent=body))
