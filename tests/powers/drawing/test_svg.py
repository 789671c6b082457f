import re

import pytest
from django.utils.safestring import SafeString
from lxml import etree

from powers.drawing.render import draw
from powers.drawing.source import chart_source
from powers.drawing.svg import alone, filtered, inline, size_of

from .flows import line_of_three

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
HEAD += 'width="10pt" height="10pt" viewBox="0 0 10 10" onload="alert(1)" style="x">'


def rebuilt(inside, prefix=""):
    """What is left of an SVG's content, its own title and description left out."""
    image = filtered(f"{HEAD}{inside}</svg>".encode(), title="T", description="D", prefix=prefix)
    return re.search(r"</desc>(.*)</svg>", image, re.DOTALL)[1]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>svg{display:none}</style>",
        "<foreignObject><b>x</b></foreignObject>",
        '<image xlink:href="file:///etc/passwd"/>',
        '<use xlink:href="#x"/>',
        "<svg><text>x</text></svg>",
        "<title>s1</title>",
        "<!-- s1 -->",
        '<?xml-stylesheet href="x"?>',
        '<other xmlns="urn:other"/>',
    ],
)
def test_what_is_not_allowed_is_left_out(inside):
    assert rebuilt(inside) == ""


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ('<text onclick="x()" style="x" x="1">a&lt;b</text>', '<text x="1">a&lt;b</text>'),
        ('<path d="M0,0C1,1" fill="url(#x)"/>', '<path d="M0,0C1,1"/>'),
        ('<polygon stroke="transparent" points="0,0"/>', '<polygon stroke="none" points="0,0"/>'),
        ('<g id="edge1" class="edge"/>', '<g class="edge"/>'),
        ('<g id="step-a" transform="scale(1 1)"/>', '<g id="step-a" transform="scale(1 1)"/>'),
        ('<g transform="url(x)"/>', "<g/>"),
        ('<a xlink:href="javascript:x()"><text>a</text></a>', "<a><text>a</text></a>"),
        ('<a xlink:href="https://example.org/"/>', "<a/>"),
        ('<a xlink:href="#step-a"/>', '<a href="#step-a"/>'),
    ],
)
def test_what_is_allowed_comes_through_without_the_rest(inside, wanted):
    assert rebuilt(inside) == wanted


def test_ids_and_links_begin_with_the_prefix():
    assert rebuilt('<a xlink:href="#step-a"><g id="step-a"/></a>', "old-") == (
        '<a href="#old-step-a"><g id="old-step-a"/></a>'
    )


def test_an_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    svg = f"{doctype}{HEAD}<text>a&x;b</text></svg>".encode()
    assert "secret" not in filtered(svg, title="T", description="D")


@pytest.mark.parametrize("svg", [b"", b"<svg", b"<html/>", b'<svg xmlns="urn:other"/>'])
def test_what_is_no_svg_is_refused(svg):
    with pytest.raises(ValueError, match="The drawing is no"):
        filtered(svg, title="T", description="D")


def test_the_image_has_a_role_a_name_and_a_description():
    svg = draw(chart_source(line_of_three()))
    image = etree.fromstring(filtered(svg, title="流程 <图>", description="说明", prefix="p-"))
    assert image.get("role") == "img"
    assert image.get("aria-labelledby") == "p-chart-title p-chart-description"
    named = [(child.get("id"), child.text) for child in image[:2]]
    assert named == [("p-chart-title", "流程 <图>"), ("p-chart-description", "说明")]
    assert "Noto Sans CJK SC" in image.get("font-family")


def test_inline_is_safe_for_a_template():
    assert isinstance(inline("<svg/>"), SafeString)


def test_a_file_of_its_own_is_as_wide_as_asked():
    svg = filtered(f"{HEAD}</svg>".encode(), title="T", description="D")
    assert size_of(svg) == (10, 10)
    assert alone(svg).decode() == f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'
    root = etree.fromstring(alone(svg, 25, unit="pt"))
    assert (root.get("width"), root.get("height")) == ("25pt", "25pt")


def test_a_drawing_without_a_size_is_refused():
    with pytest.raises(ValueError, match="has no size"):
        size_of("<svg/>")
