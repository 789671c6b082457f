"""What is written in dot comes back from Graphviz as it was."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.dot import Graph, Markup, quoted
from powers.drawing.process import draw
from powers.drawing.text import clean

TEXTS = st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from('"\\\n<>[];=#NGL'))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("box", "box"),
        ("-1.5", "-1.5"),
        ("", '""'),
        ("Node", '"Node"'),
        ("m2-1", '"m2-1"'),
        ("1a", '"1a"'),
        ("权", '"权"'),
        ('a"b\\', '"a\\"b\\\\"'),
        ("<b>", '"<b>"'),
        (Markup("<B>a</B>"), "<<B>a</B>>"),
    ],
)
def test_what_is_plain_stands_bare_and_the_rest_in_quotes(text, written):
    assert quoted(text) == written


def test_a_nul_is_refused():
    with pytest.raises(ValueError, match="No dot source holds a NUL"):
        quoted("a\0b")


def test_a_graph_is_written_in_order():
    graph = Graph(node={"shape": "box"}, edge={})
    graph.node("a", {"label": "x y"})
    graph.edge("a", "b c", {"color": "red"})
    assert graph.source.split("\n") == [
        "digraph {",
        "\tnode [shape=box]",
        "\tedge []",
        '\ta [label="x y"]',
        '\ta -> "b c" [color=red]',
        "}",
        "",
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXTS.map(clean), min_size=30, max_size=60))
def test_any_text_comes_back_as_it_was(texts):
    graph = Graph()
    # Between letters, since Graphviz drops a comment that is a line end and nothing else, and a line
    # end that is the last sign behind a quotation mark.
    told_of = [f"a{text}z" for text in texts]
    for number, comment in enumerate(told_of):
        graph.node(f"n{number}", {"comment": comment, "shape": "point"})
        graph.edge(f"n{number}", "n0", {"comment": comment})
    told = json.loads(draw(graph.source, "json"))
    assert [comment_of(node) for node in told["objects"]] == told_of
    assert [comment_of(edge) for edge in told["edges"]] == told_of


def comment_of(part):
    """A comment as Graphviz took it in; it replaces nothing there, so that backslashes stay doubled."""
    return part.get("comment", "").replace("\\\\", "\\")
