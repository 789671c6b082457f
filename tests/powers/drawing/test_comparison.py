"""Two drawings as one picture: everything of both is on it, and what became of it shows."""

import re

import pytest
from hypothesis import given, settings

from powers.drawing.comparison import MARKS, comparison_source, comparison_svg, describe
from powers.drawing.layout import Measures, lay_out
from powers.drawing.merged import merge
from powers.drawing.render import DrawingTooLarge

from .flows import drawing, licence, line_of_three, link, step
from .test_applying import any_drawings


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def changed(key, **facts):
    drawn = line_of_three()
    next(row for row in drawn["steps"] if row["key"] == key).update(facts)
    return drawn


def with_a_step():
    """The line of three with a step between the last two."""
    steps = [*line_of_three()["steps"][:2], step("n", "新环节"), line_of_three()["steps"][2]]
    return drawing(steps, [link("a", "b"), link("b", "n"), link("n", "c")])


@settings(max_examples=60)
@given(any_drawings(), any_drawings())
def test_every_step_and_way_of_both_is_on_the_picture(before, after):
    merged = merge(before, after)
    keys = {row["key"] for row in (*before["steps"], *after["steps"])}
    ends = {(row["from"], row["to"]) for row in (*before["links"], *after["links"])}
    layout = lay_out(merged.flow, Measures())
    assert set(layout.boxes) == keys
    assert [len(layout.lines), len(merged.flow.links)] == [len(ends), len(ends)]
    assert comparison_source(merged).startswith("digraph")


@settings(max_examples=60)
@given(any_drawings(), any_drawings())
def test_what_is_only_in_one_is_marked_so(before, after):
    merged = merge(before, after)
    old, new = ({row["key"] for row in each["steps"]} for each in (before, after))
    for kind, keys in (("removed", old - new), ("added", new - old)):
        assert {key for key, kinds in merged.steps.items() if kind in kinds} == keys


@given(any_drawings())
def test_a_drawing_laid_over_itself_has_no_marks(drawn):
    merged = merge(drawn, drawn)
    assert (merged.steps, merged.ways) == ({}, {})
    assert [step.was for step in merged.flow.steps if step.was] == []


def test_what_is_gone_keeps_its_place_and_number():
    merged = merge(with_a_step(), line_of_three())
    assert [step.key for step in merged.flow.steps] == ["a", "b", "n", "c"]
    assert merged.numbers == {"a": 1, "b": 2, "n": 3, "c": 3}


@pytest.mark.parametrize(
    ("facts", "was"),
    [
        ({"name": "B"}, "was: b"),
        ({"kind": "document"}, "was: step"),
        ({"position": "P-2", "position_name": "出纳岗"}, "was: 审查岗"),
        ({"position_name": "审查一岗"}, "was: 审查岗"),
        ({"days": None}, "was: 3 working days"),
        ({"check": True}, "was: no check-and-balance step"),
        ({"basis": [{"law": "甲法", "article": "一"}]}, "was: another legal basis"),
        ({"name": "B", "days": 9}, "was: b, 3 working days"),
    ],
)
def test_a_changed_step_says_what_it_was(facts, was):
    merged = merge(line_of_three(), changed("b", **facts))
    assert merged.flow.by_key["b"].was == was
    assert merged.steps == {"b": ("changed",)}


def test_a_step_that_lost_its_check_says_so():
    merged = merge(changed("b", check=True), line_of_three())
    assert merged.flow.by_key["b"].was == "was: a check-and-balance step"


def test_a_moved_step_says_where_it_was():
    after = line_of_three()
    after["steps"] = [after["steps"][at] for at in (2, 0, 1)]
    merged = merge(line_of_three(), after)
    assert (merged.steps, merged.flow.by_key["c"].was) == ({"c": ("moved",)}, "was: place 3")


def test_a_way_says_what_became_of_it():
    after = line_of_three()
    after["links"] = [link("a", "b", "complete"), link("c", "a")]
    merged = merge(line_of_three(), after)
    assert [each.when for each in merged.flow.links] == [
        "changed: complete (was: none)",
        "added",
        "removed",
    ]
    assert merged.ways == {0: "changed", 1: "added", 2: "removed"}


def test_the_words_stand_on_the_picture():
    svg = comparison_svg(with_a_step(), changed("b", name="B"))
    assert sorted(word for word in texts(svg) if word in MARKS) == [
        "added", "changed", "removed", "removed", "removed",
    ]  # fmt: skip
    assert "was: b" in texts(svg)


def test_the_lines_tell_it_without_colour():
    removed = comparison_svg(with_a_step(), line_of_three())
    added = comparison_svg(line_of_three(), with_a_step())
    assert ("stroke-dasharray" in removed, 'stroke-width="2.8"' in removed) == (True, True)
    assert (removed.count("stroke-dasharray"), added.count("stroke-dasharray")) == (3, 1)
    twice = comparison_svg(line_of_three(), changed("b", name="B"))
    box = re.search(r'id="step-b".*?</g>', twice, re.DOTALL).group()
    assert box.count("<path") == 2


def test_the_picture_says_in_a_sentence_what_it_shows():
    assert describe(merge(line_of_three(), with_a_step())) == (
        "Both versions in one flowchart: added: 1 steps, 2 ways; removed: 1 ways. "
        "The list in words tells the same."
    )
    assert "no differences" in describe(merge(licence(), licence()))


def test_ids_begin_with_the_prefix():
    svg = comparison_svg(line_of_three(), with_a_step(), prefix="both-")
    assert set(re.findall(r'id="([^"]*)"', svg)) == {
        "both-chart-title", "both-chart-description",
        "both-step-a", "both-step-b", "both-step-n", "both-step-c",
    }  # fmt: skip


def test_two_drawings_without_a_step_make_a_picture():
    assert "No steps yet" in texts(comparison_svg(drawing([], []), drawing([], [], name="图")))


def test_too_many_together_are_not_drawn():
    before, after = (
        drawing([step(f"{letter}{number}") for number in range(41)], []) for letter in "ab"
    )
    with pytest.raises(DrawingTooLarge, match="80 steps"):
        comparison_svg(before, after)
