"""What is missing in a form is told by the page, not by the browser.

A browser tells it in a language of its own, and in a bubble that goes away.
"""

import re

import pytest
from django.urls import reverse

from riskcontrol.accounts.roles import Role
from tests.factories.accounts import contributor, person, section_head
from tests.factories.measures import OccasionFactory
from tests.factories.projects import (
    CreditRecordFactory,
    DisclosureItemFactory,
    FirmFactory,
    MajorProjectFactory,
)

pytestmark = pytest.mark.django_db


def asking(client, user, name, *args):
    """Give the forms of a page that ask for something, as they are opened."""
    client.force_login(user)
    text = client.get(reverse(f"measures:{name}", args=args)).text.partition("<main")[2]
    forms = re.findall(r"(<form\b[^>]*>)(.*?)</form>", text, re.DOTALL)
    found = [opened for opened, inside in forms if re.search(r" required\b", inside)]
    assert found
    return found


@pytest.mark.parametrize(("done", "role"), [(False, contributor), (True, section_head)])
def test_on_the_page_of_a_measure(client, done, role):
    occasion = OccasionFactory(done=done)
    user = role(occasion.measure.section)

    forms = asking(client, user, "detail", occasion.measure_id)
    assert [form for form in forms if "novalidate" not in form] == []


def test_on_the_page_of_a_project(client):
    project = MajorProjectFactory()
    DisclosureItemFactory(project=project)

    forms = asking(client, contributor(project.section), "project_detail", project.code)
    assert [form for form in forms if "novalidate" not in form] == []


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.HEAD])
def test_on_the_page_of_a_firm(client, role):
    project = MajorProjectFactory()
    firm = FirmFactory(body=project.body)
    CreditRecordFactory(firm=firm)
    of = project.section if role == Role.CONTRIBUTOR else project.body

    forms = asking(client, person(role, of), "firm_detail", firm.pk)
    assert [form for form in forms if "novalidate" not in form] == []
