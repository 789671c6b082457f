"""The highest level below steps, positions, powers and units: its tally, and what decides it.

All that a page shows is computed in one query, whatever the number of things and of risk points;
nothing of it is stored. Source of the rule: the deck's 就高不就低, the higher prevails.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, JSONObject, RowNumber

from .explaining import explain
from .models import Level, RiskPoint, RiskPointStep
from .retelling import power_asked, ruling_asked, ruling_told

# All that is seen of a level: those that look the same in two versions of a scheme are one.
LOOK = ("rank", "mark", "name", "shape", "colour")
Look = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Deciding:
    """The risk point that gives a thing its level, where it stands, and why it has that level."""

    pk: int
    order: int
    told: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """Why, in the reader's language: the ruling's sentence, or that the level was verified."""
        return self.told["verified_because"] or explain(ruling_told(self.told))


@dataclass
class Peak:
    """The level of a thing: the highest below it, how many points have each level, what decides."""

    counts: dict[Look, int] = field(default_factory=dict)
    deciding: Deciding | None = None

    @property
    def tally(self) -> list[tuple[Level, int]]:
        """Each level with its number of risk points, the highest first."""
        return [(like(look), self.counts[look]) for look in sorted(self.counts)]

    @property
    def rank(self) -> int | None:
        """The highest rank; None where nothing below is ruled on."""
        return min(self.counts)[0] if self.counts else None

    @property
    def level(self) -> Level | None:
        """The highest level, as the risk point that decides has it."""
        return like(min(self.counts)) if self.counts else None

    @property
    def total(self) -> int:
        """All risk points that are ruled on."""
        return sum(self.counts.values())

    def add(self, other: "Peak") -> None:
        """Put another's risk points to its own; they share none."""
        if other.deciding and other.place < self.place:
            self.deciding = other.deciding
        for look, points in other.counts.items():
            self.counts[look] = self.counts.get(look, 0) + points

    @property
    def place(self) -> tuple[float, int, int]:
        """Which of two decides: the higher level, else the risk point that comes first."""
        if self.deciding is None or self.rank is None:
            return float("inf"), 0, 0
        return self.rank, self.deciding.order, self.deciding.pk


def like(look: Look) -> Level:
    """Give a level that looks so, of no scheme in the database."""
    return Level(**dict(zip(LOOK, look, strict=True)))


def whole_of(peaks: Iterable[Peak]) -> Peak:
    """Put peaks of things that share no risk point together into one."""
    whole = Peak()
    for peak in peaks:
        whole.add(peak)
    return whole


Peaks = Mapping[str, Mapping[int, Peak]]


def peaks_of(
    *,
    steps: Collection[int] = (),
    positions: Collection[int] = (),
    powers: Collection[int] = (),
    units: Collection[int] = (),
    by_verified: bool = False,
) -> Peaks:
    """Give the peaks of these things by kind and id, in one query; what has none is not in it.

    A position has the points that stand on it and on the steps it acts in, a power its own and
    those of its chart that concern every power on it, a unit those that its own section found.
    `by_verified` takes the verified level where one stands, instead of the one that was ruled.
    """
    sets = [
        ("step", steps, _below("anchors__step", steps, anchor=F("anchors"))),
        ("position", positions, _below("positions", positions)),
        (
            "position",
            positions,
            _below("anchors__step__position", positions, anchor=F("anchors")).filter(
                ~Exists(_earlier_anchor())
            ),
        ),
        ("power", powers, _below("power", powers)),
        ("power", powers, _below("flowchart__powers", powers).filter(power=None)),
        ("unit", units, _below("section", units)),
    ]
    asked = [_rows(kind, found, by_verified=by_verified) for kind, ids, found in sets if ids]
    peaks: dict[str, dict[int, Peak]] = defaultdict(lambda: defaultdict(Peak))
    if asked:
        first, *more = asked
        for kind, thing, *row in first.union(*more, all=True).order_by() if more else first:
            peaks[kind][thing].add(_peak(*row))
    return {kind: dict(found) for kind, found in peaks.items()}


def _below(path: str, ids: Collection[int], **more: Any) -> Any:
    """Give the risk points below things, each with its `thing`.

    Narrowed down before they are told apart: so the database comes from the things, not from all points.
    """
    points: Any = RiskPoint.objects.filter(**{f"{path}__in": ids}).order_by()
    return points.in_register().ruled().annotate(thing=F(path), **more)


def _peak(*row: Any) -> Peak:
    *look, points, order, pk, told = row
    deciding = Deciding(pk, order, json.loads(told)) if told else None
    return Peak({tuple(look): points}, deciding)


def _earlier_anchor() -> QuerySet[RiskPointStep]:
    """A point on several steps of one position counts once there, at the first."""
    return RiskPointStep.objects.filter(
        risk_point=OuterRef("pk"), step__position=OuterRef("thing"), pk__lt=OuterRef("anchor")
    )


def _rows(kind: str, points: Any, *, by_verified: bool) -> Any:
    """Give a row for each thing and level: how many points, and of the highest what decides.

    The windows are the database's own counting, so that a unit of many points costs few rows; what
    is told is asked of the deciding points alone.
    """
    look = [_level(name, by_verified=by_verified) for name in LOOK]
    thing = F("thing")
    first = ["order", "pk"]
    return (
        points.annotate(
            kind=Value(kind),
            **dict(zip((f"look_{name}" for name in LOOK), look, strict=True)),
            alike=Window(Count("pk"), partition_by=[thing, *look]),
            place=Window(RowNumber(), partition_by=[thing, *look], order_by=first),
            top=Window(RowNumber(), partition_by=[thing], order_by=[look[0], *first]),
            told=Case(
                When(top=1, then=_told(points, by_verified=by_verified)),
                default=Value(""),
                output_field=TextField(),
            ),
        )
        .filter(place=1)
        .values_list(
            "kind", "thing", *(f"look_{name}" for name in LOOK), "alike", "order", "pk", "told"
        )
    )


def _stands() -> Q:
    """Whether a verified level stands that fell from the ruling a point has now."""
    return Q(verified__ruling=F("ruling"))


def _level(name: str, *, by_verified: bool) -> Any:
    of_ruling = F(f"ruling__level__{name}")
    if not by_verified:
        return of_ruling
    return Case(When(_stands(), then=F(f"verified__level__{name}")), default=of_ruling)


def _told(points: Any, *, by_verified: bool) -> Cast:
    """Ask for what is told of the deciding risk point, as one text."""
    on_step = "anchor" in points.query.annotations
    own = {"pk": OuterRef("anchor")} if on_step else {"risk_point": OuterRef("pk")}
    anchors = RiskPointStep.objects.filter(**own).order_by("step__order", "pk")
    verified: Any = Value("")
    if by_verified:
        verified = Case(When(_stands(), then=F("verified__reason")), default=Value(""))
    told = JSONObject(
        title=F("title"),
        step=Subquery(anchors.values("step__name")[:1]),
        step_key=Subquery(anchors.values("step__key")[:1]),
        chart=F("flowchart__name"),
        chart_code=F("flowchart__code"),
        section=F("section__name"),
        section_code=F("section__code"),
        power=power_asked("name"),
        power_code=power_asked("code"),
        verified_because=verified,
        **ruling_asked(),
    )
    return Cast(told, TextField())
