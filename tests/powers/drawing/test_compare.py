from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.drawing.compare import compare, told, touched_steps, uncovered

from .flows import drawings, licence, line_of_three, link, step


def said(before, after):
    """What each difference says, without its values."""
    found = compare(before, after)
    return [(each.kind, each.step, each.words, each.field, each.target) for each in found]


def changed(key, **facts):
    drawn = line_of_three()
    row = next(row for row in drawn["steps"] if row["key"] == key)
    row.update(facts)
    return drawn


@settings(max_examples=60)
@given(drawings())
def test_a_drawing_does_not_differ_from_itself(drawn):
    assert compare(drawn, deepcopy(drawn)) == []
    assert touched_steps(drawn, deepcopy(drawn)) == set()


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"name": "B"}, "name", "The step “b” is now called “B”."),
        ({"kind": "end"}, "kind", "The kind of “b” is now “end”; it was “step”."),
        (
            {"position": "P-2", "position_name": "出纳岗"},
            "position",
            "The position of “b” is now “出纳岗”; it was “审查岗”.",
        ),
        ({"days": 5}, "days", "The time for “b” is now 5 working days; it was 3 working days."),
        ({"days": None}, "days", "The time for “b” is now none; it was 3 working days."),
        ({"check": True}, "check", "“b” is now a check-and-balance step."),
        (
            {"basis": [{"law": "行政许可法", "article": "第三十四条"}]},
            "basis",
            "The legal basis of “b” is now 《行政许可法》第三十四条; it was none.",
        ),
    ],
)
def test_a_changed_fact_is_said_in_words(facts, field, words):
    after = changed("b", **facts)
    assert said(line_of_three(), after) == [("changed", "b", words, field, "")]
    assert touched_steps(line_of_three(), after) == (set() if field == "basis" else {"b"})


def test_a_step_that_is_no_longer_a_check():
    (found,) = compare(changed("b", check=True), line_of_three())
    assert found.words == "“b” is no longer a check-and-balance step."


def test_a_position_is_known_by_its_code():
    after = changed("b", position_name="审查一岗")
    words = "The same position of “b” is now called “审查一岗”; it was “审查岗”."
    assert said(line_of_three(), after) == [("respelt", "b", words, "position", "")]
    assert touched_steps(line_of_three(), after) == set()
    assert uncovered(line_of_three(), after, set()) == []


def test_what_reads_the_same_is_not_told():
    after = changed("b", name=" b ")
    after["links"][0]["when"] = "  "
    assert [each.kind for each in compare(line_of_three(), after)] == ["respelt", "respelt"]
    assert told(line_of_three(), after) == []
    assert uncovered(line_of_three(), after, set()) == []


def test_another_name_of_the_chart_is_answered_for_by_no_step():
    after = line_of_three() | {"name": "另一张图"}
    words = "The chart “许可证核发流程图” is now called “另一张图”."
    assert said(line_of_three(), after) == [("changed", "", words, "name", "")]
    assert [each.field for each in uncovered(line_of_three(), after, {"", "a", "b"})] == ["name"]
    assert touched_steps(line_of_three(), after) == set()


def test_legal_bases_are_told_one_after_the_other():
    basis = [{"law": "甲法", "article": "第一条"}, {"law": "乙法", "article": "第二条"}]
    (found,) = told(line_of_three(), changed("b", basis=basis))
    assert found.words == (
        "The legal basis of “b” is now 《甲法》第一条; 《乙法》第二条; it was none."
    )


def test_ways_in_another_order_are_told_where_they_leave_one_step():
    before = line_of_three()
    before["links"].append(link("a", "c", "refused"))
    across = before | {"links": [before["links"][at] for at in (1, 0, 2)]}
    turned = before | {"links": [before["links"][at] for at in (2, 1, 0)]}
    assert (told(before, across), uncovered(before, turned, set())) == ([], [])
    assert [(each.kind, each.words) for each in told(before, turned)] == [
        ("moved", "The ways from “a” now stand in another order.")
    ]
    assert [each.is_improvement for each in compare(before, across)] == [False]


