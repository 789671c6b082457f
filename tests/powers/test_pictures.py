"""A chart's picture to be kept: which there are, who gets them, and what is said of the others."""

import io
import re
import struct
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import translation
from lxml import etree
from pypdf import PdfReader

from powers.drawing.svg import NAMESPACE, size_of
from powers.models import Flowchart
from powers.pictures import Subject, Wanted, kept
from tests.factories.accounts import BodyFactory, SectionFactory, contributor
from tests.factories.powers import FlowchartFactory, StepFactory, frozen

pytestmark = pytest.mark.django_db
NATURAL = {"A4": [595, 842], "A3": [842, 1191], "A2": [1191, 1684]}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def picture(client, chart, kind="svg", **query):
    url = reverse("powers:picture", args=[chart.code, kind])
    return client.get(url, {"lang": "en"} | query)


def shown(answer):
    """The words in an SVG."""
    return re.findall(r">([^<>]+)</text>", answer.text)


def pages_of(answer):
    return PdfReader(io.BytesIO(answer.content)).pages


def paper_of(answer):
    box = pages_of(answer)[0].mediabox
    return sorted([round(box.width), round(box.height)])


@pytest.mark.parametrize(
    ("kind", "media", "begins"),
    [
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF"),
    ],
)
def test_each_format_is_handed_out_under_the_charts_name(client, drawn, kind, media, begins):
    answer = picture(client, drawn, kind)
    told = unquote(answer["Content-Disposition"])
    assert (answer.status_code, answer["Content-Type"]) == (200, media)
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(begins)
    assert told.endswith(f"{drawn.name}.{kind}")
    assert told.startswith("attachment")


def test_a_name_that_no_file_can_have_is_made_one(client, drawn):
    Flowchart.objects.filter(pk=drawn.pk).update(name='../x/"许可"\\')
    told = unquote(picture(client, drawn)["Content-Disposition"])
    assert re.search(r"[/\\]|\.\.\.", told.partition("=")[2]) is None


def test_an_svg_stands_alone(client, drawn):
    root = etree.fromstring(picture(client, drawn).content)
    assert root.tag == f"{{{NAMESPACE}}}svg"
    assert root.nsmap == {None: NAMESPACE}
    assert {each.tag.partition("}")[2] for each in root.iter()} <= {
        "svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text",
    }  # fmt: skip


def test_an_svg_is_as_wide_as_was_asked(client, drawn):
    own = picture(client, drawn).text.partition("\n")[2]
    root = etree.fromstring(picture(client, drawn, size="640").content)
    width, height = size_of(own)
    assert root.get("width") == "640"
    assert float(root.get("height")) == pytest.approx(640 * height / width, rel=1e-4)


@pytest.mark.parametrize("width", [100, 641, 2000])
def test_a_png_is_as_wide_as_was_asked(client, drawn, width):
    content = picture(client, drawn, "png", size=str(width)).content
    assert struct.unpack(">I", content[16:20]) == (width,)


@pytest.mark.parametrize("paper", ["A4", "A3", "A2"])
def test_a_pdf_comes_on_the_paper_asked_for(client, drawn, paper):
    answer = picture(client, drawn, "pdf", size=paper)
    assert (paper_of(answer), len(pages_of(answer))) == (NATURAL[paper], 1)
    text = "".join(pages_of(answer)[0].extract_text().split())
    expected = [drawn.name, "受理", "审查", "送达", "Page1of1"]
    assert [word for word in expected if word not in text] == []


def test_a_pdf_without_paper_is_as_large_as_the_chart(client, drawn):
    width, height = paper_of(picture(client, drawn, "pdf"))
    own = size_of(picture(client, drawn).text.partition("\n")[2])
    # Graphviz leaves half an inch around it.
    assert (width - 72, height - 72) == pytest.approx(sorted(own), abs=2)


