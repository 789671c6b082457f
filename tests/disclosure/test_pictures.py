"""The pictures the public may keep: of what is published, and of nothing else."""

import datetime
import pickle
import re
import struct

import pytest
import time_machine
from django.core.cache import cache

from powers.drawing.svg import size_of
from tests.factories.accounts import UserFactory, contributor
from tests.factories.powers import drawn_chart, frozen, posted

from .pages import address, improved_chart, open_chart

pytestmark = pytest.mark.django_db
FORMATS = ("svg", "png", "pdf")


@pytest.fixture(autouse=True)
def installed():
    UserFactory()


def picture(client, chart, kind="svg", **query):
    return client.get(f"/charts/{chart.code}/picture.{kind}", {"lang": "en"} | query)


def png_width(answer):
    """How many pixels wide a PNG is."""
    return struct.unpack(">I", answer.content[16:20])[0]


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
    assert f'href="{address(chart)}?lang=en"' in answer.text


def test_without_graphviz_it_is_told_to_come_again(client, monkeypatch, tmp_path):
    chart = open_chart()
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = picture(client, chart)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["Cache-Control"] == "no-store"


def test_what_is_drawn_already_is_handed_out_though_no_more_may_be_drawn(client, settings):
    chart = open_chart()
    kept = [picture(client, chart, kind).content for kind in FORMATS]
    settings.PUBLIC_DRAWING_SECONDS = 0
    assert [picture(client, chart, kind).content for kind in FORMATS] == kept
    fresh = [picture(client, chart, kind, lanes="position").status_code for kind in FORMATS]
    assert fresh == [429] * 3


def test_who_asks_for_too_much_is_told_when_to_come_again(client, settings):
    settings.PUBLIC_DRAWING_SECONDS = 0.001
    noon = datetime.datetime(2026, 3, 2, 4, 0, 20, tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False) as clock:
        chart = open_chart()
        assert picture(client, chart, "png").status_code == 200
        answer = picture(client, chart, "png", size="800")
        assert (answer.status_code, answer["Retry-After"]) == (429, "40")
        assert "again in 40 seconds" in answer.text
        assert (answer["Cache-Control"], bool(answer.cookies)) == ("no-store", False)
        assert f'href="{address(chart)}?lang=en"' in answer.text
        clock.shift(40)
        assert picture(client, chart, "png", size="800").status_code == 200


def test_the_page_itself_is_shown_though_no_picture_may_be_drawn(client, settings):
    settings.PUBLIC_DRAWING_SECONDS = 0
    chart = open_chart()
    answer = client.get(address(chart), {"lanes": "position"})
    assert (answer.status_code, "<svg" in answer.text) == (200, True)


def test_nothing_is_kept_of_who_asked(client, settings, caplog):
    settings.PUBLIC_DRAWING_SECONDS = 0.001
    chart = open_chart()
    asked = [
        client.get(
            f"/charts/{chart.code}/picture.png",
            {"size": size},
            REMOTE_ADDR="203.0.113.9",
            headers={"X-Forwarded-For": "203.0.113.9", "User-Agent": "Somebody/1.0"},
        )
        for size in ("500", "800", "1000")
    ]
    assert [answer.status_code for answer in asked] == [200, 429, 429]
    kept = [*cache._cache, *map(pickle.loads, cache._cache.values()), caplog.text]
    assert [one for one in kept if "203.0.113.9" in str(one) or "Somebody" in str(one)] == []
    assert any(str(one).startswith(":1:budget:public-pictures:") for one in kept)


def test_the_public_gets_a_few_widths_and_the_desk_any(client):
    chart = open_chart()
    widths = {
        size: png_width(picture(client, chart, "png", size=size))
        for size in ("1000", "1001", "1249", "1250", "100")
    }
    assert widths == {"1000": 1000, "1001": 1000, "1249": 1000, "1250": 1250, "100": 100}
    client.force_login(contributor(chart.section))
    desk = client.get(f"/desk/flowcharts/{chart.code}/picture.png", {"size": "1001"})
    assert png_width(desk) == 1001


def test_nobody_at_the_desk_waits_because_of_strangers(client, settings):
    settings.PUBLIC_DRAWING_SECONDS = 0
    chart = open_chart()
    assert picture(client, chart, "png").status_code == 429
    client.force_login(contributor(chart.section))
    assert client.get(f"/desk/flowcharts/{chart.code}/picture.png").status_code == 200


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
