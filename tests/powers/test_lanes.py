"""Lanes by position and by section: the names they bear, and the pages that switch them."""

import pytest
from django.urls import reverse
from django.utils import translation

from powers.charts import drawing_of
from powers.lanes import lane_choices, lanes_of
from tests.factories.accounts import PositionFactory, SectionFactory, UserFactory, contributor
from tests.factories.powers import drawn_chart, fresh, posted

pytestmark = pytest.mark.django_db


def drawn(*positions):
    steps = [{"position": code, "position_name": name} for code, name in positions]
    return {"steps": steps}


@pytest.mark.parametrize("by", ["", "off", "Position", "<script>"])
def test_without_a_known_way_there_are_no_lanes(by):
    section = SectionFactory()
    assert lanes_of(drawn(("P", "审查岗")), by, section.parent) is None
    assert [chosen for _value, _name, chosen in lane_choices(by)] == [True, False, False]


def test_positions_keep_the_name_the_drawing_has(django_assert_num_queries):
    position = PositionFactory(name="新名称")
    with django_assert_num_queries(0):
        lanes = lanes_of(drawn((position.code, "旧名称"), ("", "")), "position", position.body)
    assert lanes == {position.code: "旧名称"}


def test_two_positions_of_one_name_are_told_apart_by_their_sections():
    first = PositionFactory(name="负责人")
    other = SectionFactory(parent=first.body, name="执法二科")
    second = PositionFactory(name="负责人", unit=other, body=first.body)
    both = drawn((first.code, "负责人"), (second.code, "负责人"))
    with translation.override("en"):
        lanes = lanes_of(both, "position", first.body)
    assert lanes == {
        first.code: f"负责人 ({first.unit.name})",
        second.code: "负责人 (执法二科)",
    }


def test_a_section_takes_its_positions_and_the_rest_stand_alone(django_assert_num_queries):
    placed = PositionFactory()
    meeting = PositionFactory(unit=placed.body, body=placed.body)
    stranger = PositionFactory(code=f"{placed.code}-x")
    codes = [(each.code, "岗") for each in (placed, meeting, stranger)] + [("gone", "")]
    with django_assert_num_queries(1):
        lanes = lanes_of(drawn(*codes), "section", placed.body)
    assert lanes == {
        placed.code: placed.unit.name,
        meeting.code: "岗",
        stranger.code: "岗",
        "gone": "gone",
    }


def test_the_live_chart_has_a_lane_for_its_section():
    chart = fresh(drawn_chart())
    assert set(lanes_of(drawing_of(chart), "section", chart.body).values()) == {chart.section.name}


def staff_page(client, query):
    chart = drawn_chart()
    client.force_login(contributor(chart.section))
    return client.get(reverse("powers:flowchart_detail", args=[chart.code]) + query)


def public_page(client, query):
    UserFactory()
    posting = posted(drawn_chart())
    # Another way of writing its address leads to the one that it has.
    address = reverse("disclosure:chart", args=[posting.flowchart.code]) + query
    return client.get(address, follow=True)


@pytest.mark.parametrize("page", [staff_page, public_page])
@pytest.mark.parametrize("by", ["position", "section"])
def test_a_page_draws_lanes_and_offers_the_others(client, page, by):
    response = page(client, f"?lanes={by}&lang=en&size=large")
    path = response.wsgi_request.path
    kept = "lang=en&amp;size=large"
    assert 'class="chart chart-lanes"' in response.text
    assert f'href="{path}?{kept}"' in response.text
    assert response.text.count('aria-current="true"') == 1
    assert f'href="{path}?{kept}&amp;lanes={by}"' in response.text


@pytest.mark.parametrize("page", [staff_page, public_page])
@pytest.mark.parametrize("query", ["", "?lanes=", "?lanes=%00", "?lanes=section%27--"])
def test_a_page_without_a_known_way_has_no_lanes(client, page, query):
    response = page(client, query)
    assert response.status_code == 200
    assert "chart-lanes" not in response.text


def test_the_public_page_stays_without_cookies(client):
    response = public_page(client, "?lanes=section")
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=60"


def test_without_graphviz_the_text_remains(client, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "text-list" in public_page(client, "?lanes=section").text
