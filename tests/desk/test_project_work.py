"""What is overdue to be made public stands in My work, before whoever can report it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions.projects import edit_project
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import SectionFactory, person
from tests.factories.projects import DisclosureItemFactory

pytestmark = pytest.mark.django_db


def work_of(client, user):
    client.force_login(user)
    return [(item.note, item.late) for item in client.get("/desk/").context["items"]]


def test_it_stands_before_the_section_s_people_alone(client):
    item = DisclosureItemFactory(overdue=True)
    DisclosureItemFactory(project=item.project)
    DisclosureItemFactory(project=item.project, overdue=True, done=True)
    section = item.project.section
    for role in (Role.CONTRIBUTOR, Role.SECTION_HEAD):
        assert work_of(client, person(role, section)) == [(item.project.name, True)]
    colleague = person(Role.CONTRIBUTOR, SectionFactory(parent=section.parent))
    for user in (colleague, person(Role.HEAD, section.parent)):
        assert work_of(client, user) == []


def test_it_costs_one_query(client):
    item = DisclosureItemFactory(overdue=True)
    client.force_login(person(Role.CONTRIBUTOR, item.project.section))
    client.get("/desk/")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/")
    DisclosureItemFactory(project=item.project, overdue=True)
    DisclosureItemFactory(project__section=item.project.section, overdue=True)
    with CaptureQueriesContext(connection) as three:
        client.get("/desk/")
    asked = [each for each in three if "measures_disclosureitem" in each["sql"]]
    assert (len(three), len(asked)) == (len(one), 1)


@pytest.mark.parametrize("state", ["stopped", "finished"])
def test_a_project_that_is_over_asks_for_nothing_until_it_goes_on(client, state):
    item = DisclosureItemFactory(overdue=True)
    project, clerk = item.project, person(Role.CONTRIBUTOR, item.project.section)
    going = DisclosureItemFactory(project__section=project.section, overdue=True).project
    assert work_of(client, clerk) == [(project.name, True), (going.name, True)]
    for now, stands in ((state, [going]), ("under-way", [project, going])):
        fields = {"name": project.name, "state": now}
        expected = project.row_version
        project = edit_project(
            project=project, section=project.section, fields=fields, expected=expected, by=clerk
        )
        assert work_of(client, clerk) == [(one.name, True) for one in stands]
