"""Carry in rules with their versions, and measures as approved."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from measures.actions.drafting import keep_phrase_of
from measures.actions.rules import write_articles
from measures.actions.scheduling import schedule_first
from measures.models import Aim, Indicator, LineAim, Measure, MeasureTag, Rule, RuleVersion
from measures.states import Line, MeasureState, Safeguard, Validity
from riskpoints.models import RiskPoint
from riskpoints.slogans import is_slogan

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def write_rule(carrier: "Carrier", row: Row, _order: int) -> Rule:
    """Write a rule; versions that are here already stay, as they are never changed."""
    repealed = row.get("repealed", {})
    facts = {
        "name": row["name"],
        "issuer": row["issuer"],
        "number": row.get("number", ""),
        "validity": _validity(row),
        "repealed_on": repealed.get("on"),
        "repealed_because": repealed.get("because", ""),
        "origin": row.get("origin", ""),
    }
    rule, _new = Rule.objects.update_or_create(body=carrier.body, key=row["key"], defaults=facts)
    have = rule.versions.count()
    for number, version in enumerate(row["versions"][have:], start=have + 1):
        _write_version(rule, number, version)
    _aim_along({"rule": rule}, carrier, row)
    _aim_rule(rule, carrier, row.get("for", []))
    return rule


def _validity(row: Row) -> str:
    if "repealed" in row:
        return Validity.REPEALED
    return Validity.AMENDED if len(row["versions"]) > 1 else Validity.IN_FORCE


def _write_version(rule: Rule, number: int, row: Row) -> None:
    made = RuleVersion.objects.create(
        rule=rule, number=number, issued_on=row["date"], what_changed=row.get("changed", "")
    )
    write_articles(made, [(one["name"], one.get("text", "")) for one in row.get("articles", [])])


def _aim_along(whose: dict[str, Any], carrier: "Carrier", row: Row) -> None:
    LineAim.objects.filter(**whose).exclude(line=Line.POINT).delete()
    for rank in dict.fromkeys(row.get("levels", [])):
        LineAim.objects.create(line=Line.LEVEL, rank=rank, body=carrier.body, **whose)
    for name in dict.fromkeys(row.get("classes", [])):
        LineAim.objects.create(line=Line.CLASS, unit_class=name, body=carrier.body, **whose)
    for code in row.get("projects", []):
        project = carrier.project(code)
        LineAim.objects.create(line=Line.PROJECT, project=project, body=carrier.body, **whose)


def _aim_rule(rule: Rule, carrier: "Carrier", keys: list[str]) -> None:
    rule.line_aims.filter(line=Line.POINT).delete()
    for point in RiskPoint.objects.filter(body=carrier.body, key__in=keys):
        rule.line_aims.create(line=Line.POINT, risk_point=point, body=carrier.body)


def write_measure(carrier: "Carrier", row: Row, order: int) -> Measure:
    """Write a measure; it is in force where what it is aimed at is rated, from the day of the import.

    What is aimed at a level, a class or a major project was decided elsewhere, and is in force at once.
    """
    points = list(RiskPoint.objects.filter(body=carrier.body, key__in=row["for"]))
    known = Measure.objects.filter(body=carrier.body, key=row["key"]).first()
    begun = points[0].worksheet if points and not _along(row) else None
    facts = {
        "section": carrier.unit(row["section"]),
        "position": carrier.position(row["position"]) if "position" in row else None,
        "worksheet": known.worksheet if known else begun,
        "text": row["text"],
        "is_generic": is_slogan(row["text"]),
        "phase": row["phase"],
        "kind": row["kind"],
        "due_on": row.get("due"),
        "rhythm": row.get("every", ""),
        "record": row.get("record", ""),
        "rule": Rule.objects.get(body=carrier.body, key=row["rule"]) if "rule" in row else None,
        "article": row.get("article", ""),
        "origin": row.get("origin", ""),
        "order": order,
        "imported": True,
    }
    measure, _new = Measure.objects.update_or_create(
        body=carrier.body, key=row["key"], defaults=facts
    )
    keep_phrase_of(measure)
    _aim(measure, row["for"], {point.key: point for point in points})
    _aim_along({"measure": measure}, carrier, row)
    _write_indicators(measure, row.get("indicators", []))
    _tag(measure, row.get("keeps", []))
    is_decided = _along(row) or any(point.ruling_id for point in points)
    if measure.state == MeasureState.DRAFT and is_decided:
        _put_in_force(measure)
    return measure


def _along(row: Row) -> bool:
    """Whether a measure is aimed along a line."""
    return bool(row.get("levels") or row.get("classes") or row.get("projects"))


def _write_indicators(measure: Measure, rows: list[Row]) -> None:
    """Write a measure's indicators by name; one that was read here stays."""
    names = [row["name"] for row in rows]
    measure.indicators.exclude(name__in=names).filter(readings=None, earlier=None).delete()
    measure.indicators.update(is_master=False)
    for order, row in enumerate(rows):
        numbers = {name: Decimal(str(row[name])) for name in ("baseline", "target")}
        facts = {"unit": row.get("unit", ""), "is_master": row.get("master", False)}
        facts |= {"ended_on": None}
        indicator, _new = Indicator.objects.update_or_create(
            measure=measure, name=row["name"], defaults=facts | numbers | {"order": order}
        )
        _write_readings(indicator, row.get("readings", []))


def _write_readings(indicator: Indicator, rows: list[Row]) -> None:
    """Keep what was read before; what was verified here stands by itself."""
    own = indicator.readings.filter(occasion__verified_at__isnull=False)
    known = {*own.values_list("occasion__due_on", flat=True)}
    known |= {*indicator.earlier.values_list("on", flat=True)}
    for row in rows:
        if row["on"] not in known:
            indicator.earlier.create(on=row["on"], value=Decimal(str(row["value"])))


def _aim(measure: Measure, keys: list[str], points: dict[str, RiskPoint]) -> None:
    measure.aims.all().delete()
    for order, key in enumerate(dict.fromkeys(keys)):
        Aim.objects.create(measure=measure, risk_point=points[key], order=order)


def _tag(measure: Measure, keeps: list[str]) -> None:
    """Say what a measure keeps safe."""
    measure.tags.all().delete()
    MeasureTag.objects.bulk_create(
        MeasureTag(measure=measure, tag=tag) for tag in Safeguard.values if tag in keeps
    )


def _put_in_force(measure: Measure) -> None:
    measure.state, measure.in_force_from = MeasureState.IN_FORCE, timezone.localdate()
    measure.save(update_fields=["state", "in_force_from"])
    schedule_first(measure)
