"""The layout of a flow: nothing lies on anything else, whatever is drawn."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from powers.drawing.canvas import Box
from powers.drawing.flow import flow_of, main_line
from powers.drawing.grid import MAIN, SIDE, cells
from powers.drawing.layout import Measures, lay_out
from powers.drawing.route import LEFT, RIGHT

from .flows import drawing, drawings, licence, line_of_three, link, step

SLACK = 0.5


def overlap(one, other):
    return (
        abs(one.x - other.x) < one.half_width + other.half_width - SLACK
        and abs(one.y - other.y) < one.half_height + other.half_height - SLACK
    )


def as_box(start, end):
    (x1, y1), (x2, y2) = start, end
    return Box((x1 + x2) / 2, (y1 + y2) / 2, abs(x1 - x2) / 2 + SLACK, abs(y1 - y2) / 2 + SLACK)


def boxes_of(layout):
    return {
        key: Box(*layout.middles[key], box.half_width, box.half_height)
        for key, box in layout.boxes.items()
    }


def pieces_of(line):
    return [as_box(*pair) for pair in pairwise(line.points)]


def noted(flow):
    keys = [step.key for step in flow.steps]
    return {(key, side): 70.0 for key in keys[::2] for side in (LEFT, RIGHT)}


@settings(max_examples=50, deadline=None)
@given(drawn=drawings())
@pytest.mark.parametrize("with_notes", [False, True])
def test_steps_and_labels_never_overlap(drawn, with_notes):
    flow = flow_of(drawn)
    layout = lay_out(flow, Measures(), noted(flow) if with_notes else {})
    labels = [line.label_box for line in layout.lines if line.label_box]
    for one, other in combinations([*boxes_of(layout).values(), *labels], 2):
        assert not overlap(one, other)


@settings(max_examples=50, deadline=None)
@given(drawn=drawings())
@pytest.mark.parametrize("with_notes", [False, True])
def test_no_line_runs_through_a_step_or_a_label(drawn, with_notes):
    flow = flow_of(drawn)
    layout = lay_out(flow, Measures(), noted(flow) if with_notes else {})
    boxes = boxes_of(layout)
    for line in layout.lines:
        own = {line.way.link.source, line.way.link.target}
        others = [box for key, box in boxes.items() if key not in own]
        others += [other.label_box for other in layout.lines if other != line and other.label_box]
        for piece in pieces_of(line):
            assert not any(overlap(piece, box) for box in others)


def runs_along(one, other):
    """Whether two level, or two upright, pieces cover each other for a stretch."""
    upright = one.half_width <= SLACK and other.half_width <= SLACK
    level = one.half_height <= SLACK and other.half_height <= SLACK
    return (upright or level) and overlap(grown(one), grown(other)) and longer(one, other)


def grown(box):
    return Box(box.x, box.y, box.half_width + SLACK, box.half_height + SLACK)


def longer(one, other):
    across = one.half_width + other.half_width - abs(one.x - other.x)
    down = one.half_height + other.half_height - abs(one.y - other.y)
    return max(across, down) > 4


@settings(max_examples=50, deadline=None)
@given(drawn=drawings())
@pytest.mark.parametrize("with_notes", [False, True])
def test_lines_to_different_steps_run_apart(drawn, with_notes):
    flow = flow_of(drawn)
    layout = lay_out(flow, Measures(), noted(flow) if with_notes else {})
    for one, other in combinations(layout.lines, 2):
        if one.way.link.target != other.way.link.target:
            pairs = [(a, b) for a in pieces_of(one) for b in pieces_of(other)]
            assert not any(runs_along(a, b) for a, b in pairs)


@settings(max_examples=40, deadline=None)
@given(drawn=drawings())
def test_the_page_holds_everything(drawn):
    layout = lay_out(flow_of(drawn), Measures())
    page = layout.page
    labels = [line.label_box for line in layout.lines if line.label_box]
    pieces = [piece for line in layout.lines for piece in pieces_of(line)]
    for box in [*boxes_of(layout).values(), *labels, *pieces]:
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
