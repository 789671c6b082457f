"""What each button of the flow editor does to the rows. All here is pure: rows in, rows out.

Keys stay unique and last, and no way comes to lead to a row that is not there.
"""

import re
from collections.abc import Callable, Set
from dataclasses import replace

from django.utils.translation import gettext as _

from .rows import NEXT, Basis, Row, Rows, Way, days_of, new_row, target_of
from .states import ProjectStage, StepKind

# Where a name that tells two things is cut; 合并 is one word.
JOINTS = re.compile(r"\s*(?:[、，；,;]|或者?|(?<!合)并)\s*")
FORKS = frozenset({StepKind.DECISION, StepKind.END})


def operate(rows: Rows, operation: str, taken: Set[str] = frozenset()) -> Rows:
    """Apply a button, `add` or `verb:place` (counted from 0); anything else changes nothing.

    `taken` are keys that stand on no row but are not free: those of retired steps.
    """
    verb, _colon, place = operation.partition(":")
    if verb == "add":
        return insert_after(rows, len(rows) - 1, taken)
    if verb == "stages":
        return with_stages(rows)
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else len(rows)
    if verb not in OPERATIONS or at >= len(rows):
        return rows
    return OPERATIONS[verb](rows, at, taken)


def place_after(operation: str, rows: Rows) -> int | None:
    """Tell in which place the work goes on after a button; nowhere for one that moves nothing."""
    verb, _colon, place = operation.partition(":")
    if verb == "add":
        return len(rows) - 1
    if verb not in OPERATIONS or not place.isdecimal() or not rows:
        return None
    further = {"after": 1, "down": 1, "split": 1, "up": -1}.get(verb, 0)
    return min(max(int(place) + further, 0), len(rows) - 1)


def insert_before(rows: Rows, at: int, taken: Set[str]) -> Rows:
    """Put an empty row above one, on the way that led to it from the row above."""
    return insert_after(rows, at - 1, taken)


def insert_after(rows: Rows, at: int, taken: Set[str]) -> Rows:
    """Put an empty row under one, on its way to the row below; it leads there if it led nowhere."""
    above, below = rows[: at + 1], rows[at + 1 :]
    if above:
        above = (*above[:-1], _leading_on(above[-1], below))
    return (*above, new_row_beside(above[-1:] or below[:1], rows, taken), *below)


def new_row_beside(neighbour: Rows, rows: Rows, taken: Set[str]) -> Row:
    """Give an empty row of the stage that the row before it belongs to, or the one after the first."""
    return replace(new_row(rows, taken), stage="".join(row.stage for row in neighbour))


def _leading_on(row: Row, below: Rows) -> Row:
    if row.is_end:
        return row
    next_key = below[0].key if below else ""
    ways = tuple(replace(way, to=NEXT) if way.to == next_key != "" else way for way in row.ways)
    return replace(row, ways=ways or (Way(NEXT),))


def remove(rows: Rows, at: int, _taken: Set[str]) -> Rows:
    """Take a row away with the ways that led to it; who is left without a way leads to the next."""
    gone = rows[at].key
    return tuple(_without(row, gone) for row in rows if row.key != gone)


def _without(row: Row, gone: str) -> Row:
    if gone not in {way.to for way in row.ways}:
        return row
    left = tuple(way for way in row.ways if way.to != gone)
    return replace(row, ways=left or (() if row.is_end else (Way(NEXT),)))


def move_up(rows: Rows, at: int, _taken: Set[str]) -> Rows:
    """Let a row change places with the one above."""
    if at == 0:
        return rows
    return (*rows[: at - 1], rows[at], rows[at - 1], *rows[at + 1 :])


def move_down(rows: Rows, at: int, taken: Set[str]) -> Rows:
    """Let a row change places with the one below."""
    return rows if at == len(rows) - 1 else move_up(rows, at + 1, taken)


def add_way(rows: Rows, at: int, _taken: Set[str]) -> Rows:
    """Give a step one more way out."""
    row = rows[at]
    return (*rows[:at], replace(row, ways=(*row.ways, Way())), *rows[at + 1 :])


def add_basis(rows: Rows, at: int, _taken: Set[str]) -> Rows:
    """Give a step one more legal basis."""
    row = rows[at]
    return (*rows[:at], replace(row, bases=(*row.bases, Basis())), *rows[at + 1 :])


def with_stages(rows: Rows) -> Rows:
    """Let a chart's steps tell the stages of a major project, beginning with the first one."""
    if not rows or any(row.stage for row in rows):
        return rows
    return (replace(rows[0], stage=ProjectStage.INITIATION.value), *rows[1:])


