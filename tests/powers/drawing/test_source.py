import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from powers.drawing.render import draw
from powers.drawing.source import chart_source
from powers.drawing.svg import filtered
from powers.drawing.text import clean, one_line

from .flows import KINDS, drawing, drawings, licence, line_of_three, link, step

HOSTILE = st.text(alphabet=st.characters() | st.sampled_from('<>&"\\;][{}|%\n'), max_size=40)


def pinned(source):
    """The lines of a source by the name of their node."""
    lines = [line for line in source.splitlines() if "pos=" in line and " -> " not in line]
    return {line.split()[0].strip('"'): line for line in lines}


def drawn_texts(source):
    """What Graphviz draws in every node and edge, blanks left out, by the name of the node."""
    told = json.loads(draw(source, "json"))
    texts = {}
    for part in told.get("objects", []):
        operations = part.get("_ldraw_", [])
        parts = (operation["text"] for operation in operations if operation["op"] == "T")
        texts[part["name"]] = squeezed("".join(parts))
    return texts


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_every_step_is_drawn_under_its_own_id():
    source = chart_source(licence())
    ids = re.findall(r'id="?(step-\w+)', source)
    assert ids == [f"step-{row['key']}" for row in licence()["steps"]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_class_of_its_own(kind):
    assert f'class="kind-{kind}"' in chart_source(drawing([step("a", kind=kind)], []))


def test_an_unknown_kind_is_drawn_as_a_step():
    assert 'class="kind-step"' in chart_source(drawing([step("a", kind='"]; evil')], []))


def test_the_main_line_runs_down_the_middle():
    nodes = pinned(chart_source(licence()))
    middles = {re.search(r'pos="([\d.-]+),', nodes[name])[1] for name in ("s1", "s2", "s4", "s5")}
    assert len(middles) == 1


def test_a_check_is_marked_with_a_word():
    texts = drawn_texts(chart_source(licence()))
    assert {name: text for name, text in texts.items() if name.startswith("t")} == {"t4": "check"}


@pytest.mark.parametrize("kind", ["document", "publication"])
def test_papers_and_publications_are_marked_with_a_word(kind):
    assert drawn_texts(chart_source(drawing([step("a", kind=kind)], [])))["t1"] == kind


def test_position_and_days_are_drawn_under_the_name():
    texts = drawn_texts(chart_source(licence()))
    assert texts["s1"] == "受理申请窗口受理岗1workingday"
    assert texts["s6"] == "书面说明理由、告知救济途径审查岗"


def test_a_highlighted_step_has_a_double_border():
    nodes = pinned(chart_source(line_of_three(), highlight={"b"}))
    assert [name for name, line in nodes.items() if "peripheries=2" in line] == ["s2"]


@pytest.mark.parametrize("drawn", [{}, drawing([], [])])
def test_an_empty_drawing_says_so(drawn):
    assert drawn_texts(chart_source(drawn)) == {"empty": "Nostepsyet"}


def test_the_same_drawing_gives_the_same_source():
    assert chart_source(licence()) == chart_source(licence())


@settings(max_examples=40, deadline=None)
@given(drawings(most=6))
def test_any_drawing_can_be_drawn(drawn):
    assert draw(chart_source(drawn)).endswith(b"</svg>\n")


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.sampled_from(KINDS))
@example('"]; evil [label="y', "step")
@example("<b>粗体</b>", "decision")
@example("<风险等级>", "step")
@example("C:\\New\\Lib \\G \\L \\T \\", "step")
@example("&lt;script&gt; &amp; &#60; &nbsp;", "end")
@example("javascript:alert(1)", "start")
@example('<IMG SRC="/etc/passwd"/>', "step")
@example("image=/etc/passwd", "document")
@example("a\u202eb\u2066c\x01d\x1fe\u0000", "step")
@example("生僻字𠮷𪚥 emoji😀 👨\u200d👩\u200d👧", "step")
@example("廉" * 200, "decision")
@example("A" * 200, "step")
def test_hostile_text_is_drawn_as_it_is_and_nothing_else(text, kind):
    steps = [step("a", text, kind, position_name=text, days=None), step("b", text)]
    source = chart_source(drawing(steps, [link("a", "b", text), link("b", "a", text)]))
    texts = drawn_texts(source)
    name = one_line(text) or "Step 1"
    assert texts["s1"] == squeezed(name + (one_line(text) or "P-1"))
    assert {tag[0] for tag in texts} <= set("snt")
    image = filtered(draw(source), title=text, description=text)
    assert set(re.findall(r"<(\w+)", image)) <= {
        "svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text",
    }  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(), min_size=1, max_size=12))
def test_hostile_keys_become_plain_ids(key):
    source = chart_source(drawing([step(key, "审查")], [link(key, key)]))
    image = filtered(draw(source), title="", description="")
    (found,) = re.findall(r'id="(step-[^"]*)"', image)
    assert re.fullmatch(r"step-[\w-]*", found)
    assert clean(key) == key or found != f"step-{key}"
