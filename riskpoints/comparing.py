"""Two rounds side by side: what was added, removed, changed and in what, and what nobody touched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import CarriedRow, Examination, RiskPoint, Round, Worksheet
from .rows import anchors_of, key_of, row_key
from .stages import expected_of
from .states import GIVES_WAY, Cause, Look

if TYPE_CHECKING:
    from .actions.points import Facts

# What is compared of a risk point, with its words for "changed in …".
ASPECTS = (
    "title",
    "category",
    "manifestations",
    "causes",
    "places",
    "power",
    "proposed",
    "planned",
)


def told(point: RiskPoint) -> dict[str, Any]:
    """Tell a risk point so that it compares; load it `for_worksheet()` to keep the queries constant."""
    expected = expected_of(point)
    return {
        "title": point.title,
        "category": point.category,
        "manifestations": [shown.text for shown in point.manifestations.all()],
        "causes": [cause for cause in Cause.values if cause in point.causes],
        "places": {key_of(anchor) for anchor in anchors_of(point)},
        "power": point.power_id,
        "proposed": point.proposed_rank,
        "planned": (expected.rank, expected.reason) if expected else (None, ""),
    }


def said(facts: "Facts") -> dict[str, Any]:
    """Tell what was typed in the same words."""
    return {
        "title": facts.title.strip(),
        "category": facts.category,
        "manifestations": [text.strip() for text in facts.manifestations if text.strip()],
        "causes": [cause for cause in Cause.values if cause in facts.causes],
        "places": {key_of(anchor) for anchor in facts.anchors},
        "power": facts.power.pk if facts.power else None,
        "proposed": facts.proposed_rank,
        "planned": (facts.planned_rank, facts.planned_reason.strip()),
    }


def changed_in(before: RiskPoint, after: RiskPoint) -> list[str]:
    """Name in words what differs between a risk point and the one that took its place."""
    one, other = told(before), told(after)
    names = {
        "title": _("name"),
        "category": _("category"),
        "manifestations": _("how it shows"),
        "causes": _("what fell short"),
        "places": _("what it stands on"),
        "power": _("power concerned"),
        "proposed": _("self-rated level"),
        "planned": _("level expected"),
    }
    found = [names[aspect] for aspect in ASPECTS if one[aspect] != other[aspect]]
    if {m.pk for m in before.measures.all()} != {m.pk for m in after.measures.all()}:
        found.append(_("measures"))
    return found


@dataclass
class Pair:
    """A risk point in two rounds, or in one of them alone."""

    before: RiskPoint | None
    after: RiskPoint | None
    # By whom and why it was confirmed or removed, where a row says so.
    look: CarriedRow | None = None
    aspects: list[str] = field(default_factory=list)

    @property
    def point(self) -> RiskPoint:
        """The later of the two."""
        return self.after or self.before  # type: ignore[return-value]  # one of them is there

    @property
    def levels(self) -> tuple[Any, Any] | None:
        """The level before and after, where both are ruled on and differ."""
        one, other = (p.ruling if p else None for p in (self.before, self.after))
        if one and other and one.rank != other.rank:
            return one, other
        return None


@dataclass
class NoneFound:
    """A row on which none was found in one of two rounds, or in both."""

    name: str
    before: str = ""
    after: str = ""


@dataclass
class Comparison:
    """An earlier and a later round of one body."""

    earlier: Round
    later: Round
    added: list[Pair] = field(default_factory=list)
    removed: list[Pair] = field(default_factory=list)
    changed: list[Pair] = field(default_factory=list)
    confirmed: list[Pair] = field(default_factory=list)
    untouched: list[Pair] = field(default_factory=list)
    # Of the earlier round, on charts the later one has no worksheet of.
    not_searched: list[Pair] = field(default_factory=list)
    none_found: list[NoneFound] = field(default_factory=list)

    @property
    def parts(self) -> "list[Part]":
        """The lists in the order of the page; a risk point with another level stands in two."""
        return [
            Part(_("Added"), self.added),
            Part(_("Removed"), self.removed),
            Part(_("Changed"), self.changed),
            Part(_("With another level"), self.level_changes),
            Part(_("Confirmed"), self.confirmed),
            Part(_("Not looked at"), self.untouched),
            Part(_("On charts that the later round has not searched"), self.not_searched),
        ]

    @property
    def level_changes(self) -> list[Pair]:
        """Risk points that have another level now."""
        return [pair for pair in (*self.changed, *self.confirmed) if pair.levels]


@dataclass(frozen=True)
class Part:
    """One list of a comparison, with its heading."""

    words: str
    pairs: list[Pair]


def compare(earlier: Round, later: Round) -> Comparison:
    """Compare two rounds of one body in a constant number of queries."""
    result = Comparison(earlier, later)
    before, after = points_in(earlier), points_in(later)
    looks = looks_between(earlier, later)
    searched: set[tuple[int | None, int]] = set(
        later.worksheets.values_list("flowchart", "section")
    )
    descended = set()
    for point in before.values():
        pair = follow(point, after, looks)
        descended.add(pair.after.pk if pair.after else None)
        _sort_in(result, pair, searched)
    result.added = [Pair(None, p) for pk, p in after.items() if pk not in descended]
    result.none_found = none_found_in_both(earlier, later, searched)
    return result


def points_in(round: Round) -> dict[int, RiskPoint]:
    """Give by id the risk points that stood at the end of a round, or stand in it now."""
    kept = Q(looks__worksheet__round=round, looks__outcome__in=[Look.CONFIRMED, Look.UNTOUCHED])
    gone = CarriedRow.objects.filter(worksheet__round=round, outcome__in=GIVES_WAY)
    found = (
        RiskPoint.objects.filter(Q(worksheet__round=round) | kept)
        .exclude(pk__in=gone.filter(risk_point__isnull=False).values("risk_point"))
        .distinct()
        .for_worksheet()
        .select_related("worksheet__flowchart", "worksheet__section")
    )
    return {point.pk: point for point in found}


def looks_between(earlier: Round, later: Round) -> dict[int, list[CarriedRow]]:
    """Give what the rounds up to the later one say of each risk point, by its id, in order."""
    rows = CarriedRow.objects.filter(
        worksheet__body=earlier.body_id,
        risk_point__isnull=False,
        worksheet__round__opened_at__gt=earlier.opened_at,
        worksheet__round__opened_at__lte=later.opened_at,
    )
    found: dict[int, list[CarriedRow]] = {}
    for row in rows.select_related("by", "worksheet__round").order_by("pk"):
        found.setdefault(row.risk_point_id or 0, []).append(row)
    return found


def follow(
    point: RiskPoint, after: dict[int, RiskPoint], looks: dict[int, list[CarriedRow]]
) -> Pair:
    """Follow a risk point through those that took its place, to the one that stands later."""
    last, here = None, point.pk
    while True:
        rows = looks.get(here, [])
        last = rows[-1] if rows else last
        if here in after or last is None or last.successor_id is None or not rows:
            break
        here = last.successor_id
    found = after.get(here)
    pair = Pair(point, found, last)
    if found and found.pk != point.pk:
        pair.aspects = changed_in(point, found)
    return pair


def _sort_in(result: Comparison, pair: Pair, searched: set[tuple[int | None, int]]) -> None:
    before = pair.before
    if pair.after is None:
        place = before and (before.worksheet.flowchart_id, before.worksheet.section_id)
        told = result.removed if place in searched else result.not_searched
    elif pair.aspects or pair.after != before:
        told = result.changed
    elif pair.look and pair.look.is_untouched:
        told = result.untouched
    else:
        told = result.confirmed
    told.append(pair)


def none_found_in_both(
    earlier: Round, later: Round, searched: set[tuple[int | None, int]]
) -> list[NoneFound]:
    """Set side by side what was said where none was found; what is the same is left out.

    So is what stands where the later round has no worksheet.
    """
    places = {chart or f"section {section}" for chart, section in searched}
    one, other = _none_found(earlier, places), _none_found(later, places)
    rows = {**one, **other}
    pairs = [
        NoneFound(name, one.get(key, ("", ""))[1], other.get(key, ("", ""))[1])
        for key, (name, _said) in rows.items()
    ]
    return [pair for pair in pairs if pair.before != pair.after]


def _none_found(round: Round, searched: set[Any]) -> dict[str, tuple[str, str]]:
    found: Iterable[Examination] = (
        Examination.objects.filter(worksheet__round=round)
        .select_related("step", "position", "unit", "worksheet__flowchart", "worksheet__section")
        .order_by("worksheet", "pk")
    )
    return {
        row_key(one): (f"{one.worksheet} · {one.place}", one.none_found_because)
        for one in found
        if _place_of(one.worksheet) in searched
    }


def _place_of(sheet: Worksheet) -> Any:
    return sheet.flowchart_id or f"section {sheet.section_id}"