def test_a_long_chart_goes_on_over_pages_with_marks(client, drawn):
    for number in range(70):
        StepFactory(flowchart=drawn, order=10 + number, key=f"k{number}")
    answer = picture(client, drawn, "pdf", size="A4")
    count = len(pages_of(answer))
    told = ["".join(page.extract_text().split()) for page in pages_of(answer)]
    assert count > 1
    assert [f"Page{at}of{count}" in words for at, words in enumerate(told, 1)] == [True] * count


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize("by", ["position", "section"])
def test_lanes_are_drawn(client, drawn, kind, by):
    answer = picture(client, drawn, kind, lanes=by)
    assert answer.status_code == 200
    assert answer.content != picture(client, drawn, kind).content


def test_lanes_come_on_one_page(client, drawn):
    answer = picture(client, drawn, "pdf", size="A4", lanes="position")
    assert (paper_of(answer), len(pages_of(answer))) == (NATURAL["A4"], 1)


def test_long_lanes_go_on_over_pages_with_their_heads(client, drawn):
    positions = [step.position for step in drawn.steps.all()]
    for number in range(30):
        position = positions[number % 3]
        StepFactory(flowchart=drawn, order=10 + number, key=f"k{number}", position=position)
    answer = picture(client, drawn, "pdf", size="A4", lanes="position")
    told = ["".join(page.extract_text().split()) for page in pages_of(answer)]
    assert len(told) > 1
    heads = {"".join(position.name.split()) for position in positions}
    assert [{head for head in heads if head in words} for words in told] == [heads] * len(told)


def test_a_version_is_drawn_as_it_was(client, drawn):
    frozen(drawn)
    drawn.steps.filter(key="examine").update(name="改过的环节")
    assert "审查" in shown(picture(client, drawn, version="1"))
    assert "改过的环节" in shown(picture(client, drawn))
    assert "审查" not in shown(picture(client, drawn))


def test_an_annotated_one_is_the_registers_affair(client, drawn):
    answer = picture(client, drawn, "png", annotated="1", size="900")
    where = reverse("registers:annotated_picture", args=[drawn.code, "png"])
    assert (answer.status_code, answer.url) == (302, f"{where}?lang=en&annotated=1&size=900")


@pytest.mark.parametrize(
    ("kind", "query", "words"),
    [
        ("gif", {}, "A picture is an SVG, a PNG or a PDF"),
        ("png", {"size": "99"}, "a whole number from 100 to 8000"),
        ("png", {"size": "8001"}, "a whole number from 100 to 8000"),
        ("svg", {"size": "A4"}, "a whole number from 100 to 8000"),
        ("png", {"size": "٥٠٠"}, "a whole number from 100 to 8000"),
        ("pdf", {"size": "900"}, "The size of a PDF is A4, A3 or A2"),
        ("pdf", {"size": "../A4"}, "The size of a PDF is A4, A3 or A2"),
        ("svg", {"lanes": "<script>"}, "“lanes” is position or section"),
        ("svg", {"annotated": "yes"}, "“annotated” is 1"),
        ("svg", {"annotated": "1", "lanes": "position"}, "no room for lanes"),
        ("svg", {"version": "-1"}, "“version” is the number of a version"),
        ("svg", {"version": "9" * 400}, "“version” is the number of a version"),
    ],
)
def test_what_cannot_be_had_is_told_in_words(client, drawn, kind, query, words):
    answer = picture(client, drawn, kind, **query)
    assert answer.status_code == 400
    (problem,) = answer.context["refusal"].problems
    assert words in problem
    assert "What can be asked for" in answer.text
    assert f'href="{reverse("powers:flowchart_detail", args=[drawn.code])}"' in answer.text
    assert "<script>" not in answer.text


def test_everything_wrong_is_told_at_once(client, drawn):
    answer = picture(client, drawn, "png", size="A4", lanes="x", version="y")
    assert len(answer.context["refusal"].problems) == 3


