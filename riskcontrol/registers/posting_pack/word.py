"""The announcement and the return form as Word files, in the form of GB/T 9704-2012."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import _Footer as Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as WordParagraph

from powers.drawing.text import clean, width_of

from .notice import HEADING, Notice, ReturnForm, Row

SONG, FANGSONG, HEITI, TITLE_SONG = "宋体", "仿宋_GB2312", "黑体", "方正小标宋简体"
LATIN = "Times New Roman"
LINE = 28.95
"""In points; 22 such lines fill the 225 mm of the text area."""
SIGN = 16.0
"""In points: a sign of size 3."""
SEAL = 4.0
"""So many signs stay free to the right of the day, for the seal."""
WIDTHS = (Mm(36), Mm(42), Mm(36), Mm(42))


@dataclass(frozen=True)
class Look:
    """How a kind of paragraph looks: font, size and line in points, indents in signs."""

    font: str
    size: float = SIGN
    line: float = LINE
    first: float = 0
    left: float = 0
    side: ALIGN = ALIGN.JUSTIFY
    before: float = 0
    after: float = 0


# Word has styles of its own called title and heading; these are ours.
OURS = "Official {}"
LOOKS = {
    "title": Look(TITLE_SONG, 22, 32, side=ALIGN.CENTER, after=LINE),
    "heading": Look(HEITI, first=2),
    "text": Look(FANGSONG, first=2),
    "plain": Look(FANGSONG),
    "mark": Look(HEITI),
    "office": Look(HEITI, 12, 24),
    "label": Look(HEITI, 12, 18, side=ALIGN.CENTER),
    "value": Look(FANGSONG, 12, 18, side=ALIGN.LEFT),
    "note": Look(FANGSONG, 10.5, 16, side=ALIGN.LEFT),
    "page": Look(SONG, 14, 20),
}


def notice_docx(notice: Notice) -> bytes:
    """Write the announcement."""
    paper = new_paper(notice.title)
    in_lines(say(paper, "title", ""), notice.title_lines)
    for paragraph in notice.paragraphs:
        say(paper, "heading" if paragraph.kind == HEADING else "text", paragraph.text)
    annexes(paper, notice.annexes)
    signature(paper, notice)
    return as_bytes(paper)


def return_form_docx(form: ReturnForm) -> bytes:
    """Write the return form on one page."""
    paper = new_paper(form.title)
    section = paper.sections[0]
    section.top_margin, section.bottom_margin, section.footer_distance = Mm(18), Mm(16), Mm(8)
    say(paper, "mark", form.annex)
    title = say(paper, "title", "")
    title.paragraph_format.space_after = Pt(12)
    in_lines(title, form.title_lines)
    fill(paper, form.rows)
    say(paper, "office", _("For the office:"))
    fill(paper, form.office)
    for number, words in enumerate(form.notes, 1):
        say(paper, "note", f"{number}. {words}")
    return as_bytes(paper)


def new_paper(name: str) -> Paper:
    """Begin a paper: A4, the margins of the standard, page numbers outside at the foot."""
    paper = Document()
    for style, look in LOOKS.items():
        add_style(paper, style, look)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    paper.settings.odd_and_even_pages_header_footer = True
    page_number(section.footer, ALIGN.RIGHT)
    page_number(section.even_page_footer, ALIGN.LEFT)
    facts, now = paper.core_properties, timezone.now().replace(tzinfo=None)
    facts.title, facts.author, facts.comments = clean(name)[:255], "", ""
    facts.created = facts.modified = now
    return paper


def add_style(paper: Paper, name: str, look: Look) -> None:
    """Make a kind of paragraph: Chinese in its font, Latin in Times, lines a fixed distance apart."""
    style: ParagraphStyle = paper.styles.add_style(OURS.format(name), WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size = LATIN, Pt(look.size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), look.font)
    if not (translation.get_language() or "").startswith("en"):
        # Quotation marks and dashes are signs of Chinese here, as wide as one.
        fonts.set(qn("w:hint"), "eastAsia")
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.alignment = look.side
    if look.first:
        # In signs, as Word counts for Chinese, so that it holds in another size too.
        indent = style.element.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(round(look.first * 100)))
        indent.set(qn("w:firstLine"), str(round(look.first * look.size * 20)))


def say(paper: Paper, style: str, words: str) -> WordParagraph:
    """Add a paragraph."""
    return paper.add_paragraph(clean(words), style=OURS.format(style))


def in_lines(paragraph: WordParagraph, lines: Iterable[str]) -> None:
    """Write lines into a paragraph, each on its own."""
    paragraph.add_run("\n".join(map(clean, lines)))


def annexes(paper: Paper, names: Iterable[str]) -> None:
    """Name the annexes, a line free above them, their numbers one below the other."""
    head = _("Annexes: ")
    for number, name in enumerate(names, 1):
        paragraph = say(paper, "plain", f"{head if number == 1 else ''}{number}. {name}")
        form = paragraph.paragraph_format
        form.left_indent = Pt((2 + width_of(head)) * SIGN)
        if number == 1:
            form.space_before = Pt(LINE)
            form.first_line_indent = Pt(-width_of(head) * SIGN)


def signature(paper: Paper, notice: Notice) -> None:
    """Set the body's name centred over the day, which leaves room for the seal."""
    day = date_format(notice.when)
    wide, narrow = width_of(clean(notice.who)), width_of(day)
    right = max(SEAL, (wide - narrow) / 2)
    who = at_the_right(paper, notice.who, right + (narrow - wide) / 2)
    who.paragraph_format.space_before = Pt(2 * LINE)
    who.paragraph_format.keep_with_next = True
    at_the_right(paper, day, right)


def at_the_right(paper: Paper, words: str, signs: float) -> WordParagraph:
    """Set a line at the right, so many signs from the edge."""
    paragraph = say(paper, "plain", words)
    paragraph.alignment = ALIGN.RIGHT
    paragraph.paragraph_format.right_indent = Pt(max(0.0, signs) * SIGN)
    return paragraph


def page_number(footer: Footer, side: ALIGN) -> None:
    """Write the page number between dashes, one sign from the edge."""
    paragraph = footer.paragraphs[0]
    paragraph.style, paragraph.alignment = OURS.format("page"), side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    # A field that Word fills in itself; until then it shows what stands in it.
    field = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    line = footer.part.element.p_lst[0]
    paragraph.add_run("1")
    field.append(line.r_lst[-1])
    line.append(field)
    paragraph.add_run(" —")


def fill(paper: Paper, rows: Iterable[Row]) -> None:
    """Add a table of labels and what stands or is to be written beside them."""
    table = paper.add_table(rows=0, cols=len(WIDTHS))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for row in rows:
        added = table.add_row()
        added.height, added.height_rule = Mm(row.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        cells = list(added.cells)
        for cell, width in zip(cells, WIDTHS, strict=True):
            cell.width = width
        if len(row.cells) == 2:
            cells = [cells[0], cells[1].merge(cells[3])]
        for at, (cell, words) in enumerate(zip(cells, row.cells, strict=True)):
            in_cell(cell, "value" if at % 2 else "label", words)


def in_cell(cell: Cell, style: str, words: str) -> None:
    """Write into a cell, in the middle of its height."""
    cell.vertical_alignment = VERTICAL.CENTER
    cell.text = clean(words)
    cell.paragraphs[0].style = OURS.format(style)


def as_bytes(paper: Paper) -> bytes:
    """Give the file."""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
