"""A chart on paper: readable on one page, on a larger one, or on several."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.cutting import filled, parts_of, rows_of, taken_by
from powers.drawing.flow import flow_of
from powers.drawing.lane_layout import lay_out_lanes
from powers.drawing.layout import Measures, lay_out
from powers.drawing.pages import READABLE, lane_groups, printed
from powers.drawing.rims import cuts

from .flows import drawing, link, real_flows, step
from .sized import (
    case_of_seventeen,
    notes_of_thirty_seven,
    three_steps,
    works_of_forty,
)

FEW = ("k2", "k5", "k11")


def all_sources(laid):
    return [source for page in laid.pages for source in page]


def test_a_short_chart_is_printed_on_one_a4():
    laid = printed(three_steps())
    assert (laid.page.paper, len(laid.pages)) == ("A4", 1)


def test_a_long_chart_stays_readable_in_columns_or_on_pages():
    laid = printed(works_of_forty())
    assert laid.scale >= READABLE - 1e-6
    assert len(all_sources(laid)) > 1


@pytest.mark.parametrize("keys", [FEW, None])
def test_an_annotated_chart_stays_readable_on_as_few_pages_as_it_takes(keys):
    notes = notes_of_thirty_seven()
    laid = printed(case_of_seventeen(), {key: notes[key] for key in keys or notes})
    assert laid.scale >= READABLE - 1e-6


def test_what_a4_cannot_hold_readably_goes_to_a3():
    notes = notes_of_thirty_seven()
    assert printed(case_of_seventeen(), {key: notes[key] for key in FEW}).page.paper == "A3"


def test_the_paper_asked_for_is_kept():
    notes = notes_of_thirty_seven()
    laid = printed(case_of_seventeen(), {key: notes[key] for key in FEW}, paper="A4")
    assert laid.page.paper == "A4"


def office(count):
    """A matter that goes through so many hands, and back to the first from the last but one."""
    names = [f"第{at}岗" for at in range(count)]
    steps = [step(f"k{at}", position=name, position_name=name) for at, name in enumerate(names)]
    ways = [link(f"k{at}", f"k{at + 1}") for at in range(count - 1)]
    return drawing(steps, [*ways, link(f"k{count - 2}", "k0", "退回")])


def test_nine_lanes_are_readable_on_one_a3():
    laid = printed(office(9), lanes={})
    assert (laid.page.paper, laid.page.across, len(laid.pages)) == ("A3", True, 1)
    assert laid.scale >= READABLE


def test_lanes_go_on_over_pages_that_repeat_their_heads():
    laid = printed(case_of_seventeen(), lanes={}, paper="A4")
    assert laid.scale >= READABLE - 1e-6
    names = {row["position_name"] for row in case_of_seventeen()["steps"]}
    found = [heads(source) for source in all_sources(laid)]
    assert set.union(*found) == names
    assert len(found) > len({frozenset(some) for some in found})


def test_more_lanes_than_fit_a_page_go_on_beside():
    laid = printed(office(14), lanes={}, paper="A4")
    assert laid.scale >= READABLE - 1e-6
    found = [heads(source) for source in all_sources(laid)]
    assert len(found) == len(laid.pages) > 1
    assert sum(map(len, found)) == len(set.union(*found)) == 14


def heads(source):
    """The names of the lanes in a dot source."""
    return set(re.findall(r"<B>(\w+)</B>", "".join(re.findall(r"\tname\d+ .*", source))))


@settings(max_examples=80, deadline=None)
@given(drawn=real_flows(), height=st.sampled_from([200, 400]), width=st.sampled_from([300, 600]))
def test_whatever_is_cut_goes_on_somewhere(drawn, height, width):
    chart = lay_out_lanes(flow_of(drawn), {})
    rows = rows_of(taken_by(chart.layout), height)
    parts = parts_of(rows, lane_groups(chart, width))
    page_of = {part: at for at, part in enumerate(filled(chart.layout, parts))}
    found = list(cuts(flow_of(drawn), chart.layout, parts, page_of))
    held = [key for cut in found for key, at in chart.layout.middles.items() if cut.part.holds(at)]
    assert sorted(held) == sorted(chart.layout.middles)
    for cut in found:
        starts = {cut.marks[piece.start] for piece in cut.pieces if piece.start}
        ends = {cut.marks[piece.end] for piece in cut.pieces if piece.end}
        assert starts <= cut.comes_from.keys()
        assert ends <= cut.leads_to.keys()
        assert starts | ends == set(cut.marks.values())


def test_a_line_that_only_passes_a_page_is_not_on_it():
    steps = [step(key, kind="decision") for key in "abcdef"]
    drawn = drawing(steps, [*(link(a, b) for a, b in pairwise("abcdef")), link("a", "f", "否")])
    layout = lay_out(flow_of(drawn), Measures())
    parts = parts_of(rows_of(taken_by(layout), 150))
    assert len(parts) == 6
    page_of = {part: at for at, part in enumerate(parts, 1)}
    first, *between, last = cuts(flow_of(drawn), layout, parts, page_of)
    assert [len(cut.marks) for cut in (first, *between, last)] == [2, 2, 2, 2, 2, 2]
    (passing,) = {*first.marks.values()} & {*last.marks.values()}
    assert (first.leads_to[passing], last.comes_from[passing]) == ({6}, {1})
