"""Two versions of a chart as one picture.

What became of a step or way is told by a word, by the line (added: thick; removed: dashed; changed:
double; moved: dotted) and by colour, so that neither colour nor any one of them alone is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .canvas import (
    INK,
    MUTED,
    Box,
    Point,
    Words,
    draw_line,
    new_graph,
    pill,
    pin,
    write,
)
from .dot import Graph
from .flow import Drawing
from .layout import Layout, Line, Measures, lay_out
from .merged import Merged, merge, word_of
from .render import LIMIT_LINKS, LIMIT_STEPS, DrawingTooLarge, Picture, begin
from .shapes import (
    ARROW_ROOM,
    BADGE,
    SECOND_BORDER,
    TAG,
    StepBox,
    badge_place,
    tag_of,
    tag_place,
    tag_width,
)
from .text import anchor

LOOK = 5
"""Counted up whenever comparisons change their look, so that no cached one stays behind."""


@dataclass(frozen=True)
class Mark:
    """How a step or way looks that became something: ink, fill, and the lines of each."""

    ink: str
    fill: str
    step: Mapping[str, str]
    way: Mapping[str, str]
    text: str = INK
    style: str = "filled"


GREEN, GREY, BLUE, BROWN, PALE = "#14603c", "#4f5b66", "#1f4f8f", "#7a4b00", "#66727d"
PLAIN = Mark(PALE, "#ffffff", {"penwidth": "1"}, {"color": PALE, "penwidth": "1"})
MARKS = {
    "added": Mark(
        GREEN,
        "#e3f3e9",
        {"penwidth": "2.8"},
        {"color": GREEN, "penwidth": "2.8"},
    ),
    "removed": Mark(
        GREY,
        "#ffffff",
        {"penwidth": "1.3"},
        {"color": GREY, "penwidth": "1.3", "style": "dashed"},
        text=GREY,
        style="filled,dashed",
    ),
    "changed": Mark(
        BLUE,
        "#eaf2fb",
        {"penwidth": "1.3", "peripheries": "2"},
        {"color": f"{BLUE}:white:{BLUE}", "penwidth": "1.3"},
    ),
    "moved": Mark(BROWN, "#fdf4df", {"penwidth": "2"}, PLAIN.way, style="filled,dotted"),
}


def comparison_svg(before: Drawing, after: Drawing, prefix: str = "") -> SafeString:
    """Draw both versions as one picture, to stand in a page; drawn once, then from the cache.

    Raises DrawingTooLarge where the two together are more than a drawing holds, and
    DrawingUnavailable.
    """
    merged = merge(before, after)
    if len(merged.flow.steps) > LIMIT_STEPS or len(merged.flow.links) > LIMIT_LINKS:
        words = _(
            "A comparison is drawn up to %(steps)s steps and %(links)s ways; these two together have more."
        )
        raise DrawingTooLarge(words % {"steps": LIMIT_STEPS, "links": LIMIT_LINKS})
    return begin(
        ["comparison", LOOK, before, after],
        lambda: Picture(
            comparison_source(merged),
            _("What changed in “%(chart)s”") % {"chart": merged.flow.name or _("Flowchart")},
            describe(merged),
        ),
        prefix=prefix,
    ).svg()


def describe(merged: Merged) -> str:
    """Say in a sentence what the picture shows."""
    counts = [counted(kind, *merged.count(kind)) for kind in MARKS if any(merged.count(kind))] or [
        _("no differences")
    ]
    words = _("Both versions in one flowchart: %(counts)s. The list in words tells the same.")
    return words % {"counts": pgettext("between legal bases", "; ").join(counts)}


def counted(kind: str, steps: int, ways: int) -> str:
    """How many steps and ways became that, in words."""
    parts = [
        ngettext("%(count)s step", "%(count)s steps", steps) % {"count": steps} if steps else "",
        ngettext("%(count)s way", "%(count)s ways", ways) % {"count": ways} if ways else "",
    ]
    counts = pgettext("between items of a list", ", ").join(filter(None, parts))
    return _("%(became)s: %(counts)s") % {"became": word_of(kind), "counts": counts}


def comparison_source(merged: Merged) -> str:
    """Write the dot source of two drawings laid over each other."""
    graph = new_graph()
    if not merged.flow.steps:
        write(graph, "empty", Box(0, 0, 60, 14), [Words(_("No steps yet"), color=MUTED)])
    layout = lay_out(merged.flow, Measures())
    for step in merged.flow.steps:
        draw_compared_step(graph, layout.boxes[step.key], layout, merged)
    for line in layout.lines:
        draw_compared_way(graph, merged, line)
    return graph.source


def draw_compared_step(graph: Graph, box: StepBox, layout: Layout, merged: Merged) -> None:
    """Draw a step with its number, its tag, and the word for what became of it."""
    step, middle = box.step, layout.middles[box.step.key]
    kinds = merged.steps.get(step.key, ())
    mark = MARKS[kinds[0]] if kinds else PLAIN
    draw_box(graph, box, middle, mark)
    number = Words(str(merged.numbers[step.key]), 9, mark.ink, bold=True)
    badge = Box(*badge_place(box, middle), BADGE, BADGE)
    pill(graph, f"n{step.number}", badge, number, {"shape": "circle", "style": "filled"})
    if tag := tag_of(step):
        draw_tag(graph, box, middle, mark, tag)
    if kinds:
        text = pgettext("between items of a list", ", ").join(map(word_of, kinds))
        draw_word(graph, box, middle, mark, text)


def draw_box(graph: Graph, box: StepBox, middle: Point, mark: Mark) -> None:
    """Draw a step's border and words; a second border stays within its place."""
    rounded = "rounded," if "rounded" in box.look.style else ""
    look = {
        "id": anchor(box.step.key),
        "shape": box.look.shape,
        "style": rounded + mark.style,
        "fillcolor": mark.fill,
        "color": mark.ink,
        "fixedsize": "true",
    }
    lines = [
        replace(words, color=MUTED if words.color == box.look.muted else mark.text)
        for words in box.lines
    ]
    inset = SECOND_BORDER if "peripheries" in mark.step else 0.0
    place = Box(*middle, box.half_width - inset, box.half_height - inset)
    pin(graph, f"s{box.step.number}", place, {**look, **mark.step}, lines)


