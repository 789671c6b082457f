"""A dot source in which every node and line has its place.

Lengths are points; x runs right and y runs down, as on a page (Graphviz itself counts y upwards).
`layout=nop2` makes Graphviz draw what stands where it stands, so that nothing ever overlaps by its
own choice and a dense chart costs no more time than a plain one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .dot import Graph, Markup
from .text import HANGING, markup

FONT = "Noto Sans CJK SC"
INK = "#1f2933"
MUTED = "#5b6770"
LINE = "#4a5568"
ACCENT = "#7a1212"
BLUE = "#1f5d99"
ARROW = 7.0
ROUND = 6.0
TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'

type Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A place on the page: the centre, and half of the width and height."""

    x: float
    y: float
    half_width: float
    half_height: float


@dataclass(frozen=True)
class Words:
    """One line of text as it is to look."""

    text: str
    size: float = 12
    color: str = INK
    bold: bool = False
    align: str = "CENTER"
    lead: float = 1.32

    @property
    def height(self) -> float:
        """The height of the line."""
        return round(self.size * self.lead, 1)


def height_of(lines: Iterable[Words]) -> float:
    """The height of lines one under another."""
    return sum(line.height for line in lines)


def new_graph(*, order: str = "edgesfirst") -> Graph:
    """Begin a drawing; what is drawn first lies lowest."""
    return Graph(
        graph={
            "layout": "nop2",
            "outputorder": order,
            "bgcolor": "white",
            "pad": "0.06",
            "fontname": FONT,
        },
        node={"fontname": FONT, "shape": "plain", "label": ""},
        edge={"fontname": FONT, "color": LINE, "penwidth": "1.2", "arrowsize": "0.7"},
    )


def pin(
    graph: Graph,
    name: str,
    box: Box,
    look: Mapping[str, str],
    lines: Sequence[Words] = (),
) -> None:
    """Put a node where it belongs, with lines of text centred in it."""
    label = {"label": label_of(lines, 2 * box.half_width - 12)} if lines else {}
    place = {
        "pos": f"{number(box.x)},{number(-box.y)}",
        "width": number(box.half_width / 36),
        "height": number(box.half_height / 36),
    }
    graph.node(name, {**place, **label, **look})


def pill(graph: Graph, name: str, box: Box, words: Words, look: Mapping[str, str]) -> None:
    """Put a small white sign with one short word where it belongs, its border in the word's colour."""
    font = f'<FONT POINT-SIZE="{number(words.size)}" COLOR="{words.color}">'
    row = f"<TR><TD>{font}<B>{markup(words.text)}</B></FONT></TD></TR>"
    label = Markup(f"{TABLE}>{lowered(words.size)}{row}</TABLE>")
    base = {"color": words.color, "fillcolor": "white", "fixedsize": "true", "label": label}
    pin(graph, name, box, {**base, **look})


def write(graph: Graph, name: str, box: Box, lines: Sequence[Words]) -> None:
    """Put bare text where it belongs."""
    pin(graph, name, box, {}, lines)


def label_of(lines: Sequence[Words], width: float, background: str = "") -> Markup:
    """Lines as a table, since only its rows have the height one asks for."""
    colored = f' BGCOLOR="{background}"' if background else ""
    rows = lowered(lines[0].size) + "".join(row_of(line, width) for line in lines)
    return Markup(f"{TABLE}{colored}>{rows}</TABLE>")


def lowered(size: float) -> str:
    """A first row that brings the text to the middle, since Graphviz writes it a little high."""
    return f'<TR><TD HEIGHT="{number(size * 0.22)}" FIXEDSIZE="TRUE" WIDTH="1"></TD></TR>'


def row_of(line: Words, width: float) -> str:
    """One line as a table row."""
    # The right half of a pause is blank: as much before the line brings what is seen to the middle.
    lead = "\u2002" if line.align == "CENTER" and line.text[-1:] in HANGING else ""
    # Graphviz takes blanks for a label, but not line ends alone.
    text = lead + markup(line.text)
    text = text if text.strip() else " "
    if line.bold:
        text = f"<B>{text}</B>"
    cell = f'<TD WIDTH="{number(width)}" HEIGHT="{number(line.height)}" ALIGN="{line.align}">'
    font = f'<FONT POINT-SIZE="{number(line.size)}" COLOR="{line.color}">'
    return f"<TR>{cell}{font}{text}</FONT></TD></TR>"


def draw_line(
    graph: Graph,
    ends: tuple[str, str],
    points: Sequence[Point],
    look: Mapping[str, str],
    *,
    arrow: bool = True,
) -> None:
    """Join two nodes along right-angled points, with round corners."""
    head = {} if arrow else {"arrowhead": "none"}
    graph.edge(*ends, {"pos": spline(points, arrow=arrow), **head, **look})


def label_line(lines: Sequence[Words], middle: Point, width: float, ground: str) -> dict[str, str]:
    """Attributes that write a label at a point of a line, on its ground's colour if it has one."""
    place = f"{number(middle[0])},{number(-middle[1])}"
    return {"label": label_of(lines, width, background=ground), "lp": place}


def spline(points: Sequence[Point], *, arrow: bool) -> str:
    """Write a path through points as Graphviz's Bézier curves, the arrow's tip at the last one."""
    corners = list(dict.fromkeys(points))
    tip = corners[-1]
    if arrow:
        corners[-1] = towards(tip, corners[-2], ARROW)
    curve = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        reach = min(ROUND, distance(before, corner) / 2, distance(corner, after) / 2)
        into, out = towards(corner, before, reach), towards(corner, after, reach)
        curve += [*straight(curve[-1], into), towards(into, corner, reach * 0.55)]
        curve += [towards(out, corner, reach * 0.55), out]
    curve += straight(curve[-1], corners[-1])
    begin = f"e,{place(tip)} " if arrow else ""
    return begin + " ".join(place(point) for point in curve)


def straight(start: Point, end: Point) -> list[Point]:
    """The three points that follow `start` in a curve that runs straight to `end`."""
    length = distance(start, end)
    return [towards(start, end, length / 3), towards(end, start, length / 3), end]


def towards(start: Point, end: Point, length: float) -> Point:
    """The point that far from the start on the way to the end."""
    whole = distance(start, end) or 1
    share = length / whole
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def distance(start: Point, end: Point) -> float:
    """The length of a right-angled piece."""
    return abs(start[0] - end[0]) + abs(start[1] - end[1])


def place(point: Point) -> str:
    """A point as Graphviz writes it."""
    return f"{number(point[0])},{number(-point[1])}"


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """A length without needless digits."""
    return f"{round(value, 2) + 0:g}"
