"""What is drawn, read back from Graphviz: the same steps and the same ways, no more and no fewer."""

import json
import re
from collections import Counter

from django.template.loader import render_to_string
from hypothesis import given, settings
from lxml import html

from powers.drawing.lanes import lanes_source
from powers.drawing.outline import outline
from powers.drawing.process import draw
from powers.drawing.source import chart_source
from powers.drawing.text import one_line

from .flows import drawings, real_flows

STEP = re.compile(r"s(\d+)")
WAY = re.compile(r"(?:If (?P<when>.*): )?(?:on|back) to step (?P<number>\d+), (?P<name>.*)")


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


def text_list(drawn):
    """The steps and ways of the nested list, as it stands on a page: by number, name and condition."""
    page = html.fromstring(render_to_string("_parts/outline.html", {"outline": outline(drawn)}))
    items = page.xpath("./li")
    names = {number: item.xpath("string(./b)") for number, item in enumerate(items, 1)}
    told = [
        (number, WAY.fullmatch(" ".join(way.text_content().split())))
        for number, item in enumerate(items, 1)
        for way in item.xpath("./ul/li")
    ]
    assert all(names[int(way["number"])] == way["name"] for _number, way in told)
    ways = Counter(
        (number, int(way["number"]), re.sub(r"\s", "", way["when"] or "")) for number, way in told
    )
    return names, ways


@settings(max_examples=40, deadline=None)
@given(real_flows())
def test_the_list_on_the_page_tells_the_steps_and_ways_of_the_picture(drawn):
    names, told = text_list(drawn)
    steps, ways = read_back(chart_source(drawn))
    numbers = {row["key"]: number for number, row in enumerate(drawn["steps"], 1)}
    assert {numbers[key] for key in steps} == set(names)
    assert told == Counter(
        {(numbers[a], numbers[b], when): count for (a, b, when), count in ways.items()}
    )
