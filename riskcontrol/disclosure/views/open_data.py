"""Open data: what is public as CSV and JSON, and the page that explains it."""

import datetime
import json
from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from powers.public.open_data import DATASETS, Dataset, Row, dataset
from riskcontrol.lib.addresses import public_address
from riskcontrol.lib.sheets import csv_lines

from .doors import shared, shared_with

# The page of a row, where it has one: the name of its address, and the fields that stand in it.
PAGES = {
    "charts": ("disclosure:chart", ["chart"]),
    "postings": ("disclosure:handled_report", ["chart", "version"]),
    "comments": ("disclosure:handled_report", ["chart", "version"]),
}
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@shared
def open_data(request: HttpRequest) -> HttpResponse:
    """Explain the data: what there is, in which form, under which licence, as of which day."""
    sets = [(each, fields_of(each)) for each in DATASETS]
    context = {
        "sets": sets,
        "licence": settings.OPEN_DATA_LICENCE,
        "today": timezone.localdate(),
    }
    return render(request, "public/open_data.html", context)


@shared_with(kept=False)
def open_data_file(request: HttpRequest, name: str, data_format: str) -> HttpResponse:
    """Send a set row by row, as CSV or as JSON."""
    found = dataset(name)
    if found is None or data_format not in KINDS:
        raise Http404
    rows = with_page(request, found)
    lines = as_csv(found, rows) if data_format == "csv" else as_json(request, found, rows)
    # The lines are read after the language of this request is put back, so they carry it along.
    spoken = in_language(translation.get_language(), lines)
    response = StreamingHttpResponse(spoken, content_type=KINDS[data_format])
    day = timezone.localdate()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{name}-{day:%Y-%m-%d}.{data_format}"'
    )
    return cast(
        "HttpResponse", response
    )  # the doors tell whole answers from streamed ones themselves


def fields_of(found: Dataset) -> dict[str, Any]:
    """The fields of a set, its page last."""
    more = {"page": _("address of its page")} if found.name in PAGES else {}
    return {**found.fields, **more}


def with_page(request: HttpRequest, found: Dataset) -> Iterator[Row]:
    """Give the rows, each with the address of its page."""
    if found.name not in PAGES:
        yield from found.rows()
        return
    route, fields = PAGES[found.name]
    for row in found.rows():
        path = reverse(route, args=[row[field] for field in fields])
        yield row | {"page": public_address(request, path)}


def as_csv(found: Dataset, rows: Iterator[Row]) -> Iterator[str]:
    """Write rows as CSV under the names of their fields; a list in a cell as words."""
    fields = list(fields_of(found))
    return csv_lines(fields, ([in_a_cell(row[name]) for name in fields] for row in rows))


def in_a_cell(value: Any) -> Any:
    """A list as a person reads it: `3; 5 (refused)`, `《law》article`."""
    if not isinstance(value, list):
        return value
    return "; ".join(in_words(each) for each in value)


def in_words(part: Any) -> str:
    """One part of a list."""
    if not isinstance(part, dict):
        return str(part)
    if "law" in part:
        return f"《{part['law']}》{part['article']}"
    condition = f" ({part['condition']})" if part["condition"] else ""
    return f"{part['step'] or ''}{condition}"


def as_json(request: HttpRequest, found: Dataset, rows: Iterator[Row]) -> Iterator[str]:
    """Write rows as JSON, with what must be known of them before: licence, day, page."""
    licence = settings.OPEN_DATA_LICENCE
    head = {
        "dataset": found.name,
        "licence": licence["code"],
        "licence_url": licence["url"],
        "date": timezone.localdate().isoformat(),
        "about": public_address(request, reverse("disclosure:open_data")),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    before = "\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False, default=as_text)
        before = ",\n"
    yield "\n]}\n"


def as_text(value: Any) -> str:
    """Write a day as ISO does, and a lazy word as it reads now."""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def in_language(language: str | None, lines: Iterator[str]) -> Iterator[str]:
    """Have each line made in a language, and leave every other's alone in between."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
