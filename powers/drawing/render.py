"""Drawings as SVG, PNG and PDF: Graphviz run with limits, its SVG filtered and kept in the cache."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .annotated import annotated_source
from .flow import Drawing, flow_of
from .lanes import lanes_source
from .notes import StepNotes
from .process import PNG_DPI, DrawingUnavailable, draw, drawing_ahead
from .source import chart_source
from .svg import filtered, inline

LIMIT_STEPS = 80
LIMIT_LINKS = 200
KEPT_FOR = 30 * 24 * 60 * 60
LOOK = 5
"""Counted up whenever charts change their look, so that no cached one stays behind."""

logger = logging.getLogger(__name__)


class Picture(NamedTuple):
    """What Graphviz is to draw, and the name and the sentence the drawing carries for a reader."""

    source: str
    title: str
    description: str


class DrawingTooLarge(Exception):  # noqa: N818 - a limit of ours, not a fault
    """The chart has more steps or ways than a drawing holds."""


def chart_svg(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    highlight: AbstractSet[str] = frozenset(),
    prefix: str = "",
    lanes: Mapping[str, str] | None = None,
) -> SafeString:
    """Draw a chart, annotated where there are notes, as an SVG to stand in a page.

    `lanes` names the lane of every position; notes leave no room for lanes. The same chart is drawn
    once and then comes from the cache. Two charts on one page need two prefixes for their ids. Raises DrawingTooLarge and DrawingUnavailable.
    """
    return drawn_once(
        [drawing, repr(notes), subtitle, sorted(highlight), lanes and dict(lanes)],
        lambda: Picture(
            source_of(drawing, notes, subtitle, highlight, lanes),
            flow_of(drawing).name or _("Flowchart"),
            describe(drawing),
        ),
        prefix=prefix,
    )


def drawn_once(
    content: list[object], picture: Callable[[], Picture], *, prefix: str = ""
) -> SafeString:
    """Draw a picture as an SVG for a page, or take it from the cache, kept by its content.

    `picture` is called only where nothing is kept, while Graphviz is already loading.
    """
    key = cache_key(*content, prefix)
    svg = cache.get(key)
    if svg is None:
        with drawing_ahead() as dot:
            source, title, description = picture()
            svg = filtered(dot.draw(source), title=title, description=description, prefix=prefix)
        cache.set(key, svg, KEPT_FOR)
    return inline(svg)


def chart_svg_or_none(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    highlight: AbstractSet[str] = frozenset(),
    prefix: str = "",
    lanes: Mapping[str, str] | None = None,
) -> SafeString | None:
    """Draw a chart for a page, or give None, and log why, where the text list must do."""
    try:
        return chart_svg(drawing, notes, subtitle, highlight=highlight, prefix=prefix, lanes=lanes)
    except (DrawingUnavailable, DrawingTooLarge) as error:
        logger.warning("A chart is shown as text only: %s", error)
        return None


def chart_png(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    lanes: Mapping[str, str] | None = None,
    dpi: float = PNG_DPI,
) -> bytes:
    """Draw a chart as a PNG file, `dpi` pixels for every 72 points."""
    return draw(source_of(drawing, notes, subtitle, lanes=lanes), "png", dpi=dpi)


def chart_pdf(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    lanes: Mapping[str, str] | None = None,
) -> bytes:
    """Draw a chart as a PDF file of one page as large as the chart."""
    return draw(source_of(drawing, notes, subtitle, lanes=lanes), "pdf")


def source_of(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None,
    subtitle: str,
    highlight: AbstractSet[str] = frozenset(),
    lanes: Mapping[str, str] | None = None,
) -> str:
    """Write the dot source, unless the chart is larger than a drawing may be."""
    hold_limits(drawing)
    if notes is None and lanes is not None:
        return lanes_source(drawing, lanes, highlight=highlight)
    if notes is None:
        return chart_source(drawing, highlight=highlight)
    return annotated_source(drawing, notes, subtitle=subtitle)


def hold_limits(drawing: Drawing) -> None:
    """Raise DrawingTooLarge for a chart with more steps or ways than a drawing holds."""
    flow = flow_of(drawing)
    if len(flow.steps) > LIMIT_STEPS or len(flow.links) > LIMIT_LINKS:
        words = _("A chart is drawn up to %(steps)s steps and %(links)s ways; this one has more.")
        raise DrawingTooLarge(words % {"steps": LIMIT_STEPS, "links": LIMIT_LINKS})


def cache_key(*content: object) -> str:
    """Under which a drawing of this content is kept: laying it out again would cost more than the look-up."""
    told = json.dumps([LOOK, get_language(), *content], ensure_ascii=False, sort_keys=True)
    return "drawing:" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def describe(drawing: Drawing) -> str:
    """Say in a sentence what the drawing shows."""
    flow = flow_of(drawing)
    words = _("A flowchart with %(steps)s steps and %(links)s ways; the text list tells the same.")
    return words % {"steps": len(flow.steps), "links": len(flow.links)}
