"""What a pledge says: a line for each risk on a position's work, and the digest of what was confirmed."""

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from riskcontrol.audit.seal import canonical
from riskpoints.models import RiskPoint

from .education_needs import PATHS
from .models import Aim, Pledge
from .states import MeasureState

# So many risks a pledge names, those of the highest level first; more nobody takes to heart.
MOST_LINES = 12


def texts_for(positions: Iterable[int]) -> dict[int, str]:
    """Draft the pledge of each position that has ruled risk points, in three queries."""
    ids = list(positions)
    found: dict[int, dict[int, tuple[int, str]]] = {}
    for path in PATHS:
        rows = (
            RiskPoint.objects.standing()
            .filter(ruling__isnull=False, **{f"{path}__in": ids})
            .order_by()
            .values_list(path, "pk", "ruling__rank", "title")
        )
        for position, pk, rank, title in rows.iterator():
            found.setdefault(position, {})[pk] = rank, title
    measures = measures_of({pk for points in found.values() for pk in points})
    return {position: _text(position, points, measures) for position, points in found.items()}


def measures_of(points: Iterable[int]) -> dict[tuple[int, int], str]:
    """Give for each risk point and position the first measure in force that this position carries out."""
    aims = Aim.objects.filter(
        risk_point__in=points, measure__state=MeasureState.IN_FORCE, measure__position__isnull=False
    )
    rows = aims.order_by("-order", "-pk").values_list(
        "risk_point", "measure__position", "measure__text"
    )
    return {(point, position): text for point, position, text in rows.iterator()}


def _text(
    position: int, points: dict[int, tuple[int, str]], measures: dict[tuple[int, int], str]
) -> str:
    ordered = sorted(points.items(), key=lambda item: (item[1][0], item[0]))[:MOST_LINES]
    return "\n".join(
        _line(title, measures.get((pk, position), "")) for pk, (_rank, title) in ordered
    )


def _line(risk: str, measure: str) -> str:
    said = {"risk": risk, "measure": measure.rstrip("。.")}
    if measure:
        return _("Against “%(risk)s”: I carry out “%(measure)s”.") % said
    return _("Against “%(risk)s”: I keep to my duties, and report it where I see it.") % said


def digest_of(pledge: Pledge) -> str:
    """Give the SHA-256 of what a pledge says."""
    said = {
        "position": pledge.position.code,
        "body": pledge.body.code,
        "holder": pledge.holder.username if pledge.holder else pledge.holder_name,
        "year": pledge.year,
        "text": pledge.text,
        "own_words": pledge.own_words,
    }
    return hashlib.sha256(canonical(said)).hexdigest()
