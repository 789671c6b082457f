"""What lies on what: for the tests of every layout."""

from dataclasses import dataclass
from itertools import combinations, pairwise, product

from powers.drawing.canvas import Box
from powers.drawing.shapes import BADGE, TAG, badge_place, tag_of, tag_place, tag_width

SLACK = 0.5


@dataclass(frozen=True)
class Diamond(Box):
    """A box of which only the middle of each side is reached."""


def overlap(one, other):
    if isinstance(one, Diamond) != isinstance(other, Diamond):
        return in_diamond(one, other) if isinstance(one, Diamond) else in_diamond(other, one)
    return (
        abs(one.x - other.x) < one.half_width + other.half_width - SLACK
        and abs(one.y - other.y) < one.half_height + other.half_height - SLACK
    )


def in_diamond(diamond, box):
    """Whether the point of a box nearest to the middle lies inside the diamond."""
    across = max(0.0, abs(box.x - diamond.x) - box.half_width + SLACK)
    down = max(0.0, abs(box.y - diamond.y) - box.half_height + SLACK)
    return across / diamond.half_width + down / diamond.half_height < 1


def as_box(start, end):
    (x1, y1), (x2, y2) = start, end
    return Box((x1 + x2) / 2, (y1 + y2) / 2, abs(x1 - x2) / 2 + SLACK, abs(y1 - y2) / 2 + SLACK)


def boxes_of(layout):
    return {
        key: (Diamond if box.is_pointed else Box)(
            *layout.middles[key], box.half_width, box.half_height
        )
        for key, box in layout.boxes.items()
    }


def signs_of(layout):
    """The numbers and tags that sit on steps."""
    for key, box in layout.boxes.items():
        yield Box(*badge_place(box, layout.middles[key]), BADGE, BADGE)
        if tag := tag_of(box.step):
            half = tag_width(tag)
            yield Box(*tag_place(box, layout.middles[key], half), half, TAG)


def pieces_of(line):
    return [as_box(*pair) for pair in pairwise(line.points)]


def runs_along(one, other):
    """Whether two level, or two upright, pieces cover each other for a stretch."""
    upright = one.half_width <= SLACK and other.half_width <= SLACK
    level = one.half_height <= SLACK and other.half_height <= SLACK
    return (upright or level) and overlap(grown(one), grown(other)) and longer(one, other)


def grown(box):
    return Box(box.x, box.y, box.half_width + SLACK, box.half_height + SLACK)


def longer(one, other):
    across = one.half_width + other.half_width - abs(one.x - other.x)
    down = one.half_height + other.half_height - abs(one.y - other.y)
    return max(across, down) > 4


def labels_of(layout):
    return [line.label.box for line in layout.lines if line.label]


def assert_nothing_overlaps(layout):
    """Steps and labels lie beside one another, and labels beside numbers and tags."""
    for one, other in combinations([*boxes_of(layout).values(), *labels_of(layout)], 2):
        assert not overlap(one, other)
    for label, sign in product(labels_of(layout), signs_of(layout)):
        assert not overlap(label, sign)


def assert_lines_are_clear(layout):
    """No line runs through a step it does not join, or through another line's label."""
    boxes = boxes_of(layout)
    for line in layout.lines:
        own = {line.way.link.source, line.way.link.target}
        others = [box for key, box in boxes.items() if key not in own]
        others += [other.label.box for other in layout.lines if other != line and other.label]
        for piece in pieces_of(line):
            assert not any(overlap(piece, box) for box in others)


def assert_lines_run_apart(layout):
    """Lines that lead to different steps share no stretch."""
    for one, other in combinations(layout.lines, 2):
        if one.way.link.target != other.way.link.target:
            pairs = [(a, b) for a in pieces_of(one) for b in pieces_of(other)]
            assert not any(runs_along(a, b) for a, b in pairs)
