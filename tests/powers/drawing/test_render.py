from itertools import pairwise

import pytest
from django.utils import translation

from powers.drawing.notes import RiskNote, StepNotes
from powers.drawing.render import (
    DrawingTooLarge,
    DrawingUnavailable,
    chart_pdf,
    chart_png,
    chart_svg,
    chart_svg_or_none,
)

from .flows import drawing, licence, line_of_three, link, step
from .levels import HIGH

NOTES = {"a": StepNotes((RiskNote("把关不严", ("降低标准。",), HIGH),), ("加强监督。",))}


def chain(count):
    keys = [f"k{number}" for number in range(count)]
    links = [link(*pair) for pair in pairwise(keys)]
    return drawing([step(key) for key in keys], links)


def test_formats_begin_as_they_should():
    assert chart_png(line_of_three()).startswith(b"\x89PNG")
    assert chart_pdf(line_of_three(), NOTES, "示范单位").startswith(b"%PDF")
    assert chart_svg(line_of_three()).startswith("<svg ")


def test_without_graphviz_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrawingUnavailable, match="Graphviz is not installed here"):
        chart_svg(line_of_three())
    assert chart_svg_or_none(line_of_three()) is None


@pytest.mark.parametrize(
    "drawn",
    [chain(81), drawing([step("a"), step("b")], [link("a", "b", str(at)) for at in range(201)])],
)
def test_too_large_a_chart_is_refused_in_words(drawn):
    with pytest.raises(DrawingTooLarge, match="up to 80 steps and 200 ways"):
        chart_svg(drawn)
    assert chart_svg_or_none(drawn) is None


def test_the_largest_chart_is_drawn():
    keys = [f"k{number}" for number in range(80)]
    links = [link(keys[at % 80], keys[at * 7 % 80], "条件") for at in range(200)]
    assert chart_svg(drawing([step(key) for key in keys], links)).endswith("</svg>")


def test_the_image_is_named_and_described():
    svg = chart_svg(licence(), prefix="v1-")
    assert '<title id="v1-chart-title">许可证核发流程图</title>' in svg
    assert "A flowchart with 6 steps and 6 ways; the text list tells the same." in svg
    assert '<g id="v1-step-receive" class="node kind-start">' in svg


def test_a_chart_without_a_name_is_called_a_flowchart():
    assert ">Flowchart</title>" in chart_svg(drawing([step("a")], [], name=""))


def test_an_annotated_chart_is_drawn_for_a_page():
    assert "把关不严" in chart_svg(line_of_three(), NOTES, "示范单位")
    assert "把关不严" in chart_svg_or_none(line_of_three(), NOTES)


def test_two_charts_on_one_page_have_ids_of_their_own():
    first, second = chart_svg(licence()), chart_svg(licence(), prefix="other-")
    assert second == first.replace('="chart-', '="other-chart-').replace(
        " chart-description", " other-chart-description"
    ).replace('="step-', '="other-step-').replace('"other-chart-drawing"', '"chart-drawing"')


def test_every_language_has_its_own_drawing():
    drawn = drawing([step("a", days=3)], [])
    assert "3 working days" in chart_svg(drawn)
    with translation.override("zh-hans"):
        assert "working days" not in chart_svg(drawn)