def draw_tag(graph: Graph, box: StepBox, middle: Point, mark: Mark, tag: str) -> None:
    """Draw the word pinned to a step for its kind."""
    half, words = tag_width(tag), Words(tag, 9, mark.ink, bold=True)
    place = Box(*tag_place(box, middle, half), half, TAG)
    look = {"shape": "box", "style": "rounded,filled"}
    pill(graph, f"t{box.step.number}", place, words, look)


def draw_word(graph: Graph, box: StepBox, middle: Point, mark: Mark, text: str) -> None:
    """Draw the word for what became of a step."""
    place = word_place(box, middle, tag_width(text))
    look = {"shape": "box", "style": "filled", "fillcolor": mark.ink, "color": mark.ink}
    pill(graph, f"w{box.step.number}", place, Words(text, 9, "#ffffff", bold=True), look)


def word_place(box: StepBox, middle: Point, half: float) -> Box:
    """Where a word of that half width sits: beside the number, else, so that no arrowhead is hidden,
    on the lower border.
    """
    x, y = badge_place(box, middle)
    if box.is_pointed:
        return Box(x - BADGE - 2 - half, y, half, TAG)
    if x + BADGE + 2 + 2 * half <= middle[0] - ARROW_ROOM:
        return Box(x + BADGE + 2 + half, y, half, TAG)
    return Box(middle[0] - box.half_width + 6 + half, middle[1] + box.half_height + 5, half, TAG)


def draw_compared_way(graph: Graph, merged: Merged, line: Line) -> None:
    """Draw a way in the line for what became of it, with its condition."""
    link, kind = line.way.link, merged.ways.get(line.way.number, "")
    mark = MARKS[kind] if kind else PLAIN
    ends = (
        f"s{merged.flow.by_key[link.source].number}",
        f"s{merged.flow.by_key[link.target].number}",
    )
    label = line.label.look(mark.ink if kind else INK, bold=bool(kind)) if line.label else {}
    draw_line(graph, ends, line.points, {**label, **mark.way})
