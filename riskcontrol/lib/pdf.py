"""PDF from HTML. WeasyPrint is imported here and in pdf_fetcher alone, so nothing else can print."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

KEPT_FOR = 24 * 60 * 60
WORTH_KEEPING = 1_000_000
"""Larger prints are made anew each time, since they would crowd out of the cache what is small."""


def render_pdf(html: str, *, css: str = "") -> bytes:
    """Print a whole HTML page to PDF bytes; title and language are the page's own.

    Stylesheets, pictures and fonts come from `static:path/in/static`, drawings also as SVG in
    `data:image/svg+xml`; any other address, on disk or net, is left out. `css` adds to the page's
    style. Takes 0.1 s a short page and about 15 pages a second: long prints belong in a job.
    """
    # slow import: 0.5-2.5 s, and only printing needs it
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from .pdf_fetcher import OnlyOurs  # noqa: PLC0415

    fetcher, fonts = OnlyOurs(), FontConfiguration()
    added = [CSS(string=css, url_fetcher=fetcher, font_config=fonts)] if css else []
    page = HTML(string=html, url_fetcher=fetcher)
    with garbage_collector_off():
        return page.write_pdf(stylesheets=added, font_config=fonts)


def printed_once(html: str, *, css: str = "") -> bytes:
    """Print a page, or take the print from the cache, kept by its content: for what anybody may ask for."""
    key = "print:" + hashlib.sha256(f"{css}\0{html}".encode()).hexdigest()
    content: bytes | None = cache.get(key)
    if content is None:
        content = render_pdf(html, css=css)
        if len(content) <= WORTH_KEEPING:
            cache.set(key, content, KEPT_FOR)
    return content


@contextmanager
def garbage_collector_off() -> Iterator[None]:
    """Spare the collector's walks over WeasyPrint's many live boxes: measured 15 % faster."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
