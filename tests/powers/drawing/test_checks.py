import pytest
from hypothesis import given, settings

from powers.drawing.checks import Shortfall, shortfalls

from .flows import drawing, drawings, licence, line_of_three, link, step


@pytest.mark.parametrize("drawn", [line_of_three(), licence()])
def test_a_complete_flow_lacks_nothing(drawn):
    assert shortfalls(drawn) == []


@pytest.mark.parametrize("drawn", [{}, drawing([], []), drawing([], [link("a", "b")])])
def test_an_empty_flow_has_one_friendly_shortfall(drawn):
    assert shortfalls(drawn) == [
        Shortfall("", "The chart has no steps yet. Add the first one."),
    ]


def messages(drawn, **changes):
    """The shortfalls after changing the steps named."""
    steps = [row | changes.get(row["key"], {}) for row in drawn["steps"]]
    return [(found.step, found.message) for found in shortfalls(drawn | {"steps": steps})]


def test_a_flow_needs_a_start():
    assert messages(line_of_three(), a={"kind": "step"}) == [
        ("", "No step is the start. Make the first step the start.")
    ]


def test_a_flow_has_only_one_start():
    assert messages(line_of_three(), b={"kind": "start"}) == [
        ("b", "The chart has more than one start: “a” and “b”. Keep one.")
    ]


def test_a_flow_needs_an_end():
    assert messages(line_of_three(), c={"kind": "step"}) == [
        ("", "No step is an end. Make the last step an end.")
    ]


def test_every_step_is_reached_from_the_start():
    drawn = line_of_three()
    drawn["links"] = [link("a", "c"), link("b", "c")]
    assert messages(drawn) == [("b", "No way leads from the start to “b”.")]


def test_every_step_leads_to_an_end():
    drawn = line_of_three()
    drawn["links"] = [link("a", "b", "x"), link("a", "c", "y")]
    assert messages(drawn) == [("b", "No way leads from “b” to an end.")]


def test_several_ways_out_each_name_their_condition():
    drawn = line_of_three()
    drawn["links"].append(link("a", "c", "short"))
    assert messages(drawn) == [("a", "“a” has several ways out: say when the way to “b” is taken.")]


def test_a_decision_has_two_ways_out():
    assert messages(line_of_three(), b={"kind": "decision"}) == [
        ("b", "“b” is a decision and needs at least two ways out.")
    ]


def test_an_end_has_no_way_out():
    drawn = line_of_three()
    drawn["links"].append(link("c", "a"))
    assert messages(drawn) == [("c", "“c” is an end, so no way may lead on from it.")]


def test_a_step_has_a_position():
    assert messages(line_of_three(), b={"position": "", "position_name": ""}) == [
        ("b", "“b” has no position.")
    ]


def test_a_step_has_a_name():
    assert messages(line_of_three(), b={"name": "  "}) == [("b", "“Step 2” has no name.")]


def test_a_step_in_which_nothing_stands_is_told_once():
    bare = {"name": "", "position": "", "position_name": "", "days": None}
    assert messages(line_of_three(), b=bare) == [
        ("b", "“Step 2” is still empty. Name it and choose its position, or remove it.")
    ]


def test_ways_join_steps_of_the_chart():
    drawn = line_of_three()
    drawn["links"] += [link("a", "gone"), link("gone", "c")]
    assert messages(drawn) == [
        ("a", "A way from “a” leads to a step that is not on the chart."),
        ("", "A way begins at a step that is not on the chart."),
    ]


def test_everything_is_listed_at_once():
    drawn = drawing([step("a"), step("b", "", position="", position_name="")], [])
    assert [found.step for found in shortfalls(drawn)] == ["", "", "b", "b"]


@settings(max_examples=60)
@given(drawings())
def test_any_drawing_is_checked(drawn):
    keys = {row["key"] for row in drawn["steps"]}
    assert all(found.step in keys | {""} and found.message for found in shortfalls(drawn))
