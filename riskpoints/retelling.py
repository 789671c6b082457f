"""All that a ruling's sentence is made of, asked as one text inside a query, and put together again.

riskpoints.explaining asks it of rows that were loaded; here they come with the query that finds the
risk point, so that a page of many things costs no query more.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from powers.models import Power
from riskcontrol.accounts.models import User

from .models import Anchor, Factor, Floor, Level, LevelScheme, Ruling, RulingGrade

Told = Mapping[str, Any]
OWN = OuterRef("ruling")


def ruling_asked() -> dict[str, Any]:
    """Give what to ask of a risk point's ruling: names and expressions of a JSONObject."""
    return {
        "level": F("ruling__level__mark"),
        "rank": F("ruling__rank"),
        "highest_rank": F("ruling__highest_rank"),
        "reason": F("ruling__reason"),
        "source": F("ruling__source"),
        "ruled_by": F("ruling__ruled_by__name"),
        "second": F("ruling__second__name"),
        "rule": F("ruling__level__scheme__rule"),
        "grades": _grades(),
        "floors": _floors(),
        "levels": _levels(),
    }


def power_asked(name: str) -> Coalesce:
    """Ask for a field of the power a risk point concerns, else of the first on its chart."""
    on_chart = Power.objects.filter(flowchart=OuterRef("flowchart")).order_by("order", "pk")
    return Coalesce(F(f"power__{name}"), Subquery(on_chart.values(name)[:1]))


def listed(rows: QuerySet[Any], by: str, **parts: Any) -> Subquery:
    """Ask for rows as a text that holds a JSON list, to be read by in_order(); `by` is what they belong to."""
    each = Cast(JSONObject(**parts), TextField())
    text = Concat(
        Value("["), StringAgg(each, Value(","), output_field=TextField()), Value("]"),
        output_field=TextField(),
    )  # fmt: skip
    return Subquery(rows.order_by().values(by).annotate(text=text).values("text"))


def _grades() -> Subquery:
    scale = Anchor.objects.filter(factor=OuterRef("factor")).order_by().values("factor")
    return listed(
        RulingGrade.objects.filter(ruling=OWN),
        "ruling",
        order=F("factor__order"),
        key=F("factor__key"),
        name=F("factor__name"),
        rank=F("anchor__rank"),
        mark=F("anchor__mark"),
        scale=Subquery(scale.annotate(count=Count("pk")).values("count")),
    )


def _floors() -> Subquery:
    held = Ruling.floors.through.objects.filter(ruling=OWN)
    parts = {name: F(f"floor__{name}") for name in ("order", "name")}
    return listed(held, "ruling", **parts, mark=F("floor__level__mark"))


def _levels() -> Subquery:
    levels = Level.objects.filter(scheme=OuterRef("ruling__level__scheme"))
    return listed(levels, "scheme", order=F("rank"), mark=F("mark"), least=F("least"))


def ruling_told(told: Told) -> Ruling:
    """Put a ruling together from what was asked, so that explain() finds all it needs in it."""
    scheme = LevelScheme(pk=0, rule=told["rule"])
    grades = [_grade(row) for row in in_order(told["grades"])]
    levels = [
        Level(rank=row["order"], mark=row["mark"], least=row["least"])
        for row in in_order(told["levels"])
    ]
    _hold(scheme, levels=levels, factors=[grade.factor for grade in grades])
    ruling = Ruling(
        pk=0,
        level=Level(scheme=scheme, rank=told["rank"], mark=told["level"]),
        rank=told["rank"],
        highest_rank=told["highest_rank"],
        reason=told["reason"],
        source=told["source"],
        ruled_by=_person(told["ruled_by"]),
        second=_person(told["second"]),
    )
    _hold(ruling, grades=grades, floors=[_floor(row) for row in in_order(told["floors"])])
    return ruling


def in_order(text: str | None) -> list[dict[str, Any]]:
    """Give the rows of a list that was asked for, in their own order; none where there is none.

    Rows of one order come by their id, where it was asked for.
    """
    return sorted(json.loads(text or "[]"), key=lambda row: (row["order"], row.get("pk", 0)))


def _grade(row: dict[str, Any]) -> RulingGrade:
    factor = Factor(pk=0, key=row["key"], name=row["name"])
    _hold(factor, anchors=[None] * row["scale"])
    return RulingGrade(factor=factor, anchor=Anchor(rank=row["rank"], mark=row["mark"]))


def _floor(row: dict[str, Any]) -> Floor:
    return Floor(name=row["name"], level=Level(mark=row["mark"]))


def _person(name: str | None) -> User | None:
    return User(pk=0, name=name) if name else None


def _hold(row: Any, **lists: list[Any]) -> None:
    """Give a row its related rows, as a prefetch would."""
    row._prefetched_objects_cache = lists  # noqa: SLF001 - what Prefetch itself writes
