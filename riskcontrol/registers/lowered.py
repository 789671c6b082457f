"""Every ruling below what the rule gave, as a sheet that a spreadsheet opens."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcontrol.lib.sheets import csv_lines
from riskpoints.models import Ruling
from riskpoints.sitting_querysets import RulingQuerySet

# So many are read at once.
CHUNK = 1000


def lowered_sheet(rulings: RulingQuerySet) -> Iterator[str]:
    """Write lowered rulings row by row, as the page lists them; a constant number of queries a chunk."""
    found = rulings.for_list().select_related("risk_point__body").with_reopened()
    return csv_lines(_head(), (_row(ruling) for ruling in found.iterator(chunk_size=CHUNK)))


def _head() -> list[str]:
    return [
        _("Unit"),
        _("Section"),
        _("Risk point"),
        _("Round"),
        _("By the rule"),
        _("Ruled"),
        _("Reason"),
        _("Proposed by"),
        _("Second person"),
        _("Date"),
        _("Remarks"),
    ]


def _row(ruling: Ruling) -> list[str]:
    point = ruling.risk_point
    by_rule, carried = ruling.level_by_rule, _("taken over from a dossier")
    return [
        point.body.name,
        point.section.name,
        point.title,
        str(point.worksheet.round) if point.worksheet else "",
        by_rule.mark if by_rule else "",
        ruling.level.mark,
        ruling.reason,
        carried if ruling.source == "dossier" else str(ruling.ruled_by or ""),
        str(ruling.second or ""),
        f"{ruling.ruled_on:%Y-%m-%d}",
        pgettext("between items of a list", ", ").join(_remarks(ruling)),
    ]


def _remarks(ruling: Ruling) -> Iterator[str]:
    """What has become of a ruling since."""
    if ruling.risk_point.ruling_id != ruling.pk:
        yield _("ruled anew since")
    elif ruling.is_reopened:  # type: ignore[attr-defined]  # annotated by with_reopened()
        yield _("reopened")
