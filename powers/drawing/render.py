"""Drawings as SVG, PNG and PDF: Graphviz run with limits, its SVG filtered and kept in the cache."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, TypedDict, Unpack

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .annotated import annotated_source
from .flow import Drawing, Flow, flow_of
from .lanes import lanes_source
from .notes import StepNotes
from .process import PNG_DPI, Dot, DrawingUnavailable, begun, draw, finished
from .source import chart_source
from .svg import filtered, inline

LIMIT_STEPS = 80
LIMIT_LINKS = 200
KEPT_FOR = 30 * 24 * 60 * 60
LOOK = 6
"""Counted up whenever charts change their look, so that no cached one stays behind."""

logger = logging.getLogger(__name__)


class Picture(NamedTuple):
    """What Graphviz is to draw, and the name and the sentence the drawing carries for a reader."""

    source: str
    title: str
    description: str


class DrawingTooLarge(Exception):  # noqa: N818 - a limit of ours, not a fault
    """The chart has more steps or ways than a drawing holds."""


@dataclass
class Begun:
    """A picture that Graphviz is at, or that was kept, or why there is none.

    Whoever begins one ends it with one of the calls.
    """

    key: str
    prefix: str
    kept: str | None
    dot: Dot | None = None
    title: str = ""
    description: str = ""
    error: DrawingUnavailable | DrawingTooLarge | None = None

    def begin(self, write: Callable[[], Picture]) -> None:
        """Start Graphviz, and write what it is to draw while it loads."""

        def source() -> str:
            written, self.title, self.description = write()
            return written

        try:
            self.dot = begun(source)
        except (DrawingUnavailable, DrawingTooLarge) as error:
            self.error = error

    def svg(self) -> SafeString:
        """Wait for the picture; raises DrawingTooLarge and DrawingUnavailable."""
        if self.error:
            raise self.error
        if self.dot and self.kept is None:
            told = {"title": self.title, "description": self.description, "prefix": self.prefix}
            self.kept = filtered(finished(self.dot), **told)
            cache.set(self.key, self.kept, KEPT_FOR)
        return inline(self.kept or "")

    def svg_or_none(self) -> SafeString | None:
        """Wait for the picture; gives None, and logs why, where the text list must do."""
        try:
            return self.svg()
        except (DrawingUnavailable, DrawingTooLarge) as error:
            logger.warning("A chart is shown as text only: %s", error)
            return None

    def close(self) -> None:
        """Let the picture go, if nobody waited for it."""
        if self.dot and not self.dot.ended:
            self.dot.end()


class How(TypedDict, total=False):
    """How a chart is drawn: steps with a double border, what ids begin with, the lanes by position."""

    highlight: AbstractSet[str]
    prefix: str
    lanes: Mapping[str, str] | None


def chart_svg(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    **how: Unpack[How],
) -> SafeString:
    """Draw a chart, annotated where there are notes, as an SVG to stand in a page.

    `lanes` names the lane of every position; notes leave no room for lanes. The same chart is drawn
    once and then comes from the cache. Two charts on one page need two prefixes for their ids.
    Raises DrawingTooLarge and DrawingUnavailable.
    """
    return begin_chart(drawing, notes, subtitle, **how).svg()


def chart_svg_or_none(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    **how: Unpack[How],
) -> SafeString | None:
    """Draw a chart for a page, or give None, and log why, where the text list must do."""
    return begin_chart(drawing, notes, subtitle, **how).svg_or_none()


def begin_chart(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    highlight: AbstractSet[str] = frozenset(),
    prefix: str = "",
    lanes: Mapping[str, str] | None = None,
) -> Begun:
    """Let Graphviz begin with a chart, as for `chart_svg`, while there is other work."""
    return begin(
        [drawing, repr(notes), subtitle, sorted(highlight), lanes and dict(lanes)],
        lambda: picture_of(flow_of(drawing), notes, subtitle, highlight, lanes),
        prefix=prefix,
    )


def picture_of(
    flow: Flow,
    notes: Mapping[str, StepNotes] | None,
    subtitle: str,
    highlight: AbstractSet[str],
    lanes: Mapping[str, str] | None,
) -> Picture:
    """Write what Graphviz is to draw of a flow."""
    source = source_of(flow, notes, subtitle, highlight, lanes)
    return Picture(source, flow.name or _("Flowchart"), describe(flow))


def begin(content: list[object], write: Callable[[], Picture], *, prefix: str = "") -> Begun:
    """Begin a picture as an SVG for a page, or take it from the cache, kept by its content.

    `write` is called only where nothing is kept, while Graphviz is already loading.
    """
    key = cache_key(*content, prefix)
    found = Begun(key, prefix, cache.get(key))
    if found.kept is None:
        found.begin(write)
    return found


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
    drawing: Drawing | Flow,
    notes: Mapping[str, StepNotes] | None,
    subtitle: str,
    highlight: AbstractSet[str] = frozenset(),
    lanes: Mapping[str, str] | None = None,
) -> str:
    """Write the dot source, unless the chart is larger than a drawing may be."""
    flow = flow_of(drawing)
    hold_limits(flow)
    if notes is None and lanes is not None:
        return lanes_source(flow, lanes, highlight=highlight)
    if notes is None:
        return chart_source(flow, highlight=highlight)
    return annotated_source(flow, notes, subtitle=subtitle)


def hold_limits(drawing: Drawing | Flow) -> None:
    """Raise DrawingTooLarge for a chart with more steps or ways than a drawing holds."""
    flow = flow_of(drawing)
    if len(flow.steps) > LIMIT_STEPS or len(flow.links) > LIMIT_LINKS:
        words = _("A chart is drawn up to %(steps)s steps and %(links)s ways; this one has more.")
        raise DrawingTooLarge(words % {"steps": LIMIT_STEPS, "links": LIMIT_LINKS})


def cache_key(*content: object) -> str:
    """Under which a drawing of this content is kept: laying it out again would cost more than the look-up."""
    told = json.dumps([LOOK, get_language(), *content], ensure_ascii=False, sort_keys=True)
    return "drawing:" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def describe(drawing: Drawing | Flow) -> str:
    """Say in a sentence what the drawing shows."""
    flow = flow_of(drawing)
    words = _("A flowchart with %(steps)s steps and %(links)s ways; the text list tells the same.")
    return words % {"steps": len(flow.steps), "links": len(flow.links)}
