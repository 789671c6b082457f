"""What a chart's own drawing points at and people said, offered on a worksheet to take over.

Only what people answer is kept (docs/adr/0013): a risk point written from a suggestion carries its
code, one set aside its reason. A suggestion never keeps a worksheet from being handed in.
"""

from collections.abc import Iterable

from powers.drawing.warnings import FlowWarning, warnings_of
from powers.models import Step
from powers.warning_facts import facts_for
from riskcontrol.accounts.models import User

from .contribution_offers import COMMENT, Offer, offers_for
from .models import RiskPoint
from .rows import Row, Sheet, anchors_of, key_of, row_key
from .shared_offers import SharedOffer, shared_offers

type Suggestion = FlowWarning | Offer | SharedOffer


def warnings_for(sheet: Sheet) -> list[FlowWarning]:
    """Give the warnings about a chart's searched version; a section's own page has none."""
    if sheet.chart is None or sheet.worksheet.version is None:
        return []
    return warnings_of(sheet.worksheet.version.drawing, facts_for(sheet.chart))


def row_of(sheet: Sheet, warning: Suggestion) -> Row | None:
    """Find the row at which a warning is offered: its first step's, else the first of the sheet."""
    keys = warning.steps[:1]
    return next((row for row in sheet.rows if not keys or place_of(row) in keys), None)


def place_of(row: Row) -> str:
    """Name a row as suggestions do: a step by its own key, which lasts; a position or unit as a row."""
    return str(row.facts.get("key") or row.key)


def suggested(sheet: Sheet, user: User | None) -> list[Suggestion]:
    """Give what the drawing points at, what people said, and what others with the same power found."""
    said = offers_for(sheet.worksheet, user, sheet.comments)
    return [*warnings_for(sheet), *said, *shared_offers(sheet.worksheet)]


def add_suggestions(sheet: Sheet, user: User | None = None) -> None:
    """Put at each row what the drawing points at there or people said, and what was set aside.

    A comment that is offered is not shown a second time.
    """
    answered = set()
    for said in sheet.worksheet.set_asides.select_related("step", "position", "unit", "by"):
        answered.add((row_key(said), said.code))
        if here := sheet.row(row_key(said)):
            here.set_asides.append(said)
    points = {point.pk: point for row in sheet.rows for point in row.points}
    for warning in suggested(sheet, user):
        row = row_of(sheet, warning)
        if row is None or is_taken_over(warning, points.values()):
            continue
        if (row.key, warning.code) not in answered:
            row.suggestions.append(warning)
            row.comments = [
                comment
                for comment in row.comments
                if warning.code != f"{COMMENT}{comment.public_id}"
            ]


def is_taken_over(warning: Suggestion, points: Iterable[RiskPoint]) -> bool:
    """Whether one of these risk points was written from a warning and stands on a step of it."""
    return any(
        point.suggested_by == warning.code
        and (not warning.steps or stands_on(point) & set(warning.steps))
        for point in points
    )


def stands_on(point: RiskPoint) -> set[str]:
    """Name what a risk point stands on as suggestions name rows."""
    return {one.key if isinstance(one, Step) else key_of(one) for one in anchors_of(point)}


def suggestion_at(sheet: Sheet, row: str, code: str, user: User | None = None) -> Suggestion | None:
    """Find what is suggested at a row under a code, taken over or set aside already or not."""
    for warning in suggested(sheet, user):
        home = row_of(sheet, warning)
        if warning.code == code and home and home.key == row:
            return warning
    return None
