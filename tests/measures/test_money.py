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
