"""Amounts of money: written alike on pages and paper, in both languages; forms keep plain digits."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from measures.templatetags.money import yuan
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import SectionFactory, person
from tests.factories.projects import MajorProjectFactory


@given(st.decimals(0, Decimal("9999999999999.99"), places=2))
def test_an_amount_reads_back_as_the_same_and_has_a_comma_every_three_digits(amount):
    written = yuan(amount)

    whole, fen = written.split(".")
    first, *groups = whole.split(",")
    assert Decimal(written.replace(",", "")) == amount
    assert (len(fen), {len(group) for group in groups} <= {3}) == (2, True)
    assert 1 <= len(first) <= 3


def test_nought_is_an_amount_and_none_is_a_dash():
    assert [yuan(Decimal(0)), yuan(None), yuan(Decimal(1200000))] == ["0.00", "—", "1,200,000.00"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "paper"), [("zh-hans", "3,860,000.00元"), ("en", "3,860,000.00 yuan")]
)
def test_pages_and_paper_write_it_and_the_form_keeps_plain_digits(client, language, paper):
    section = SectionFactory()
    project = MajorProjectFactory(section=section, amount="3860000.00")
    user = person(Role.CONTRIBUTOR, section)
    user.language = language
    user.save()
    client.force_login(user)

    page = reverse("measures:project_detail", args=[project.code])
    assert client.get("/desk/projects/").text.count("3,860,000.00") == 1
    assert client.get(page).text.count("3,860,000.00") == 1
    form = client.get(f"{page}edit/").text
    assert ('value="3860000.00"' in form, "3,860,000" in form) == (True, False)
    printed = client.get(reverse("registers:project_pdf", args=[project.code])).content
    assert paper in PdfReader(BytesIO(printed)).pages[0].extract_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,200,000.50", "1200000.50"),
        ("1，200，000", "1200000.00"),
        (" 12.5 ", "12.50"),
        ("", None),
    ],
)
def test_an_amount_is_typed_as_it_is_shown(client, typed, kept):
    answer, project = edited(client, typed)

    assert answer.status_code == 302
    assert project.amount == (kept and Decimal(kept))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["120万元", "1,200,000.505", "-1", "很多"])
def test_what_is_no_amount_comes_back_as_it_was_typed(client, typed):
    answer, project = edited(client, typed)

    assert (answer.status_code, project.amount) == (422, Decimal(7))
    form = answer.context["form"]
    assert (list(form.errors), form["amount"].value()) == (["amount"], typed)


def edited(client, amount):
    """Press Save on a project's form with an amount in it; give the answer and the project."""
    section = SectionFactory()
    project = MajorProjectFactory(section=section, amount="7.00")
    client.force_login(person(Role.CONTRIBUTOR, section))
    address = reverse("measures:project_edit", args=[project.code])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    given = {name: "" if value is None else value for name, value in values.items()}
    answer = client.post(address, given | {"amount": amount, "row_version": project.row_version})
    project.refresh_from_db()
    return answer, project
