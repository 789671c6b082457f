"""What a round came to, as it is handed up: counts, and each risk point with its level and the reason.

The content is plain values, so that it can be frozen and named by its SHA-256.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import translation

from powers.models import Flowchart
from riskcontrol.audit.seal import canonical, plain

from .explaining import explain
from .models import (
    CarriedRow,
    Charge,
    Examination,
    HandedUp,
    RiskPoint,
    RiskPointStep,
    Round,
    Ruling,
)
from .querysets import RULED_BY
from .rounds import Reading, covered_charts
from .rows import Anchor
from .states import Look, WorksheetState

# The form of the content; a later form gets another number, so that an old one is read rightly.
# Since 2 a risk point whose ruling is open again says so (`reopened`); before, nothing is known of it.
FORM = 2
# From a risk point to the rounds of its body, and which of them cover it.
ROUNDS = "body__rounds"
COVERED = (
    Q(**{f"{ROUNDS}__charts": None, f"{ROUNDS}__sections": None})
    | Q(**{f"{ROUNDS}__charts": F("flowchart")})
    | Q(**{f"{ROUNDS}__sections": F("section")})
)


def points_in(rounds: Any) -> Any:
    """Keep what the register holds, ruled on, where these rounds cover it; annotates `round_id`."""
    found = RiskPoint.objects.in_register().ruled().filter(COVERED, **{f"{ROUNDS}__in": rounds})
    return found.annotate(round_id=F(f"{ROUNDS}__pk")).distinct()


def content_of(charge: Charge, left_out: Mapping[Flowchart, str]) -> dict[str, Any]:
    """Tell what the round of a charge came to, in a constant number of queries.

    Written in the language of the house, so that the digest does not depend on the reader.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return plain(_told(charge, left_out))


def _told(charge: Charge, left_out: Mapping[Flowchart, str]) -> dict[str, Any]:
    reading = Reading(charge.round)
    points = list(
        points_in([charge.round_id])
        .for_list()
        .select_related("ruling__ruled_by", "ruling__second")
        .prefetch_related(*RULED_BY, "ruling__reopenings")
        .order_by("order", "pk")
    )
    return {
        "form": FORM,
        "mandate": charge.mandate.title,
        "committee": charge.committee.name,
        "body": {"code": charge.body.code, "name": charge.body.name},
        "round": {
            "year": charge.round.year,
            "number": charge.round.number,
            "ground": charge.round.ground,
            "reason": charge.round.reason,
        },
        "charts": _charts(reading, left_out),
        "steps": _steps(charge.round),
        "rows": {key: count for key, _words, count in reading.tallies},
        "levels": _levels(points),
        "points": [_point(point) for point in points],
    }


def _charts(reading: Reading, left_out: Mapping[Flowchart, str]) -> dict[str, Any]:
    lines = [line for line in reading.lines if isinstance(line.subject, Flowchart)]
    decided = WorksheetState.DECIDED
    return {
        "covered": len(lines),
        "settled": sum(line.is_settled for line in lines),
        "decided": sum(bool(line.worksheet and line.worksheet.state == decided) for line in lines),
        "left_out": [{"chart": chart.name, "reason": why} for chart, why in left_out.items()],
    }


def _steps(round: Round) -> dict[str, int]:
    """Count the steps of the covered charts, and those that were looked at in the round."""
    steps = covered_charts(round).filter(steps__retired=False).values_list("steps", flat=True)
    wanted = set(steps)
    return {"all": len(wanted), "looked": len(wanted & looked_at(round))}


def looked_at(round: Round) -> set[int]:
    """Give the steps, by id, of which a risk point or the reason for none was written or confirmed."""
    found = RiskPointStep.objects.filter(risk_point__worksheet__round=round)
    none = Examination.objects.filter(worksheet__round=round, step__isnull=False)
    again = CarriedRow.objects.filter(worksheet__round=round).exclude(outcome=Look.UNTOUCHED)
    return {
        *found.values_list("step", flat=True),
        *none.values_list("step", flat=True),
        *again.values_list("risk_point__anchors__step", flat=True),
    }


def _levels(points: list[RiskPoint]) -> list[dict[str, Any]]:
    ruled = [point.ruling.level for point in points if point.ruling]
    levels = {(level.rank, level.mark): level for level in ruled}
    counts = Counter((level.rank, level.mark) for level in ruled)
    return [
        {"mark": levels[key].mark, "name": levels[key].name, "count": counts[key]}
        for key in sorted(counts)
    ]


def _point(point: RiskPoint) -> dict[str, Any]:
    places: list[Anchor] = [*point.steps.all(), *point.positions.all(), *point.units.all()]
    assert point.ruling is not None  # noqa: S101 - only what is ruled on is told
    told = {
        "title": point.title,
        "category": point.category,
        "section": point.section.name,
        "chart": point.flowchart.name if point.flowchart else "",
        "where": [place.name for place in places],
        "level": point.ruling.level.mark,
        "reason": explain(point.ruling),
    }
    return told | _reopened(point.ruling)


def _reopened(ruling: Ruling) -> dict[str, Any]:
    """Name the parts (snapshots.PARTS) that changed where the ruling is open again; else nothing."""
    parts = [one.changed for one in ruling.reopenings.all() if one.closed_at is None]
    return {"reopened": parts[0]} if parts else {}


def sha256_of(content: dict[str, Any]) -> str:
    """Name a result by what it says: SHA-256 (hex) of its canonical JSON."""
    return hashlib.sha256(canonical(content)).hexdigest()


def is_whole(result: HandedUp) -> bool:
    """Whether a result says what its digest names."""
    return sha256_of(result.content) == result.sha256
