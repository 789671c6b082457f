"""A sheet of leads, read: each cell with what is wrong with it, each row with what it makes.

Nothing is written here. Columns are known by their titles; without titles they stand in the order
of `COLUMNS`.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcontrol.accounts.models import Unit
from riskcontrol.lib.tables import Cells

from .actions.leads import LeadFacts, problems_of
from .lead_places import NotFoundError, Places, places_of
from .models import Lead
from .models.leads import LONGEST_GIST, LONGEST_SOURCE
from .states import LeadKind

MOST_ROWS = 500

COLUMNS = {
    "kind": gettext_lazy("Kind of record"),
    "on": gettext_lazy("Date"),
    "gist": gettext_lazy("Gist"),
    "source": gettext_lazy("Source"),
    "proven": gettext_lazy("Proven"),
    "section": gettext_lazy("Section"),
    "flowchart": gettext_lazy("Chart"),
    "step": gettext_lazy("Step"),
    "position": gettext_lazy("Position"),
}
# What else people write above a column.
ALSO = {
    "kind": {"类别", "记录类别", "来源类别", "kind"},
    "on": {"日期", "时间", "发生日期", "date"},
    "gist": {"内容", "主要内容", "内容摘要", "摘要", "gist"},
    "source": {"来源", "出处", "编号", "来源编号", "source"},
    "proven": {"是否查实", "查实", "是否属实", "proven"},
    "section": {"科室", "部门", "责任科室", "section"},
    "flowchart": {"流程图", "职权", "chart"},
    "step": {"环节", "步骤", "step"},
    "position": {"岗位", "position"},
}
YES = {"是", "已查实", "查实", "属实", "√", "yes", "y", "true", "1"}
NO = {"", "否", "未查实", "不属实", "无", "no", "n", "false", "0"}
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$|(\d{4})(\d{2})(\d{2})$")


@dataclass(frozen=True)
class Cell:
    """One cell as it was typed, and what is wrong with it."""

    text: str
    problem: str = ""


@dataclass
class Line:
    """One row of the sheet: its number there, its cells by column, and the lead it makes."""

    number: int
    cells: dict[str, Cell]
    facts: LeadFacts | None = None
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
class LeadSheet:
    """A sheet as it was understood; `problem` is about the whole."""

    lines: list[Line] = field(default_factory=list)
    problem: str = ""

    @property
    def fresh(self) -> list[LeadFacts]:
        """What would be entered."""
        return [line.facts for line in self.lines if line.facts and not line.is_known]

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


def read(cells: Cells, body: Unit) -> LeadSheet:
    """Read a sheet of leads for a body; the queries do not grow with its rows."""
    names, rows, first = titled(cells)
    if len(rows) > MOST_ROWS:
        words = _("The sheet has %(count)s rows; at most %(most)s are read. Hand it in in parts.")
        return LeadSheet(problem=words % {"count": len(rows), "most": MOST_ROWS})
    if missing := [str(COLUMNS[name]) for name in ("kind", "on", "gist") if name not in names]:
        words = _("These columns are missing: %(names)s.")
        return LeadSheet(problem=words % {"names": _(", ").join(missing)})
    if not rows:
        return LeadSheet(problem=_("There are no rows in it."))
    places = places_of(body)
    lines = [
        read_line(number, dict(zip(names, row, strict=False)), body, places)
        for number, row in enumerate(rows, first)
    ]
    mark_known(lines, body)
    return LeadSheet(lines)


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


def kinds() -> dict[str, str]:
    """Name the kinds by their labels in every language."""
    known = {"考察": LeadKind.VETTING.value}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {str(kind.label).lower(): kind.value for kind in LeadKind}
    return known


def read_line(number: int, typed: dict[str, str], body: Unit, places: Places) -> Line:
    """Read one row; what cannot be read is said at its cell."""
    values: dict[str, Any] = {}
    line = Line(number, {name: Cell(typed.get(name, "").strip()) for name in COLUMNS})
    for name, parse in parsers(places, values).items():
        text = line.cells[name].text
        try:
            values[name] = parse(text)
        except (NotFoundError, ValueError) as problem:
            line.cells[name] = Cell(text, str(problem))
    if not line.problems:
        check(line, LeadFacts(**values), body)
    return line


def parsers(places: Places, values: dict[str, Any]) -> dict[str, Callable[[str], Any]]:
    """Say how each column is read; `values` holds what the columns before it gave."""
    return {
        "kind": kind_of,
        "on": day_of,
        "gist": lambda text: at_most(LONGEST_GIST, text),
        "source": lambda text: at_most(LONGEST_SOURCE, text),
        "proven": is_proven,
        "section": places.section,
        "flowchart": places.chart,
        "step": lambda text: places.step(text, values.get("flowchart")),
        "position": lambda text: places.position(text, values.get("section")),
    }


def check(line: Line, facts: LeadFacts, body: Unit) -> None:
    """Ask the action's own rules, and put what they say at the cells."""
    lead = Lead(body=body, **facts.fields)
    for name, problem in problems_of(lead).items():
        line.cells[name] = Cell(line.cells[name].text, problem)
    if not line.problems:
        line.facts = facts


def kind_of(text: str) -> str:
    """Read a kind of record; raises ValueError naming those there are."""
    known = kinds()
    if text.lower() in known:
        return known[text.lower()]
    names = _(", ").join(str(kind.label) for kind in LeadKind)
    raise ValueError(_("Write one of: %(names)s.") % {"names": names})


def day_of(text: str) -> datetime.date:
    """Read a day as people write it; raises ValueError with an example."""
    found = DAY.match(text.split(" ", maxsplit=1)[0])
    try:
        year, month, day = [int(part) for part in (found.groups() if found else ()) if part]
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueError(_("Write the day like 2025-03-14.")) from None


def at_most(most: int, text: str) -> str:
    """Take a text as it is; raises ValueError where it is too long."""
    if len(text) > most:
        words = _("%(count)s characters; keep it to %(most)s.")
        raise ValueError(words % {"count": len(text), "most": most})
    return text


def is_proven(text: str) -> bool:
    """Read whether a case was proven; raises ValueError for anything but yes and no."""
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(_("Write yes or no."))


def mark_known(lines: Iterable[Line], body: Unit) -> None:
    """Mark the rows that are entered already or stand in the sheet twice."""
    days = {line.facts.on for line in lines if line.facts}
    found = Lead.objects.filter(body=body, on__in=days)
    seen = set(found.values_list("kind", "on", "source", "gist"))
    for line in lines:
        if line.facts:
            facts = line.facts
            mark = (facts.kind, facts.on, facts.source, facts.gist)
            line.is_known = mark in seen
            seen.add(mark)
