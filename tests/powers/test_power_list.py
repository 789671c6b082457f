"""The list of powers: what it shows, how it is filtered and searched."""

import pytest

from riskcontrol.accounts.roles import Role
from tests.factories.accounts import (
    AreaFactory,
    BodyFactory,
    SectionFactory,
    moderator,
    person,
)
from tests.factories.powers import (
    FlowchartFactory,
    PowerFactory,
    drawn_chart,
    posted,
    settled_chart,
)

pytestmark = pytest.mark.django_db
LIST, ADD = "/desk/powers/", "/desk/powers/add/"


def names(response):
    return [power.name for power in response.context["page"]]


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
