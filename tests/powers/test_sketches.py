"""Unsaved work: kept state by state, taken back and brought forth, by one person for himself."""

import datetime
from dataclasses import replace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from powers.actions.charts import save_flowchart
from powers.actions.releases import submit_release
from powers.actions.sketches import MOST_UNDO, drop, keep, redo, undo
from powers.history import changed_field, rows_as_json, rows_from_json, tidied
from powers.models import Sketch, SketchState
from powers.row_operations import operate
from powers.rows import NEXT, Basis, Row, Way, first_rows
from riskcontrol.audit.models import Entry
from tests.factories.accounts import contributor, section_head
from tests.factories.powers import FlowchartFactory, drawn_chart, fresh

from .forms import rows_in
from .test_rows import typed_rows
from .visitors import neighbour, outsider

pytestmark = pytest.mark.django_db
A, B = Row("a", "收件"), Row("b", "审核")


@pytest.fixture
def chart():
    return drawn_chart()


@pytest.fixture
def person(chart):
    return contributor(chart.section)


def renamed(rows, name, place=1):
    return (*rows[:place], replace(rows[place], name=name), *rows[place + 1 :])


def draw(chart, person, rows, name=None, **given):
    return keep(flowchart=chart, name=name or chart.name, rows=rows, by=person, **given)


def draw_names(chart, person, *names):
    """Rename steps in turn, so that each change is one of its own."""
    rows = rows_in(chart)
    for number, name in enumerate(names):
        rows = renamed(rows, name, number % 3)
        draw(chart, person, rows)


def shown(chart, person):
    """The steps' names as the person sees them."""
    return [row["name"] for row in Sketch.objects.of(chart, person).shown.rows]


def go(back_or_forth, chart, person, times=1):
    for _time in range(times):
        back_or_forth(flowchart=chart, by=person)
    return shown(chart, person)


def test_keeping_changes_neither_chart_nor_ledger(chart, person):
    draw(chart, person, renamed(rows_in(chart), "现场核查"), name="新名称")
    assert shown(chart, person) == ["受理", "现场核查", "送达"]
    assert (rows_in(fresh(chart))[1].name, fresh(chart).name) == ("审查", chart.name)
    assert (fresh(chart).row_version, Entry.objects.count()) == (1, 0)


def test_what_is_saved_already_is_not_kept(chart, person):
    assert draw(chart, person, rows_in(chart)) is None
    assert Sketch.objects.count() == 0


def test_a_state_that_is_shown_is_not_kept_twice(chart, person):
    rows = operate(rows_in(chart), "way:1")
    for again in (rows, rows, tidied(rows)):
        draw(chart, person, again)
    assert SketchState.objects.count() == 2


def test_what_cannot_be_saved_yet_is_kept(chart, person):
    start, *others = rows_in(chart)
    rows = (replace(start, days="三天", position="?", ways=(Way("gone", "长" * 300),)), *others)
    draw(chart, person, rows, name="名" * 300)
    state = Sketch.objects.of(chart, person).shown
    assert (rows_from_json(state.rows), state.name) == (rows, "名" * 300)


def test_undo_and_redo_go_through_the_states(chart, person):
    draw_names(chart, person, "甲", "乙", "丙")
    assert go(undo, chart, person, 2) == ["甲", "审查", "送达"]
    assert go(redo, chart, person) == ["甲", "乙", "送达"]
    assert go(undo, chart, person, 9) == ["受理", "审查", "送达"]
    assert go(redo, chart, person, 9) == ["甲", "乙", "丙"]


def test_the_name_of_the_chart_is_undone_too(chart, person):
    draw(chart, person, rows_in(chart), name="新名称")
    undo(flowchart=chart, by=person)
    assert Sketch.objects.of(chart, person).shown.name == chart.name


