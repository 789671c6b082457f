"""A sheet of leads, read: each cell with what is wrong with it, each row with what it makes.

Nothing is written here; see riskcontrol.lib.reading_sheets.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcontrol.accounts.models import Unit
from riskcontrol.lib.reading_sheets import Cell, Columns, Line, Sheet, at_most, yes_or_no
from riskcontrol.lib.tables import Cells

from .actions.leads import LeadFacts, problems_of
from .lead_places import Places, places_of
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
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$|(\d{4})(\d{2})(\d{2})$")


LEADS = Columns(COLUMNS, ALSO, ("kind", "on", "gist"), MOST_ROWS)


def read(cells: Cells, body: Unit) -> Sheet[LeadFacts]:
    """Read a sheet of leads for a body; the queries do not grow with its rows."""
    sheet: Sheet[LeadFacts] = LEADS.sheet(cells)
    if sheet.lines:
        places = places_of(body)
        for line in sheet.lines:
            read_line(line, body, places)
        mark_known(sheet.lines, body)
    return sheet


def kinds() -> dict[str, str]:
    """Name the kinds by their labels in every language."""
    known = {"考察": LeadKind.VETTING.value}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {str(kind.label).lower(): kind.value for kind in LeadKind}
    return known


def read_line(line: Line[LeadFacts], body: Unit, places: Places) -> None:
    """Read one row; what cannot be read is said at its cell."""
    values: dict[str, Any] = {}
    line.read(parsers(places, values), values)
    if not line.problems:
        check(line, LeadFacts(**values), body)


def parsers(places: Places, values: dict[str, Any]) -> dict[str, Callable[[str], Any]]:
    """Say how each column is read; `values` holds what the columns before it gave."""
    return {
        "kind": kind_of,
        "on": day_of,
        "gist": lambda text: at_most(LONGEST_GIST, text),
        "source": lambda text: at_most(LONGEST_SOURCE, text),
        "proven": yes_or_no,
        "section": places.section,
        "flowchart": places.chart,
        "step": lambda text: places.step(text, values.get("flowchart")),
        "position": lambda text: places.position(text, values.get("section")),
    }


def check(line: Line[LeadFacts], facts: LeadFacts, body: Unit) -> None:
    """Ask the action's own rules, and put what they say at the cells."""
    lead = Lead(body=body, **facts.fields)
    for name, problem in problems_of(lead).items():
        line.cells[name] = Cell(line.cells[name].text, problem)
    if not line.problems:
        line.made = facts


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


def mark_known(lines: Iterable[Line[LeadFacts]], body: Unit) -> None:
    """Mark the rows that are entered already or stand in the sheet twice."""
    days = {line.made.on for line in lines if line.made}
    found = Lead.objects.filter(body=body, on__in=days)
    seen = set(found.values_list("kind", "on", "source", "gist"))
    for line in lines:
        if line.made:
            facts = line.made
            mark = (facts.kind, facts.on, facts.source, facts.gist)
            line.is_known = mark in seen
            seen.add(mark)
