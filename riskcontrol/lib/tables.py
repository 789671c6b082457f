"""Tables that people hand in, as a file or pasted: their cells as text, whatever they were made with."""

import csv
import io
import json
import zipfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from .apart import REFUSED, read_apart
from .sheet_child import LONGEST

LARGEST = 5 * 1024 * 1024  # bytes of a file
UNPACKED = 60 * 1024 * 1024  # bytes; a packed sheet that unpacks to more is no list of ours
SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods are packed, xls begins like this
ACCEPT = ".xlsx,.xls,.ods,.csv,.txt"
CHILD = Path(__file__).with_name("sheet_child.py")

type Cells = list[list[str]]


def cells_of_upload(file: UploadedFile) -> Cells:
    """Give the cells of a file as it was handed in; one that is too large is not read at all."""
    _check_length(file.size or 0)
    return cells_of_file(file.read())


def cells_of_file(content: bytes) -> Cells:
    """Give the cells of a sheet's first page, or of a CSV; raises ValidationError with what to do."""
    _check_length(len(content))
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


def _check_length(length: int) -> None:
    if not length:
        raise ValidationError(_("The file is empty. Choose another."))
    if length > LARGEST:
        raise ValidationError(_("The file is larger than 5 MB. Hand the list in in parts."))


def _sheet(content: bytes) -> Cells:
    """Let a process apart read the sheet; one that breaks it would have filled the memory."""
    if content.startswith(b"PK"):
        _check_size(content)
    status, told = read_apart(CHILD, content)
    if (status, told) == (REFUSED, b"broken"):
        raise ValidationError(_no_sheet())
    if status != 0:
        raise ValidationError(_too_large())
    cells: Cells = json.loads(told)
    return cells


def _check_size(content: bytes) -> None:
    """Raise ValidationError for an archive that announces more than a list holds, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ValidationError(_no_sheet()) from error
    if size > UNPACKED:
        raise ValidationError(_too_large())


def _no_sheet() -> str:
    return _("The sheet cannot be opened. Save it anew as xlsx, or paste its rows.")


def _too_large() -> str:
    return _("The sheet is too large. Hand the list in in parts.")


def _decoded(content: bytes) -> str:
    """Read text as UTF-8, else as a Chinese Windows writes it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is neither a sheet nor a text. Save it as xlsx or CSV."))
