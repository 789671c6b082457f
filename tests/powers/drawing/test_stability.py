"""A small change moves little: what stands above stays, what stands below moves one way."""

import re
from copy import deepcopy

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from powers.drawing.flow import flow_of, main_line
from powers.drawing.layout import ROW_GAP, Measures, lay_out

from .flows import drawing, licence, link, real_flows, step


def places(drawn):
    """Where every step stands, to a tenth of a point."""
    middles = lay_out(flow_of(drawn), Measures()).middles
    return {key: (round(x, 1), round(y, 1)) for key, (x, y) in middles.items()}


def height_of(drawn, key):
    return lay_out(flow_of(drawn), Measures()).boxes[key].half_height


def changed(drawn, key, **facts):
    after = deepcopy(drawn)
    next(row for row in after["steps"] if row["key"] == key).update(facts)
    return after


def with_step_between(drawn, source, target):
    """A fresh step on the way from one to the other, which keeps its condition."""
    after = deepcopy(drawn)
    way = next(each for each in after["links"] if (each["from"], each["to"]) == (source, target))
    way["to"] = "fresh"
    after["links"].append(link("fresh", target))
    at = [row["key"] for row in after["steps"]].index(source) + 1
    after["steps"].insert(at, step("fresh", "补充核实"))
    return after


def assert_moved_one_way(before, after, key):
    """Columns stay, what was above stays, and what was below moves one way, or has room to stay."""
    height = before[key][1]
    shifts = {
        other: round(after[other][1] - y, 1) for other, (_x, y) in before.items() if other != key
    }
    assert {other: after[other][0] for other in before} == {
        other: x for other, (x, _y) in before.items()
    }
    assert not any(shift for other, shift in shifts.items() if before[other][1] < height)
    below = {shift for other, shift in shifts.items() if before[other][1] > height}
    assert not below or min(below) >= -0.2 or max(below) <= 0.2


def any_key(data, drawn):
    return data.draw(st.sampled_from([row["key"] for row in drawn["steps"]]))


@settings(max_examples=60, deadline=None)
@given(real_flows(), st.data())
def test_an_equally_long_name_moves_nothing(drawn, data):
    key = any_key(data, drawn)
    row = next(row for row in drawn["steps"] if row["key"] == key)
    assume(row["kind"] != "decision")
    other = changed(drawn, key, name=re.sub(r"[\u4e00-\u9fff]", "某", row["name"]))
    # Other words may end elsewhere, so that their lines are more.
    assume(height_of(other, key) == height_of(drawn, key))
    assert places(other) == places(drawn)


def test_an_equally_long_decision_moves_nothing():
    after = changed(licence(), "complete", name="证件是否有效、达到规定要求")
    assert places(after) == places(licence())


@settings(max_examples=60, deadline=None)
@given(real_flows(), st.data())
def test_a_time_limit_moves_nothing_sideways(drawn, data):
    key = any_key(data, drawn)
    assert_moved_one_way(places(drawn), places(changed(drawn, key, days=120)), key)


@settings(max_examples=60, deadline=None)
@given(real_flows(), st.data())
def test_a_longer_name_moves_what_is_below(drawn, data):
    key = any_key(data, drawn)
    longer = changed(drawn, key, name="撰写调查终结报告，提出处理意见并报送分管领导审定")
    assert_moved_one_way(places(drawn), places(longer), key)


@settings(max_examples=100, deadline=None)
@given(real_flows(), st.data())
def test_a_step_put_between_two_moves_only_what_is_below(drawn, data):
    main = main_line(flow_of(drawn))
    at = data.draw(st.integers(0, len(main) - 2))
    longer = with_step_between(drawn, main[at], main[at + 1])
    # Between ways nearly as long the new step may turn the scale.
    assume(main_line(flow_of(longer)) == [*main[: at + 1], "fresh", *main[at + 1 :]])
    before, after = places(drawn), places(longer)
    new = after.pop("fresh")
    above = [key for key, (_x, y) in before.items() if y <= before[main[at]][1]]
    # A line that takes another track may need a little more or less room for its condition.
    assert all(abs(after[key][1] - before[key][1]) < ROW_GAP for key in above)
    assert {after[key][0] for key in main} == {new[0]}
    assert all(abs(after[key][0] - x) < Measures().side for key, (x, _y) in before.items())
    shifts = {key: after[key][1] - before[key][1] for key in main[at + 1 :]}
    if all(before[key][1] <= before[main[at]][1] for key in before if key not in main):
        assert max(shifts.values()) - min(shifts.values()) < 0.3


def test_a_step_more_on_a_branch_does_not_make_it_the_main_line():
    after = changed(licence(), "refuse", kind="step")
    after["steps"].append(step("tell", "送达决定书", "end", days=None))
    after["links"].append(link("refuse", "tell"))
    before = places(licence())
    assert {key: place for key, place in places(after).items() if key != "tell"} == before


@pytest.mark.parametrize("kind", ["step", "document", "publication", "end"])
def test_another_kind_of_the_same_size_moves_nothing(kind):
    steps = [step("a", kind="start"), step("b"), step("c", kind="end")]
    drawn = drawing(steps, [link("a", "b"), link("b", "c")])
    assert places(changed(drawn, "b", kind=kind)) == places(drawn)


@pytest.mark.parametrize("at", range(3))
def test_above_a_new_step_nothing_moves_at_all(at):
    keys = ["receive", "complete", "decide", "issue"]
    before = places(licence())
    after = places(with_step_between(licence(), keys[at], keys[at + 1]))
    above = [key for key, (_x, y) in before.items() if y <= before[keys[at]][1]]
    assert [after[key] for key in above] == [before[key] for key in above]
    assert {after[key][0] - x for key, (x, _y) in before.items()} == {0}
