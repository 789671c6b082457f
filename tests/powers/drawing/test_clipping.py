"""No word is clipped: by the widths Graphviz measures, every line of text lies inside its shape and the page."""

import json

import pytest
from django.utils import translation
from hypothesis import given, settings

from powers.drawing.lanes import lanes_source
from powers.drawing.process import draw
from powers.drawing.source import chart_source

from . import sized
from .flows import real_flows

SIZED = (
    sized.three_steps, sized.licence_of_seven, sized.case_of_seventeen, sized.works_of_forty,
)  # fmt: skip
# A line of text reaches so far above and below where it stands, in parts of its size.
ABOVE, BELOW = 0.82, 0.12
SLACK = 1.0


def lines(part):
    """Each line of text as (words, left, right, bottom, top), in points."""
    size = 0.0
    for one in part.get("_ldraw_", []):
        if one["op"] == "F":
            size = one["size"]
        elif one["op"] == "T":
            shift = {"l": 0.0, "c": 0.5, "r": 1.0}[one["align"]] * one["width"]
            left, base = one["pt"][0] - shift, one["pt"][1]
            # A blank of half a sign balances a pause, whose right half is blank as well.
            blank = size / 2 if one["text"].startswith("\u2002") else 0.0
            yield (
                one["text"], left + blank, left + one["width"] - blank, base - BELOW * size, base + ABOVE * size
            )  # fmt: skip


def is_inside(part, line):
    """Whether the four corners of a line lie in the shape of a node."""
    _words, left, right, bottom, top = line
    x, y = map(float, part["pos"].split(","))
    half_width, half_height = 36 * float(part["width"]), 36 * float(part["height"])
    reach = [(abs(at - x), abs(up - y)) for at in (left, right) for up in (bottom, top)]
    if part["shape"] == "diamond":
        return all(
            across / (half_width + SLACK) + up / (half_height + SLACK) <= 1 for across, up in reach
        )
    return all(across <= half_width + SLACK and up <= half_height + SLACK for across, up in reach)


def clipped(source):
    """The words that reach beyond the page, or beyond the shape of their step."""
    told = json.loads(draw(source, "json"))
    x1, y1, x2, y2 = map(float, told["bb"].split(","))
    parts = [*told.get("objects", []), *told.get("edges", [])]
    beyond = [
        line[0]
        for part in parts
        for line in lines(part)
        if not (x1 <= line[1] and line[2] <= x2 and y1 <= line[3] and line[4] <= y2)
    ]
    steps = [part for part in parts if part.get("id", "").startswith("step-")]
    return beyond + [line[0] for part in steps for line in lines(part) if not is_inside(part, line)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("chart", SIZED)
def test_nothing_is_clipped_on_charts_of_real_size(chart, language):
    with translation.override(language):
        drawn = chart()
        lanes = {row["position"]: row["position_name"] for row in drawn["steps"]}
        assert clipped(chart_source(drawn)) == []
        assert clipped(lanes_source(drawn, lanes)) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@settings(max_examples=30, deadline=None)
@given(drawn=real_flows())
def test_nothing_is_clipped_on_any_flow(language, drawn):
    with translation.override(language):
        assert clipped(chart_source(drawn)) == []
