"""The layout of a flow: nothing lies on anything else, whatever is drawn."""

from itertools import pairwise

import pytest
from hypothesis import given, settings

from powers.drawing.flow import flow_of, main_line
from powers.drawing.grid import MAIN, SIDE, cells
from powers.drawing.layout import Measures, lay_out
from powers.drawing.ports import LEFT, RIGHT

from .flows import drawing, drawings, licence, line_of_three, link, real_flows, step
from .geometry import (
    assert_lines_are_clear,
    assert_lines_run_apart,
    assert_nothing_overlaps,
    boxes_of,
    labels_of,
    overlap,
    pieces_of,
)


def noted(flow):
    keys = [step.key for step in flow.steps]
    return {(key, side): 70.0 for key in keys[::2] for side in (LEFT, RIGHT)}


@settings(max_examples=50, deadline=None)
@given(drawn=drawings() | real_flows())
@pytest.mark.parametrize("with_notes", [False, True])
def test_steps_and_labels_never_overlap(drawn, with_notes):
    flow = flow_of(drawn)
    assert_nothing_overlaps(lay_out(flow, Measures(), noted(flow) if with_notes else {}))


@settings(max_examples=50, deadline=None)
@given(drawn=drawings() | real_flows())
@pytest.mark.parametrize("with_notes", [False, True])
def test_no_line_runs_through_a_step_or_a_label(drawn, with_notes):
    flow = flow_of(drawn)
    assert_lines_are_clear(lay_out(flow, Measures(), noted(flow) if with_notes else {}))


@settings(max_examples=50, deadline=None)
@given(drawn=drawings() | real_flows())
@pytest.mark.parametrize("with_notes", [False, True])
def test_lines_to_different_steps_run_apart(drawn, with_notes):
    flow = flow_of(drawn)
    assert_lines_run_apart(lay_out(flow, Measures(), noted(flow) if with_notes else {}))


@settings(max_examples=40, deadline=None)
@given(drawn=drawings())
def test_the_page_holds_everything(drawn):
    layout = lay_out(flow_of(drawn), Measures())
    page = layout.page
    pieces = [piece for line in layout.lines for piece in pieces_of(line)]
    for box in [*boxes_of(layout).values(), *labels_of(layout), *pieces]:
        assert abs(box.x - page.x) + box.half_width <= page.half_width + 1
        assert abs(box.y - page.y) + box.half_height <= page.half_height + 16


@settings(max_examples=40, deadline=None)
@given(drawn=drawings())
def test_lines_that_go_forward_never_go_up_between_columns(drawn):
    flow = flow_of(drawn)
    rows = {key: cell.row for key, cell in cells(flow).items()}
    main = main_line(flow)
    assert [rows[key] for key in main] == sorted(rows[key] for key in main)


def test_the_longest_way_is_the_main_line():
    assert main_line(flow_of(licence())) == ["receive", "complete", "decide", "issue"]


def test_branches_stand_beside_the_main_line():
    placed = cells(flow_of(licence()))
    assert {key: cell.column for key, cell in placed.items()} == {
        "receive": MAIN,
        "complete": MAIN,
        "supplement": SIDE,
        "decide": MAIN,
        "issue": MAIN,
        "refuse": SIDE,
    }


def test_a_step_with_notes_has_its_row_to_itself():
    placed = cells(flow_of(licence()), alone={"supplement", "decide"})
    assert [placed[key].row for key in ("complete", "supplement", "decide")] == [1, 2, 3]


def test_the_main_line_is_straight():
    layout = lay_out(flow_of(line_of_three()), Measures())
    assert {x for line in layout.lines for x, _y in line.points} == {Measures().main}


def test_a_loop_goes_round_the_left_side():
    steps = [step("a", kind="start"), step("b", kind="decision"), step("c", kind="end")]
    links = [link("a", "b"), link("b", "c", "yes"), link("b", "a", "no")]
    layout = lay_out(flow_of(drawing(steps, links)), Measures())
    assert min(x for x, _y in layout.lines[2].points) < 0


def test_notes_push_rows_apart_only_where_they_would_meet():
    flow = flow_of(line_of_three())
    plain = lay_out(flow, Measures()).page.half_height
    assert lay_out(flow, Measures(), {("a", LEFT): 30, ("b", LEFT): 30}).page.half_height == plain
    assert lay_out(flow, Measures(), {("a", LEFT): 200, ("b", LEFT): 200}).page.half_height > plain


