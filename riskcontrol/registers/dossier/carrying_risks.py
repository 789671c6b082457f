"""Carry in risk points with their rulings, and measures as approved."""

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from measures.actions.drafting import keep_phrase_of
from measures.actions.scheduling import schedule_first
from measures.models import Aim, Measure
from measures.states import MeasureState
from powers.gate import final_version
from powers.models import Flowchart, Power, Step
from riskcontrol.accounts.models import Unit
from riskpoints.actions.phrases import keep_phrases_of
from riskpoints.actions.reopening import reopen_where_changed, ruled_points
from riskpoints.actions.rounds import join_round
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.hearing import anchor_of
from riskpoints.models import (
    Finding,
    LevelScheme,
    Manifestation,
    RiskPoint,
    RiskPointStep,
    Ruling,
    RulingGrade,
    Worksheet,
)
from riskpoints.snapshots import Snapshot, basis_of, bound, changed_parts, snapshot_now
from riskpoints.states import Rule, RulingSource, WorksheetState

from .carrying_levels import write_stages
from .rules import highest
from .schema import FACTORS, LEVELS, RANKS

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def write_risk_point(carrier: "Carrier", row: Row, order: int) -> RiskPoint:
    """Write a risk point, where it stands, how it was found, and its ruling where it has one."""
    at, rating = row["at"], row.get("rating")
    chart = Flowchart.objects.filter(body=carrier.body, key=at.get("flowchart")).first()
    section = chart.section if chart else _section(carrier, at)
    _free_key(carrier, row["key"])
    known = RiskPoint.objects.filter(body=carrier.body, key=row["key"]).first()
    facts = {
        "section": section,
        "worksheet": known.worksheet if known else _worksheet(carrier, chart, section, rating),
        "flowchart": chart,
        "power": Power.objects.filter(body=carrier.body, code=at.get("power")).first(),
        "title": row["title"],
        "category": row["category"],
        "causes": row["causes"],
        "proposed_rank": RANKS.index(rating["proposed"]) + 1 if rating else None,
        "origin": row.get("origin", ""),
        "order": order,
    }
    point, _new = RiskPoint.objects.update_or_create(
        body=carrier.body, key=row["key"], defaults=facts
    )
    _write_details(carrier, point, row)
    keep_phrases_of(point)
    if rating:
        _write_ruling(carrier, point, rating)
        write_stages(carrier, point, rating)
    # Where a ruling stays, made here or elsewhere, and what it was made on does not: the committee is asked.
    reopen_where_changed(ruled_points().filter(pk=point.pk), by=carrier.by)
    return point


def _free_key(carrier: "Carrier", key: str) -> None:
    """What gave way in a round stays as it was; a dossier that names its key means a new one."""
    gone = RiskPoint.objects.filter(body=carrier.body, key=key).given_way()
    gone.update(key=f"r-{uuid.uuid4().hex[:12]}")


def _section(carrier: "Carrier", at: Row) -> Unit:
    """A point on positions or units belongs to the first one's section."""
    if "positions" in at:
        return carrier.position(at["positions"][0]).unit
    return carrier.unit(at["sections"][0])


def _worksheet(
    carrier: "Carrier", chart: Flowchart | None, section: Unit, rating: Row | None
) -> Worksheet:
    """Rated points come on a decided worksheet, unrated ones on one that is still being filled in."""
    state = WorksheetState.DECIDED if rating else WorksheetState.DRAFT
    place = {"flowchart": chart} if chart else {"flowchart": None, "section": section}
    known = Worksheet.objects.filter(**place, state=state, imported=True).first()
    if known:
        return known
    joined = join_round(section=section, flowchart=chart, by=carrier.by)
    return Worksheet.objects.create(
        **{"section": section} | place,
        state=state,
        imported=True,
        body=carrier.body,
        version=final_version(chart) if chart else None,
        round=joined,
        open_in=None if rating else joined,
        opened_by=carrier.by,
        decided_at=timezone.now() if rating else None,
    )


def _write_details(carrier: "Carrier", point: RiskPoint, row: Row) -> None:
    for rows in (point.manifestations, point.findings, point.anchors):
        rows.all().delete()
    for order, text in enumerate(row["manifestations"]):
        Manifestation.objects.create(risk_point=point, text=text, order=order)
    for order, method in enumerate(dict.fromkeys(row["found_by"])):
        Finding.objects.create(risk_point=point, method=method, order=order)
    at = row["at"]
    for step in Step.objects.filter(flowchart=point.flowchart, key__in=at.get("steps", [])):
        RiskPointStep.objects.create(risk_point=point, step=step)
    point.positions.set([carrier.position(code) for code in at.get("positions", [])])
    point.units.set([carrier.unit(code) for code in at.get("sections", [])])


