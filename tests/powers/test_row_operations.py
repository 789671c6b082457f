"""Every button of the editor's rows: what it does, and what it never does."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powers.row_operations import OPERATIONS, cut, operate, place_after
from powers.rows import NEXT, Basis, Row, Way, drawing_from

from .test_rows import A, B, C, keys, links, typed_rows

THREE = (A, B, C)
BUTTON = st.one_of(
    st.just("add"),
    st.builds("{}:{}".format, st.sampled_from(sorted(OPERATIONS)), st.integers(0, 8)),
    st.text(max_size=6),
)


def astray(rows):
    """Where ways lead that is neither a row nor open."""
    return {way.to for row in rows for way in row.ways} - {*keys(rows), NEXT, ""}


@given(typed_rows(), st.lists(BUTTON, max_size=8))
def test_keys_stay_unique_and_a_new_one_is_none_of_the_taken(rows, buttons):
    for button in buttons:
        before, rows = rows, operate(rows, button, frozenset({"s1", "s2"}))
        assert len(set(keys(rows))) == len(rows)
        assert set(keys(rows)) - set(keys(before)) <= {f"s{number}" for number in range(3, 30)}


@given(typed_rows(), BUTTON)
def test_a_button_takes_no_row_away_but_the_one_it_names(rows, button):
    verb = button.partition(":")[0]
    gone = set(keys(rows)) - set(keys(operate(rows, button)))
    assert len(gone) <= (verb in {"remove", "merge"})


@given(typed_rows(), BUTTON)
def test_a_button_loses_no_word_but_those_of_the_removed_row(rows, button):
    before = Counter("".join(row.name for row in rows))
    after = Counter("".join(row.name for row in operate(rows, button)))
    if not button.startswith("remove:"):
        assert all(sign in "、，；,;或者并" or sign.isspace() for sign in before - after)


@given(typed_rows(), st.lists(BUTTON, max_size=8))
def test_no_way_comes_to_lead_to_a_row_that_is_not_there(rows, buttons):
    for button in buttons:
        before, rows = rows, operate(rows, button)
        assert astray(rows) <= astray(before)
        known = {step["key"] for step in drawing_from(rows, name="", positions={})["steps"]}
        assert {key for source, target, _when in links(rows) for key in (source, target)} <= known


@given(typed_rows(), BUTTON)
def test_the_work_goes_on_in_a_row_that_is_there(rows, button):
    after = operate(rows, button)
    place = place_after(button, after)
    assert place is None or 0 <= place < len(after)


@given(typed_rows(), st.integers(0, 5))
def test_a_split_step_merged_again_is_the_step_but_for_the_sign_that_was_cut(rows, at):
    split = operate(rows, f"split:{at}")
    assert operate(split, f"merge:{at}")[at : at + 1] == tuple(
        replace(row, name="、".join(filter(None, cut(row.name)))) for row in rows[at : at + 1]
    )


def test_insert_puts_a_row_on_the_way():
    rows = operate(THREE, "after:0", frozenset({"s1"}))
    assert keys(rows) == ["a", "s2", "b", "c"]
    named = tuple(replace(row, name="x") for row in rows)
    assert links(named) == [("a", "s2", ""), ("s2", "b", ""), ("b", "c", "")]


def test_insert_above_is_on_the_way_from_the_row_above():
    decision = replace(A, ways=(Way("b", "齐"), Way("c", "缺")))
    named = tuple(replace(row, name="x") for row in operate((decision, B, C), "before:1"))
    assert keys(named) == ["a", "s1", "b", "c"]
    assert links(named) == [("a", "s1", "齐"), ("a", "c", "缺"), ("s1", "b", ""), ("b", "c", "")]


def test_insert_above_the_first_row_leads_to_it():
    assert operate(THREE, "before:0") == (Row("s1"), *THREE)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("审查并送达", ("审查", "送达")),
        ("受理、审查，送达", ("受理、审查", "送达")),
        ("退回或者补正", ("退回", "补正")),
        ("登记； 归档", ("登记", "归档")),
        ("合并审查", ("合并审查", "")),
        ("受理、", ("受理、", "")),
        ("送达", ("送达", "")),
        ("", ("", "")),
    ],
)
def test_a_name_is_cut_at_its_last_joint(name, parts):
    assert cut(name) == parts


def test_the_second_part_of_a_split_step_takes_its_ways():
    ways = (Way("a", "退回"), Way(NEXT, "通过"))
    whole = replace(
        B, name="审查并决定", kind="decision", position="P", days="5", check=True, ways=ways,
        bases=(Basis("法"),),
    )  # fmt: skip
    first, second = operate((A, whole, C), "split:1")[1:3]
    assert first == replace(whole, name="审查", kind="step", ways=(Way(NEXT),))
    assert second == Row("s1", "决定", "decision", "P", ways=ways)


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        ("start", ["start", "step"]), ("step", ["step", "step"]), ("end", ["step", "end"]),
        ("document", ["document", "document"]),
    ],
)  # fmt: skip
def test_a_split_flow_still_begins_and_ends_once(kind, kinds):
    rows = operate((replace(A, kind=kind, ways=()),), "split:0")
    assert ([row.kind for row in rows], rows[1].ways) == (kinds, ())


def test_merged_steps_join_what_they_hold():
    first = Row("a", "收件", days="2", bases=(Basis("甲"),))
    second = Row("b", "审核", position="P", days="3", check=True, bases=(Basis("甲"), Basis("乙")))
    back = replace(C, kind="step", ways=(Way("b", "补正"),))
    merged, last = operate((first, second, back), "merge:0")
    assert merged == Row(
        "a", "收件、审核", position="P", days="5", check=True, bases=(Basis("甲"), Basis("乙"))
    )
    assert last.ways == (Way("a", "补正"),)


def test_ways_to_two_merged_steps_become_one_with_both_conditions():
    fork = replace(C, kind="decision", ways=(Way("a", "甲"), Way("s9", "丙"), Way("b", "乙")))
    assert operate((A, B, fork), "merge:0")[1].ways == (Way("a", "甲、乙"), Way("s9", "丙"))


@pytest.mark.parametrize(
    ("days", "sum_"), [(("2", ""), "2"), (("", ""), ""), (("三", "2"), "三、2"), (("", "x"), "x")]
)
def test_limits_are_added_where_they_are_numbers(days, sum_):
    rows = tuple(replace(row, days=text) for row, text in zip((A, B), days, strict=True))
    assert operate(rows, "merge:0")[0].days == sum_


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        (("start", "decision"), "start"), (("step", "end"), "end"), (("decision", "step"), "step"),
        (("step", "decision"), "decision"), (("document", "step"), "document"),
    ],
)  # fmt: skip
def test_what_merged_steps_are(kinds, kind):
    rows = tuple(replace(row, kind=each) for row, each in zip((A, B), kinds, strict=True))
    assert [row.kind for row in operate(rows, "merge:0")] == [kind]


def test_the_last_row_has_nothing_to_be_merged_with():
    assert operate(THREE, "merge:2") == THREE


def test_a_decision_gets_its_branches():
    rows = operate(THREE, "decide:1")
    assert (rows[1].kind, rows[1].ways) == ("decision", (Way("c", "是"), Way("s1", "否")))
    assert (rows[2], rows[3]) == (Row("s1"), C)


def test_a_decision_goes_on_where_the_step_led():
    rows = operate((A, replace(B, ways=(Way("a", "退回"),)), C), "decide:1")
    assert rows[1].ways == (Way("a", "退回"), Way("s1", "否"))
    assert rows[2].ways == (Way("a"),)


@pytest.mark.parametrize("ways", [(), (Way("gone"),), (Way(NEXT),)])
def test_a_decision_that_led_nowhere_has_a_way_to_be_chosen(ways):
    rows = operate((A, replace(B, ways=ways)), "decide:1")
    assert rows[1].ways == (Way("", "是"), Way("s1", "否"))
    assert rows[2] == Row("s1")


def test_a_step_with_branches_keeps_them_and_an_end_stays_one():
    ways = (Way("a", "甲"), Way("c", "乙"))
    rows = (A, replace(B, ways=ways), C)
    assert operate(rows, "decide:1") == (A, replace(B, kind="decision", ways=ways), C)
    assert operate(rows, "decide:2") == rows


def test_a_step_that_led_nowhere_leads_to_the_row_added_under_it():
    rows = operate((A, replace(B, ways=())), "add")
    assert [row.ways for row in rows] == [(Way(NEXT),)] * 3


def test_the_first_row_of_all_is_added():
    assert keys(operate((), "add")) == ["s1"]


def test_remove_takes_the_ways_to_it_along():
    rows = operate((replace(A, ways=(Way("b", "是"), Way("c", "否"))), B, C), "remove:1")
    assert links(rows) == [("a", "c", "否")]


def test_who_is_left_without_a_way_leads_to_the_next():
    rows = operate((replace(A, ways=(Way("b"),)), B, C), "remove:1")
    assert rows == (A, C)
    assert links(rows) == [("a", "c", "")]


def test_an_end_left_without_a_way_stays_an_end():
    end = replace(C, ways=(Way("a"),))
    assert operate((A, end), "remove:0") == (replace(C, ways=()),)


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ("up:0", "abc"), ("up:1", "bac"), ("down:1", "acb"), ("down:2", "abc"),
        ("up:7", "abc"), ("up:x", "abc"), ("fly:1", "abc"), ("up", "abc"), ("", "abc"),
    ],
)  # fmt: skip
def test_rows_move_one_place(button, order):
    assert "".join(keys(operate(THREE, button))) == order


def test_ways_and_bases_are_added_to_one_row():
    assert operate(THREE, "way:1")[1].ways == (Way(NEXT), Way())
    assert operate(THREE, "basis:1")[1].bases == (Basis(),)


def test_add_puts_a_row_at_the_end():
    assert keys(operate(THREE, "add")) == ["a", "b", "c", "s1"]


@pytest.mark.parametrize(
    ("button", "place"),
    [("add", 2), ("after:0", 1), ("up:2", 1), ("down:0", 1), ("way:1", 1), ("before:0", 0),
        ("split:1", 2), ("merge:0", 0), ("decide:0", 0), ("remove:3", 2), ("redraw", None), ("up:x", None)],
)  # fmt: skip
def test_the_work_goes_on_in_the_row_that_was_made_or_moved(button, place):
    assert place_after(button, THREE) == place
