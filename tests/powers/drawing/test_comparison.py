"""Two drawings as one picture: everything of both is on it, and what became of it shows."""

import re

import pytest
from hypothesis import given, settings

from powers.drawing.comparison import (
    ARROW_ROOM,
    MARKS,
    PLAIN,
    comparison_source,
    comparison_svg,
    describe,
    word_place,
)
from powers.drawing.flow import flow_of
from powers.drawing.layout import Measures, lay_out
from powers.drawing.merged import merge
from powers.drawing.render import DrawingTooLarge
from powers.drawing.shapes import BADGE, SECOND_BORDER, StepBox, badge_place
from powers.drawing.text import width_of

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


def test_what_moved_is_dotted():
    after = line_of_three()
    after["steps"] = [after["steps"][at] for at in (2, 0, 1)]
    svg = comparison_svg(line_of_three(), after)
    box = re.search(r'id="step-c".*?</g>', svg, re.DOTALL).group()
    assert (svg.count("stroke-dasharray"), 'stroke-dasharray="1,5"' in box) == (1, True)


def test_every_mark_has_a_line_of_its_own():
    def line(mark):
        return mark.style, mark.step.get("peripheries"), float(mark.step["penwidth"]) > 2

    assert len({line(mark) for mark in (PLAIN, *MARKS.values())}) == len(MARKS) + 1


@pytest.mark.parametrize("kind", ["step", "decision"])
def test_the_words_of_a_changed_step_keep_clear_of_its_second_border(kind):
    for count in range(1, 25):
        facts = {"name": "审" * count, "kind": kind}
        flow = merge(changed("b", **facts, days=9), changed("b", **facts)).flow
        box = lay_out(flow, Measures()).boxes["b"]
        widest = max(width_of(words.text) * words.size / 2 for words in box.lines)
        assert widest <= box.edge_at(0) - SECOND_BORDER - 3


@pytest.mark.parametrize("half_width", [45, 60, 90])
@pytest.mark.parametrize("half", [14, 28, 40])
def test_the_word_hides_no_arrowhead_and_no_number(half_width, half):
    box = StepBox(flow_of(line_of_three()).steps[1], ("b",), (), half_width, 30)
    (x, y), (badge_x, badge_y) = (0, 0), badge_place(box, (0, 0))
    place = word_place(box, (x, y), half)
    on_top = place.y < y
    assert on_top == (badge_x + BADGE + 2 + 2 * half <= -ARROW_ROOM)
    assert not on_top or place.x - half > badge_x + BADGE
    assert (place.y == badge_y) if on_top else (place.y > y + box.half_height)


def test_the_picture_says_in_a_sentence_what_it_shows():
    assert describe(merge(line_of_three(), with_a_step())) == (
        "Both versions in one flowchart: added: 1 step, 2 ways; removed: 1 way. "
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
