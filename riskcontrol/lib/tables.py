"""Tables that people hand in, as a file or pasted: their cells as text, whatever they were made with."""

import csv
import datetime
import io
import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

LARGEST = 5 * 1024 * 1024  # bytes of a file
UNPACKED = 60 * 1024 * 1024  # bytes; a packed sheet that unpacks to more is no list of ours
LONGEST = 300_000  # characters of a pasted text
SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods are packed, xls begins like this
ACCEPT = ".xlsx,.xls,.ods,.csv,.txt"

type Cells = list[list[str]]


def cells_of_file(content: bytes) -> Cells:
    """Give the cells of a sheet's first page, or of a CSV; raises ValidationError with what to do."""
    if not content:
        raise ValidationError(_("The file is empty. Choose another."))
    if len(content) > LARGEST:
        raise ValidationError(_("The file is larger than 5 MB. Hand the list in in parts."))
    if content.startswith(SHEETS):
        return _sheet(content)
    return cells_of_text(_decoded(content))


def cells_of_text(text: str) -> Cells:
    """Give the cells of a pasted text: between tabs as Excel copies them, else between commas."""
    if len(text) > LONGEST:
        raise ValidationError(
            _("The text has %(count)s characters; at most %(most)s are read. Paste it in parts."),
            params={"count": len(text), "most": LONGEST},
        )
    head = text.lstrip("\n").split("\n", 1)[0]
    sign = "\t" if "\t" in head else ","
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=sign)]
    except csv.Error as error:
        raise ValidationError(
            _("The table cannot be read. Copy it anew, or save it as xlsx.")
        ) from error
    return [row for row in rows if any(row)]


def text_of(cells: Cells) -> str:
    """Write cells as the text that Excel would copy, so that they can be mended where they stand."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(cells)
    return out.getvalue()


def _sheet(content: bytes) -> Cells:
    problem = _("The sheet cannot be opened. Save it anew as xlsx, or paste its rows.")
    try:
        if content.startswith(b"PK"):
            _check_size(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError) as error:
        raise ValidationError(problem) from error
    cells = [[_plain(cell) for cell in row] for row in rows]
    return [row for row in cells if any(row)]


def _check_size(content: bytes) -> None:
    """Raise ValidationError for a sheet that would fill the memory once it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(each.file_size for each in packed.infolist())
    if size > UNPACKED:
        raise ValidationError(_("The sheet is too large. Hand the list in in parts."))


def _decoded(content: bytes) -> str:
    """Read text as UTF-8, else as a Chinese Windows writes it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is neither a sheet nor a text. Save it as xlsx or CSV."))


def _plain(value: Any) -> str:
    """Write a cell as it reads: whole numbers without a point, days without an hour."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}"
    return str(value).strip()
