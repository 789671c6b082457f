"""Listing a power, alone or with its flow."""

import pytest
from django.urls import reverse

from powers.models import Flowchart, Power
from powers.rows import Row
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    PositionFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.powers import (
    PowerFactory,
    drawn_chart,
)

from .forms import power_form, row_fields

pytestmark = pytest.mark.django_db
LIST, ADD = "/desk/powers/", "/desk/powers/add/"


def edit_url(power):
    return reverse("powers:power_edit", args=[power.code])


def bases(power):
    return [(basis.law, basis.article) for basis in power.bases.all()]


FLOW = (
    Row("s1", "受理", "start", "P-1"),
    Row("s2", "审查", "step", "P-1"),
    Row("s3", "送达", "end", "P-1", ways=()),
)


def test_a_power_is_listed(client, section, author):
    response = client.post(ADD, power_form(section))
    power = Power.objects.get()
    assert response.url == reverse("desk:power", args=["NEW-1"])
    assert (power.section, power.body, power.flowchart) == (section, section.parent, None)
    assert (power.statutory_days, power.committed_days, power.fee) == (20, 13, "不收费")
    assert bases(power) == [("行政许可法", "第三十四条")]
    assert [(entry.verb, entry.actor) for entry in Entry.objects.all()] == [("power.add", author)]


def test_a_power_and_its_flow_are_entered_on_one_page(client, section, author):
    PositionFactory(unit=section, code="P-1")
    response = client.post(ADD, power_form(section, chart="new", **row_fields(FLOW)))
    chart = Flowchart.objects.get()
    assert response.url == reverse("powers:flowchart_detail", args=[chart.code])
    assert [step.name for step in chart.steps.all()] == ["受理", "审查", "送达"]
    assert list(chart.drawn_by.all()) == [author]
    assert (list(chart.powers.all()), Entry.objects.count()) == ([Power.objects.get()], 1)


def test_a_power_may_run_on_a_chart_there_is(client, section, author):
    chart = drawn_chart(section=section)
    client.post(ADD, power_form(section, chart=chart.code))
    assert Power.objects.get(code="NEW-1").flowchart == chart


def test_a_chart_of_another_section_is_not_offered(client, section, author):
    chart = drawn_chart(section=SectionFactory(parent=section.parent))
    response = client.post(ADD, power_form(section, chart=chart.code))
    assert response.context["form"].errors.keys() == {"chart"}
    assert chart.powers.count() == 1


def test_a_fault_in_the_flow_writes_neither_the_power(client, section, author):
    response = client.post(ADD, power_form(section, chart="new", **row_fields(FLOW)))
    assert [problem.field_id for problem in response.context["problems"]] == [
        "row-0-position", "row-1-position", "row-2-position",
    ]  # fmt: skip
    assert (Power.objects.count(), Flowchart.objects.count()) == (0, 0)


def test_a_fault_in_rows_that_are_not_to_be_saved_does_not_matter(client, section, author):
    client.post(ADD, power_form(section, **row_fields(FLOW)))
    assert (Power.objects.count(), Flowchart.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "A/1"}, "code"),
        ({"code": "add"}, "code"),
        ({"code": "TAKEN"}, "code"),
        ({"name": ""}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"category": "javascript:"}, "category"),
        ({"section": "0"}, "section"),
        ({"statutory_days": "0"}, "statutory_days"),
        ({"statutory_days": "两周"}, "statutory_days"),
        ({"committed_days": "21"}, "committed_days"),
        ({"chart": "gone"}, "chart"),
        ({"withheld_ground": "长" * 301}, "withheld_ground"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(client, section, author, changed, field):
    PowerFactory(section=section, code="TAKEN")
    response = client.post(ADD, power_form(section, **changed))
    assert response.context["form"].errors.keys() == {field}
    assert response.context["form"]["affected_party"].value() == "申请人"
    assert Power.objects.count() == 1


def test_an_article_without_a_law_is_said(client, section, author):
    response = client.post(
        ADD, power_form(section, **{"power-law": [""], "power-article": ["第一条"]})
    )
    assert [problem.field_id for problem in response.context["problems"]] == ["power-law-0"]
    assert Power.objects.count() == 0


@pytest.mark.parametrize(
    ("button", "laws"),
    [("law-add", ["行政许可法", ""]), ("law-remove:0", [""]), ("redraw", ["行政许可法"])],
)
def test_legal_bases_are_added_and_removed_without_a_script(client, section, author, button, laws):
    response = client.post(ADD, power_form(section, do=button))
    assert [field.value.law for field in response.context["bases"]] == laws
    assert response.context["form"]["name"].value() == "许可证核发"
    assert (response.context["form"].errors, Power.objects.count()) == ({}, 0)


def test_steps_are_added_on_the_page_of_the_power(client, section, author):
    response = client.post(ADD, power_form(section, do="after:0", **row_fields(FLOW)))
    assert [line.row.name for line in response.context["rows"]] == ["受理", "", "审查", "送达"]


@pytest.mark.parametrize("part", ["bases", "rows", "drawing"])
def test_htmx_gets_the_part_of_the_page_it_asks_for(client, section, author, part):
    asked = {"HX-Request": "true", "HX-Target": part}
    page = client.post(ADD, power_form(section, do="law-add"), headers=asked).content.decode()
    assert f'id="{part}"' in page
    assert "<html" not in page


def test_a_double_submit_lists_one_power(client, section, author):
    form = power_form(section, submission_id="8f5f4b7e-30a8-4a5e-9d3c-2f0a6f2b1c11")
    assert client.post(ADD, form).url == client.post(ADD, form).url
    assert (Power.objects.count(), Entry.objects.count()) == (1, 1)


def test_the_page_offers_the_sections_one_works_in(client, section, author):
    SectionFactory(parent=section.parent)
    assert list(client.get(ADD).context["form"].fields["section"].queryset) == [section]


def test_somebody_without_a_seat_is_told_whom_to_ask(client):
    client.force_login(UserFactory())
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "<script>alert(1)</script>", "长" * 200, "'\"&"]
)
def test_hostile_text_is_shown_as_text(client, section, author, text):
    client.post(ADD, power_form(section, name=text, affected_party=text))
    assert Power.objects.get().name == text
    for page in (LIST, edit_url(Power.objects.get())):
        shown = client.get(page).content.decode()
        assert not any(markup in shown for markup in ("<script>alert", 'href="javascript:'))


def test_a_new_power_may_be_proposed_not_to_be_published(client, section, author):
    client.post(ADD, power_form(section, withheld_ground="保密规定第三条"))
    power = Power.objects.get()
    assert (power.withheld_proposed_by, power.is_withheld) == (author, False)
