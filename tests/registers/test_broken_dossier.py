"""Every way in which a dossier may be broken: told with its path, all at once."""

import json

import pytest
from django.utils import translation

from riskcontrol.registers.dossier.reading import read_dossier
from tests.registers.examples import DATA, changed, tree


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def paths(change):
    _tree, problems = read_dossier(changed(change))
    return [problem.path for problem in problems]


BREAKS = {
    "an unknown key": (lambda one: one.update(extra=1), ["extra"]),
    "a missing key": (lambda one: one["unit"].pop("name"), ["unit.name"]),
    "another format": (lambda one: one.update(dossier=2), ["dossier"]),
    "an unknown kind": (
        lambda one: one["flowcharts"][0]["steps"][0].update(kind="hop"),
        ["flowcharts[0].steps[0].kind"],
    ),
    "days below one": (
        lambda one: one["flowcharts"][0]["steps"][0].update(days=0),
        ["flowcharts[0].steps[0].days"],
    ),
    "a flag that says no": (
        lambda one: one["positions"][0].update(collective=False),
        ["positions[0].collective"],
    ),
    "a date that is none": (
        lambda one: one["flowcharts"][0]["posting"].update(opens="soon"),
        ["flowcharts[0].posting.opens"],
    ),
    "a list that is none": (lambda one: one.update(measures="none"), ["measures"]),
    "a mapping that is none": (lambda one: one.update(unit=[]), ["unit"]),
    "an empty text": (lambda one: one["unit"].update(name="  "), ["unit.name"]),
    "a text too long": (lambda one: one["unit"].update(name="长" * 201), ["unit.name"]),
    "a code of another form": (lambda one: one["unit"].update(code="a b"), ["unit.code"]),
    "no manifestation": (
        lambda one: one["risk_points"][0].update(manifestations=[]),
        ["risk_points[0].manifestations"],
    ),
    "a code twice": (
        lambda one: one["positions"].append(dict(one["positions"][0])),
        ["positions[12].code"],
    ),
    "a section nobody has": (
        lambda one: one["positions"][0].update(section="NONE"),
        ["positions[0].section"],
    ),
    "a position nobody has": (
        lambda one: one["flowcharts"][0]["steps"][1].update(position="NONE"),
        ["flowcharts[0].steps[1].position"],
    ),
    "a link to nowhere": (
        lambda one: one["flowcharts"][0]["links"][0].update(to="nowhere"),
        ["flowcharts[0].links[0].to"],
    ),
    "a link twice": (
        lambda one: one["flowcharts"][0]["links"].append(dict(one["flowcharts"][0]["links"][0])),
        ["flowcharts[0].links[8]"],
    ),
    "a chart that is not complete": (
        lambda one: one["flowcharts"][0]["links"][1].pop("when"),
        ["flowcharts[0].steps"],
    ),
    "a chart in no section": (
        lambda one: one["flowcharts"][0].update(section="NONE"),
        ["flowcharts[0].section"],
    ),
    "a posting that closes first": (
        lambda one: one["flowcharts"][1]["posting"].update(closes="2015-05-01"),
        ["flowcharts[1].posting.closes"],
    ),
    "a comment on no step": (
        lambda one: one["flowcharts"][0]["posting"]["comments"][0].update(step="none"),
        ["flowcharts[0].posting.comments[0].step"],
    ),
    "a change by a comment not adopted": (
        lambda one: one["flowcharts"][0]["posting"]["comments"][0]["reply"].update(
            outcome="declined"
        ),
        ["flowcharts[0].posting.comments[0].changed"],
    ),
    "a power on no chart": (
        lambda one: one["powers"][0].update(flowchart="none"),
        ["powers[0].flowchart"],
    ),
    "a point that stands nowhere": (
        lambda one: one["risk_points"][0].update(at={}),
        ["risk_points[0].at"],
    ),
    "a point on a step nobody has": (
        lambda one: one["risk_points"][0]["at"].update(steps=["none"]),
        ["risk_points[0].at.steps[0]"],
    ),
    "a process risk on a position": (
        lambda one: one["risk_points"][0].update(at={"positions": ["JC-1"]}),
        ["risk_points[0].at"],
    ),
    "a point on a power of another chart": (
        lambda one: one["risk_points"][0]["at"].update(power="DEMO-A-001"),
        ["risk_points[0].at.power"],
    ),
    "a measure for no point": (
        lambda one: one["measures"][0].update({"for": ["none"]}),
        ["measures[0].for[0]"],
    ),
    "a measure both due and recurring": (
        lambda one: one["measures"][0].update(due="2026-01-01"),
        ["measures[0]"],
    ),
    "a lowered level without a reason": (
        lambda one: one["risk_points"][1]["rating"].update(level="II"),
        ["risk_points[1].rating.level"],
    ),
    "a reason without a level": (
        lambda one: one["risk_points"][1]["rating"].update(reason="因为"),
        ["risk_points[1].rating.reason"],
    ),
}


@pytest.mark.parametrize(("change", "expected"), BREAKS.values(), ids=BREAKS)
def test_broken_dossier_names_the_path(change, expected):
    assert paths(change)[: len(expected)] == expected


def test_gate_refuses_points_on_a_chart_never_posted():
    found = paths(lambda one: one["flowcharts"][0].pop("posting"))
    # The chart's own three points, and those on a position or a section that acts in it.
    assert found == [f"risk_points[{index}].at" for index in (0, 1, 2, 7, 8, 10)]


def test_gate_refuses_a_posting_that_is_not_answered():
    def unanswered(one):
        one["flowcharts"][3]["posting"]["comments"][0] = {"body": "什么时候答复？"}

    assert paths(unanswered) == [f"risk_points[{index}].at" for index in (5, 6, 7, 10)]


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",
        b"a: [",
        b"- 1",
        b"{",
        b"a: &x 1\nb: *x\n",
        b"a: 1\na: 2\n",
        b"x" * 5_300_000,
    ],
)
def test_file_that_is_no_dossier_is_told_and_not_raised(data):
    assert len(read_dossier(data)[1]) >= 1


def test_json_of_the_same_tree_is_the_same_dossier():
    data = json.dumps(tree(), default=str, ensure_ascii=False).encode()
    assert read_dossier(data) == read_dossier(DATA)
