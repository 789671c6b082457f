"""Pasted cells, read row by row: what each holds, and what is wrong with it."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from measures.models import Rule
from measures.states import MeasureKind, Phase, Rhythm
from powers.pasting.tables import cells_of
from riskpoints.likeness import plain
from riskpoints.rows import Row, Sheet
from riskpoints.states import Cause, FindingMethod, RiskCategory
from riskpoints.words import MARKS

from .heads import (
    CATEGORY_WORDS,
    CAUSE_WORDS,
    FOUND_WORDS,
    KIND_WORDS,
    PHASE_WORDS,
    RANK_WORDS,
    RHYTHM_WORDS,
    TITLES,
    head_of,
    meaning,
)
from .resting import rest, rules_for

MOST_CHARACTERS, MOST_ROWS = 100_000, 200
NEEDED = {"title", "shown"}
LONGEST = {"title": 200, "shown": 500, "measures": 500, "planned_why": 500, "record": 200}
SEVERAL = re.compile(r"[\n、,，;；/]+")
# “1.”, “（一）”, “①” in front of an item.
NUMBERED = re.compile(r"^\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）.．、]|[①-⑳])\s*")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass
class Cell:
    """One cell: as it was pasted, and what is wrong with it in words."""

    name: str
    text: str
    error: str = ""

    @property
    def title(self) -> str:
        """What its column is called."""
        return str(TITLES[self.name])


@dataclass
class ReadRow:
    """One row of the table: its cells, and what they mean, by the column."""

    number: int
    cells: list[Cell]
    width: int
    values: dict[str, Any] = field(default_factory=dict)

    def cell(self, name: str) -> Cell | None:
        """Give the cell of a column, where there is one."""
        return next((cell for cell in self.cells if cell.name == name), None)

    def text(self, name: str) -> str:
        """Give what a column says; "" where there is none."""
        cell = self.cell(name)
        return cell.text if cell else ""

    def fault(self, name: str, words: str) -> None:
        """Say what is wrong, at the cell of a column, which may not have been pasted."""
        cell = self.cell(name)
        if cell is None:
            cell = Cell(name, "")
            self.cells.append(cell)
        cell.error = cell.error or words

    @property
    def own(self) -> list[Cell]:
        """The cells that were pasted."""
        return self.cells[: self.width]

    @property
    def lacks(self) -> list[Cell]:
        """What was not pasted and would be needed."""
        return self.cells[self.width :]

    @property
    def names_a_step(self) -> bool:
        """Whether it says at which step it stands: by name, or by number where no column names steps."""
        names = {cell.name for cell in self.own}
        return bool(self.text("step") if "step" in names else self.text("number"))

    @property
    def continues(self) -> bool:
        """Whether it goes on with the risk point above: cells joined downwards leave nothing here."""
        names = {cell.name for cell in self.own}
        return not self.names_a_step and not self.text("title" if "title" in names else "shown")


@dataclass(frozen=True)
class Table:
    """What was pasted: its columns as recognised, its rows, the heads that say nothing, and what is wrong."""

    columns: Sequence[str] = ()
    rows: Sequence[ReadRow] = ()
    unknown: Sequence[str] = ()
    problem: str = ""


def read_table(text: str, sheet: Sheet) -> Table:
    """Read a pasted table; its first row names the columns."""
    if len(text) > MOST_CHARACTERS:
        words = _(
            "The text has %(count)s characters; at most %(most)s are read. Paste it in parts."
        )
        return Table(problem=words % {"count": len(text), "most": MOST_CHARACTERS})
    rows = cells_of(text)
    if not rows:
        return Table()
    columns = [head_of(cell) for cell in rows[0]]
    if problem := _wrong_with(columns, len(rows) - 1):
        return Table(problem=problem)
    unknown = [cell for cell, name in zip(rows[0], columns, strict=True) if cell and not name]
    read = [_row(number, columns, cells) for number, cells in enumerate(rows[1:], 1)]
    rules = rules_for(columns, sheet.worksheet.body)
    for row in read:
        _understand(row, sheet, rules)
    return Table([name for name in columns if name], read, unknown)


def _wrong_with(columns: list[str], rows: int) -> str:
    named = [name for name in columns if name]
    if not NEEDED & set(named):
        return _(
            "The first row names the columns. One of them is “risk point” or “how it shows”; "
            "none was recognised."
        )
    if twice := next((name for name in named if named.count(name) > 1), ""):
        return _("Two columns are both read as “%(title)s”. Leave one out.") % {
            "title": TITLES[twice]
        }
    if rows > MOST_ROWS:
        words = _("The table has %(count)s rows; at most %(most)s are taken at once.")
        return words % {"count": rows, "most": MOST_ROWS}
    return ""


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> ReadRow:
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    own = [Cell(name, said) for name, said in zip(columns, padded, strict=False) if name]
    return ReadRow(number, own, len(own))


def _understand(row: ReadRow, sheet: Sheet, rules: Sequence[Rule]) -> None:
    """Turn the cells of a row into what they mean; what cannot be understood is said at its cell."""
    row.values["rows"] = _steps(row, sheet)
    row.values["title"] = " ".join(row.text("title").split())
    row.values["planned_why"] = " ".join(row.text("planned_why").split())
    row.values["shown"] = list(lines(row.text("shown")))
    row.values["measures"] = list(lines(row.text("measures")))
    for name, words in vocabulary().items():
        row.values[name] = _one(row, name, words)
    for name, words in several().items():
        row.values[name] = _some(row, name, words)
    row.values["due"] = _day(row)
    rest(row, rules)
    for name, most in LONGEST.items():
        said = row.values[name]
        if any(len(line) > most for line in ([said] if isinstance(said, str) else said)):
            row.fault(name, _("At most %(most)s characters.") % {"most": most})


def lines(text: str) -> Iterator[str]:
    """Give the items of a cell, one a line, without the numbers in front of them."""
    for line in text.split("\n"):
        if said := " ".join(NUMBERED.sub("", line).split()):
            yield said


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a column mean, and the words that are offered where one is not known."""

    words: Mapping[str, Any]
    labels: Sequence[str]

    @property
    def refusal(self) -> str:
        """What is said of a word that is not known."""
        offered = _("、").join(self.labels)
        return _("Not recognised. Write one of these: %(words)s.") % {"words": offered}


