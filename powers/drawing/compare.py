"""What changed between two drawings: told in words, kept as plain values, and which steps it touches.

`applying.apply` makes the second drawing of the first with nothing but these differences.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from . import saying
from .flow import Drawing, Flow, Link, Step, flow_of

FIELDS = ("name", "kind", "position", "days", "check", "basis", "stage", "holder", "responsible")
RESPELT = "respelt"
"""The kind of a difference in writing alone: blanks, or another name of the same position."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs.

    `kind` is added, removed, changed, moved or respelt. `field` names the step's field, `link` for a
    way (then `step` is its source and `target` its target), `order` for a step's place, and is empty
    for a whole step; `step` is empty for the chart's own name. `words` are empty where no reader
    would see a difference. `was` and `now` are the values as stored, `at` the places before and
    after, counted from 1.
    """

    kind: str
    step: str
    words: str
    field: str = ""
    target: str = ""
    was: Any = None
    now: Any = None
    at: tuple[int, int] = (0, 0)

    @property
    def needs_naming(self) -> bool:
        """Whether a comment has to name its step: order and spelling alone need none."""
        return self.kind not in {"moved", RESPELT}

    @property
    def is_improvement(self) -> bool:
        """Whether the drawing itself is another one: what is only spelt otherwise makes no version."""
        return bool(self.words) and self.kind != RESPELT


@dataclass(frozen=True)
class Way:
    """A link with its place among the links, and its condition as stored."""

    at: int
    link: Link
    when: str

    @property
    def ends(self) -> tuple[str, str]:
        """The steps it leads from and to."""
        return self.link.source, self.link.target


type Pair = tuple[Way, Way]


@dataclass(frozen=True)
class Side:
    """One of the two drawings, read, with its rows as stored."""

    flow: Flow
    rows: dict[str, Drawing]
    ways: tuple[Way, ...]


def side_of(drawing: Drawing) -> Side:
    """Read one of the two drawings."""
    flow = flow_of(drawing)
    stored = list(drawing.get("steps") or ())
    rows = {step.key: stored[step.number - 1] for step in flow.steps}
    links = zip(flow.links, drawing.get("links") or (), strict=True)
    ways = tuple(Way(at, link, row.get("when", "")) for at, (link, row) in enumerate(links, 1))
    return Side(flow, rows, ways)


def compare(before: Drawing, after: Drawing) -> list[Difference]:
    """Name everything that differs: the chart's name, steps, ways, then the order of steps and ways."""
    old, new = side_of(before), side_of(after)
    return [
        *renaming(before.get("name", ""), after.get("name", "")),
        *step_differences(old, new),
        *link_differences(old, new),
        *moves(old.flow, new.flow),
    ]


def told(before: Drawing, after: Drawing) -> list[Difference]:
    """Name what differs for a reader: each of these has words."""
    return [difference for difference in compare(before, after) if difference.words]


def uncovered(before: Drawing, after: Drawing, named: set[str]) -> list[Difference]:
    """List the differences that no named step answers for.

    A step's difference needs its own key named, a way's the key of its source or its target; the
    order of the rows alone needs none. The chart's own name is no step's: nothing answers for it.
    """
    keys = named - {""}
    return [
        difference
        for difference in compare(before, after)
        if difference.needs_naming and not {difference.step, difference.target} & keys
    ]


def touched_steps(before: Drawing, after: Drawing) -> set[str]:
    """Give the keys of the steps whose name, kind, position, days, check, stage, holders or ways differ."""
    old, new = facts_of(flow_of(before)), facts_of(flow_of(after))
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def facts_of(flow: Flow) -> dict[str, tuple[Any, ...]]:
    """What counts of each step, its ways in and out included."""
    return {
        step.key: (
            *(fact(step, field) for field in FIELDS if field != "basis"),
            Counter((link.source, link.when) for link in flow.ways_in(step.key)),
            Counter((link.target, link.when) for link in flow.ways_out(step.key)),
        )
        for step in flow.steps
    }


def fact(step: Step, field: str) -> Any:
    """One fact of a step; a position is known by its code, or by its name where it has none."""
    if field == "position":
        return step.position or step.position_name
    return getattr(step, field)


def renaming(was: str, now: str) -> Iterator[Difference]:
    """The chart's own name."""
    if was != now:
        yield Difference("changed", "", saying.chart_renamed(was, now), "name", was=was, now=now)


def step_differences(old: Side, new: Side) -> Iterator[Difference]:
    """Steps gone, steps come, and what changed in the others."""
    for key, step in old.flow.by_key.items():
        if key not in new.rows:
            at = (step.number, 0)
            yield Difference("removed", key, saying.step_gone(step), was=old.rows[key], at=at)
    for key, step in new.flow.by_key.items():
        if key not in old.rows:
            at = (0, step.number)
            yield Difference("added", key, saying.step_come(step), now=new.rows[key], at=at)
        else:
            yield from field_differences(old, new, key)


def field_differences(old: Side, new: Side, key: str) -> Iterator[Difference]:
    """What changed in one step."""
    one, other = old.flow.by_key[key], new.flow.by_key[key]
    for field in FIELDS:
        was, now = stored(old.rows[key], field), stored(new.rows[key], field)
        if was == now:
            continue
        is_change = fact(one, field) != fact(other, field)
        words = saying.field_changed(field, one, other) if is_change else ""
        if field == "position" and not is_change and one.position_name != other.position_name:
            words = saying.position_renamed(one, other)
        kind, at = "changed" if is_change else RESPELT, (one.number, other.number)
        yield Difference(kind, key, words, field, was=was, now=now, at=at)


