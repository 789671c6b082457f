"""How a step looks: its shape, size, colours and the words in it."""

from dataclasses import dataclass
from functools import lru_cache
from math import hypot

from django.utils.translation import pgettext

from .canvas import ACCENT, BLUE, INK, MUTED, Box, Words, height_of, pill, pin
from .dot import Graph
from .flow import Step, told_of_project, working_days
from .text import anchor, ugliness, width_of, wrap

NAME_SIZE = 13.0
SMALL_SIZE = 10.0
BADGE = 8.0
TAG = 7.5
ARROW_ROOM = 8.0
"""How far to either side of a step's middle an arrowhead and a little ground reach."""
SLOPE = 0.3
INSET = 6.0
SECOND_BORDER = 4.0
"""How far inside its place the second border of a step that changed lies."""


@dataclass(frozen=True)
class Look:
    """Shape, fill, border and ink of a kind of step."""

    shape: str
    fill: str
    border: str
    ink: str = INK
    muted: str = MUTED
    style: str = "filled"


LOOKS = {
    "start": Look("box", ACCENT, ACCENT, "#ffffff", "#f3dcdc", "rounded,filled"),
    "step": Look("box", "#eef5fc", BLUE, "#10304f", MUTED, "rounded,filled"),
    "decision": Look("diamond", "#fff6e8", "#a85700", "#4a2a00"),
    "document": Look("note", "#f6f7f9", MUTED),
    "publication": Look("box", "#eaf5f3", "#1f6b63", "#123f3a"),
    "end": Look("box", "#fbf1f0", ACCENT, ACCENT, MUTED, "rounded,filled"),
}


@dataclass(frozen=True)
class StepBox:
    """A step with its words broken into lines, and the half sizes it needs."""

    step: Step
    names: tuple[str, ...]
    smalls: tuple[str, ...]
    half_width: float
    half_height: float

    @property
    def look(self) -> Look:
        """The look of its kind."""
        return LOOKS.get(self.step.kind, LOOKS["step"])

    @property
    def is_pointed(self) -> bool:
        """Whether its left and right are points, as a diamond's are."""
        return self.look.shape == "diamond"

    @property
    def lines(self) -> list[Words]:
        """The words as they are to look."""
        names = [Words(name, NAME_SIZE, self.look.ink) for name in self.names]
        return names + [Words(small, SMALL_SIZE, self.look.muted) for small in self.smalls]

    def edge_at(self, offset: float) -> float:
        """How far from the middle the border lies, that far above or below the centre."""
        if not self.is_pointed:
            return self.half_width
        return self.half_width * max(0.0, 1 - abs(offset) / self.half_height)

    def reach(self, side: int, top: float, bottom: float) -> float:
        """How far it reaches left (-1) or right (1) between two heights, its number and tag included."""
        border = self.edge_at(max(top, -bottom, 0.0))
        sign = self.sign_at(side)
        if sign and top < sign.y + sign.half_height and sign.y - sign.half_height < bottom:
            return max(border, side * sign.x + sign.half_width)
        return border

    def sign_at(self, side: int) -> Box | None:
        """The place of what sits on its upper left or right, from its middle: the number, or a tag."""
        if side < 0:
            return Box(*badge_place(self, (0, 0)), BADGE, BADGE)
        half = tag_width(tag_of(self.step))
        return Box(*tag_place(self, (0, 0), half), half, TAG) if tag_of(self.step) else None


def box_of(step: Step, half_width: float) -> StepBox:
    """Measure a step for a column of that half width; only a diamond fills it to its points.

    Where versions are compared, the words of one that was another leave room for a second border.
    """
    border = SECOND_BORDER if step.was else 0.0
    if LOOKS.get(step.kind, LOOKS["step"]).shape == "diamond":
        return diamond_of(step, half_width, border)
    half_width -= INSET
    room = 2 * (half_width - border) - 10
    names = wrap(step.title, room / NAME_SIZE)
    smalls = joined_lines(small_parts(step), room / SMALL_SIZE)
    height = height_of(StepBox(step, tuple(names), tuple(smalls), 0, 0).lines)
    return StepBox(step, tuple(names), tuple(smalls), half_width, max(18, height / 2 + 8))


def diamond_of(step: Step, half_width: float, border: float) -> StepBox:
    """Measure a decision."""
    names, smalls, height = diamond_lines(step.title, small_parts(step), half_width - border)
    return StepBox(step, names, smalls, half_width, max(26, height + border))


