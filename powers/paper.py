"""A chart printed on paper: as many pages as it takes, with its name, version and page numbers."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from riskcontrol.lib.pdf import render_pdf

from .drawing.notes import StepNotes
from .drawing.pages import COLUMN_GAP, Page, Print, printed
from .drawing.process import draw
from .drawing.render import describe, hold_limits
from .drawing.svg import alone, filtered, size_of
from .drawing.text import width_of, wrap

type Drawing = dict[str, Any]


def on_paper(
    drawing: Drawing,
    *,
    notes: Mapping[str, StepNotes] | None = None,
    section: str = "",
    version: int | None = None,
    lanes: Mapping[str, str] | None = None,
    paper: str = "",
) -> bytes:
    """Print a chart to PDF on the paper asked for, else on A4, or A3 where A4 would be too small.

    What no single page holds readably goes on over several, the cut lines numbered. Notes leave no
    room for lanes. Raises DrawingTooLarge and DrawingUnavailable.
    """
    page, pages = on_pages(drawing, notes, lanes=lanes, section=section, paper=paper)
    context = {
        "drawing": drawing,
        "pages": pages,
        "section": section,
        "version": version,
        "has_title": notes is not None,
        "today": timezone.localdate(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    width, height = page.size
    css = f"@page {{ size: {width}pt {height}pt }}"
    return render_pdf(render_to_string("powers/paper.pdf.html", context), css=css)


TITLE_SIGNS = 20
"""So many signs of size 2 fill the 156 mm of an official paper's line."""


def title_lines(words: str, signs: int = TITLE_SIGNS) -> list[str]:
    """Break the title of an official paper as its sense asks: after the name, else between words.

    Source: GB/T 9704-2012, 标题分行做到词意完整、排列对称.
    """
    after_name = [part for part in re.split("(?<=》)", words) if part]
    if all(width_of(part) <= signs for part in after_name):
        return [words] if width_of(words) <= signs else after_name
    return wrap(words, signs)


def on_pages(
    drawing: Drawing,
    notes: Mapping[str, StepNotes] | None = None,
    *,
    lanes: Mapping[str, str] | None = None,
    section: str = "",
    paper: str = "",
) -> tuple[Page, list[list[str]]]:
    """Lay a chart out on pages: the page, and the drawings of each as addresses to stand in a print.

    Raises DrawingTooLarge and DrawingUnavailable.
    """
    hold_limits(drawing)
    laid = printed(drawing, notes, lanes=lanes, subtitle=section, paper=paper)
    pages = drawn(laid, drawing)
    scale = min(laid.scale, *(fitting(laid.page, one) for one in pages))
    return laid.page, [[as_address(svg, scale) for svg in one] for one in pages]


def drawn(laid: Print, drawing: Drawing) -> list[list[str]]:
    """Draw the SVGs of every page."""
    title, description = drawing["name"], describe(drawing)
    return [
        [filtered(draw(source), title=title, description=description) for source in one]
        for one in laid.pages
    ]


def fitting(page: Page, columns: Iterable[str]) -> float:
    """How large these columns, side by side, can be drawn on a page without being clipped."""
    sizes = [size_of(svg) for svg in columns]
    width = sum(width for width, _height in sizes) + COLUMN_GAP * (len(sizes) - 1)
    return page.scale(width, max(height for _width, height in sizes))


def as_address(svg: str, scale: float) -> str:
    """Give a drawing as an address that the page carries in itself, drawn that large."""
    content = alone(svg, size_of(svg)[0] * scale, unit="pt")
    return "data:image/svg+xml;base64," + b64encode(content).decode()
