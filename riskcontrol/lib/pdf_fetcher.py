"""What a PDF may read. Import it inside a function: WeasyPrint takes over half a second to load."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from weasyprint.urls import URLFetcher, URLFetcherResponse

DRAWING = "data:image/svg+xml"
STATIC = "static:"


class OnlyOurs(URLFetcher):
    """Reads our own static files and drawings handed over in the page, and nothing else.

    What it refuses WeasyPrint leaves out of the print and notes in its log.
    """

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Give what stands at an address; raises PermissionError or FileNotFoundError."""
        if url.startswith(DRAWING):
            return super().fetch(url, headers)
        if not url.startswith(STATIC):
            raise PermissionError(f"A PDF may not read {url}")
        return read_static(url)


def read_static(url: str) -> URLFetcherResponse:
    """Read one static file; a path that climbs out of the static folders raises as well."""
    found = finders.find(unquote(url.removeprefix(STATIC)))
    if not found:
        raise FileNotFoundError(f"There is no static file {url}")
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})
