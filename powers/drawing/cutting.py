"""A laid out flow cut into parts that are to stand on several pages: below and beside one another.

A cut across goes where neither a step nor a condition nor a note stands, one down between two
lanes. A line that it meets ends in a numbered mark, and goes on from the mark with the same number.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .canvas import ROUND, Box
from .layout import Layout
from .pieces import WHOLE, Part, pieces_in
from .shapes import BADGE

type Stretch = tuple[float, float]

SLACK = 5.0


def taken_by(layout: Layout) -> list[Stretch]:
    """The heights at which steps and conditions stand, and lines run level."""
    steps = [
        (layout.middles[key][1] - box.half_height - BADGE - 3, layout.middles[key][1] + box.half_height)
        for key, box in layout.boxes.items()
    ]  # fmt: skip
    labels = [with_start(line.points[0][1], line.label.box) for line in layout.lines if line.label]
    level = [
        (start[1] - ROUND, start[1] + ROUND)
        for line in layout.lines
        for start, end in pairwise(line.points)
        if start[1] == end[1]
    ]
    return [*steps, *labels, *level]


def with_start(y: float, box: Box) -> Stretch:
    """The heights of a condition and of where its line begins: the two are not parted."""
    return min(y, box.y - box.half_height), max(y, box.y + box.half_height)


def rows_of(taken: Iterable[Stretch], height: float) -> list[Stretch]:
    """Cut into as few rows of at most that height as there can be, all about as high."""
    return widened(shared_out(joined(taken), height))


def shared_out(blocks: Sequence[Stretch], size: float) -> list[Stretch]:
    """Put blocks together in as few stretches of at most that size as there can be, all about as large."""
    count = len(stacked(blocks, size))
    low, high = 0.0, size
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(stacked(blocks, middle)) <= count else (middle, high)
    return stacked(blocks, high)


def widened(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Let every row reach a little into the gaps, so that a line that ends at its rim goes on."""
    rims = [SLACK] + [min(SLACK, (b[0] - a[1]) / 3) for a, b in pairwise(stretches)] + [SLACK]
    return [
        (top - rims[number], bottom + rims[number + 1])
        for number, (top, bottom) in enumerate(stretches)
    ]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join what overlaps."""
    blocks: list[Stretch] = []
    for top, bottom in sorted(stretches):
        if blocks and top <= blocks[-1][1]:
            blocks[-1] = blocks[-1][0], max(bottom, blocks[-1][1])
        else:
            blocks.append((top, bottom))
    return blocks


def stacked(blocks: Sequence[Stretch], size: float) -> list[Stretch]:
    """Fill one stretch after the other; what is larger than one has one to itself."""
    filled: list[Stretch] = []
    for start, end in blocks:
        if filled and end - filled[-1][0] <= size:
            filled[-1] = filled[-1][0], end
        else:
            filled.append((start, end))
    return filled


def parts_of(
    rows: Sequence[Stretch], columns: Sequence[Stretch] = ((-WHOLE, WHOLE),)
) -> list[Part]:
    """The parts, row by row."""
    return [
        Part(row, column, *rows[row], *columns[column])
        for row in range(len(rows))
        for column in range(len(columns))
    ]


def filled(layout: Layout, parts: Iterable[Part]) -> list[Part]:
    """The parts in which something stands, and lines do not only pass."""
    return [
        part
        for part in parts
        if any(map(part.holds, layout.middles.values()))
        or any(not piece.only_passes for piece in pieces_in(layout, part))
    ]
