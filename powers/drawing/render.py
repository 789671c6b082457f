"""Drawings as SVG, PNG and PDF: Graphviz run with limits, its SVG filtered and kept in the cache."""

import hashlib
import json
import logging
import os
import shutil
import subprocess
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .annotated import annotated_source
from .flow import Drawing, flow_of
from .notes import StepNotes
from .source import chart_source
from .svg import filtered, inline

LIMIT_STEPS = 80
LIMIT_LINKS = 200
TIMEOUT = 5.0
KEPT_FOR = 30 * 24 * 60 * 60
FORMATS = frozenset({"svg", "png", "pdf", "json"})
LOOK = 1
"""Counted up whenever charts change their look, so that no cached one stays behind."""

logger = logging.getLogger(__name__)


class DrawingUnavailable(Exception):  # noqa: N818 - a state of the machine, not a fault
    """The chart cannot be drawn here and now; the text list says the same."""


class DrawingTooLarge(Exception):  # noqa: N818 - a limit of ours, not a fault
    """The chart has more steps or ways than a drawing holds."""


def draw(source: str, output: str = "svg") -> bytes:
    """Run Graphviz on a dot source; it reads no file, and is ended after five seconds."""
    if output not in FORMATS:
        raise ValueError(f"A drawing is one of {sorted(FORMATS)}, not {output}.")
    program = shutil.which("dot")
    if program is None:
        raise DrawingUnavailable(_("The chart cannot be drawn: Graphviz is not installed here."))
    command = [program, f"-T{output}", *(["-Gdpi=144"] if output == "png" else [])]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, its input on standard input
            command,
            input=source.encode(),
            capture_output=True,
            timeout=TIMEOUT,
            env=bare_environment(),
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingUnavailable(_("The chart took too long to draw.")) from error
    if done.returncode or not done.stdout:
        logger.warning("Graphviz failed: %s", done.stderr.decode(errors="replace")[:500])
        raise DrawingUnavailable(_("The chart could not be drawn."))
    return done.stdout


def bare_environment() -> dict[str, str]:
    """What Graphviz needs to find its fonts, and nothing that lets it read files."""
    wanted = ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
    kept = {name: os.environ[name] for name in wanted if name in os.environ}
    # Graphviz refuses to load files when it believes to serve the web and has no path for them.
    return kept | {"LANG": "C.UTF-8", "GV_FILE_PATH": "", "SERVER_NAME": "riskcontrol"}


def chart_svg(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    highlight: AbstractSet[str] = frozenset(),
    prefix: str = "",
) -> SafeString:
    """Draw a chart, annotated where there are notes, as an SVG to stand in a page.

    The same chart is drawn once and then comes from the cache. Two charts on one page need two
    prefixes for their ids. Raises DrawingTooLarge and DrawingUnavailable.
    """
    key = cache_key(drawing, repr(notes), subtitle, sorted(highlight), prefix)
    svg = cache.get(key)
    if svg is None:
        svg = filtered(
            draw(source_of(drawing, notes, subtitle, highlight)),
            title=flow_of(drawing).name or _("Flowchart"),
            description=describe(drawing),
            prefix=prefix,
        )
        cache.set(key, svg, KEPT_FOR)
    return inline(svg)


def chart_svg_or_none(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    subtitle: str = "",
    *,
    highlight: AbstractSet[str] = frozenset(),
    prefix: str = "",
) -> SafeString | None:
    """Draw a chart for a page, or give None, and log why, where the text list must do."""
    try:
        return chart_svg(drawing, notes, subtitle, highlight=highlight, prefix=prefix)
    except (DrawingUnavailable, DrawingTooLarge) as error:
        logger.warning("A chart is shown as text only: %s", error)
        return None


def chart_png(
    drawing: Drawing, notes: Mapping[str, StepNotes] | None = None, subtitle: str = ""
) -> bytes:
    """Draw a chart as a PNG file."""
    return draw(source_of(drawing, notes, subtitle), "png")


def chart_pdf(
    drawing: Drawing, notes: Mapping[str, StepNotes] | None = None, subtitle: str = ""
) -> bytes:
    """Draw a chart as a PDF file of one page as large as the chart."""
    return draw(source_of(drawing, notes, subtitle), "pdf")


def source_of(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None,
    subtitle: str,
    highlight: AbstractSet[str] = frozenset(),
) -> str:
    """Write the dot source, unless the chart is larger than a drawing may be."""
    flow = flow_of(drawing)
    if len(flow.steps) > LIMIT_STEPS or len(flow.links) > LIMIT_LINKS:
        words = _("A chart is drawn up to %(steps)s steps and %(links)s ways; this one has more.")
        raise DrawingTooLarge(words % {"steps": LIMIT_STEPS, "links": LIMIT_LINKS})
    if notes is None:
        return chart_source(drawing, highlight=highlight)
    return annotated_source(drawing, notes, subtitle=subtitle)


def cache_key(*content: object) -> str:
    """Under which a drawing of this content is kept: laying it out again would cost more than the look-up."""
    told = json.dumps([LOOK, get_language(), *content], ensure_ascii=False, sort_keys=True)
    return "drawing:" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def describe(drawing: Drawing) -> str:
    """Say in a sentence what the drawing shows."""
    flow = flow_of(drawing)
    words = _("A flowchart with %(steps)s steps and %(links)s ways; the text list tells the same.")
    return words % {"steps": len(flow.steps), "links": len(flow.links)}