def test_it_is_told_in_the_readers_language(client, drawn):
    url = reverse("powers:picture", args=[drawn.code, "svg"])
    answer = client.get(url, {"size": "1"})
    assert answer["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("number", ["2", "0", "999999999"])
def test_an_unknown_version_is_not_found(client, drawn, number):
    frozen(drawn)
    answer = picture(client, drawn, version=number)
    assert (answer.status_code, "no such version" in answer.text) == (404, True)


def test_a_chart_without_steps_has_no_picture(client, author, section):
    answer = picture(client, FlowchartFactory(section=section))
    assert (answer.status_code, "No step is drawn yet." in answer.text) == (404, True)


@pytest.mark.parametrize(("kind", "query"), [("svg", {}), ("png", {}), ("pdf", {"size": "A4"})])
def test_too_large_a_chart_is_refused_in_words(client, drawn, kind, query):
    for number in range(78):
        StepFactory(flowchart=drawn, order=10 + number)
    answer = picture(client, drawn, kind, **query)
    assert (answer.status_code, "up to 80 steps" in answer.text) == (400, True)


def test_more_pixels_than_can_be_drawn_are_refused_in_words(client, drawn):
    for number in range(40):
        StepFactory(flowchart=drawn, order=10 + number)
    answer = picture(client, drawn, "png", size="8000")
    (most,) = re.findall(r"at most (\d+) pixels wide", answer.text)
    assert answer.status_code == 400
    assert 100 < int(most) < 8000


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_without_graphviz_it_is_told_to_come_again(client, drawn, monkeypatch, tmp_path, kind):
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = picture(client, drawn, kind)
    assert answer.status_code == 503
    assert "Graphviz is not installed here" in answer.text
    assert "Try again in a minute" in answer.text


def test_a_picture_already_drawn_needs_no_graphviz(client, drawn, monkeypatch, tmp_path):
    first = picture(client, drawn, "png").content
    monkeypatch.setenv("PATH", str(tmp_path))
    assert picture(client, drawn, "png").content == first


def test_a_large_file_is_not_kept(drawn, monkeypatch):
    subject = Subject({"name": "图", "steps": [{"key": "a", "name": "甲"}], "links": []})
    monkeypatch.setattr("powers.pictures.WORTH_KEEPING", 10)
    assert kept(subject, Wanted("svg")).startswith(b"<?xml")
    monkeypatch.setattr("powers.pictures.DRAWN", {"svg": lambda *_told: b"anew"})
    assert kept(subject, Wanted("svg")) == b"anew"


def test_only_readers_of_the_body_get_a_picture(client, drawn):
    frozen(drawn)
    statuses = []
    for who in (
        None,
        contributor(SectionFactory(parent=BodyFactory())),
        contributor(SectionFactory(parent=drawn.body)),
    ):
        client.logout()
        if who:
            client.force_login(who)
        asked = [{}, {"version": "1"}, {"size": "1"}]
        statuses.append([picture(client, drawn, **query).status_code for query in asked])
    assert statuses == [[302] * 3, [404] * 3, [200, 200, 400]]


def test_a_picture_is_read_and_never_sent(client, drawn):
    url = reverse("powers:picture", args=[drawn.code, "svg"])
    assert [client.head(url).status_code, client.post(url).status_code] == [200, 405]


def test_the_page_of_the_chart_offers_its_pictures(client, drawn):
    page = client.get(reverse("powers:flowchart_detail", args=[drawn.code]), {"lanes": "position"})
    offered = re.findall(r'href="([^"]*picture\.[^"]*)"', page.text)
    assert [link.rpartition("/")[2].replace("&amp;", "&") for link in offered] == [
        "picture.svg?lanes=position",
        "picture.png?lanes=position",
        "picture.pdf?size=A4&lanes=position",
        "picture.pdf?size=A3&lanes=position",
    ]
    assert [client.get(link.replace("&amp;", "&")).status_code for link in offered] == [200] * 4


def test_the_page_of_a_chart_without_steps_offers_none(client, author, section):
    chart = FlowchartFactory(section=section)
    page = client.get(reverse("powers:flowchart_detail", args=[chart.code]))
    assert "picture." not in page.text
