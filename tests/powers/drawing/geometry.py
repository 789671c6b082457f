"""What lies on what: for the tests of every layout."""

from itertools import combinations, pairwise

from powers.drawing.canvas import Box

SLACK = 0.5


def overlap(one, other):
    return (
        abs(one.x - other.x) < one.half_width + other.half_width - SLACK
        and abs(one.y - other.y) < one.half_height + other.half_height - SLACK
    )


def as_box(start, end):
    (x1, y1), (x2, y2) = start, end
    return Box((x1 + x2) / 2, (y1 + y2) / 2, abs(x1 - x2) / 2 + SLACK, abs(y1 - y2) / 2 + SLACK)


def boxes_of(layout):
    return {
        key: Box(*layout.middles[key], box.half_width, box.half_height)
        for key, box in layout.boxes.items()
    }


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
    return [line.label_box for line in layout.lines if line.label_box]


def assert_nothing_overlaps(layout):
    """Steps and labels lie beside one another."""
    for one, other in combinations([*boxes_of(layout).values(), *labels_of(layout)], 2):
        assert not overlap(one, other)


def assert_lines_are_clear(layout):
    """No line runs through a step it does not join, or through another line's label."""
    boxes = boxes_of(layout)
    for line in layout.lines:
        own = {line.way.link.source, line.way.link.target}
        others = [box for key, box in boxes.items() if key not in own]
        others += [other.label_box for other in layout.lines if other != line and other.label_box]
        for piece in pieces_of(line):
            assert not any(overlap(piece, box) for box in others)


def assert_lines_run_apart(layout):
    """Lines that lead to different steps share no stretch."""
    for one, other in combinations(layout.lines, 2):
        if one.way.link.target != other.way.link.target:
            pairs = [(a, b) for a in pieces_of(one) for b in pieces_of(other)]
            assert not any(runs_along(a, b) for a, b in pairs)