@lru_cache(maxsize=2048)
def diamond_lines(
    title: str, parts: tuple[str, ...], half_width: float
) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """Of all ways to break a decision's words, the one that makes the lowest diamond and reads well."""
    options = []
    for signs in range(5, 13):
        names = tuple(wrap(title, signs))
        for room in (signs * NAME_SIZE / SMALL_SIZE, 99):
            smalls = tuple(joined_lines(parts, room))
            height = diamond_height(names, smalls, half_width)
            options.append((height + 8 * len(names) + 12 * ugliness(names), height, names, smalls))
    _cost, height, names, smalls = min(options)
    return names, smalls, height


def diamond_height(names: tuple[str, ...], smalls: tuple[str, ...], half_width: float) -> float:
    """Half the height at which every line lies inside the diamond."""
    lines = [Words(name, NAME_SIZE) for name in names]
    lines += [Words(small, SMALL_SIZE) for small in smalls]
    top = -height_of(lines) / 2
    needed = 0.0
    for line in lines:
        reach = max(abs(top), abs(top + line.height)) - 1
        share = width_of(line.text) * line.size / (2 * half_width)
        needed = max(needed, reach / (0.97 - share) if share < 0.9 else 9999)
        top += line.height
    return needed


def small_parts(step: Step) -> tuple[str, ...]:
    """Who does the step, in how many days, what a major project's step tells, and what it was before where versions are compared."""
    days = "" if step.days is None else working_days(step.days)
    parts = (step.position_name, days, *told_of_project(step).split(" · "), step.was)
    return tuple(part for part in parts if part)


def joined_lines(parts: tuple[str, ...], room: float) -> list[str]:
    """The parts on one line where that fits, else each from a line of its own."""
    joined = " · ".join(parts)
    if width_of(joined) <= room:
        return [joined] if joined else []
    return [line for part in parts for line in wrap(part, room)]


def tag_of(step: Step) -> str:
    """The word pinned to a step: that it is a check, a document or made public."""
    if step.check:
        return pgettext("tag on a step", "check")
    if step.kind == "document":
        return pgettext("tag on a step", "document")
    return pgettext("tag on a step", "publication") if step.kind == "publication" else ""


def draw_step(
    graph: Graph, box: StepBox, middle: tuple[float, float], *, highlighted: bool
) -> None:
    """Draw a step with its number, and its tag where it has one."""
    step = box.step
    strong = {"peripheries": "2", "penwidth": "1.6"} if highlighted else {"penwidth": "1.3"}
    look = {
        "id": anchor(step.key),
        "class": f"kind-{step.kind if step.kind in LOOKS else 'step'}",
        "shape": box.look.shape,
        "style": box.look.style,
        "fillcolor": box.look.fill,
        "color": box.look.border,
        "fixedsize": "true",
    }
    place = Box(*middle, box.half_width, box.half_height)
    pin(graph, f"s{step.number}", place, look | strong, box.lines)
    draw_badge(graph, box, middle)
    if tag := tag_of(step):
        draw_tag(graph, box, middle, tag)


def badge_place(box: StepBox, middle: tuple[float, float]) -> tuple[float, float]:
    """Where the number sits: on the upper border, or before the upper left side of a diamond."""
    x, y = middle
    if not box.is_pointed:
        return x - box.half_width + 14, y - box.half_height - 1
    side = hypot(box.half_width, box.half_height)
    away = BADGE + 2
    return (
        x - SLOPE * box.half_width - away * box.half_height / side,
        y - (1 - SLOPE) * box.half_height - away * box.half_width / side,
    )


def tag_place(box: StepBox, middle: tuple[float, float], half_width: float) -> tuple[float, float]:
    """Where a tag of that half width sits: across from the number, and beside an arrowhead."""
    x, y = middle
    if not box.is_pointed:
        away = max(ARROW_ROOM + half_width, box.half_width + 1 - half_width)
        return x + away, y - box.half_height - 1
    edge = SLOPE * box.half_width, (1 - SLOPE) * box.half_height
    return x + edge[0] + half_width + 1, y - edge[1] - TAG - 2


def draw_badge(graph: Graph, box: StepBox, middle: tuple[float, float]) -> None:
    """Draw the step's number."""
    words = Words(str(box.step.number), 9, box.look.border, bold=True)
    place = Box(*badge_place(box, middle), BADGE, BADGE)
    pill(graph, f"n{box.step.number}", place, words, {"shape": "circle", "style": "filled"})


def tag_width(tag: str) -> float:
    """Half the width of a tag."""
    return width_of(tag) * 9 / 2 + 5


def draw_tag(graph: Graph, box: StepBox, middle: tuple[float, float], tag: str) -> None:
    """Draw the word pinned to the step."""
    half = tag_width(tag)
    place = Box(*tag_place(box, middle, half), half, TAG)
    words = Words(tag, 9, box.look.border, bold=True)
    pill(graph, f"t{box.step.number}", place, words, {"shape": "box", "style": "rounded,filled"})