def _known(words: Mapping[Any, str], choices: Sequence[tuple[Any, Any]]) -> Vocabulary:
    return Vocabulary(meaning(words, choices), [str(label) for _value, label in choices])


def vocabulary() -> dict[str, Vocabulary]:
    """Give the words of the columns that hold one of a few values."""
    return {
        "category": _known(CATEGORY_WORDS, RiskCategory.choices),
        "rank": _known(RANK_WORDS, list(MARKS.items())),
        "planned": _known(RANK_WORDS, list(MARKS.items())),
        "phase": _known(PHASE_WORDS, Phase.choices),
        "kind": _known(KIND_WORDS, MeasureKind.choices),
        "rhythm": _known(RHYTHM_WORDS, Rhythm.choices),
    }


def several() -> dict[str, Vocabulary]:
    """Give the words of the columns that hold some of a few values."""
    return {
        "causes": _known(CAUSE_WORDS, Cause.choices),
        "found": _known(FOUND_WORDS, FindingMethod.choices),
    }


def _one(row: ReadRow, name: str, known: Vocabulary) -> object:
    bare = plain(row.text(name))
    if not bare:
        return None
    spelled = (bare, bare.removesuffix("风险"), bare.removesuffix("类"))
    found = next((known.words[word] for word in spelled if word in known.words), None)
    if found is None:
        row.fault(name, known.refusal)
    return found


def _some(row: ReadRow, name: str, known: Vocabulary) -> list[object]:
    found = []
    for part in filter(None, map(plain, SEVERAL.split(row.text(name)))):
        value = known.words.get(part)
        if value is None:
            row.fault(name, known.refusal)
        elif value not in found:
            found.append(value)
    return found


def _day(row: ReadRow) -> datetime.date | None:
    text = row.text("due")
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        day = datetime.date(*map(int, found.groups())) if found else None
    except ValueError:  # the thirty-first of a month that has thirty days
        day = None
    if day is None:
        row.fault("due", _("Write the day as 2026-12-31."))
    return day


def _steps(row: ReadRow, sheet: Sheet) -> list[Row]:
    """Find the rows of the worksheet that a row is about, by their names, else by the number alone."""
    said = row.text("step")
    if not row.names_a_step:
        return []
    if not said:
        return _by_number(row, sheet)
    whole = _named(said, sheet)
    parts = [said] if whole else [part for part in SEVERAL.split(said) if plain(part)]
    found = []
    for part in parts:
        step = whole or _named(part, sheet)
        if step is None:
            words = _("No row of this worksheet is called “%(name)s”.")
            row.fault("step", words % {"name": part[:60]})
        else:
            found.append(step)
    return [step for step in found if _is_open(row, "step", step)]


def _named(said: str, sheet: Sheet) -> Row | None:
    """Find a row by its name, by its number, or by both (“3. 审查”)."""
    bare = re.sub(r"^\s*第?(\d{1,3})[.、．步\s]*", r"\1", said)
    wanted = {plain(said), plain(NUMBERED.sub("", said))}
    named = [row for row in sheet.rows if row.key and plain(row.name) in wanted]
    found = named or [row for row in sheet.rows if row.key and bare == str(row.number)]
    return found[0] if len(found) == 1 else None


def _by_number(row: ReadRow, sheet: Sheet) -> list[Row]:
    said = re.sub(r"\D", "", row.text("number"))
    step = next((one for one in sheet.rows if one.key and said == str(one.number)), None)
    if step is None:
        row.fault("number", _("No row of this worksheet has this number."))
        return []
    return [step] if _is_open(row, "number", step) else []


def _is_open(row: ReadRow, name: str, step: Row) -> bool:
    if step.decision:
        return True
    row.fault(name, step.decision.reason)
    return False
