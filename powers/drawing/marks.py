"""Level marks (a shape, a numeral and a word for each level), and the legend that explains them."""

from collections.abc import Collection
from operator import attrgetter

from django.utils.translation import gettext as _

from .canvas import INK, MUTED, Box, Point, Words, pill, pin, write
from .dot import Graph
from .flow import Flow
from .notes import REOPENED, UNRATED, Block, Level
from .shapes import tag_of, tag_width
from .text import width_of

MARK = 22.0
LEGEND_SIZE = 10.0
SIZES = {
    "diamond": (19.0, 19.0),
    "triangle": (21.0, 18.0),
    "circle": (15.5, 15.5),
    "square": (14.5, 14.5),
    "invtriangle": (21.0, 18.0),
}
# How far the sign in a shape stands below its middle, where it is wide.
DROPS = {"triangle": 3.0, "invtriangle": -3.0}
WIDEST = 1.4
"""The width, in letters, up to which a level's mark fits into its shape; a longer one stands below alone."""


def draw_mark(graph: Graph, name: str, middle: Point, block: Block) -> None:
    """Draw the level of a risk point, with its name below."""
    level = block.level or UNRATED
    draw_level(graph, name, middle, level, block.mark)
    if level.shape in SIZES:
        words = [Words(block.mark, 9.5, level.color, bold=True)]
        write(
            graph,
            f"{name}-text",
            Box(middle[0], middle[1] + SIZES[level.shape][1] + 7, MARK, 6),
            words,
        )


def draw_level(
    graph: Graph, name: str, middle: Point, level: Level, words: str, size: float = 1.0
) -> None:
    """Draw the shape of a level with its numeral in it; not rated is a word in a dashed frame."""
    if level.shape not in SIZES:
        look = {"shape": "box", "style": "rounded,filled,dashed"}
        pill(graph, name, Box(*middle, MARK, 10), Words(words, 9, level.color), look)
        return
    width, height = SIZES[level.shape]
    look = {"shape": level.shape, "style": "filled", "color": level.color, "fillcolor": level.color}
    look["fixedsize"] = "true"
    place = Box(*middle, width * size, height * size)
    pin(graph, name, place, look)
    if width_of(level.numeral) > WIDEST:
        return
    drop = DROPS.get(level.shape, 0)
    numeral = [Words(level.numeral, 12 * size, "#ffffff", bold=True, lead=1.2)]
    write(graph, f"{name}-n", Box(middle[0], middle[1] + drop * size, 8, 8), numeral)


def draw_legend(
    graph: Graph, flow: Flow, middle: Point, levels: Collection[Level], *, has_reopened: bool
) -> None:
    """Explain, in one row, the marks and the tags that the chart bears."""
    rated = sorted((level for level in levels if level != UNRATED), key=attrgetter("rank"))
    entries: list[tuple[Level | str, str]] = [(level, level.meaning) for level in rated]
    tags = {tag_of(step) for step in flow.steps if step.check}
    entries += [(tag, _("check-and-balance step")) for tag in sorted(tags)]
    if UNRATED in levels:
        entries.append((UNRATED, _("not rated yet")))
    if has_reopened:
        words = _("changed since its level was ruled; the committee looks at it again")
        entries.append((REOPENED, words))
    widths = [sign_width(sign) + width_of(text) * LEGEND_SIZE + 34 for sign, text in entries]
    x = middle[0] - sum(widths) / 2
    for number, ((sign, text), width) in enumerate(zip(entries, widths, strict=True)):
        draw_entry(graph, f"legend{number}", (x, middle[1]), sign, text)
        x += width


def sign_width(sign: Level | str) -> float:
    """The width of a mark or a tag in the legend."""
    if isinstance(sign, Level):
        return 24.0 if sign.shape in SIZES else 2 * MARK
    return 2 * tag_width(sign)


def draw_entry(graph: Graph, name: str, start: Point, sign: Level | str, text: str) -> None:
    """Draw one mark or tag of the legend and what it means."""
    x, y = start
    room = sign_width(sign)
    if isinstance(sign, Level):
        draw_level(graph, name, (x + room / 2, y), sign, _("not rated"), size=0.68)
    else:
        place = Box(x + room / 2, y, room / 2, 7.5)
        look = {"shape": "box", "style": "rounded,filled"}
        pill(graph, name, place, Words(sign, 9, INK, bold=True), look)
    half = width_of(text) * LEGEND_SIZE / 2 + 8
    words = [Words(text, LEGEND_SIZE, MUTED, align="LEFT")]
    write(graph, f"{name}-text", Box(x + room + 6 + half, y, half + 6, 8), words)
