"""Changing what is written about a power: who, and what is kept."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from powers.actions.inventory import NewChart, add_power, edit_power
from powers.forms.inventory import NewPowerForm, PowerForm, chosen_bases, operate_bases
from powers.models import Flowchart, Power
from powers.rows import Basis
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    SectionFactory,
    committee_chair,
    contributor,
    deputy_head,
    moderator,
    section_head,
)
from tests.factories.powers import (
    PowerFactory,
    drawn_chart,
)

from .forms import power_form
from .visitors import neighbour, nobody, outsider

pytestmark = pytest.mark.django_db


def edit_url(power):
    return reverse("powers:power_edit", args=[power.code])


def bases(power):
    return [(basis.law, basis.article) for basis in power.bases.all()]


def test_a_power_is_changed(client, section, author):
    power = PowerFactory(section=section)
    response = client.post(edit_url(power), power_form(section, row_version=1))
    power.refresh_from_db()
    assert response.url == reverse("desk:power", args=["NEW-1"])
    assert (power.name, power.row_version, bases(power)) == (
        "许可证核发",
        2,
        [("行政许可法", "第三十四条")],
    )
    assert [entry.verb for entry in Entry.objects.all()] == ["power.edit"]


def test_the_form_opens_with_what_is_written(client, section, author):
    chart = drawn_chart(section=section)
    power = chart.powers.get()
    power.bases.create(law="行政许可法", article="第一条")
    context = client.get(edit_url(power)).context
    assert context["form"]["chart"].value() == chart.code
    assert [field.value for field in context["bases"]] == [Basis("行政许可法", "第一条")]


def test_a_chart_may_be_begun_chosen_or_let_go(client, section, author):
    power = PowerFactory(section=section)
    for version, (choice, code) in enumerate(
        [("new", "new-1"), ("", None), ("again", "new-1")], start=1
    ):
        chart = Flowchart.objects.get().code if choice == "again" else choice
        client.post(
            edit_url(power), power_form(section, row_version=version, chart=chart, code=power.code)
        )
        power.refresh_from_db()
        assert power.row_version == version + 1
        assert (power.flowchart is None) == (code is None)


def test_a_button_on_the_page_keeps_what_was_typed(client, section, author):
    power = PowerFactory(section=section)
    response = client.post(
        edit_url(power), power_form(section, row_version=1, do="law-add", name="未保存")
    )
    assert response.context["form"]["name"].value() == "未保存"
    assert [field.value.law for field in response.context["bases"]] == ["行政许可法", ""]
    power.refresh_from_db()
    assert power.row_version == 1


def test_a_fault_on_the_page_writes_nothing(client, section, author):
    power = PowerFactory(section=section)
    response = client.post(edit_url(power), power_form(section, row_version=1, name=""))
    assert response.context["form"].errors.keys() == {"name"}
    power.refresh_from_db()
    assert power.row_version == 1


def test_a_stale_save_shows_both_texts_and_writes_nothing(client, section, author):
    power = PowerFactory(section=section, name="他写的")
    power.bases.create(law="他的法")
    Power.objects.filter(pk=power.pk).update(row_version=2)
    response = client.post(
        edit_url(power), power_form(section, row_version=1, name="我写的", chart="new")
    )
    assert response.status_code == 409
    fields = {
        field.name: (field.mine_text, field.theirs_text) for field in response.context["fields"]
    }
    assert fields["name"] == ("我写的", "他写的")
    assert fields["power-bases"] == ("《行政许可法》第三十四条", "《他的法》")
    assert "chart" in fields
    power.refresh_from_db()
    assert (power.name, bases(power)) == ("他写的", [("他的法", "")])


def test_a_power_does_not_take_its_chart_into_another_body(client, section, author):
    elsewhere = SectionFactory()
    elsewhere.memberships.create(user=author, role=Role.CONTRIBUTOR)
    chart = drawn_chart(section=section)
    power = chart.powers.get()
    form = power_form(elsewhere, row_version=1, chart=chart.code)
    response = client.post(edit_url(power), form)
    assert response.context["form"].errors.keys() == {"chart"}
    power.refresh_from_db()
    assert power.section == section


def test_the_chosen_bases_are_written(client, section, author):
    power = PowerFactory(section=section)
    chosen = json.dumps([["他的法", "第一条"]])
    client.post(edit_url(power), power_form(section, row_version=1, **{"power-bases": chosen}))
    assert bases(power) == [("他的法", "第一条")]


@pytest.mark.parametrize("text", ["{", "3", "[3]", '[["a"]]', "null"])
def test_odd_chosen_bases_are_none(text):
    assert chosen_bases(text) == ()


def test_bases_are_removed_by_place():
    one, two = Basis("甲"), Basis("乙")
    assert operate_bases((one, two), "law-remove:0") == (two,)
    assert operate_bases((one, two), "law-remove:9") == (one, two)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (nobody, 302), (outsider, 404), (neighbour, 403), (moderator, 403), (deputy_head, 403),
        (committee_chair, 403), (contributor, 200), (section_head, 200),
    ],
)  # fmt: skip
def test_who_changes_a_power(client, section, who, status):
    power = PowerFactory(section=section, name="原名")
    if user := who(section):
        client.force_login(user)
    assert client.get(edit_url(power)).status_code == status
    client.post(edit_url(power), power_form(section, row_version=1, chart=""))
    power.refresh_from_db()
    assert (power.name == "许可证核发") == (status == 200)


def test_a_section_one_does_not_work_in_cannot_be_given_a_power(section):
    with pytest.raises(PermissionDenied):
        add_power(section=SectionFactory(), fields={"code": "X"}, by=contributor(section))


def test_a_power_is_not_moved_to_a_section_one_does_not_work_in(section):
    power, elsewhere = PowerFactory(section=section), SectionFactory(parent=section.parent)
    with pytest.raises(PermissionDenied):
        edit_power(power=power, section=elsewhere, fields={}, expected=1, by=contributor(section))


def test_a_power_takes_no_chart_of_another_body(section):
    chart = drawn_chart()
    author = contributor(section)
    chart.section.memberships.create(user=author, role=Role.CONTRIBUTOR)
    fields = {"code": "X", "name": "甲", "category": "internal"}
    with pytest.raises(ValidationError):
        add_power(section=section, fields=fields, chart=chart, by=author)


def test_bases_that_cannot_be_written_are_refused(section):
    fields = {"code": "X", "name": "甲", "category": "internal"}
    with pytest.raises(ValidationError):
        add_power(
            section=section, fields=fields, bases=(Basis("", "第一条"),), by=contributor(section)
        )
    assert Power.objects.count() == 0


def test_a_chart_begun_with_a_power_may_have_a_name(section):
    fields = {"code": "X", "name": "甲", "category": "internal"}
    add_power(section=section, fields=fields, chart=NewChart(name="流程"), by=contributor(section))
    assert Flowchart.objects.get().name == "流程"


@pytest.mark.parametrize("form_class", [PowerForm, NewPowerForm])
def test_the_layout_names_every_field(form_class):
    form = form_class(sections=Unit.objects.none(), charts=[])
    named = [pointer.name for pointer in form.helper.layout.get_field_names()]
    assert sorted(named) == sorted(form.fields)
