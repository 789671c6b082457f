"""A sheet of who was at a session, read: each cell with what is wrong with it, each row with what it makes.

Nothing is written here. Columns are known by their titles; without titles they stand in the order
of `COLUMNS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from riskcontrol.accounts.models import Position, Unit
from riskcontrol.lib.tables import Cells
from riskpoints.lead_places import NotFoundError, Places
from riskpoints.lead_sheet import NO, YES, Cell, at_most

from .actions.education import Attended
from .education_states import MOST_ATTENDANTS
from .models import EducationSession

COLUMNS = {
    "name": pgettext_lazy("of a person", "Name"),
    "position": gettext_lazy("Position"),
    "was_there": gettext_lazy("Was there"),
    "reason": gettext_lazy("Why not"),
}
# What else people write above a column.
ALSO = {
    "name": {"姓名", "参加人", "人员", "name"},
    "position": {"岗位", "职务", "岗位名称", "position"},
    "was_there": {"是否参加", "参加", "出勤", "签到", "attended", "present"},
    "reason": {"缺席原因", "未参加原因", "备注", "reason"},
}
THERE = YES | {"参加", "到", "已到", "出席"}
ABSENT = (NO - {""}) | {"缺席", "未参加", "请假", "未到"}


@dataclass
class Line:
    """One row of the sheet: its number there, its cells by column, and what it makes."""

    number: int
    cells: dict[str, Cell]
    made: Attended | None = None
    # Entered already, or standing in the sheet twice: it is left out.
    is_known: bool = False

    @property
    def shown(self) -> list[tuple[str, Cell]]:
        """Its cells in the order of the columns, each with its title."""
        return [(str(title), self.cells[name]) for name, title in COLUMNS.items()]

    @property
    def problems(self) -> list[str]:
        """What is wrong with its cells."""
        return [cell.problem for cell in self.cells.values() if cell.problem]


@dataclass
class AttendanceSheet:
    """A sheet as it was understood; `problem` is about the whole."""

    lines: list[Line] = field(default_factory=list)
    problem: str = ""

    @property
    def fresh(self) -> list[Attended]:
        """What would be entered."""
        return [line.made for line in self.lines if line.made and not line.is_known]

    @property
    def wrong(self) -> list[Line]:
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


def read(cells: Cells, session: EducationSession) -> AttendanceSheet:
    """Read who was at a session; the queries do not grow with the rows."""
    names, rows, first = titled(cells)
    if len(rows) > MOST_ATTENDANTS:
        words = _("The sheet has %(count)s rows; at most %(most)s are read. Hand it in in parts.")
        return AttendanceSheet(problem=words % {"count": len(rows), "most": MOST_ATTENDANTS})
    if missing := [str(COLUMNS[name]) for name in ("name", "position") if name not in names]:
        words = _("These columns are missing: %(names)s.")
        return AttendanceSheet(problem=words % {"names": _(", ").join(missing)})
    if not rows:
        return AttendanceSheet(problem=_("There are no rows in it."))
    places = positions_of(session.plan.body)
    lines = [
        read_line(number, dict(zip(names, row, strict=False)), places)
        for number, row in enumerate(rows, first)
    ]
    mark_known(lines, session)
    return AttendanceSheet(lines)


def positions_of(body: Unit) -> Places:
    """Read a body's positions, by name and code, in one query."""
    return Places([], [], list(Position.objects.of_body(body)))


def titled(cells: Cells) -> tuple[list[str], Cells, int]:
    """Give the columns' names, the rows below, and the number of the first of them in the sheet."""
    known = titles()
    head = [known.get(cell.strip().lower(), "") for cell in cells[0]] if cells else []
    if sum(map(bool, head)) >= 2:
        return [name or f"?{at}" for at, name in enumerate(head)], cells[1:], 2
    return list(COLUMNS), cells, 1


def titles() -> dict[str, str]:
    """Name the columns by everything people may write above them, in every language."""
    known = {word: name for name, words in ALSO.items() for word in words}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {str(title).lower(): name for name, title in COLUMNS.items()}
    return known


def read_line(number: int, typed: dict[str, str], places: Places) -> Line:
    """Read one row; what cannot be read is said at its cell."""
    line = Line(number, {name: Cell(typed.get(name, "").strip()) for name in COLUMNS})
    values: dict[str, Any] = {}
    parsers: dict[str, Callable[[str], Any]] = {
        "name": lambda text: needed(at_most(50, text), _("Write the name.")),
        "position": lambda text: places.position(needed(text, _("Name the position.")), None),
        "was_there": was_there,
        "reason": lambda text: at_most(200, text),
    }
    for name, parse in parsers.items():
        text = line.cells[name].text
        try:
            values[name] = parse(text)
        except (NotFoundError, ValueError) as problem:
            line.cells[name] = Cell(text, str(problem))
    if not line.problems:
        check(line, values)
    return line


def check(line: Line, values: dict[str, Any]) -> None:
    """Whoever was there needs no reason, whoever was not does."""
    if values["was_there"] == bool(values["reason"]):
        words = (
            _("Whoever was there needs no reason.") if values["was_there"] else _("Say why not.")
        )
        line.cells["reason"] = Cell(values["reason"], words)
    else:
        line.made = Attended(**values)


def needed(text: str, words: str) -> str:
    """Take a text as it is; raises ValueError where there is none."""
    if not text:
        raise ValueError(words)
    return text


def was_there(text: str) -> bool:
    """Read whether somebody was there, empty is yes; raises ValueError for anything but yes and no."""
    if not text or text.lower() in THERE:
        return True
    if text.lower() in ABSENT:
        return False
    raise ValueError(_("Write yes or no."))


def mark_known(lines: Iterable[Line], session: EducationSession) -> None:
    """Mark the rows that are entered already or stand in the sheet twice."""
    seen = set(session.attendances.values_list("name", "position"))
    for line in lines:
        if line.made:
            mark = (line.made.name, line.made.position.pk)
            line.is_known = mark in seen
            seen.add(mark)
