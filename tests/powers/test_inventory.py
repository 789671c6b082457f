"""The list of powers: who sees, adds and changes what."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from powers.actions.inventory import NewChart, add_power, edit_power
from powers.forms.inventory import NewPowerForm, PowerForm, chosen_bases, operate_bases
from powers.models import Flowchart, Power
from powers.rows import Basis, Row
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    PositionFactory,
    SectionFactory,
    UserFactory,
    committee_chair,
    contributor,
    deputy_head,
    moderator,
    person,
    section_head,
)
from tests.factories.powers import (
    FlowchartFactory,
    PowerFactory,
    drawn_chart,
    posted,
    settled_chart,
)

from .forms import power_form, row_fields

pytestmark = pytest.mark.django_db
LIST, ADD = "/desk/powers/", "/desk/powers/add/"


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def author(client, section):
    """A contributor of the section, signed in."""
    author = contributor(section)
    client.force_login(author)
    return author


def edit_url(power):
    return reverse("powers:power_edit", args=[power.code])


def withholding_url(power):
    return reverse("powers:power_withholding", args=[power.code])


def names(response):
    return [power.name for power in response.context["page"]]


def bases(power):
    return [(basis.law, basis.article) for basis in power.bases.all()]


FLOW = (
    Row("s1", "受理", "start", "P-1"),
    Row("s2", "审查", "step", "P-1"),
    Row("s3", "送达", "end", "P-1", ways=()),
)


# ── the list ──


def test_the_list_shows_ones_own_body_and_nothing_else(client, section, author):
    mine = PowerFactory(section=section)
    beside = PowerFactory(section=SectionFactory(parent=section.parent))
    PowerFactory(name="别的单位的职权")
    assert names(client.get(LIST)) == [mine.name, beside.name]


def test_an_area_sees_all_its_bodies(client):
    area = AreaFactory()
    power = PowerFactory(section=SectionFactory(parent=BodyFactory(parent=area)))
    PowerFactory()
    client.force_login(person(Role.COMMITTEE_CHAIR, area))
    assert names(client.get(LIST)) == [power.name]


def test_the_filters_offer_nothing_outside_the_visible_rows(client, section, author):
    PowerFactory(section=section, category="licensing")
    PowerFactory(category="penalty")
    form = client.get(LIST).context["filter"].form
    assert [value for value, _label in form.fields["category"].choices] == ["", "licensing"]
    assert list(form.fields["section"].queryset) == [section]


def test_a_filter_on_what_is_not_offered_leaks_nothing(client, section, author):
    other = PowerFactory(category="penalty")
    mine = PowerFactory(section=section)
    shown = client.get(LIST, {"section": other.section.code, "category": "penalty"})
    assert names(shown) in ([], [mine.name])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"category": "licensing"}, ["许可证核发"]),
        ({"q": "许可"}, ["许可证核发"]),
        ({"q": "A-77"}, ["许可证核发"]),
        ({"q": " 申请 "}, ["许可证核发"]),
        ({"q": "%"}, []),
        ({"chart": "none"}, ["许可证核发"]),
        ({"chart": "draft"}, ["画图中"]),
        ({"chart": "posted"}, ["公示中"]),
        ({"chart": "settled"}, ["已定稿"]),
        ({"chart": "release"}, []),
    ],
)
def test_the_list_is_filtered_and_searched(client, section, author, asked, found):
    PowerFactory(
        section=section,
        name="许可证核发",
        code="A-77",
        category="licensing",
        affected_party="申请人",
    )
    for name, chart in (
        ("画图中", FlowchartFactory(section=section)),
        ("公示中", posted(FlowchartFactory(section=section)).flowchart),
        ("已定稿", settled_chart(section=section)),
    ):
        chart.powers.all().delete()
        PowerFactory(section=section, name=name, flowchart=chart)
    assert names(client.get(LIST, asked)) == found


def test_the_list_is_filtered_by_section(client, section, author):
    power = PowerFactory(section=section)
    PowerFactory(section=SectionFactory(parent=section.parent))
    assert names(client.get(LIST, {"section": section.code})) == [power.name]


def test_the_list_tells_how_many_there_are_by_category(client, section, author):
    for category in ("licensing", "licensing", "internal"):
        PowerFactory(section=section, category=category)
    tally = [(value, count) for value, _label, count in client.get(LIST).context["tally"]]
    assert tally == [("internal", 1), ("licensing", 2)]


def test_twenty_powers_stand_on_a_page(client, section, author):
    PowerFactory.create_batch(21, section=section)
    assert len(client.get(LIST).context["page"]) == 20
    assert len(client.get(LIST, {"page": "2"}).context["page"]) == 1


def test_htmx_gets_the_rows_alone(client, section, author):
    PowerFactory(section=section)
    page = client.get(LIST, headers={"HX-Request": "true"}).content.decode().strip()
    assert page.startswith('<div id="list">')
    assert "<html" not in page


def test_an_empty_list_leads_to_the_first_power(client, author):
    page = client.get(LIST).content.decode()
    assert page.count(f'href="{ADD}"') == 2


def test_who_may_not_add_is_offered_no_button(client, section):
    client.force_login(moderator(section))
    assert ADD not in client.get(LIST).content.decode()
    assert client.get(ADD).status_code == 403


def test_a_search_without_a_hit_is_no_empty_list(client, section, author):
    PowerFactory(section=section)
    response = client.get(LIST, {"q": "没有"})
    assert names(response) == []
    assert f'href="{LIST}"' in response.content.decode()


def test_one_power_or_three_take_the_same_queries(
    client, section, author, django_assert_max_num_queries
):
    drawn_chart(section=section)
    with django_assert_max_num_queries(12) as first:
        client.get(LIST)
    drawn_chart(section=section)
    PowerFactory(section=SectionFactory(parent=section.parent))
    with django_assert_max_num_queries(len(first)):
        client.get(LIST)


# ── adding ──


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


# ── changing ──


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


def nobody(_section):
    return None


def outsider(_section):
    return contributor(SectionFactory())


def neighbour(section):
    return contributor(SectionFactory(parent=section.parent))


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


# ── withholding ──


def test_a_ground_is_proposed_and_a_leader_approves(client, section, author):
    power = PowerFactory(section=section)
    client.post(withholding_url(power), {"ground": "保密规定第三条"})
    client.force_login(deputy_head(section))
    client.post(withholding_url(power), {"approve": "1"})
    power.refresh_from_db()
    assert (power.withheld_ground, power.is_withheld) == ("保密规定第三条", True)
    assert [entry.verb for entry in Entry.objects.all()] == [
        "power.propose-withholding", "power.approve-withholding",
    ]  # fmt: skip


def test_a_proposal_is_taken_back(client, section, author):
    power = PowerFactory(section=section, withheld_ground="x", withheld_proposed_by=author)
    client.post(withholding_url(power), {"ground": ""})
    power.refresh_from_db()
    assert (power.withheld_ground, power.withheld_proposed_by) == ("", None)


@pytest.mark.parametrize(
    ("who", "proposes", "approves"),
    [(outsider, 404, 404), (neighbour, 403, 403), (contributor, 302, 403), (deputy_head, 403, 302)],
)
def test_who_proposes_and_who_approves(client, section, who, proposes, approves):
    power = PowerFactory(
        section=section, withheld_ground="x", withheld_proposed_by=contributor(section)
    )
    client.force_login(who(section))
    assert client.post(withholding_url(power), {"approve": "1"}).status_code == approves
    assert client.post(withholding_url(power), {"ground": "y"}).status_code == proposes


def test_nobody_approves_his_own_proposal(client, section):
    leader = deputy_head(section)
    power = PowerFactory(section=section, withheld_ground="x", withheld_proposed_by=leader)
    client.force_login(leader)
    assert client.post(withholding_url(power), {"approve": "1"}).status_code == 403


def test_a_ground_that_is_too_long_is_said(client, section, author):
    response = client.post(withholding_url(PowerFactory(section=section)), {"ground": "长" * 301})
    assert response.context["form"].errors.keys() == {"ground"}


@pytest.mark.parametrize(
    "fields", [{}, {"withheld_ground": "x"}, {"withheld_ground": "x", "withheld_approver": "李"}]
)
def test_the_page_tells_how_it_stands(client, section, author, fields):
    if fields:
        fields = fields | {"withheld_proposed_by": UserFactory(name="赵提议")}
    shown = client.get(withholding_url(PowerFactory(section=section, **fields))).content.decode()
    assert ("赵提议" in shown) == (fields.keys() == {"withheld_ground", "withheld_proposed_by"})
