"""What the studio's page, or the part of it that is asked for, is laid out from."""

from collections.abc import Iterable, Mapping
from typing import Any

from powers.drawing.warnings import WarningFacts
from powers.forms.charts import laid_out
from powers.models import Flowchart, Sketch
from powers.row_operations import place_after
from powers.row_problems import Problem
from powers.rows import NEXT, Rows, drawing_from
from powers.states import ProjectStage, StepKind
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.audit.models import Entry

from .charts import Started, looked_at, start_picture, told_of


def part_of(request: AuthenticatedRequest) -> str:
    """Name the part of the editor that htmx asks for; nothing for the whole page."""
    part = request.htmx.target if request.htmx else ""
    return f"_studio.html#{part}" if part in {"rows", "drawing"} else ""


def studio_of(
    rows: Rows,
    *,
    name: str,
    positions: Mapping[str, Position],
    problems: Iterable[Problem] = (),
    operation: str = "",
    facts: WarningFacts | None = None,
    lanes: str = "",
    picture: Started | None = None,
) -> dict[str, Any]:
    """Give what the rows and the drawing beside them are laid out from; with facts, what to look at.

    `picture` is one of these rows that was begun.
    """
    problems = list(problems)
    body = next((position.body_id for position in positions.values()), None)
    drawing = drawing_from(rows, name=name, positions=names_of(positions))
    picture = picture or start_picture(drawing, by=lanes, body=body)
    return {
        "rows": laid_out(rows, problems),
        "problems": problems,
        "positions": grouped(positions.values()),
        "kinds": StepKind.choices,
        # Only where a step has one: nothing but a major project's chart is cut into them.
        "stages": ProjectStage.choices if any(row.stage for row in rows) else [],
        "next": NEXT,
        "focus": place_after(operation, rows),
        **(looked_at(drawing, facts) if facts else {}),
        **told_of(picture),
    }


def grouped(positions: Iterable[Position]) -> dict[Unit, list[Position]]:
    """Group positions by their unit, for the select."""
    groups: dict[Unit, list[Position]] = {}
    for position in positions:
        groups.setdefault(position.unit, []).append(position)
    return groups


def names_of(positions: Mapping[str, Position]) -> dict[str, str]:
    """Give the positions' names by their codes."""
    return {code: position.name for code, position in positions.items()}


def bar_of(
    chart: Flowchart, sketch: Sketch | None, user: User, *, row_version: int
) -> dict[str, Any]:
    """Tell where the unsaved work stands, who else is at it, and who saved the chart meanwhile."""
    behind = chart.row_version != row_version
    return {
        "saved_at": sketch and sketch.saved_at,
        "can_undo": bool(sketch and sketch.can_undo),
        "can_redo": bool(sketch and sketch.can_redo),
        "others": [
            {"name": other.user.name, "saved_at": other.saved_at}
            for other in Sketch.objects.others(chart, user)
        ],
        "behind": behind,
        "saved_by": who_saved(chart) if behind else "",
    }


def who_saved(chart: Flowchart) -> str:
    """Name who changed the chart last, as the ledger has it."""
    entries = Entry.objects.about(chart).filter(verb__in=["flowchart.save", "flowchart.put-back"])
    return entries.order_by("-sequence").values_list("actor_name", flat=True).first() or ""
