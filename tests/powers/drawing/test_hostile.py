"""A thousand hostile labels: Graphviz reads back each as the text it is, and as nothing else.

The labels are made from what breaks dot sources, HTML-like labels, SVG and the writing direction;
the seed is fixed, so that a label that fails today fails tomorrow.
"""

import json
import random
import re
from itertools import batched, pairwise

import pytest
from lxml import etree

from powers.drawing.process import draw
from powers.drawing.source import chart_source
from powers.drawing.svg import ALLOWED, NAMESPACE, filtered
from powers.drawing.text import one_line

from .flows import KINDS, drawing, link, step

COUNT, A_CHART = 1000, 77
PIECES = (
    '"', "'", "\\", '\\"', "\\N", "\\G", "\\E", "\\T", "\\l", "\\", "<", ">", "<>", "</", "/>",
    "<B>粗</B>", "<BR/>", "</TD></TR></TABLE>", "<TABLE><TR><TD>x</TD></TR></TABLE>",
    '<IMG SRC="/etc/passwd"/>', '<TD HREF="javascript:alert(1)">', "<script>alert(1)</script>",
    "<a xlink:href='https://example.org'>", "<svg onload=alert(1)>", "]]>", "<![CDATA[", "<!--",
    "-->", "<?xml?>", "&lt;", "&amp;amp;", "&#60;", "&#x3c;", "&nbsp;", "&unknown;", "&", "]", "[",
    ";", "{", "}", "|", "];", '"];', '"]; x [label="y', "} digraph {", "->", "--", "node [",
    "subgraph cluster_x {", "strict", "digraph", "edge", "%", "#", "//", "/*", "*/", "\0", "\x01",
    "\x08", "\x0b", "\x1b[31m", "\x1f", "\x7f", "\x85", "\t", "\n", "\r\n", "\u2028", "\u202e",
    "\u202d", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\ufeff", "\ufffe", "\ufdd0",
    "\ud800", "😀", "👨\u200d👩\u200d👧", "🇨🇳", "☺\ufe0f", "𠮷", "𪚥", "𫝀", "e\u0301", "ﷺ", "שלום",
    "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "image=",
    "image=/etc/passwd", "shapefile=x", "URL=x", "href=x", "tooltip=x", "fontpath=/", "label=",
    "pos=", "style=", "onclick=x()", "_background=x", "审查", "决定", "公开", " ", "　", "a", "0",
)  # fmt: skip
TAGS = {"svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text"}
OWN = {"class", "role", "aria-labelledby", "font-family", "id"}


def hostile_labels():
    """A thousand labels: every piece alone, then mixed, one in a hundred 10,000 signs long."""
    chance = random.Random(3)  # noqa: S311 - the same labels each time, no secret
    yield from PIECES
    for number in range(COUNT - len(PIECES)):
        mixed = "".join(chance.choices(PIECES, k=chance.randint(2, 9)))
        yield (mixed * 10_000)[:10_000] if number % 100 == 50 else mixed


LABELS = tuple(hostile_labels())
CHARTS = tuple(batched(LABELS, A_CHART, strict=False))


def chart_of(labels):
    """A chart whose steps, positions, conditions and name are these labels."""
    steps = [
        step(f"k{number}", text, KINDS[number % 6], position_name=labels[-number], days=None)
        for number, text in enumerate(labels)
    ]
    links = [link(f"k{a}", f"k{b}", labels[a]) for a, b in pairwise(range(len(labels)))]
    return drawing(steps, links, name=labels[0])


def plain_chart(labels):
    """The same chart with harmless words."""
    return chart_of(["审查"] * len(labels))


def squeezed(text):
    return re.sub(r"\s", "", text)


def written(part):
    """What Graphviz writes on a node, or on an edge."""
    operations = part.get("_ldraw_", [])
    return squeezed("".join(one["text"] for one in operations if one["op"] == "T"))


def parsed(drawn):
    """Graphviz's own reading: its nodes by name, and its edges."""
    told = json.loads(draw(chart_source(drawn), "json"))
    return {part["name"]: part for part in told["objects"]}, told["edges"]


def attributes_of(parts):
    """The names of all attributes that Graphviz found."""
    return {name for part in parts for name in part}


def test_there_are_a_thousand_and_the_long_ones():
    assert len(LABELS) == COUNT
    assert max(len(chart) for chart in CHARTS) <= 80
    assert sum(len(text) == 10_000 for text in LABELS) >= 5


@pytest.mark.parametrize("labels", CHARTS)
def test_graphviz_reads_back_the_same_text(labels):
    nodes, edges = parsed(chart_of(labels))
    for number, text in enumerate(labels):
        title = one_line(text) or f"Step {number + 1}"
        position = one_line(labels[-number]) or "P-1"
        assert written(nodes[f"s{number + 1}"]) == squeezed(title + position)
    assert [written(edge) for edge in edges] == [squeezed(one_line(t)) for t in labels[:-1]]


@pytest.mark.parametrize("labels", CHARTS)
def test_no_label_becomes_an_attribute_a_link_or_an_element(labels):
    nodes, edges = parsed(chart_of(labels))
    plain_nodes, plain_edges = parsed(plain_chart(labels))
    assert nodes.keys() == plain_nodes.keys()
    assert len(edges) == len(plain_edges)
    assert attributes_of(nodes.values()) == attributes_of(plain_nodes.values())
    assert attributes_of(edges) <= attributes_of(plain_edges)


@pytest.mark.parametrize("labels", CHARTS)
def test_the_svg_holds_what_is_allowed_and_links_nowhere(labels):
    drawn = chart_of(labels)
    image = filtered(draw(chart_source(drawn)), title=labels[0], description=labels[-1])
    root = etree.fromstring(image.encode())
    assert {each.tag for each in root.iter()} <= {f"{{{NAMESPACE}}}{tag}" for tag in TAGS}
    for each in root.iter():
        allowed = ALLOWED.get(each.tag.partition("}")[2], frozenset()) | OWN
        assert set(each.attrib) <= allowed
    ids = [each.get("id") for each in root.iter() if each.get("id", "").startswith("step-")]
    assert ids == [f"step-k{number}" for number in range(len(labels))]


def test_links_in_a_drawing_lead_to_its_own_steps_alone():
    hostile = [text for text in LABELS if len(text) < 100]
    head = f'<svg xmlns="{NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink" width="1pt">'
    for text in map(one_line, hostile):
        svg = etree.fromstring(head + "<a><text>x</text></a></svg>")
        svg[0].set("{http://www.w3.org/1999/xlink}href", text)
        image = etree.fromstring(filtered(etree.tostring(svg), title="", description="").encode())
        assert [each.get("href") for each in image.iter(f"{{{NAMESPACE}}}a")] == [None]
