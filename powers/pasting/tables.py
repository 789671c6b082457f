"""Cells from a spreadsheet: which column is what, and each row read into a step."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from powers.drawing.text import LINE_ENDS, one_line

from .facts import (
    BASIS,
    KIND_OF_CELL,
    LABEL_OF_WORD,
    POSTS,
    days_facts,
    extracted,
    labelled_facts,
    match_position,
    not_taken,
)
from .lists import TRAILING, gap
from .marks import Line, line_of, mark_of, number_of
from .sheet import Draft, Sheet, Wish
from .ways import ARROW, NONE_WORDS, SPLIT, Clause, read_clause, target_words

NAMES = frozenset(
    [
        "环节",
        "步骤",
        "名称",
        "环节名称",
        "步骤名称",
        "工作环节",
        "工作步骤",
        "流程",
        "流程环节",
        "流程步骤",
        "办理环节",
        "办理步骤",
        "工作内容",
        "内容",
        "事项",
        "step",
        "name",
        "activity",
    ]
)
NUMBERS = frozenset(
    ["序号", "编号", "号", "#", "no", "no.", "№", "步骤号", "环节号", "步骤序号", "环节序号"]
)
USUAL = ("name", "kind", "position", "days", "next", "when")

type Cells = list[str]


def is_table(text: str) -> bool:
    """Whether a text comes from cells: at least half of its lines have a tab inside."""
    lines = [line for line in LINE_ENDS.sub("\n", text).split("\n") if line.strip()]
    with_tab = [line for line in lines if "\t" in after_mark(line)]
    return bool(with_tab) and len(with_tab) * 2 >= len(lines)


def after_mark(line: str) -> str:
    """Give a line without its indent, and without the mark that Word parts from it by a tab."""
    line = line.lstrip()
    head, tab, rest = line.partition("\t")
    is_mark = tab and len(head) <= 6 and not mark_of(f"{head} x")[2].rstrip("x ")
    return rest if is_mark else line


def is_quoted(text: str) -> bool:
    """Whether a cell of one column stands in quotes, as it does with line breaks inside."""
    return text.count('"') % 2 == 0 and bool(
        re.search(r'(?m)^"[^"\n]*\n', LINE_ENDS.sub("\n", text))
    )


def cells_of(text: str) -> list[Cells]:
    """Divide a text into rows and cells; quotes count only where they close."""
    plain = LINE_ENDS.sub("\n", text)
    source = io.StringIO(plain, newline="")
    if plain.count('"') % 2:
        read = csv.reader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        read = csv.reader(source, delimiter="\t")
    rows = [[cell.strip() for cell in row] for row in read]
    return [row for row in rows if any(row)]


def cell_lines(text: str) -> list[Line]:
    """Give the lines of one column, those of one cell joined."""
    lines: list[Line] = []
    for row in cells_of(text):
        for place, part in enumerate(filter(None, row[0].split("\n"))):
            line = line_of(len(lines), part)
            joins = Line(line.place, line.typed, 4, line.style, line.label, line.text, joins=True)
            lines.append(joins if place else line)
    return [line for line in lines if line.typed]


def read_table(rows: list[Cells], positions: Mapping[str, str]) -> Sheet:
    """Read rows of cells, with or without a header."""
    sheet = Sheet(positions)
    columns = header_of(rows[0])
    start = 1 if columns else 0
    width = max(len(row) for row in rows)
    columns = columns or guessed(rows, width, positions)
    for place, row in enumerate(rows):
        if place >= start and not sheet.is_full:
            read_row(sheet, place, row, columns)
    return sheet


def header_of(row: Cells) -> list[str]:
    """Name the columns by the first row, if it is a header; an unknown one is ''."""
    found = [column_of(cell) for cell in row]
    return found if "name" in found else []


def column_of(title: str) -> str:
    """Tell what a column holds by its title."""
    words = re.sub(r"[\s*：:]|[(（].*", "", title).casefold()
    if words in NUMBERS:
        return "number"
    if words in NAMES:
        return "name"
    return LABEL_OF_WORD.get(words, "next" if words.startswith("下一") else "")


def guessed(rows: list[Cells], width: int, positions: Mapping[str, str]) -> list[str]:
    """Tell what each column holds by what stands in it, else by the usual order."""
    found: list[str] = []
    for at in range(width):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        found.append(kind_of_column(cells, found, positions))
    for at, name in enumerate(found):
        if not name:
            found[at] = next((usual for usual in USUAL if usual not in found), "")
    return found


def kind_of_column(cells: Cells, found: Sequence[str], positions: Mapping[str, str]) -> str:
    """Tell what a column holds by its cells; nothing where they do not tell."""
    if not found and all(is_number(cell) for cell in cells):
        return "number"
    if "name" not in found:
        return "name"
    tests: dict[str, Callable[[str], bool]] = {
        "kind": lambda cell: cell.casefold() in KIND_OF_CELL,
        "days": lambda cell: "next" not in found and (cell.isdecimal() or bool(days_facts(cell))),
        "basis": lambda cell: bool(BASIS.search(cell)),
        "position": lambda cell: bool(POSTS.search(cell) or match_position(cell, positions)),
        "next": is_next,
    }
    told = [cell for cell in cells if cell not in NONE_WORDS]
    fits = (name for name, test in tests.items() if name not in found and told and most(told, test))
    return next(fits, "")


def most(cells: Cells, test: Callable[[str], bool]) -> bool:
    """Whether a test holds for more than half of the cells."""
    return sum(1 for cell in cells if test(cell)) * 2 > len(cells)


def is_number(cell: str) -> bool:
    """Whether a cell holds the number of a row."""
    return bool(re.fullmatch(r"\d{1,3}[.、．]?|[一二三四五六七八九十]{1,3}[、.]?|[①-⑳]", cell))


def is_next(cell: str) -> bool:
    """Whether a cell tells where the flow goes on."""
    return bool(ARROW.search(cell) or target_words(cell)[:1] in ("#", "!") or read_clause(cell))


def read_row(sheet: Sheet, place: int, row: Cells, columns: Sequence[str]) -> None:
    """Read one row of cells into a step; without a name it adds ways to the step above."""
    cells = titled(sheet, place, row, columns)
    draft = named_draft(sheet, place, cells)
    if draft is None:
        sheet.leave(place, *(not_taken(one_line(cell)) for cell in cells.values()))
        return
    for name in ("kind", "position", "days", "check", "basis"):
        if facts := labelled_facts(name, one_line(cells.get(name, "")), sheet.positions):
            draft.facts.add(facts)
    read_next(sheet, place, draft, cells.get("next", ""), cells.get("when", ""))


def titled(sheet: Sheet, place: int, row: Cells, columns: Sequence[str]) -> dict[str, str]:
    """Give the cells of a row by what their columns hold; one of an unknown column is left."""
    cells: dict[str, str] = {}
    for name, cell in zip_longest(columns, row, fillvalue=""):
        if cell and name and name not in cells:
            cells[name] = cell
        elif cell:
            sheet.leave(place, not_taken(one_line(cell)))
    return cells


def named_draft(sheet: Sheet, place: int, cells: Mapping[str, str]) -> Draft | None:
    """Make the step of a row; the one above where the row has no name (cells joined downwards)."""
    words = ""
    for part in cells.get("name", "").split("\n"):
        words += gap(words, part.strip()) + one_line(part)
    if not words:
        return sheet.drafts[-1] if sheet.drafts else None
    style, label, rest = mark_of(words)
    rest = rest or words
    if "number" in cells:
        own = re.sub(r"[.、．\s]", "", cells["number"])
        label, rest = str(number_of(own) or own), rest if style else words
    name, facts = extracted(rest, sheet.positions)
    draft = Draft(place, name.strip(TRAILING) or rest, label=label, facts=facts)
    return sheet.add(draft)


def read_next(sheet: Sheet, place: int, draft: Draft, cell: str, conditions: str) -> None:
    """Read where a row leads: one way an item, its condition beside it or in a cell of its own."""
    items = [item for part in cell.split("\n") for item in SPLIT.split(part) if item.strip()]
    if len(items) == 1 and re.fullmatch(r"[\d第步\s]+(?:[、,，/][\d第步\s]+)+", items[0]):
        items = re.split(r"[、,，/]", items[0])
    whens = [one_line(part) for part in re.split(r"[\n；;]", conditions) if part.strip()]
    for at, item in enumerate(items):
        when = whens[at] if at < len(whens) else ""
        draft.wishes.append(way_of(place, one_line(item), when))
    if len(whens) > len(items):
        sheet.leave(place, *(not_taken(when) for when in whens[len(items) :]))


def way_of(place: int, item: str, when: str) -> Wish:
    """Read one way of a cell: “齐全 → 4”, “4（齐全）”, “第4步”, or a name."""
    if after := re.fullmatch(r"(.+?)[(（]([^()（）]+)[)）]", item):
        number = target_words(after[1])
        if number.startswith(("#", "!")) or not when:
            item, when = after[1], when or after[2]
    clause = read_clause(item) or Clause("", target_words(item), is_way=True)
    return Wish(place, clause.to, clause.when or when, is_exact=True)