def split(rows: Rows, at: int, taken: Set[str]) -> Rows:
    """Make two steps of one, its name cut at the last joint; the ways out go to the second.

    The limit, the check and the legal bases stay with the first: none of them counts twice.
    """
    row = rows[at]
    name, rest = cut(row.name)
    plain = StepKind.STEP.value
    first = replace(
        row, name=name, kind=plain if row.kind in FORKS else row.kind, ways=(Way(NEXT),)
    )
    second = Row(
        new_row(rows, taken).key,
        name=rest,
        kind=plain if row.kind == StepKind.START else row.kind,
        position=row.position,
        ways=row.ways,
        stage=row.stage,
        holder=row.holder,
        responsible=row.responsible,
    )
    return (*rows[:at], first, second, *rows[at + 1 :])


def cut(name: str) -> tuple[str, str]:
    """Cut a name at its last joint that has words on both sides; else the second part is empty."""
    cuts = [(name[: joint.start()], name[joint.end() :]) for joint in JOINTS.finditer(name)]
    return next((parts for parts in reversed(cuts) if all(parts)), (name, ""))


def merge(rows: Rows, at: int, _taken: Set[str]) -> Rows:
    """Make one step of a row and the one below, which goes on where that one did."""
    if at == len(rows) - 1:
        return rows
    first, second = rows[at], rows[at + 1]
    merged = replace(
        first,
        name="、".join(filter(None, (first.name, second.name))),
        kind=_kind_of_both(first, second),
        position=first.position or second.position,
        days=_days_of_both(first, second),
        check=first.check or second.check,
        ways=second.ways,
        bases=tuple(dict.fromkeys((*first.bases, *second.bases))),
        stage=first.stage or second.stage,
        holder=first.holder or second.holder,
        responsible=first.responsible or second.responsible,
    )
    left = (*rows[:at], merged, *rows[at + 2 :])
    return tuple(_led_to(row, second.key, merged.key) for row in left)


def _kind_of_both(first: Row, second: Row) -> str:
    if first.kind == StepKind.START:
        return first.kind
    return second.kind if {first.kind, second.kind} & FORKS else first.kind


def _days_of_both(first: Row, second: Row) -> str:
    """Add two limits up; what is no number stays as it was typed, for its writer to mend."""
    typed = [row.days for row in (first, second) if row.days]
    known = [days for days in (days_of(first), days_of(second)) if days is not None]
    return str(sum(known)) if len(known) == len(typed) == 2 else "、".join(typed)


def _led_to(row: Row, old: str, new: str) -> Row:
    """Let the ways to one row lead to another; with one that leads there already it becomes one."""
    if old not in {way.to for way in row.ways}:
        return row
    places: dict[str, int] = {}
    ways: list[Way] = []
    for way in row.ways:
        target = new if way.to == old else way.to
        if target == new and target in places:
            known = ways[places[target]]
            when = "、".join(dict.fromkeys(filter(None, (known.when, way.when))))
            ways[places[target]] = Way(target, when)
        else:
            places[target] = len(ways)
            ways.append(Way(target, way.when))
    return replace(row, ways=tuple(ways))


def decide(rows: Rows, at: int, taken: Set[str]) -> Rows:
    """Make a step a decision: yes leads where it led, no to an empty row below that leads on there.

    One that has several ways out already keeps them; an end stays an end.
    """
    row = rows[at]
    if row.is_end:
        return rows
    decision = replace(row, kind=StepKind.DECISION.value)
    if len(row.ways) > 1:
        return (*rows[:at], decision, *rows[at + 1 :])
    way = row.ways[0] if row.ways else Way()
    target = target_of(rows, at, way)
    if target not in {each.key for each in rows}:
        target = ""
    on = NEXT if target in {"", *(each.key for each in rows[at + 1 : at + 2])} else target
    otherwise = replace(new_row(rows, taken), ways=(Way(on),), stage=row.stage)
    ways = (Way(target, way.when or _("Yes")), Way(otherwise.key, _("No")))
    return (*rows[:at], replace(decision, ways=ways), otherwise, *rows[at + 1 :])


OPERATIONS: dict[str, Callable[[Rows, int, Set[str]], Rows]] = {
    "before": insert_before,
    "after": insert_after,
    "remove": remove,
    "up": move_up,
    "down": move_down,
    "way": add_way,
    "basis": add_basis,
    "split": split,
    "merge": merge,
    "decide": decide,
}
