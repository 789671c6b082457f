"""The smallest xlsx there is, made by hand: rows of texts, numbers and days."""

import datetime
import functools
import io
import zipfile
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="线索" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
}


def workbook(rows, **more):
    """Give the bytes of an xlsx with these rows; `more` are further files inside."""
    sheet = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    page = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": page}.items():
            packed.writestr(name, HEAD + text)
        for name, content in more.items():
            packed.writestr(name, content)
    return out.getvalue()


def reaching(corner):
    """Give the bytes of an xlsx with two cells: the first one, and one as far off as `corner`."""
    number = corner.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{number}"><c r="{corner}"><v>1</v></c></row>'
    page = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return packed(PARTS | {"xl/worksheets/sheet1.xml": page})


def packed(files):
    """Give the bytes of a zip with these texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, HEAD + text)
    return out.getvalue()


@functools.cache
def bomb(name, *, announced=None):
    """Give the bytes of a zip whose one entry unpacks to a gigabyte, and may announce another size."""
    out, block = io.BytesIO(), b"0" * (1 << 20)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for part, text in PARTS.items():
            made.writestr(part, HEAD + text)
        with made.open(name, "w", force_zip64=True) as entry:
            for _ in range(1 << 10):
                entry.write(block)
        if announced is not None:
            made.getinfo(name).file_size = announced
    return out.getvalue()


def cell(value):
    if isinstance(value, datetime.date):
        return f'<c s="1"><v>{(value - datetime.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
