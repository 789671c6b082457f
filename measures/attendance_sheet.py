"""A sheet of who was at a session, read: each cell with what is wrong with it, each row with what it makes.

Nothing is written here; see riskcontrol.lib.reading_sheets.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from riskcontrol.accounts.models import Position, Unit
from riskcontrol.lib.reading_sheets import (
    NO,
    YES,
    Cell,
    Columns,
    Line,
    Sheet,
    at_most,
    yes_or_no,
)
from riskcontrol.lib.tables import Cells
from riskpoints.lead_places import Places

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


ATTENDANCE = Columns(COLUMNS, ALSO, ("name", "position"), MOST_ATTENDANTS)


def read(cells: Cells, session: EducationSession) -> Sheet[Attended]:
    """Read who was at a session; the queries do not grow with the rows."""
    sheet: Sheet[Attended] = ATTENDANCE.sheet(cells)
    if sheet.lines:
        places = positions_of(session.plan.body)
        for line in sheet.lines:
            read_line(line, places)
        mark_known(sheet.lines, session)
    return sheet


def positions_of(body: Unit) -> Places:
    """Read a body's positions, by name and code, in one query."""
    return Places([], [], list(Position.objects.of_body(body)))


def read_line(line: Line[Attended], places: Places) -> None:
    """Read one row; what cannot be read is said at its cell."""
    values: dict[str, Any] = {}
    parsers: dict[str, Callable[[str], Any]] = {
        "name": lambda text: needed(at_most(50, text), _("Write the name.")),
        "position": lambda text: places.position(needed(text, _("Name the position.")), None),
        "was_there": was_there,
        "reason": lambda text: at_most(200, text),
    }
    line.read(parsers, values)
    if not line.problems:
        check(line, values)


def check(line: Line[Attended], values: dict[str, Any]) -> None:
    """Whoever was there needs no reason, whoever was not does."""
    if values["was_there"] == bool(values["reason"]):
        words = (
            _(
                "Whoever was there needs no reason. For whoever was not, write “no” under “Was there”."
            )
            if values["was_there"]
            else _("Say why not.")
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
    return not text or yes_or_no(text, yes=THERE, no=ABSENT)


def mark_known(lines: Iterable[Line[Attended]], session: EducationSession) -> None:
    """Mark the rows that are entered already or stand in the sheet twice."""
    seen = set(session.attendances.values_list("name", "position"))
    for line in lines:
        if line.made:
            mark = (line.made.name, line.made.position.pk)
            line.is_known = mark in seen
            seen.add(mark)