def test_a_new_change_drops_what_could_be_redone(chart, person):
    draw_names(chart, person, "甲", "乙", "丙")
    go(undo, chart, person, 2)
    draw(chart, person, renamed(rows_in(chart), "丁"))
    assert go(redo, chart, person) == ["受理", "丁", "送达"]
    assert go(undo, chart, person) == ["甲", "审查", "送达"]


def test_a_field_typed_letter_by_letter_is_one_change(chart, person):
    for name in ("现", "现场", "现场核查"):
        draw(chart, person, renamed(rows_in(chart), name))
    for name in ("许", "许可"):
        draw(chart, person, renamed(rows_in(chart), "现场核查"), name=name)
    assert SketchState.objects.count() == 3
    assert go(undo, chart, person) == ["受理", "现场核查", "送达"]
    assert go(undo, chart, person) == ["受理", "审查", "送达"]


def test_typing_on_in_a_field_drops_what_could_be_redone(chart, person):
    draw_names(chart, person, "甲", "乙")
    undo(flowchart=chart, by=person)
    draw(chart, person, renamed(rows_in(chart), "甲乙", 0))
    assert go(redo, chart, person) == ["甲乙", "审查", "送达"]
    assert SketchState.objects.count() == 2


def test_the_same_field_after_another_is_a_change_of_its_own(chart, person):
    rows = rows_in(chart)
    for place, name in ((0, "甲"), (1, "乙"), (0, "丙")):
        rows = renamed(rows, name, place)
        draw(chart, person, rows)
    assert go(undo, chart, person) == ["甲", "乙", "送达"]


def test_fifty_changes_can_be_undone_and_the_oldest_goes(chart, person):
    names = [f"名{number}" for number in range(MOST_UNDO + 1)]
    draw_names(chart, person, *names[:-1])
    assert SketchState.objects.count() == 51
    assert go(undo, chart, person, 60) == ["受理", "审查", "送达"]
    go(redo, chart, person, 60)
    draw(chart, person, operate(rows_in(chart), "remove:1"))
    assert SketchState.objects.count() == 51
    assert go(undo, chart, person, 60) == ["名0", "审查", "送达"]


def test_two_people_have_two_sketches(chart, person):
    other = section_head(chart.section)
    draw(chart, person, renamed(rows_in(chart), "甲"))
    draw(chart, other, renamed(rows_in(chart), "乙"))
    undo(flowchart=chart, by=other)
    drop(flowchart=chart, by=other)
    assert shown(chart, person) == ["受理", "甲", "送达"]
    assert [each.user for each in Sketch.objects.all()] == [person]


def test_others_at_work_just_now_are_told(chart, person):
    other, earlier = section_head(chart.section), contributor(chart.section)
    rows = renamed(rows_in(chart), "甲")
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=11)):
        draw(chart, earlier, rows)
    draw(chart, other, rows)
    draw(chart, person, rows)
    draw(drawn_chart(section=chart.section), other, first_rows())
    assert [each.user for each in Sketch.objects.others(chart, person)] == [other]


def test_saving_ends_the_savers_sketch_alone(chart, person):
    other = section_head(chart.section)
    rows = renamed(rows_in(chart), "甲")
    draw(chart, person, rows)
    draw(chart, other, rows)
    save_flowchart(flowchart=chart, name=chart.name, rows=rows, expected=1, by=person)
    assert [each.user for each in Sketch.objects.all()] == [other]


def test_a_sketch_is_based_on_what_the_page_was_opened_with(chart, person):
    other = section_head(chart.section)
    rows = rows_in(chart)
    save_flowchart(flowchart=chart, name="他的", rows=rows, expected=1, by=other)
    assert draw(chart, person, renamed(rows, "甲"), based_on=1).based_on == 1
    drop(flowchart=chart, by=person)
    assert draw(chart, person, renamed(rows, "甲")).based_on == 2


def test_going_on_from_what_is_saved_now_is_kept_though_nothing_else_changed(chart, person):
    rows = renamed(rows_in(chart), "甲")
    draw(chart, person, rows)
    assert draw(chart, person, rows, based_on=2).based_on == 2
    assert (Sketch.objects.get().based_on, SketchState.objects.count()) == (2, 2)


