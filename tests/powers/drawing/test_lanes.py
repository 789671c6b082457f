"""Charts in lanes: every step in the middle of its own, and no line through anything."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.flow import flow_of
from powers.drawing.lane_layout import lay_out_lanes
from powers.drawing.lanes import lanes_source
from powers.drawing.render import chart_pdf, chart_png, chart_svg, draw

from .flows import drawing, drawings, licence, line_of_three, link, real_flows, step
from .geometry import (
    assert_lines_are_clear,
    assert_lines_run_apart,
    assert_nothing_overlaps,
    boxes_of,
    labels_of,
    pieces_of,
)

SECTIONS = {"窗口受理岗": "办事大厅", "审查岗": "执法科", "承办科室": "执法科"}


@settings(max_examples=150, deadline=None)
@given(drawn=real_flows())
@pytest.mark.parametrize("lanes", [{}, SECTIONS])
def test_nothing_lies_on_anything(drawn, lanes):
    layout = lay_out_lanes(flow_of(drawn), lanes).layout
    assert_nothing_overlaps(layout)
    assert_lines_are_clear(layout)
    assert_lines_run_apart(layout)


@settings(max_examples=100, deadline=None)
@given(drawn=drawings())
def test_whatever_is_drawn_has_its_place(drawn):
    layout = lay_out_lanes(flow_of(drawn), {}).layout
    assert_nothing_overlaps(layout)
    assert_lines_are_clear(layout)
    assert_lines_run_apart(layout)


def two_posts():
    steps = [
        step("a", "收件", "start", position="W", position_name="窗口受理岗"),
        step("b", "审查", "decision", position="S", position_name="审查岗"),
        step("c", "补正", position="W", position_name="窗口受理岗"),
        step("d", "归档", "end", position="", position_name=""),
    ]
    links = [link("a", "b"), link("b", "d", "齐全"), link("b", "c", "不齐全"), link("c", "b")]
    return drawing(steps, links)


def named(lane):
    """The name of a lane, with the blank at which one of its lines may have ended."""
    return "".join(lane.names).replace("positionyet", "position yet")


def chart(drawn, lanes=()):
    return lay_out_lanes(flow_of(drawn), dict(lanes))


def test_lanes_stand_in_the_order_of_the_main_line():
    names = [named(lane) for lane in chart(two_posts()).lanes]
    assert names == ["窗口受理岗", "审查岗", "(no position yet)"]


def test_positions_of_one_section_share_a_lane():
    found = chart(two_posts(), {"W": "执法科", "S": "执法科"})
    assert [named(lane) for lane in found.lanes] == ["执法科", "(no position yet)"]
    assert len({found.layout.middles[key][0] for key in "abc"}) == 1


@settings(max_examples=60, deadline=None)
@given(drawn=real_flows())
def test_every_step_stands_in_the_middle_of_its_lane(drawn):
    found = chart(drawn)
    middles = {named(lane): lane.x for lane in found.lanes}
    for row in drawn["steps"]:
        lane = row["position_name"] or "(no position yet)"
        assert found.layout.middles[row["key"]][0] == middles[lane]


@settings(max_examples=60, deadline=None)
@given(drawn=real_flows())
def test_lanes_stand_apart_and_hold_everything(drawn):
    found = chart(drawn)
    for one, other in pairwise(found.lanes):
        assert one.x + one.half_width < other.x - other.half_width
    held = [*boxes_of(found.layout).values(), *labels_of(found.layout)]
    held += [piece for line in found.layout.lines for piece in pieces_of(line)]
    page = found.layout.page
    for box in held:
        assert abs(box.x - page.x) + box.half_width <= page.half_width
        assert found.head < box.y - box.half_height
        assert box.y + box.half_height <= 2 * page.half_height


@settings(max_examples=60, deadline=None)
@given(drawn=real_flows())
def test_no_line_runs_along_the_border_of_a_lane(drawn):
    found = chart(drawn)
    borders = [lane.x + side * lane.half_width for lane in found.lanes for side in (-1, 1)]
    for line in found.layout.lines:
        upright = [start[0] for start, end in pairwise(line.points) if start[0] == end[0]]
        assert all(abs(x - border) > 3 for x in upright for border in borders)


def test_many_lanes_are_narrower_than_few():
    def wide(count):
        names = [f"岗位{at}" for at in range(count)]
        steps = [step(f"k{at}", position=name, position_name=name) for at, name in enumerate(names)]
        ways = [link(f"k{at}", f"k{at + 1}") for at in range(count - 1)]
        return chart(drawing(steps, ways)).lanes[0].half_width

    assert wide(3) > wide(9)


@settings(max_examples=60, deadline=None)
@given(drawn=real_flows())
def test_a_level_line_joins_neighbours_in_the_middle(drawn):
    layout = chart(drawn).layout
    for line in layout.lines:
        if len(line.points) == 2 and line.points[0][1] == line.points[1][1]:
            assert line.points[0][1] == layout.middles[line.way.link.source][1]


def test_the_way_on_is_level_and_the_way_back_goes_round():
    found = chart(two_posts()).layout
    ways = {(line.way.link.source, line.way.link.target): line.points for line in found.lines}
    assert [len(ways[pair]) for pair in [("a", "b"), ("b", "d")]] == [2, 2]
    assert len(ways["c", "b"]) > 2


def test_the_same_ids_are_drawn_as_without_lanes():
    source = lanes_source(licence(), {})
    ids = re.findall(r'id="?(step-\w+)', source)
    assert ids == [f"step-{row['key']}" for row in licence()["steps"]]


def test_a_lane_is_drawn_with_its_name_and_the_step_does_not_repeat_it():
    svg = chart_svg(line_of_three(), lanes={"P-1": "执法监察一科"})
    assert svg.count("执法监察一科") == 1
    assert svg.count("审查岗") == 3
    assert chart_svg(line_of_three(), lanes={}).count("审查岗") == 1


def test_lanes_are_another_drawing_than_the_plain_one():
    assert chart_svg(line_of_three()) != chart_svg(line_of_three(), lanes={})
    assert chart_png(line_of_three(), lanes={}).startswith(b"\x89PNG")
    assert chart_pdf(line_of_three(), lanes={}).startswith(b"%PDF")


def test_an_empty_drawing_says_so():
    assert "No steps yet" in lanes_source(drawing([], []), {})


def test_a_highlighted_step_has_a_double_border():
    assert lanes_source(line_of_three(), {}, highlight={"b"}).count("peripheries=2") == 1


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from('<>&"\\;][{}|%\n'), max_size=40))
def test_any_name_of_a_lane_can_be_drawn(name):
    drawn = drawing([step("a", position_name=name), step("b", position="Q")], [link("a", "b")])
    assert draw(lanes_source(drawn, {"Q": name})).endswith(b"</svg>\n")
