"""What a pledge says, and the digest of what was confirmed.

A line for each risk on a position's work; then what the position carries out for a level, a class of
units or a project that these risks belong to, each once.
"""

import hashlib
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from riskcontrol.audit.seal import canonical
from riskpoints.models import RiskPoint

from .along_lines import Reached, reaching_points
from .education_needs import PATHS
from .models import Aim, LineAim, Pledge
from .states import MeasureState

# So many risks a pledge names, those of the highest level first; more nobody takes to heart.
MOST_LINES = 12


def texts_for(positions: Iterable[int]) -> dict[int, str]:
    """Draft the pledge of each position that has ruled risk points, in four queries.

    Two more where such a position carries out what is set along a line.
    """
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
    along = along_for(found)
    return {
        position: "\n".join([*_lines(position, points, measures), *along.get(position, [])])
        for position, points in found.items()
    }


def measures_of(points: Iterable[int]) -> dict[tuple[int, int], str]:
    """Give for each risk point and position the first measure in force that this position carries out."""
    aims = Aim.objects.filter(
        risk_point__in=points, measure__state=MeasureState.IN_FORCE, measure__position__isnull=False
    )
    rows = aims.order_by("-order", "-pk").values_list(
        "risk_point", "measure__position", "measure__text"
    )
    return {(point, position): text for point, position, text in rows.iterator()}


def along_for(points: Mapping[int, Iterable[int]]) -> dict[int, list[str]]:
    """Write what each position carries out of what reaches its own risk points along the lines.

    `points` are the ids of the risk points by position. What others carry out is not theirs to
    promise, and what reaches none of their points is no risk of theirs.
    """
    aims = LineAim.objects.standing().filter(measure__position__in=points).order_by()
    owners = set(aims.values_list("measure__position", flat=True))
    wanted = {pk for position in owners for pk in points[position]}
    found = RiskPoint.objects.filter(pk__in=wanted).select_related("ruling").order_by("pk")
    reached = reaching_points(list(found))
    return {position: _carried_out(position, points[position], reached) for position in owners}


def _carried_out(
    position: int, points: Iterable[int], reached: dict[int, list[Reached]]
) -> list[str]:
    entries = (entry for pk in sorted(points) for entry in reached.get(pk, []))
    mine = [one for one in entries if not one.is_rule and one.thing.position_id == position]  # type: ignore[union-attr]  # a rule has no position
    return list(dict.fromkeys(_line_along(entry) for entry in mine))[:MOST_LINES]


def _line_along(entry: Reached) -> str:
    said = {"measure": str(entry.thing).rstrip("。."), "because": entry.because}
    return _("I carry out “%(measure)s” (%(because)s).") % said


def _lines(
    position: int, points: dict[int, tuple[int, str]], measures: dict[tuple[int, int], str]
) -> list[str]:
    ordered = sorted(points.items(), key=lambda item: (item[1][0], item[0]))[:MOST_LINES]
    return [_line(title, measures.get((pk, position), "")) for pk, (_rank, title) in ordered]


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
