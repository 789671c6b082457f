"""A handed-in sheet, read: each cell with what is wrong with it, each row with what it makes.

Nothing is written here. Columns are known by their titles; without titles they stand in their own
order.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .tables import Cells

YES = {"是", "已查实", "查实", "属实", "√", "yes", "y", "true", "1"}
NO = {"", "否", "未查实", "不属实", "无", "no", "n", "false", "0"}

type Titles = Mapping[str, str | Promise]


@dataclass(frozen=True)
class Cell:
    """One cell as it was typed, and what is wrong with it."""

    text: str
    problem: str = ""


@dataclass
class Line[Made]:
    """One row of the sheet: its number there, its cells by column, and what it makes."""

    number: int
    cells: dict[str, Cell]
    titles: Titles
    made: Made | None = None
    # Entered already, or standing in the sheet twice: it is left out.
    is_known: bool = False

    @property
    def shown(self) -> list[tuple[str, Cell]]:
        """Its cells in the order of the columns, each with its title."""
        return [(str(title), self.cells[name]) for name, title in self.titles.items()]

    @property
    def problems(self) -> list[str]:
        """What is wrong with its cells."""
        return [cell.problem for cell in self.cells.values() if cell.problem]

    def read(self, parsers: Mapping[str, Callable[[str], Any]], values: dict[str, Any]) -> None:
        """Read its cells into `values` one by one; a parser's ValueError is said at its cell."""
        for name, parse in parsers.items():
            text = self.cells[name].text
            try:
                values[name] = parse(text)
            except ValueError as problem:
                self.cells[name] = Cell(text, str(problem))


@dataclass
class Sheet[Made]:
    """A sheet as it was understood; `problem` is about the whole."""

    lines: list[Line[Made]] = field(default_factory=list)
    problem: str = ""

    @property
    def fresh(self) -> list[Made]:
        """What would be entered."""
        return [line.made for line in self.lines if line.made and not line.is_known]

    @property
    def wrong(self) -> list[Line[Made]]:
        """The rows with something to mend."""
        return [line for line in self.lines if line.problems]

    @property
    def known_count(self) -> int:
        """How many rows are left out, since they stand there already."""
        return sum(line.is_known for line in self.lines)

    @property
    def is_good(self) -> bool:
        """Whether it can be entered as it is."""
        return bool(self.fresh) and not self.problem and not self.wrong


@dataclass(frozen=True)
class Columns:
    """A sheet's columns by name: their titles, what else people write above them, which must be there."""

    titles: Titles
    also: Mapping[str, Collection[str]]
    needed: tuple[str, ...]
    most_rows: int

    def sheet(self, cells: Cells) -> Sheet[Any]:
        """Put the cells under their columns; a sheet that cannot be read has a problem and no lines."""
        names, rows, first = self.titled(cells)
        if len(rows) > self.most_rows:
            words = _(
                "The sheet has %(count)s rows; at most %(most)s are read. Hand it in in parts."
            )
            return Sheet(problem=words % {"count": len(rows), "most": self.most_rows})
        if missing := [str(self.titles[name]) for name in self.needed if name not in names]:
            words = _("These columns are missing: %(names)s.")
            return Sheet(problem=words % {"names": _(", ").join(missing)})
        if not rows:
            return Sheet(problem=_("There are no rows in it."))
        typed = (dict(zip(names, row, strict=False)) for row in rows)
        return Sheet([self._line(number, row) for number, row in enumerate(typed, first)])

    def _line(self, number: int, typed: dict[str, str]) -> Line[Any]:
        cells = {name: Cell(typed.get(name, "").strip()) for name in self.titles}
        return Line(number, cells, self.titles)

    def titled(self, cells: Cells) -> tuple[list[str], Cells, int]:
        """Give the columns' names, the rows below, and the number of the first of them in the sheet."""
        known = self._known()
        head = [known.get(cell.strip().lower(), "") for cell in cells[0]] if cells else []
        if sum(map(bool, head)) >= 2:
            return [name or f"?{at}" for at, name in enumerate(head)], cells[1:], 2
        return list(self.titles), cells, 1

    def _known(self) -> dict[str, str]:
        """Name the columns by everything people may write above them, in every language."""
        known = {word: name for name, words in self.also.items() for word in words}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                known |= {str(title).lower(): name for name, title in self.titles.items()}
        return known


def at_most(most: int, text: str) -> str:
    """Take a text as it is; raises ValueError where it is too long."""
    if len(text) > most:
        words = _("%(count)s characters; keep it to %(most)s.")
        raise ValueError(words % {"count": len(text), "most": most})
    return text


def yes_or_no(text: str, *, yes: Collection[str] = YES, no: Collection[str] = NO) -> bool:
    """Read whether something is so; raises ValueError for anything but yes and no."""
    if text.lower() in yes:
        return True
    if text.lower() in no:
        return False
    raise ValueError(_("Write yes or no."))
