"""A chart's picture as a file of its own: what can be asked for, and the file."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from riskcontrol.lib.budget import Spent
from riskcontrol.lib.downloads import File, Refusal

from .drawing.notes import StepNotes
from .drawing.pages import PAPERS
from .drawing.process import DrawingUnavailable
from .drawing.render import KEPT_FOR, DrawingTooLarge, cache_key, chart_pdf, chart_png, chart_svg
from .drawing.svg import alone, size_of
from .lanes import BY_POSITION, BY_SECTION
from .paper import on_paper

type Drawing = dict[str, Any]
type Notes = Mapping[str, StepNotes]
type Within = Callable[[], AbstractContextManager[None]]

KINDS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
LEAST_WIDTH, MOST_WIDTH = 100, 8000
WIDTHS = (
    100, 125, 160, 200, 250, 315, 400, 500, 630, 800,
    1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000,
)  # fmt: skip
"""The widths in which strangers are served, a fifth apart, so that few have to be drawn."""
MOST_PIXELS = 40_000_000
"""So many are drawn in half the time that Graphviz has."""
MOST_HEIGHT = 32_000
WORTH_KEEPING = 1_000_000
"""Larger files are drawn anew each time, since they would crowd out of the cache what is small."""
WIDTH = re.compile(r"[0-9]{1,5}", re.ASCII)
VERSION = re.compile(r"[0-9]{1,9}", re.ASCII)


class Unclear(Exception):  # noqa: N818 - what was asked for is no fault of ours
    """What was asked for cannot be given; holds a sentence for everything that is wrong."""


@dataclass(frozen=True)
class Wanted:
    """Which picture was asked for: of a version, on paper or so many pixels wide, in lanes, annotated."""

    format: str
    version: int | None = None
    paper: str = ""
    width: int | None = None
    lanes: str = ""
    annotated: bool = False


@dataclass(frozen=True)
class Subject:
    """What the picture is of: the drawing, and what stands with it."""

    drawing: Drawing
    lanes: Mapping[str, str] | None = None
    notes: Notes | None = None
    section: str = ""
    version: int | None = None

    @property
    def told(self) -> tuple[Drawing, Notes | None, str]:
        """What is drawn: the drawing, its notes, and the line under the title of an annotated one."""
        return self.drawing, self.notes, "" if self.notes is None else self.section


def wanted(asked: Mapping[str, str], picture_format: str) -> Wanted:
    """Read what was asked for in an address; raises Unclear."""
    size, version = asked.get("size", ""), asked.get("version", "")
    found = [words for words, is_wrong in problems(asked, picture_format) if is_wrong]
    if found:
        raise Unclear(*found)
    return Wanted(
        format=picture_format,
        version=int(version) if version else None,
        paper=size if size in PAPERS else "",
        width=int(size) if size and size not in PAPERS else None,
        lanes=asked.get("lanes", ""),
        annotated=asked.get("annotated") == "1",
    )


def problems(asked: Mapping[str, str], picture_format: str) -> list[tuple[str, bool]]:
    """Everything that can be wrong in an address, and whether it is."""
    lanes, annotated = asked.get("lanes", ""), asked.get("annotated", "")
    version = asked.get("version", "")
    return [
        (formats_words(), picture_format not in KINDS),
        size_problem(asked.get("size", ""), picture_format),
        (lanes_words(), lanes not in {"", BY_POSITION, BY_SECTION}),
        (_("“annotated” is 1, or it is left out."), annotated not in {"", "1"}),
        (
            _("An annotated chart has no room for lanes: leave one of the two out."),
            bool(lanes and annotated),
        ),
        (
            _("“version” is the number of a version, as on the chart's page."),
            not VERSION.fullmatch(version or "1"),
        ),
    ]


def size_problem(size: str, picture_format: str) -> tuple[str, bool]:
    """What is to be said of a size, and whether it must be."""
    if picture_format == "pdf":
        return paper_words(), size not in {"", *PAPERS}
    is_width = WIDTH.fullmatch(size) and LEAST_WIDTH <= int(size) <= MOST_WIDTH
    return width_words(), bool(size) and not is_width


def formats_words() -> str:
    """Say which formats there are."""
    return _("A picture is an SVG, a PNG or a PDF: picture.svg, picture.png or picture.pdf.")


def paper_words() -> str:
    """Say on which paper a PDF comes."""
    return _("The size of a PDF is A4, A3 or A2; without one the page is as large as the chart.")


def width_words() -> str:
    """Say how wide an SVG or a PNG can be."""
    words = _(
        "The size of an SVG or a PNG is its width in pixels, a whole number from %(least)s to "
        "%(most)s; without one the picture has its own size."
    )
    return words % {"least": LEAST_WIDTH, "most": MOST_WIDTH}


def lanes_words() -> str:
    """Say which lanes there are."""
    return _("“lanes” is position or section; without it the chart has no lanes.")


def offers() -> tuple[str, ...]:
    """Say in plain words everything that can be asked for."""
    return formats_words(), width_words(), paper_words(), lanes_words()


def refusal(*found: str, status: int = HTTPStatus.BAD_REQUEST, wait: int = 0) -> Refusal:
    """Refuse a picture, and tell what can be asked for, or when to come again."""
    return Refusal(status, found, offers() if status == HTTPStatus.BAD_REQUEST else (), wait)


def in_steps(ask: Wanted) -> Wanted:
    """Ask for the next smaller of a few widths instead of any width."""
    if ask.width is None:
        return ask
    return replace(ask, width=max(width for width in WIDTHS if width <= ask.width))


def picture(subject: Subject, ask: Wanted, within: Within = nullcontext) -> File | Refusal:
    """Give the picture as a file, or say why it cannot be given.

    What is not in the cache is drawn `within` the budget of whoever asks.
    """
    name = get_valid_filename(subject.drawing["name"]) if subject.drawing["name"].strip() else ""
    if not subject.drawing["steps"]:
        return refusal(_("No step is drawn yet."), status=HTTPStatus.NOT_FOUND)
    try:
        content = kept(subject, ask, within)
    except Spent as spent:
        return refusal(busy_words(spent.wait), status=HTTPStatus.TOO_MANY_REQUESTS, wait=spent.wait)
    except Unclear as unclear:
        return refusal(*unclear.args)
    except DrawingTooLarge as error:
        return refusal(str(error))
    except DrawingUnavailable as error:
        words = _("Try again in a minute; the chart's page says the same as text.")
        return refusal(str(error), words, status=HTTPStatus.SERVICE_UNAVAILABLE, wait=60)
    return File(content, KINDS[ask.format], f"{name or _('Flowchart')}.{ask.format}")


def busy_words(wait: int) -> str:
    """Say that many pictures are being drawn, and when to come again."""
    words = _(
        "Many pictures are being asked for at the moment. Ask for this one again in %(seconds)s "
        "seconds; until then the chart's page shows the same drawing."
    )
    return words % {"seconds": wait}


def kept(subject: Subject, ask: Wanted, within: Within = nullcontext) -> bytes:
    """Draw the picture, or take it from the cache."""
    printed_on = timezone.localdate().isoformat() if ask.paper else ""
    key = cache_key("file", repr(subject), repr(ask), printed_on)
    content: bytes | None = cache.get(key)
    if content is None:
        with within():
            content = DRAWN[ask.format](subject, ask)
        if len(content) <= WORTH_KEEPING:
            cache.set(key, content, KEPT_FOR)
    return content


def as_svg(subject: Subject, ask: Wanted) -> bytes:
    """Draw an SVG that stands alone."""
    return alone(chart_svg(*subject.told, lanes=subject.lanes), ask.width)


def as_png(subject: Subject, ask: Wanted) -> bytes:
    """Draw a PNG, as wide as was asked for; raises Unclear for more pixels than can be drawn."""
    if ask.width is None:
        return chart_png(*subject.told, lanes=subject.lanes)
    width, height = size_of(chart_svg(*subject.told, lanes=subject.lanes))
    most = min((MOST_PIXELS * width / height) ** 0.5, MOST_HEIGHT * width / height)
    if ask.width > most:
        words = _("This chart is high: as a PNG it can be at most %(most)s pixels wide.")
        raise Unclear(words % {"most": int(most)})
    return chart_png(*subject.told, lanes=subject.lanes, dpi=72 * ask.width / width)


def as_pdf(subject: Subject, ask: Wanted) -> bytes:
    """Draw a PDF, on paper or on a page as large as the chart."""
    if not ask.paper:
        return chart_pdf(*subject.told, lanes=subject.lanes)
    return on_paper(
        subject.drawing,
        notes=subject.notes,
        section=subject.section,
        version=subject.version,
        lanes=subject.lanes,
        paper=ask.paper,
    )


DRAWN = {"svg": as_svg, "png": as_png, "pdf": as_pdf}
