"""What is drawn, read back from Graphviz: the same steps and the same ways, no more and no fewer."""

import json
import re
from collections import Counter

from hypothesis import given, settings

from powers.drawing.lanes import lanes_source
from powers.drawing.process import draw
from powers.drawing.source import chart_source
from powers.drawing.text import one_line

from .flows import drawings, real_flows

STEP = re.compile(r"s(\d+)")


def written(part):
    operations = part.get("_ldraw_", [])
    words = "".join(one["text"] for one in operations if one["op"] == "T")
    return re.sub(r"\s", "", words)


def read_back(source):
    """The ids of the steps that Graphviz drew, and the ways between them with their conditions."""
    told = json.loads(draw(source, "json"))
    steps = {
        part["_gvid"]: part["id"].removeprefix("step-")
        for part in told.get("objects", [])
        if STEP.fullmatch(part["name"])
    }
    ways = Counter(
        (steps[edge["tail"]], steps[edge["head"]], written(edge)) for edge in told.get("edges", [])
    )
    return set(steps.values()), ways


def meant(drawn):
    """The same, from the drawing itself."""
    ways = Counter(
        (link["from"], link["to"], re.sub(r"\s", "", one_line(link["when"])))
        for link in drawn["links"]
    )
    return {row["key"] for row in drawn["steps"]}, ways


@settings(max_examples=40, deadline=None)
@given(real_flows())
def test_a_flow_of_real_size_has_the_same_steps_and_ways(drawn):
    assert read_back(chart_source(drawn)) == meant(drawn)


@settings(max_examples=40, deadline=None)
@given(drawings())
def test_any_drawing_has_the_same_steps_and_ways(drawn):
    assert read_back(chart_source(drawn)) == meant(drawn)


@settings(max_examples=25, deadline=None)
@given(real_flows())
def test_lanes_change_nothing_of_it(drawn):
    lanes = {row["position"]: row["position"] for row in drawn["steps"] if row["position"]}
    assert read_back(lanes_source(drawn, lanes)) == meant(drawn)
