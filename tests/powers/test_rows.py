"""The editor's rows: the way to a drawing and back, and what keeps them from being written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powers.drawing.outline import outline
from powers.forms.charts import laid_out
from powers.row_problems import problems_of
from powers.rows import (
    MOST_LINKS,
    MOST_STEPS,
    NEXT,
    Basis,
    Row,
    Way,
    drawing_from,
    filled,
    first_rows,
    fresh_key,
    is_blank,
    rows_of,
)
from powers.states import StepKind

A, B, C = Row("a", "收件"), Row("b", "审核"), Row("c", "送达", "end", ways=())
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
NAME = TEXT.filter(str.strip)


def links(rows):
    drawing = drawing_from(rows, name="", positions={})
    return [(link["from"], link["to"], link["when"]) for link in drawing["links"]]


def keys(rows):
    return [row.key for row in rows]


@st.composite
def drawings(draw):
    """A drawing as it is stored: unique keys, at most one link from one step to another."""
    known = draw(
        st.lists(
            st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=7, unique=True
        )
    )
    pairs = [(source, target) for source in known for target in known]
    drawn = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=9))
    drawn.sort(key=lambda pair: known.index(pair[0]))
    steps = [
        {
            "key": key,
            "name": draw(NAME),
            "kind": draw(st.sampled_from(StepKind.values)),
            "position": draw(st.sampled_from(["", "P-1"])),
            "position_name": "",
            "days": draw(st.none() | st.integers(1, 9999)),
            "check": draw(st.booleans()),
            "basis": draw(st.lists(st.builds(dict, law=NAME, article=TEXT), max_size=2)),
        }
        for key in known
    ]
    for step in steps:
        step["position_name"] = "岗" if step["position"] else ""
    arrows = [{"from": source, "to": target, "when": draw(TEXT)} for source, target in drawn]
    return {"name": draw(TEXT), "steps": steps, "links": arrows}


@st.composite
def typed_rows(draw):
    """Rows as they may stand in the form: any keys, ways that lead anywhere or nowhere."""
    known = draw(
        st.lists(st.from_regex(r"[a-z]{1,3}|s[1-5]", fullmatch=True), max_size=6, unique=True)
    )
    ways = st.lists(st.builds(Way, st.sampled_from([*known, NEXT, "", "gone"]), TEXT), max_size=3)
    return tuple(
        Row(key, draw(TEXT), draw(st.sampled_from(StepKind.values)), ways=tuple(draw(ways)))
        for key in known
    )


@given(drawings())
def test_a_drawing_turned_into_rows_and_back_is_the_same(drawing):
    again = drawing_from(rows_of(drawing), name=drawing["name"], positions={"P-1": "岗"})
    assert again == drawing


@given(drawings())
def test_rows_turned_into_a_drawing_and_back_are_the_same(drawing):
    rows = rows_of(drawing)
    assert rows_of(drawing_from(rows, name="", positions={})) == rows


@given(typed_rows())
def test_every_link_of_a_drawing_joins_two_of_its_steps_once(rows):
    drawing = drawing_from(rows, name="", positions={})
    known = {step["key"] for step in drawing["steps"]}
    pairs = [(link["from"], link["to"]) for link in drawing["links"]]
    assert {key for pair in pairs for key in pair} <= known
    assert len(pairs) == len(set(pairs))


def test_an_empty_chart_begins_with_a_start_two_steps_and_an_end():
    rows = first_rows(frozenset({"s2"}))
    assert [(row.key, row.kind) for row in rows] == [
        ("s1", "start"), ("s3", "step"), ("s4", "step"), ("s5", "end"),
    ]  # fmt: skip
    assert filled(rows) == ()


def test_the_first_rows_lead_one_to_the_next_once_they_are_named():
    named = tuple(replace(row, name="x") for row in first_rows())
    assert links(named) == [("s1", "s2", ""), ("s2", "s3", ""), ("s3", "s4", "")]


def test_an_empty_row_between_others_is_drawn_where_it_stands():
    assert links((A, Row("new"), B, C)) == [("a", "new", ""), ("new", "b", ""), ("b", "c", "")]


def test_empty_rows_at_the_end_are_not_drawn():
    assert keys(filled((A, Row("x"), B, Row("y"), Row("z", kind="end", ways=())))) == [
        "a",
        "x",
        "b",
    ]


@given(typed_rows())
def test_a_step_has_the_number_of_its_row(rows):
    numbers = {line.row.key: line.number for line in laid_out(rows)}
    drawn = {item.key: item.number for item in outline(drawing_from(rows, name="", positions={}))}
    left = [row for row in rows if row.key not in drawn]
    assert drawn == {key: numbers[key] for key in drawn}
    assert all(is_blank(row) for row in left)
    assert left == list(rows[len(drawn) :])


def test_an_empty_row_that_a_way_names_is_kept():
    assert keys(filled((replace(A, ways=(Way("new"),)), Row("new")))) == ["a", "new"]


def test_next_leads_nowhere_from_an_end_or_the_last_row():
    assert links((replace(A, kind="end"), B)) == []


def test_a_fresh_key_is_a_free_one():
    assert fresh_key({"s1", "s3"}) == "s2"


def messages(*rows, positions=frozenset()):
    return [(problem.field_id, problem.message) for problem in problems_of(rows, positions)]


def fields(*rows, positions=frozenset()):
    return [problem.field_id for problem in problems_of(rows, positions)]


def test_rows_without_fault_have_no_problem():
    decision = replace(B, kind="decision", ways=(Way("a", "退回"), Way("c", "通过")), days="3")
    good = replace(A, position="P", bases=(Basis("行政许可法", "第三十四条"),))
    assert messages(good, decision, C, positions={"P"}) == []


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "三", "10000", "１", "9" * 50])
def test_a_limit_is_a_number_of_days(days):
    assert fields(replace(A, days=days), C) == ["row-0-days"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (replace(A, name="长" * 201), "row-0-name"),
        (replace(A, kind="javascript:"), "row-0-kind"),
        (replace(A, position="OTHER"), "row-0-position"),
        (replace(A, ways=(Way("gone"),)), "row-0-to-0"),
        (replace(A, ways=(Way("", "条件"),)), "row-0-to-0"),
        (replace(A, ways=(Way("c"), Way("", "条件"))), "row-0-to-1"),
        (replace(A, ways=(Way(NEXT, "长" * 201),)), "row-0-when-0"),
        (replace(A, bases=(Basis("", "第一条"),)), "row-0-law-0"),
        (replace(A, bases=(Basis("长" * 201),)), "row-0-law-0"),
        (replace(A, bases=(Basis("法", "长" * 101),)), "row-0-article-0"),
    ],
)
def test_a_problem_is_said_at_its_field(row, field):
    assert fields(row, C) == [field]


def test_two_ways_to_one_step_are_said_at_both():
    assert fields(replace(A, ways=(Way("c", "甲"), Way(NEXT, "乙"))), C) == [
        "row-0-to-0",
        "row-0-to-1",
    ]


def test_a_chart_holds_so_many_steps_and_no_more():
    full = [Row(f"k{n}", "步") for n in range(MOST_STEPS)]
    assert fields(*full) == []
    assert fields(*full, Row("one-more", "步")) == ["rows"]


def test_a_chart_holds_so_many_ways_and_no_more():
    names = [f"k{n}" for n in range(15)]
    full = [Row(name, "步", ways=tuple(Way(other, "x") for other in names)) for name in names]
    assert MOST_LINKS < 225
    assert fields(*full) == ["rows"]