def test_unsaved_work_says_whose_it_is(chart, person):
    sketch = draw(chart, person, renamed(rows_in(chart), "甲"))
    assert str(sketch.shown) == f"{chart} · {person} 2"


def test_what_comes_after_the_save_and_is_in_it_begins_no_sketch(chart, person):
    rows = (*renamed(rows_in(chart), "甲"), Row("s1"))
    save_flowchart(flowchart=chart, name="新", rows=rows, expected=1, by=person)
    assert draw(chart, person, rows, name="新", based_on=1) is None
    assert draw(chart, person, rows, name="旧", based_on=1).based_on == 1


def test_an_empty_chart_is_undone_to_the_rows_it_opens_with(person, chart):
    empty = FlowchartFactory(section=chart.section)
    draw(empty, person, renamed(first_rows(), "甲"))
    assert go(undo, empty, person) == ["", "", "", ""]


def test_nothing_to_undo_is_no_fault(chart, person):
    assert undo(flowchart=chart, by=person) is redo(flowchart=chart, by=person) is None


@pytest.mark.parametrize("who", [outsider, neighbour])
def test_only_who_may_edit_the_chart_keeps_a_sketch(chart, person, who):
    draw_names(chart, person, "甲", "乙")
    stranger = who(chart.section)
    for act in (undo, redo, drop, lambda **given: keep(name="他", rows=(), **given)):
        with pytest.raises(PermissionDenied):
            act(flowchart=chart, by=stranger)
    assert shown(chart, person) == ["甲", "乙", "送达"]


def test_a_release_locks_the_chart_and_the_sketch_stays(chart, person):
    draw_names(chart, person, "甲")
    submit_release(flowchart=chart, days=7, by=person)
    with pytest.raises(PermissionDenied):
        draw(chart, person, ())
    assert shown(chart, person) == ["甲", "审查", "送达"]


@given(typed_rows())
def test_rows_are_read_back_as_they_were_written(rows):
    assert rows_from_json(rows_as_json(rows)) == rows


@given(st.lists(typed_rows(), max_size=8))
def test_whatever_is_drawn_is_undone_and_redone_in_order(drawn):
    chart = drawn_chart()
    person = contributor(chart.section)
    seen = [rows_as_json(rows_in(chart))]
    for rows in drawn:
        draw(chart, person, rows)
        sketch = Sketch.objects.of(chart, person)
        seen = [state.rows for state in sketch.states.all()] if sketch else seen
    for rows in reversed(seen[:-1]):
        assert undo(flowchart=chart, by=person).shown.rows == rows
    for rows in seen[1:]:
        assert redo(flowchart=chart, by=person).shown.rows == rows


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ((A, B), (A, B), ""),
        ((A, B), (B, A), ""),
        ((A, B), (A,), ""),
        ((A, B), (replace(A, name="收"), B), "a.name"),
        ((A, B), (replace(A, name="收"), replace(B, name="审")), ""),
        ((A, B), (A, replace(B, kind="decision")), "b.kind"),
        ((A, B), (A, replace(B, check=True)), "b.check"),
        ((A, B), (A, replace(B, name="审", days="5")), ""),
        ((A, B), (replace(A, ways=(Way(NEXT, "齐"),)), B), "a.when.0"),
        ((A, B), (replace(A, ways=(Way(NEXT), Way("", "齐"))), B), "a.when.1"),
        ((A, B), (replace(A, ways=(Way("b", "齐"),)), B), ""),
        ((A, B), (replace(A, bases=(Basis("法"),)), B), "a.law.0"),
        ((replace(A, bases=(Basis("法", "一"),)), B), (replace(A, bases=(Basis("法"),)), B), "a.article.0"),
    ],
)  # fmt: skip
def test_the_one_field_that_changed_is_named(before, after, field):
    assert changed_field(before, after) == field
