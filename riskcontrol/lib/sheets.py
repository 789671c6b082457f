"""Rows as CSV that a spreadsheet opens as text and never as a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

BOM = "\ufeff"
"""Without it a Chinese Excel takes the file for GBK."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Source: OWASP on CSV injection; the full-width signs were tried, a Chinese Excel takes them too."""


class Echo:
    """A file that hands back what is written to it, so that rows can be sent one by one."""

    def write(self, line: str) -> str:
        """Give the line back."""
        return line


def csv_lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Write rows under their head, line by line, in UTF-8 with its mark."""
    writer = csv.writer(Echo())
    yield BOM + writer.writerow(list(head))
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def cell(value: Any) -> Any:
    """Give a value as a cell; a text that would begin a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA):
        return f"'{value}"
    return value
