"""Unsaved work on a chart: kept as it is drawn, taken back, brought forth again, let go.

No entry is made: nothing here changes the chart.
"""

import datetime

from django.db import transaction

from powers.charts import drawing_of
from powers.history import changed_field, rows_as_json, rows_from_json, tidied
from powers.models import Flowchart, Sketch, SketchState
from powers.permissions.inventory import can_edit_chart
from powers.row_problems import problems_of
from powers.rows import Rows, drawing_from, rows_to_edit
from riskcontrol.accounts.models import User

MOST_UNDO = 50


@transaction.atomic
def keep(
    *, flowchart: Flowchart, name: str, rows: Rows, by: User, based_on: int | None = None
) -> Sketch | None:
    """Keep what a person has drawn as one state that can be undone; none where nothing is changed.

    `based_on` is the row version of the chart that this rests on, where it may not be the current
    one. A further change of the same one field takes the place of the one before.
    """
    can_edit_chart(by, flowchart).enforce()
    sketch = _locked(flowchart, by)
    if sketch is None:
        sketch = _begin(flowchart, name, rows, by, based_on)
    if sketch:
        _add(sketch, name, rows, based_on or sketch.based_on)
    return sketch


@transaction.atomic
def undo(*, flowchart: Flowchart, by: User) -> Sketch | None:
    """Go back to the state before, if there is one."""
    return _go(flowchart, by, -1)


@transaction.atomic
def redo(*, flowchart: Flowchart, by: User) -> Sketch | None:
    """Go forth to the state that was undone last, if there is one."""
    return _go(flowchart, by, 1)


@transaction.atomic
def drop(*, flowchart: Flowchart, by: User) -> None:
    """Let a person's unsaved work go: he goes on from the saved chart."""
    can_edit_chart(by, flowchart).enforce()
    Sketch.objects.filter(flowchart=flowchart, user=by).delete()


@transaction.atomic
def clear_away(*, untouched_since: datetime.datetime) -> int:
    """Let go of old sketches that show no more than is saved, and give how many; no other one goes."""
    old = Sketch.objects.filter(saved_at__lt=untouched_since).select_for_update()
    return sum(_let_go(sketch) for sketch in old)


def _let_go(sketch: Sketch) -> bool:
    chart = Flowchart.objects.with_rows().get(pk=sketch.flowchart_id)
    if not _draws(chart, sketch.shown.name, rows_from_json(sketch.shown.rows)):
        return False
    sketch.delete()
    return True


def _locked(flowchart: Flowchart, user: User) -> Sketch | None:
    # Locked, so that two windows of one person take turns.
    return Sketch.objects.select_for_update().of(flowchart, user)


def _begin(
    flowchart: Flowchart, name: str, rows: Rows, by: User, based_on: int | None
) -> Sketch | None:
    """Begin with the saved chart as the first state, unless that is what was drawn."""
    chart = Flowchart.objects.with_rows().get(pk=flowchart.pk)
    saved = rows_to_edit(drawing_of(chart), {step.key for step in chart.steps.all()})
    based_on = based_on or chart.row_version
    if name == chart.name and rows in (saved, tidied(saved)):
        return None
    if based_on != chart.row_version and _draws(chart, name, rows):
        # Sent while he saved, and come after: it holds what is saved by now.
        return None
    given = {"based_on": based_on}
    # Locked again, for another window of his may have begun just now.
    locked = Sketch.objects.select_for_update()
    sketch, is_new = locked.get_or_create(flowchart=chart, user=by, defaults=given)
    if is_new:
        sketch.states.create(number=1, name=chart.name, rows=rows_as_json(saved))
    return sketch


def _draws(chart: Flowchart, name: str, rows: Rows) -> bool:
    """Whether rows draw just what is saved and hold nothing else, but for what was left empty."""
    drawing = drawing_of(chart)
    positions = {step["position"]: step["position_name"] for step in drawing["steps"]}
    is_same = drawing_from(rows, name=name, positions=positions) == drawing
    return is_same and not problems_of(rows, positions.keys())


def _add(sketch: Sketch, name: str, rows: Rows, based_on: int) -> None:
    state = sketch.shown
    before = rows_from_json(state.rows)
    is_same = name == state.name and rows in (before, tidied(before))
    if is_same and based_on == sketch.based_on:
        return
    sketch.based_on = based_on
    if not is_same:
        _add_state(sketch, state, name, rows, mark=_mark_of(state, before, name, rows))
    sketch.save(update_fields=["based_on", "first", "at", "last", "saved_at"])


def _add_state(sketch: Sketch, state: SketchState, name: str, rows: Rows, *, mark: str) -> None:
    given = {"name": name, "rows": rows_as_json(rows)}
    if mark and mark == state.mark:
        _forget(sketch, at=sketch.at)
        sketch.states.filter(pk=state.pk).update(**given)
    else:
        _forget(sketch, at=sketch.at + 1)
        sketch.states.create(number=sketch.at, mark=mark, **given)


def _forget(sketch: Sketch, *, at: int) -> None:
    """Make a number the newest state: what could be redone goes, and what is too old."""
    first = max(sketch.first, at - MOST_UNDO)
    if sketch.can_redo:
        sketch.states.filter(number__gt=sketch.at).delete()
    if first > sketch.first:
        sketch.states.filter(number__lt=first).delete()
    sketch.first, sketch.at, sketch.last = first, at, at


def _mark_of(state: SketchState, before: Rows, name: str, rows: Rows) -> str:
    """Name the one field that is changed; nothing where it is more than one."""
    if name == state.name:
        return changed_field(tidied(before), tidied(rows))
    return "name" if rows in (before, tidied(before)) else ""


def _go(flowchart: Flowchart, by: User, by_steps: int) -> Sketch | None:
    can_edit_chart(by, flowchart).enforce()
    sketch = _locked(flowchart, by)
    if sketch and sketch.first <= sketch.at + by_steps <= sketch.last:
        sketch.at += by_steps
        sketch.save(update_fields=["at", "saved_at"])
    return sketch
