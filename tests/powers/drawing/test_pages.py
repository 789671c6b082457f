"""A chart on paper: readable on one page, on a larger one, or on several."""

import pytest

from powers.drawing.pages import READABLE, printed

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
