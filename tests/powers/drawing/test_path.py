import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.path import Path, longest

from .flows import drawing, drawings, licence, line_of_three, link, step


def test_the_days_along_the_longest_way_are_added_up():
    assert longest(line_of_three()) == Path(("a", "b", "c"), 9, is_complete=True)


def test_links_that_close_a_loop_are_left_out():
    keys = ("receive", "complete", "decide", "issue")
    assert longest(licence()) == Path(keys, 10, is_complete=True)


def test_a_step_without_a_limit_counts_no_day_and_is_told():
    drawn = line_of_three()
    drawn["steps"][1]["days"] = None
    assert longest(drawn) == Path(("a", "b", "c"), 6, is_complete=False)


def test_a_limit_missing_elsewhere_is_not_told():
    assert longest(licence()).is_complete


def test_a_way_that_arrives_comes_before_a_longer_one_that_does_not():
    drawn = line_of_three()
    drawn["steps"].append(step("d", days=90))
    drawn["links"].append(link("b", "d", "else"))
    assert longest(drawn).keys == ("a", "b", "c")


def test_an_unfinished_flow_goes_as_far_as_it_goes():
    drawn = drawing([step("a", kind="start"), step("b", days=4)], [link("a", "b")])
    assert longest(drawn) == Path(("a", "b"), 7, is_complete=True)


def test_of_ways_equally_long_the_first_drawn_is_taken():
    ends = [step("b", kind="end"), step("c", kind="end")]
    steps, links = [step("a", kind="start"), *ends], [link("a", "c", "x"), link("a", "b", "y")]
    assert longest(drawing(steps, links)).keys == ("a", "c")
    assert longest(drawing(steps, links[::-1])).keys == ("a", "b")


@pytest.mark.parametrize("drawn", [{}, drawing([], []), drawing([], [link("a", "b")])])
def test_an_empty_flow_has_no_way(drawn):
    assert longest(drawn) == Path((), 0, is_complete=True)


@st.composite
def without_loops(draw):
    """A drawing whose links lead down the list only, from its one start."""
    steps = draw(drawings(most=7))["steps"]
    for number, row in enumerate(steps):
        row["kind"] = "start" if number == 0 else row["kind"].replace("start", "step")
    pairs = [(a, b) for a in range(len(steps)) for b in range(a + 1, len(steps))]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return drawing(steps, [link(steps[a]["key"], steps[b]["key"]) for a, b in chosen])


def ways_from(drawn, key):
    """Every simple way from a step."""
    yield (key,)
    for way in drawn["links"]:
        if way["from"] == key:
            yield from ((key, *rest) for rest in ways_from(drawn, way["to"]))


@settings(max_examples=150)
@given(without_loops())
def test_no_way_takes_more_days(drawn):
    rows = {row["key"]: row for row in drawn["steps"]}
    every = list(ways_from(drawn, "k0")) if rows else [()]
    arriving = [way for way in every if way and rows[way[-1]]["kind"] == "end"] or every
    days = [sum(rows[key]["days"] or 0 for key in way) for way in arriving]
    found = longest(drawn)
    assert found.days == max(days)
    assert found.keys in arriving
    assert found.is_complete == all(rows[key]["days"] is not None for key in found.keys)


@settings(max_examples=60)
@given(drawings())
def test_any_drawing_has_a_way_that_meets_no_step_twice(drawn):
    found = longest(drawn)
    assert len(set(found.keys)) == len(found.keys)
    joined = {(way["from"], way["to"]) for way in drawn["links"]}
    assert set(zip(found.keys, found.keys[1:], strict=False)) <= joined
    assert longest(drawn) == found
