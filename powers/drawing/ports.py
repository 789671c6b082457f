"""Ports: the places on the sides of a step where lines leave and arrive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count as count_up
from itertools import pairwise

from .shapes import StepBox

LEFT, RIGHT = -1, 1
FAR = 1000
LINE_GAP = 12.0
OVERHANG = 9.0
"""How far below a step the condition beside it may reach, and not meet the one on its way down."""

type Side = tuple[str, int]
"""A step's key, and its left or right."""
type Offsets = dict[object, float]
"""How far below the middle of the step each port of a side lies, by its name."""


@dataclass(frozen=True)
class Port:
    """A place on the border of a step where lines meet it."""

    name: object
    turn: int
    reach: int = 0
    label_height: float = 0.0

    @property
    def order(self) -> tuple[int, int]:
        """Sorts ports from top to bottom so that no two lines of one step cross."""
        return self.turn, -self.turn * self.reach

    @property
    def room(self) -> float:
        """How much is kept free on the side of the line where its label stands."""
        return self.label_height + 5 if self.label_height else 0.0


def hanging(ports: Sequence[Port]) -> set[object]:
    """The names of the ports whose label stands below the line: it turns down, and not as the first."""
    return {port.name for port in ports[1:] if port.turn > 0}


def spread(ports: Sequence[Port], *, pointed: bool) -> Offsets:
    """Place ports above and below the middle of a side; a lone way of a diamond meets its point."""
    below = hanging(ports)
    at, places = 0.0, {port.name: 0.0 for port in ports[:1]}
    for upper, port in pairwise(ports):
        rooms = upper.name in below and upper.room, port.name not in below and port.room
        at += max(LINE_GAP, sum(rooms))
        places[port.name] = at
    middle = at / 2
    ways = [port.name for port in ports if port.name != "note"]
    if pointed and len(ways) == 1:
        middle = places[ways[0]]
    return {name: place - middle for name, place in places.items()}


def levelled(
    ports: Sequence[Port], own: Offsets, others: Offsets, joined: set[frozenset[object]]
) -> Offsets:
    """Shift the ports of a side so that those joined to the neighbour's are level with them.

    The others move up or down until none is level with one of the neighbour's.
    """
    level = {name: other for name in own for other in others if {name, other} in joined}
    if not level:
        first = -1 if sum(port.turn for port in ports) < 0 else 1
        return kept_apart(own, others, (first, -first))
    top, bottom = min(own[name] for name in level), max(own[name] for name in level)
    shift = others[next(iter(level.values()))] - own[next(iter(level))]
    shifted = {name: place + shift for name, place in own.items()}
    up = {name: shifted[name] for name in own if own[name] < top}
    down = {name: shifted[name] for name in own if own[name] > bottom}
    return {**shifted, **kept_apart(up, others, (-1,)), **kept_apart(down, others, (1,))}


def kept_apart(own: Offsets, others: Offsets, directions: Sequence[int]) -> Offsets:
    """Shift ports up (-1) or down (1) until each is clear of the others."""

    def is_clear(shift: float) -> bool:
        return all(
            abs(place + shift - other) >= LINE_GAP / 2
            for place in own.values()
            for other in others.values()
        )

    shifts = (at * LINE_GAP / 2 * direction for at in count_up() for direction in directions)
    shift = next(filter(is_clear, shifts))
    return {name: place + shift for name, place in own.items()}


@dataclass(frozen=True)
class Sides:
    """The sides of all steps: the ports of each from top to bottom, and where they lie."""

    ports: Mapping[Side, Sequence[Port]]
    offsets: Mapping[Side, Offsets]

    def hangs(self, side: Side, name: object) -> bool:
        """Whether the label at a port stands below its line."""
        return name in hanging(self.ports[side])

    def above(self, box: StepBox) -> float:
        """How far a step, or a label over the first line beside it, reaches above its middle."""
        reaches = [box.half_height]
        for side in self.of(box):
            first = self.ports[side][0]
            reaches.append(max(LINE_GAP, first.room) - self.offsets[side][first.name])
        return max(reaches)

    def below(self, box: StepBox) -> float:
        """How far a step, or a label under the last line beside it, reaches below its middle."""
        reaches = [box.half_height]
        for side in self.of(box):
            last = self.ports[side][-1]
            room = last.room if self.hangs(side, last.name) else 0.0
            reaches.append(room + self.offsets[side][last.name])
        return max(reaches)

    def of(self, box: StepBox) -> list[Side]:
        """The sides of a step that have ports."""
        both = (box.step.key, LEFT), (box.step.key, RIGHT)
        return [side for side in both if self.ports.get(side)]


def grown(box: StepBox, sides: Sides) -> StepBox:
    """Make a step high enough for the lines that meet it, and for what hangs under the last one."""
    offsets = [abs(at) for side in sides.of(box) for at in sides.offsets[side].values()]
    farthest = max(offsets, default=0.0)
    needed = farthest / 0.62 if box.is_pointed else farthest + 7 if farthest else 0.0
    return replace(box, half_height=max(box.half_height, needed, sides.below(box) - OVERHANG))
