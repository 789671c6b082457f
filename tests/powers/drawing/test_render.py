import shutil
from itertools import pairwise

import pytest
from django.utils import translation

from powers.drawing import render
from powers.drawing.notes import RiskNote, StepNotes
from powers.drawing.render import (
    DrawingTooLarge,
    DrawingUnavailable,
    chart_pdf,
    chart_png,
    chart_svg,
    chart_svg_or_none,
    draw,
)

from .flows import drawing, licence, line_of_three, link, step

NOTES = {"a": StepNotes((RiskNote("把关不严", ("降低标准。",), 1, "Ⅰ 级"),), ("加强监督。",))}


@pytest.fixture
def false_dot(tmp_path, monkeypatch):
    """Put another program where Graphviz is looked for; gives the file that it may write to."""

    def install(script):
        program = tmp_path / "dot"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return tmp_path / "calls"

    return install


def chain(count):
    keys = [f"k{number}" for number in range(count)]
    links = [link(*pair) for pair in pairwise(keys)]
    return drawing([step(key) for key in keys], links)


def test_formats_begin_as_they_should():
    assert chart_png(line_of_three()).startswith(b"\x89PNG")
    assert chart_pdf(line_of_three(), NOTES, "示范单位").startswith(b"%PDF")
    assert chart_svg(line_of_three()).startswith("<svg ")


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="not xdot"):
        draw("digraph {}", "xdot")


def test_without_graphviz_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrawingUnavailable, match="Graphviz is not installed here"):
        chart_svg(line_of_three())
    assert chart_svg_or_none(line_of_three()) is None


def test_what_takes_too_long_is_ended(false_dot, monkeypatch):
    false_dot("exec sleep 30")
    monkeypatch.setattr(render, "TIMEOUT", 0.2)
    with pytest.raises(DrawingUnavailable, match="took too long"):
        draw("digraph {}")


@pytest.mark.parametrize("script", ["exit 3", "exit 0"])
def test_a_failure_is_said_in_words(false_dot, script):
    false_dot(script)
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        draw("digraph {}")


def test_a_broken_source_is_a_failure():
    with pytest.raises(DrawingUnavailable, match="could not be drawn"):
        draw("digraph {")


def test_the_same_chart_is_drawn_once(false_dot):
    calls = false_dot(f'echo x >> "$(dirname "$0")/calls"\nexec {shutil.which("dot")} "$@"')
    first, second = chart_svg(licence()), chart_svg(licence())
    assert first == second
    assert calls.read_text() == "x\n"
    chart_svg(licence(), prefix="other-")
    assert calls.read_text() == "x\nx\n"


def test_every_language_has_its_own_drawing(false_dot):
    calls = false_dot(f'echo x >> "$(dirname "$0")/calls"\nexec {shutil.which("dot")} "$@"')
    chart_svg(drawing([step("a", days=None)], []))
    with translation.override("zh-hans"):
        chart_svg(drawing([step("a", days=None)], []))
    assert calls.read_text() == "x\nx\n"


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


def test_graphviz_reads_no_file(tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(chart_png(line_of_three()))
    svg = draw(f'digraph {{ a [image="{picture}"] }}')
    assert b"<image" not in svg


def test_graphviz_sees_no_secret(false_dot, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush-hush")
    calls = false_dot('env > "$(dirname "$0")/calls"\nexit 1')
    with pytest.raises(DrawingUnavailable):
        draw("digraph {}")
    assert "LANG=C.UTF-8" in calls.read_text()
    assert "hush" not in calls.read_text()


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