def test_a_chart_is_narrow_enough_for_a_phone():
    layout = lay_out(flow_of(licence()), Measures())
    assert 2 * layout.page.half_width <= 345


@settings(max_examples=50, deadline=None)
@given(drawn=real_flows())
def test_every_step_of_the_main_line_is_centred_on_it(drawn):
    flow = flow_of(drawn)
    layout = lay_out(flow, Measures())
    main = main_line(flow)
    assert {layout.middles[key][0] for key in main} == {Measures().main}
    straight = [line for line in layout.lines if line.way.course == "down"]
    assert all(len({x for x, _y in line.points}) == 1 for line in straight)


def test_of_ways_about_as_long_the_first_is_the_main_line():
    links = [link("a", "c", "yes"), link("a", "b", "no"), link("b", "c")]
    drawn = drawing([step("a", kind="start"), step("b"), step("c", kind="end")], links)
    assert main_line(flow_of(drawn)) == ["a", "c"]
    assert main_line(flow_of(drawing(drawn["steps"], links[1:]))) == ["a", "b", "c"]


def test_a_branch_that_ends_stands_above_one_that_comes_back():
    keys = [step("a", kind="start"), step("b"), step("back"), step("end", kind="end")]
    steps = [*keys, step("c", kind="end")]
    pairs = [("a", "b"), ("a", "back"), ("a", "end"), ("b", "c"), ("back", "c")]
    placed = cells(flow_of(drawing(steps, [link(*pair) for pair in pairs])))
    assert placed["end"].row < placed["back"].row


def test_a_way_back_up_leaves_above_the_one_beside_it_that_goes_down():
    layout = lay_out(flow_of(licence()), Measures())
    back = next(line for line in layout.lines if line.way.link.source == "supplement")
    refused = next(line for line in layout.lines if line.way.link.target == "refuse")
    assert back.points[0][1] < refused.points[0][1]
    assert not any(overlap(a, b) for a in pieces_of(back) for b in pieces_of(refused))


def line_between(layout, *ends):
    return next(
        line for line in layout.lines if (line.way.link.source, line.way.link.target) == ends
    )


def test_a_branch_stands_level_with_its_decision():
    layout = lay_out(flow_of(licence()), Measures())
    for ends in [("complete", "supplement"), ("supplement", "complete"), ("decide", "refuse")]:
        (_x1, y1), (_x2, y2) = line_between(layout, *ends).points
        assert y1 == pytest.approx(y2)


@settings(max_examples=50, deadline=None)
@given(drawn=drawings() | real_flows())
def test_ways_across_are_level_and_all_others_have_right_angles(drawn):
    for line in lay_out(flow_of(drawn), Measures()).lines:
        for (x1, y1), (x2, y2) in pairwise(line.points):
            assert x1 == pytest.approx(x2) or y1 == pytest.approx(y2)


def test_two_conditions_lead_level_to_one_branch_beside_its_way_back():
    drawn = licence()
    drawn["links"].insert(3, link("complete", "supplement", "看不清"))
    layout = lay_out(flow_of(drawn), Measures())
    pair = {"complete", "supplement"}
    lines = [line for line in layout.lines if {line.way.link.source, line.way.link.target} == pair]
    assert [len(line.points) for line in lines] == [2, 2, 2]
    heights = [line.points[0][1] for line in lines]
    assert heights == sorted(set(heights))


def test_a_high_branch_leaves_the_main_line_as_it_is():
    long = licence()
    long["steps"][2]["name"] = "一次性告知需要补正的全部内容，收到补正材料后重新登记并出具凭证"
    before, after = (lay_out(flow_of(drawn), Measures()) for drawn in (licence(), long))
    assert after.boxes["supplement"].half_height > before.boxes["supplement"].half_height
    main = main_line(flow_of(licence()))
    assert [after.middles[key] for key in main] == [before.middles[key] for key in main]


def test_of_two_ways_that_turn_down_the_lower_has_its_condition_below():
    links = [
        link("a", "b", "是"),
        link("a", "c", "否"),
        link("a", "d", "不详"),
        link("a", "e", "无"),
    ]
    keys = [step("a", kind="decision"), *(step(key, kind="end") for key in "bcde")]
    layout = lay_out(flow_of(drawing(keys, links)), Measures())
    sides = {
        line.way.link.target: line.label.box.y > line.points[0][1]
        for line in layout.lines
        if line.way.course != "down"
    }
    assert sides == {"c": False, "d": True, "e": True}
