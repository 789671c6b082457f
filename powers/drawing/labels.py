"""The condition of a way: its words in lines, where they stand, and how they are written."""

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import INK, Box, Point, Words, label_line
from .ports import Sides
from .shapes import StepBox
from .text import width_of

LABEL_SIZE = 10.0
LABEL_LEAD = 13.0
OFF_LINE = 2.0
OFF_STEP = 3.0


@dataclass(frozen=True)
class Label:
    """A condition in its place; on its line it has a ground that covers it."""

    lines: tuple[str, ...]
    box: Box
    align: str = "CENTER"
    ground: str = ""

    def look(self, color: str = INK, *, bold: bool = False) -> dict[str, str]:
        """The attributes that write it."""
        lead = LABEL_LEAD / LABEL_SIZE
        words = [Words(text, LABEL_SIZE, color, bold, self.align, lead) for text in self.lines]
        return label_line(words, (self.box.x, self.box.y), 2 * self.box.half_width, self.ground)


def height_of_label(lines: Sequence[str]) -> float:
    """The height of a label."""
    return len(lines) * LABEL_LEAD


def half_width_of_label(lines: Sequence[str]) -> float:
    """Half the width of a label with a little white at its sides."""
    return max(map(width_of, lines), default=0.0) * LABEL_SIZE / 2 + 2


def on_the_way_down(start: Point, lines: tuple[str, ...], ground: str = "white") -> Label:
    """A label on a line that runs straight down from `start`, near its beginning."""
    x, top = start
    half_height = height_of_label(lines) / 2
    place = Box(x, top + 11 + half_height, half_width_of_label(lines), half_height)
    return Label(lines, place, ground=ground)


def at_port(
    box: StepBox, middle: Point, sides: Sides, side: int, name: object, lines: tuple[str, ...]
) -> Label:
    """A label beside a step, over the line that leaves it there, or under it where it hangs."""
    offset, hangs = sides.offsets[box.step.key, side][name], sides.hangs((box.step.key, side), name)
    half_width, half_height = half_width_of_label(lines), height_of_label(lines) / 2
    y = offset + (OFF_LINE + half_height) * (1 if hangs else -1)
    border = box.reach(side, y - half_height, y + half_height)
    x = side * (border + OFF_STEP + half_width)
    place = Box(middle[0] + x, middle[1] + y, half_width, half_height)
    return Label(lines, place, "LEFT" if side > 0 else "RIGHT")