def _write_ruling(carrier: "Carrier", point: RiskPoint, rating: Row) -> None:
    """Make the dossier's rating the ruling, unless the current ruling says the same already.

    One that a dossier brought is brought again for a risk point that the dossier changes; one of a
    sitting here is not, since the committee has not seen it. Grades are kept where the body rates by the four factors; else the level alone, at most as low
    as the body's own lowest.
    """
    scheme = LevelScheme.objects.whole().get(pk=ensure_scheme(carrier.body).pk)
    levels = {level.rank: level for level in scheme.levels.all()}
    grades = grades_in(rating, scheme)
    prevailing = min(RANKS.index(highest(rating)) + 1, len(levels))
    rank = min(RANKS.index(rating.get("level", highest(rating))) + 1, len(levels))
    now = snapshot_now(RiskPoint.objects.for_snapshot().get(pk=point.pk))
    if point.ruling and is_bound(point.ruling, now) and says(point.ruling, grades, rank):
        return
    ruling = Ruling.objects.create(
        risk_point=point,
        source=RulingSource.DOSSIER,
        level=levels[rank],
        rank=rank,
        highest_rank=prevailing,
        reason=rating.get("reason", ""),
        ruled_by=carrier.by,
        ruled_on=timezone.localdate(),
        **bound(now),
    )
    for factor in scheme.factors.all() if grades else ():
        anchor = anchor_of(factor, grades[factor.key])
        RulingGrade.objects.create(ruling=ruling, factor=factor, anchor=anchor)
    point.ruling = ruling
    point.save(update_fields=["ruling"])


def is_bound(ruling: Ruling, now: Snapshot) -> bool:
    """Whether a ruling stays as it is: it is a sitting's, or was made on the risk point as it is."""
    made_here = ruling.source == RulingSource.SITTING
    return made_here or not changed_parts(basis_of(ruling), now)


def says(ruling: Ruling, grades: dict[str, int], rank: int) -> bool:
    """Whether a ruling has these grades and this rank."""
    return grades_of(ruling) == grades and ruling.rank == rank


def grades_in(rating: Row, scheme: LevelScheme) -> dict[str, int]:
    """Give a dossier's grades as ranks, none where the body's scheme has other factors or grades."""
    terms = scheme.terms
    fits = terms.rule == Rule.HIGHEST and terms.scales == dict.fromkeys(FACTORS, len(LEVELS))
    given = rating.get("factors", {}) if fits else {}
    return {key: LEVELS.index(mark) + 1 for key, mark in given.items()}


def grades_of(ruling: Ruling) -> dict[str, int]:
    """Give a ruling's prevailing grades by factor, as ranks."""
    grades = ruling.grades.select_related("factor", "anchor")
    return {grade.factor.key: grade.anchor.rank for grade in grades}


def write_measure(carrier: "Carrier", row: Row, order: int) -> Measure:
    """Write a measure; it is in force where what it is aimed at is rated, from the day of the import."""
    points = list(RiskPoint.objects.filter(body=carrier.body, key__in=row["for"]))
    known = Measure.objects.filter(body=carrier.body, key=row["key"]).first()
    facts = {
        "section": carrier.unit(row["section"]),
        "position": carrier.position(row["position"]) if "position" in row else None,
        "worksheet": known.worksheet if known else points[0].worksheet,
        "text": row["text"],
        "phase": row["phase"],
        "kind": row["kind"],
        "due_on": row.get("due"),
        "rhythm": row.get("every", ""),
        "origin": row.get("origin", ""),
        "order": order,
        "imported": True,
    }
    measure, _new = Measure.objects.update_or_create(
        body=carrier.body, key=row["key"], defaults=facts
    )
    keep_phrase_of(measure)
    _aim(measure, row["for"], {point.key: point for point in points})
    if measure.state == MeasureState.DRAFT and any(point.ruling_id for point in points):
        _put_in_force(measure)
    return measure


def _aim(measure: Measure, keys: list[str], points: dict[str, RiskPoint]) -> None:
    measure.aims.all().delete()
    for order, key in enumerate(dict.fromkeys(keys)):
        Aim.objects.create(measure=measure, risk_point=points[key], order=order)


def _put_in_force(measure: Measure) -> None:
    measure.state, measure.in_force_from = MeasureState.IN_FORCE, timezone.localdate()
    measure.save(update_fields=["state", "in_force_from"])
    schedule_first(measure)