def stored(row: Drawing, field: str) -> Any:
    """One fact as it is stored; a position with its code and its name."""
    if field == "position":
        return {name: row.get(name) for name in ("position", "position_name")}
    return row.get(field)


def link_differences(old: Side, new: Side) -> Iterator[Difference]:
    """Ways gone, ways come, ways whose condition changed, and ways in another order."""
    was, now = by_ends(old.ways), by_ends(new.ways)
    kept: list[Pair] = []
    for ends in dict.fromkeys((*was, *now)):
        alike, gone, come = matched(was.get(ends, []), now.get(ends, []))
        altered = list(zip(gone, come, strict=False))
        kept += [*alike, *altered]
        names = dict(
            zip(("source", "target"), (called(key, new, old) for key in ends), strict=True)
        )
        yield from respelt(alike)
        yield from changed_ways(names, altered)
        yield from gone_ways(names, gone[len(come) :])
        yield from come_ways(names, come[len(gone) :])
    yield from way_moves(kept, new)


def by_ends(ways: Sequence[Way]) -> dict[tuple[str, str], list[Way]]:
    """The ways between the same two steps together."""
    found: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        found.setdefault(way.ends, []).append(way)
    return found


def matched(was: list[Way], now: list[Way]) -> tuple[list[Pair], list[Way], list[Way]]:
    """Pair the ways of the same condition; give them, those gone and those come."""
    alike, gone, come = [], [], list(now)
    for way in was:
        twin = next((other for other in come if other.link.when == way.link.when), None)
        if twin:
            come.remove(twin)
            alike.append((way, twin))
        else:
            gone.append(way)
    return alike, gone, come


def called(key: str, *sides: Side) -> str:
    """What a step is called, on the first side that has it."""
    found = (side.flow.by_key[key].title for side in sides if key in side.flow.by_key)
    return next(found, key)


def respelt(pairs: Sequence[Pair]) -> Iterator[Difference]:
    """Ways whose condition reads the same and is written otherwise."""
    for was, now in pairs:
        if was.when != now.when:
            yield way_difference(RESPELT, "", was, now)


def changed_ways(names: saying.Names, pairs: Sequence[Pair]) -> Iterator[Difference]:
    """Ways whose condition changed."""
    for was, now in pairs:
        words = saying.condition_changed(names, was.link.when, now.link.when)
        yield way_difference("changed", words, was, now)


def way_difference(kind: str, words: str, was: Way, now: Way) -> Difference:
    """A difference of a way that both drawings have."""
    at = (was.at, now.at)
    return Difference(kind, was.ends[0], words, "link", was.ends[1], was.when, now.when, at)


def gone_ways(names: saying.Names, ways: Sequence[Way]) -> Iterator[Difference]:
    """Ways that are no longer there."""
    for way in ways:
        words = saying.way_gone(names, way.link.when)
        yield Difference(
            "removed", way.ends[0], words, "link", way.ends[1], way.when, at=(way.at, 0)
        )


def come_ways(names: saying.Names, ways: Sequence[Way]) -> Iterator[Difference]:
    """Ways that were not there before."""
    for way in ways:
        words, at = saying.way_come(names, way.link.when), (0, way.at)
        yield Difference("added", way.ends[0], words, "link", way.ends[1], now=way.when, at=at)


def way_moves(kept: Sequence[Pair], new: Side) -> Iterator[Difference]:
    """Ways in another place; words only where the order of the ways out of one step changed."""
    by_old = sorted(kept, key=lambda pair: pair[0].at)
    by_new = sorted(kept, key=lambda pair: pair[1].at)
    said: set[str] = set()
    for was, now in out_of_place(by_old, by_new):
        source, words = was.ends[0], ""
        if source not in said and order_out_of(source, by_old) != order_out_of(source, by_new):
            said.add(source)
            words = saying.ways_reordered(called(source, new))
        yield way_difference("moved", words, was, now)


def order_out_of(source: str, pairs: Sequence[Pair]) -> list[int]:
    """The ways out of a step in this order."""
    return [was.at for was, _now in pairs if was.ends[0] == source]


def out_of_place[T](before: Sequence[T], after: Sequence[T]) -> list[T]:
    """Give those that stand elsewhere in the order; the rest stand in one order in both."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {
        at for block in matcher.get_matching_blocks() for at in range(block.b, block.b + block.size)
    }
    return [one for at, one in enumerate(after) if at not in kept]


def moves(old: Flow, new: Flow) -> Iterator[Difference]:
    """Steps that stand elsewhere in the order of the steps both drawings have."""
    before = [step.key for step in old.steps if step.key in new.by_key]
    after = [step.key for step in new.steps if step.key in old.by_key]
    for key in out_of_place(before, after):
        was, now = old.by_key[key].number, new.by_key[key].number
        words = saying.step_moved(new.by_key[key], new.steps[now - 2] if now > 1 else None)
        yield Difference("moved", key, words, "order", was=was, now=now, at=(was, now))
