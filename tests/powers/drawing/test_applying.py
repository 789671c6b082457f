"""A comparison put on the first drawing gives the second."""

import itertools
from copy import deepcopy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from powers.drawing.applying import apply
from powers.drawing.compare import compare

from .flows import KINDS, drawing, licence, line_of_three, link, step

# Few keys and few words, so that two drawings share much; blanks and half-width forms for spelling.
KEYS = [f"k{number}" for number in range(6)]
WORDS = st.sampled_from(["", "审查", " 审查", "审查材料", "Ａ", "A", "é", "e\u0301"])
BASES = st.lists(st.fixed_dictionaries({"law": WORDS, "article": WORDS}), max_size=2)
STEPS = st.fixed_dictionaries({
    "name": WORDS,
    "kind": st.sampled_from(KINDS),
    "position": st.sampled_from(["", "P-1", "P-2"]),
    "position_name": WORDS,
    "days": st.none() | st.integers(1, 3),
    "check": st.booleans(),
    "basis": BASES,
})  # fmt: skip


@st.composite
def any_drawings(draw):
    """A drawing as charts make them: steps in any order, at most one way between two steps."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    steps = [{"key": key, **draw(STEPS)} for key in keys]
    pairs = draw(st.lists(st.sampled_from([*itertools.product(keys, keys)] or [None]), unique=True))
    links = [link(*pair, draw(WORDS)) for pair in pairs if pair]
    return drawing(steps, links, name=draw(WORDS))


@settings(max_examples=400)
@given(any_drawings(), any_drawings())
@example(line_of_three(), licence())
@example(licence(), drawing([], [], name=""))
def test_a_comparison_applied_to_the_first_gives_the_second(before, after):
    kept = deepcopy(before)
    assert apply(before, compare(before, after)) == after
    assert before == kept


@settings(max_examples=100)
@given(any_drawings(), any_drawings(), st.randoms())
def test_the_order_of_the_differences_does_not_matter(before, after, random):
    found = compare(before, after)
    random.shuffle(found)
    assert apply(before, found) == after


@settings(max_examples=200)
@given(any_drawings(), any_drawings())
def test_only_the_same_drawing_has_no_differences(before, after):
    assert (compare(before, after) == []) == (before == after)


@st.composite
def shuffled(draw):
    """A drawing and the same with its steps and ways in another order."""
    before = draw(any_drawings())
    after = before | {name: draw(st.permutations(before[name])) for name in ("steps", "links")}
    return before, after


@settings(max_examples=200)
@given(shuffled())
def test_order_alone_needs_no_naming(pair):
    before, after = pair
    found = compare(before, after)
    assert {each.kind for each in found} <= {"moved"}
    assert not any(each.needs_naming for each in found)
    assert apply(before, found) == after


@pytest.mark.parametrize("twice", [2, 3])
def test_two_ways_between_the_same_steps_are_told_apart(twice):
    before, after = line_of_three(), line_of_three()
    before["links"] += [link("a", "c", str(number)) for number in range(twice)]
    after["links"] = [link("a", "c", "2"), *before["links"][:-1], link("a", "c", "9")]
    assert apply(before, compare(before, after)) == after


def test_a_difference_carries_what_was_and_what_is():
    after = line_of_three() | {"name": "另一张图"}
    after["steps"] = [step("a", kind="start"), step("b", days=9), step("d", kind="end")]
    found = compare(line_of_three(), after)
    told = [(each.kind, each.step, each.field, each.was, each.now, each.at) for each in found]
    gone, come = line_of_three()["steps"][2], after["steps"][2]
    assert told == [
        ("changed", "", "name", "许可证核发流程图", "另一张图", (0, 0)),
        ("removed", "c", "", gone, None, (3, 0)),
        ("changed", "b", "days", 3, 9, (2, 2)),
        ("added", "d", "", None, come, (0, 3)),
    ]
