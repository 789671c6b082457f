"""The pictures the public may keep: of what is published, and of nothing else."""

import re

import pytest

from powers.drawing.svg import size_of
from tests.factories.accounts import UserFactory
from tests.factories.powers import drawn_chart, frozen, posted

from .pages import address, improved_chart, open_chart

pytestmark = pytest.mark.django_db
FORMATS = ("svg", "png", "pdf")


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def picture(client, chart, kind="svg", **query):
    return client.get(f"/charts/{chart.code}/picture.{kind}", {"lang": "en"} | query)


def words_of(answer):
    return re.findall(r">([^<>]+)</text>", answer.text)


@pytest.mark.parametrize(
    ("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_posted_chart_is_handed_out(client, kind, begins):
    answer = picture(client, open_chart(), kind)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=60")
    assert answer.content.startswith(begins)
    assert not answer.cookies
    assert "Vary" not in answer


@pytest.mark.parametrize("kind", FORMATS)
def test_a_draft_an_upcoming_and_a_withheld_chart_are_not_found(client, kind):
    withheld = open_chart()
    assert picture(client, withheld, kind).status_code == 200
    withheld.powers.update(withheld_ground="涉密", withheld_approver="王局")
    upcoming = posted(drawn_chart(), days_ago=-1).flowchart
    draft = drawn_chart()
    frozen(draft)
    asked = [{}, {"version": "1"}, {"size": "bad"}]
    statuses = {
        picture(client, chart, kind, **query).status_code
        for chart in (withheld, upcoming, draft)
        for query in asked
    }
    assert statuses == {404}


def test_the_picture_is_the_published_one_and_not_the_rows(client):
    chart = open_chart()
    chart.steps.filter(key="examine").update(name="改动中的名称")
    type(chart).objects.filter(pk=chart.pk).update(name="改动中的图名")
    answer = picture(client, chart)
    assert "审查" in words_of(answer)
    assert "改动中" not in answer.text + answer["Content-Disposition"]


def test_a_version_the_public_has_not_seen_is_not_found(client):
    chart = open_chart()
    chart.steps.filter(key="examine").update(name="秘密环节")
    frozen(chart, withheld=True, reason="涉及国家秘密")
    frozen(chart)
    statuses = [picture(client, chart, version=str(number)).status_code for number in (1, 2, 3)]
    assert statuses == [200, 404, 404]
    assert "秘密环节" not in picture(client, chart).text


def test_each_published_version_can_be_had(client):
    chart = improved_chart()
    first, second = (picture(client, chart, version=number) for number in ("1", "2"))
    assert ("审查" in words_of(first), "现场核查" in words_of(second)) == (True, True)
    assert words_of(picture(client, chart)) == words_of(second)


def test_risk_points_are_never_public(client):
    answer = picture(client, open_chart(), annotated="1")
    assert (answer.status_code, "shows the flow alone" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("kind", "query", "words"),
    [
        ("gif", {}, "picture.svg, picture.png or picture.pdf"),
        ("png", {"size": "9000"}, "from 100 to 8000"),
        ("pdf", {"size": "A1"}, "A4, A3 or A2"),
        ("svg", {"lanes": "body"}, "position or section"),
        ("svg", {"version": "x"}, "the number of a version"),
    ],
)
def test_what_cannot_be_had_is_told_in_words(client, kind, query, words):
    chart = open_chart()
    answer = picture(client, chart, kind, **query)
    assert (answer.status_code, words in answer.text) == (400, True)
    assert f'href="{address(chart)}"' in answer.text


def test_without_graphviz_it_is_told_to_come_again(client, monkeypatch, tmp_path):
    chart = open_chart()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert picture(client, chart).status_code == 503


def test_lanes_and_paper_are_drawn(client):
    chart = open_chart()
    plain = size_of(picture(client, chart).text.partition("\n")[2])
    lanes = size_of(picture(client, chart, lanes="position").text.partition("\n")[2])
    assert plain != lanes
    assert picture(client, chart, "pdf", size="A3").status_code == 200


def test_the_page_offers_the_pictures_in_the_readers_language(client):
    chart = open_chart()
    text = client.get(address(chart) + "?lang=en&size=large").text
    offered = re.findall(r'href="([^"]*picture\.[^"]*)"', text)
    assert [link.rpartition("/")[2].replace("&amp;", "&") for link in offered] == [
        "picture.svg?lang=en",
        "picture.png?lang=en",
        "picture.pdf?lang=en&size=A4",
        "picture.pdf?lang=en&size=A3",
    ]


def test_the_queries_stay_the_same(client, django_assert_max_num_queries):
    chart = improved_chart()
    picture(client, chart)
    for _more in range(3):
        frozen(chart)
    with django_assert_max_num_queries(8):
        picture(client, chart)
