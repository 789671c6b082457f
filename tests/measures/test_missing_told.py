"""What is missing in a form is told by the page, not by the browser.

A browser tells it in a language of its own, and in a bubble that goes away.
"""

import importlib
import pkgutil
import re
import uuid

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

import measures.forms
from measures.actions.calling import call_for_reviews
from measures.models import Review
from riskcontrol.accounts.roles import Role
from riskpoints.actions.sittings import decide_sitting
from tests.factories.accounts import committee_chair, contributor, person, section_head
from tests.factories.measures import OccasionFactory, assessed, convened
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


def forms_of_measures():
    """Give each form about measures."""
    for module in pkgutil.iter_modules(measures.forms.__path__, "measures.forms."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm):
                yield kind


def test_what_is_asked_for_is_asked_by_name():
    """“It is required” leaves the reader to find out what; one of a list is chosen from the outset."""
    asked = [
        (kind.__name__, name, field)
        for kind in set(forms_of_measures())
        for name, field in getattr(kind, "base_fields", {}).items()
        if field.required and not isinstance(field.widget, forms.Select)
    ]
    assert len(asked) > 30
    assert {
        (kind, name)
        for kind, name, field in asked
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]
    } == set()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("review", ["请选择仍然有效还是需要调整。", "请写明仍然有效的理由，或者发生了什么变化。"]),
        ("review_call", ["请写明发生了什么变化。", "请填写完成期限。"]),
    ],
)
def test_a_review_says_what_is_missing(client, name, said):
    sitting = assessed(convened(), 1)
    decide_sitting(sitting=sitting, by=sitting.chair)
    call_for_reviews(timezone.localdate())
    found = Review.objects.get()
    about = found.risk_point if name == "review_call" else found
    who = committee_chair if name == "review_call" else section_head
    client.force_login(who(found.section))
    answer = client.post(
        reverse(f"measures:{name}", args=[about.pk]),
        {"submission_id": uuid.uuid4(), "ground": "case"},
    )
    assert [words for one in answer.context["form"].errors.values() for words in one] == said