def test_a_step_that_came_and_its_ways():
    after = line_of_three()
    after["steps"].append(step("d", kind="end"))
    after["links"].append(link("b", "d", "refused"))
    assert [(found.kind, found.step, found.words) for found in compare(line_of_three(), after)] == [
        ("added", "d", "The step “d” is new."),
        ("added", "b", "The way from “b” to “d” (when: refused) is new."),
    ]
    assert touched_steps(line_of_three(), after) == {"b", "d"}


def test_a_step_that_went_and_its_ways():
    before = line_of_three()
    before["steps"].append(step("d", kind="end"))
    before["links"] += [link("b", "d", "refused"), link("a", "d")]
    assert [
        (found.kind, found.step, found.words) for found in compare(before, line_of_three())
    ] == [
        ("removed", "d", "The step “d” is gone."),
        ("removed", "b", "The way from “b” to “d” (when: refused) is gone."),
        ("removed", "a", "The way from “a” to “d” is gone."),
    ]


def test_a_changed_condition():
    after = line_of_three()
    after["links"][0]["when"] = "complete"
    words = "The way from “a” to “b” is now taken when: complete; it was: none."
    assert said(line_of_three(), after) == [("changed", "a", words, "link", "b")]
    assert touched_steps(line_of_three(), after) == {"a", "b"}


def test_a_way_without_condition_that_came():
    after = line_of_three()
    after["links"].append(link("a", "gone"))
    assert [found.words for found in compare(line_of_three(), after)] == [
        "The way from “a” to “gone” is new."
    ]


def test_a_row_that_moved_touches_nothing():
    after = line_of_three()
    after["steps"] = [after["steps"][1], after["steps"][0], after["steps"][2]]
    (moved,) = compare(line_of_three(), after)
    assert (moved.kind, moved.words) == ("moved", "“b” now stands first.")
    assert touched_steps(line_of_three(), after) == set()
    assert uncovered(line_of_three(), after, set()) == []


def test_a_step_that_moved_is_told_behind_which_it_stands():
    after = line_of_three()
    after["steps"] = [after["steps"][0], after["steps"][2], after["steps"][1]]
    (moved,) = compare(line_of_three(), after)
    assert moved.words == "“c” now stands at place 2, after “a”."


def test_a_step_answers_for_itself_alone():
    after = changed("b", days=9)
    assert uncovered(line_of_three(), after, {"b"}) == []
    assert [found.step for found in uncovered(line_of_three(), after, {"a", "c"})] == ["b"]


@pytest.mark.parametrize(("named", "left"), [({"a"}, 0), ({"b"}, 0), ({"c"}, 1), (set(), 1)])
def test_a_way_is_answered_for_by_either_of_its_steps(named, left):
    after = line_of_three()
    after["links"][0]["when"] = "complete"
    assert len(uncovered(line_of_three(), after, named)) == left


def facts(drawn):
    """Steps and links as plain facts, without order and legal bases."""
    fields = ("name", "kind", "position", "days", "check")
    steps = {row["key"]: [row[field] for field in fields] for row in drawn["steps"]}
    return steps, sorted((row["from"], row["to"], row["when"]) for row in drawn["links"])


PLAIN = st.sampled_from(["审查", "决定", ""])


@settings(max_examples=150)
@given(before=drawings(most=3, texts=PLAIN), after=drawings(most=3, texts=PLAIN))
def test_nothing_is_touched_where_the_facts_are_the_same_and_only_there(before, after):
    same = facts(before) == facts(after)
    assert (touched_steps(before, after) == set()) == same
    assert (uncovered(before, after, set()) == []) == same


@settings(max_examples=60)
@given(before=drawings(most=4), after=drawings(most=4))
def test_all_is_covered_when_every_touched_step_is_named(before, after):
    assert uncovered(before, after, touched_steps(before, after)) == []
    assert uncovered(licence(), licence(), set()) == []
