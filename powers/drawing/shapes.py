"""How a step looks: its shape, size, colours and the words in it."""

from dataclasses import dataclass

import graphviz
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .canvas import ACCENT, BLUE, INK, MUTED, Box, Words, height_of, pill, pin
from .flow import Step
from .text import anchor, width_of, wrap

NAME_SIZE = 13.0
SMALL_SIZE = 10.0
BADGE = 8.0
INSET = 6.0


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


def box_of(step: Step, half_width: float) -> StepBox:
    """Measure a step for a column of that half width; only a diamond fills it to its points."""
    if LOOKS.get(step.kind, LOOKS["step"]).shape == "diamond":
        return diamond_of(step, half_width)
    half_width -= INSET
    room = 2 * half_width - 10
    names = wrap(step.title, room / NAME_SIZE)
    smalls = small_lines(step, room / SMALL_SIZE)
    height = height_of(StepBox(step, tuple(names), tuple(smalls), 0, 0).lines)
    return StepBox(step, tuple(names), tuple(smalls), half_width, max(18, height / 2 + 8))


def diamond_of(step: Step, half_width: float) -> StepBox:
    """Measure a decision: of all ways to break its words, the one that makes the lowest diamond."""
    options = []
    for signs in range(5, 13):
        names = tuple(wrap(step.title, signs))
        for room in (signs, 99):
            smalls = tuple(small_lines(step, room))
            bare = StepBox(step, names, smalls, half_width, 0)
            options.append((diamond_height(bare) + 8 * len(names), names, smalls))
    height, names, smalls = min(options)
    return StepBox(step, names, smalls, half_width, max(26, height - 8 * len(names)))


def diamond_height(box: StepBox) -> float:
    """Half the height at which every line lies inside the diamond."""
    lines = box.lines
    top = -height_of(lines) / 2
    needed = 0.0
    for line in lines:
        reach = max(abs(top), abs(top + line.height)) - 1
        share = width_of(line.text) * line.size / (2 * box.half_width)
        needed = max(needed, reach / (0.97 - share) if share < 0.9 else 9999)
        top += line.height
    return needed


def small_lines(step: Step, room: float) -> list[str]:
    """Who does the step and in how many days, on one line where that fits."""
    days = "" if step.days is None else _("%(days)s working days") % {"days": step.days}
    parts = [part for part in (step.position_name, days) if part]
    joined = " · ".join(parts)
    if width_of(joined) <= room:
        return [joined] if joined else []
    return [line for part in parts for line in wrap(part, room)]


def tag_of(step: Step) -> str:
    """The word pinned to a step: that it is a check, a document or made public."""
    if step.check:
        return pgettext("tag on a step", "check")
    tags = {
        "document": pgettext("tag on a step", "document"),
        "publication": pgettext("tag on a step", "publication"),
    }
    return tags.get(step.kind, "")


def draw_step(
    graph: graphviz.Digraph, box: StepBox, middle: tuple[float, float], *, highlighted: bool
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


def corner(box: StepBox, middle: tuple[float, float], side: int) -> tuple[float, float]:
    """Where a badge sits: on the border, at the upper left (-1) or right (1)."""
    if box.is_pointed:
        away = 6 if side < 0 else 8
        return (
            middle[0] + side * (box.half_width * 0.55 + away),
            middle[1] - box.half_height * 0.45 - away - 1,
        )
    return middle[0] + side * (box.half_width - 14), middle[1] - box.half_height - 1


def draw_badge(graph: graphviz.Digraph, box: StepBox, middle: tuple[float, float]) -> None:
    """Draw the step's number."""
    x, y = corner(box, middle, -1)
    words = Words(str(box.step.number), 9, box.look.border, bold=True)
    place = Box(x, y, BADGE, BADGE)
    pill(graph, f"n{box.step.number}", place, words, {"shape": "circle", "style": "filled"})


def tag_width(tag: str) -> float:
    """Half the width of a tag."""
    return width_of(tag) * 9 / 2 + 5


def draw_tag(graph: graphviz.Digraph, box: StepBox, middle: tuple[float, float], tag: str) -> None:
    """Draw the word pinned to the step."""
    half = tag_width(tag)
    x, y = corner(box, middle, 1)
    place = Box(x + 8 - half / 2, y, half, 7.5)
    words = Words(tag, 9, box.look.border, bold=True)
    pill(graph, f"t{box.step.number}", place, words, {"shape": "box", "style": "rounded,filled"})
