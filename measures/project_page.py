"""What a project's page and its printed sheet tell: the seven stages, each with where it stands."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, Min, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.gate import Gate, gate_of
from powers.models import Flowchart, Posting, Step
from powers.states import ChartState, ProjectStage
from riskpoints.models import Examination, Level, RiskPoint, RiskPointStep, Worksheet

from .along_lines import Reached, reaching_points
from .models import DisclosureItem, MajorProject, Measure, Occasion


@dataclass
class Place:
    """One step of a project's chart, with what was found on it."""

    number: int
    step: Step
    points: list[RiskPoint] = field(default_factory=list)
    is_looked_at: bool = False
    # Whether it is as it was when the chart was settled.
    is_settled: bool = False
    # What reaches its risk points along the lines, by their ids.
    along: dict[int, list[Reached]] = field(default_factory=dict)

    @property
    def measures(self) -> list[Any]:
        """The measures against what was found here and those along the lines, each once."""
        found = [one for point in self.points for one in point.measures.all()]
        return once([*found, *reached_measures(self.points, self.along)])


@dataclass
class Band:
    """One stage: its steps, and how far its chart, worksheet, measures and disclosure are."""

    stage: str
    name: str
    chart_words: str = ""
    places: list[Place] = field(default_factory=list)
    disclosures: list[DisclosureItem] = field(default_factory=list)
    overdue: int = 0

    @property
    def looked_at(self) -> int:
        """How many of its steps were looked at for risk points."""
        return sum(place.is_looked_at for place in self.places)

    @property
    def points(self) -> list[RiskPoint]:
        """What was found on its steps, each once."""
        return list({point.pk: point for place in self.places for point in place.points}.values())

    @property
    def levels(self) -> list[tuple[Level | None, int]]:
        """How many points each level has, the highest first; what is not rated yet is said last."""
        rated = [point.ruling.level for point in self.points if point.ruling]
        counts = Counter(level.pk for level in rated)
        looks = {level.pk: level for level in rated}
        found: list[tuple[Level | None, int]] = [
            (looks[pk], counts[pk]) for pk in sorted(looks, key=lambda pk: looks[pk].rank)
        ]
        unrated = len(self.points) - len(rated)
        return [*found, (None, unrated)] if unrated else found

    @property
    def measures(self) -> list[Any]:
        """The measures against what was found in it, each once."""
        return once(one for place in self.places for one in place.measures)

    @property
    def verified(self) -> int:
        """How many of its measures were carried out and verified at least once."""
        return sum(measure.was_verified for measure in self.measures)

    @property
    def late(self) -> int:
        """How many of its measures are overdue."""
        return sum(measure.late_since is not None for measure in self.measures)

    @property
    def disclosed(self) -> int:
        """How many of its items were made public."""
        return sum(item.done_at is not None for item in self.disclosures)


@dataclass(frozen=True)
class Whole:
    """A project as its page shows it."""

    project: MajorProject
    bands: list[Band]
    # Steps that name no stage, and items that concern the whole project.
    rest: Band
    chart: Any = None
    gate: Gate | None = None
    posting: Posting | None = None
    worksheet: Worksheet | None = None

    @property
    def measures(self) -> list[Any]:
        """The measures against what was found on its chart, each once."""
        bands = [*self.bands, self.rest]
        return once(one for band in bands for one in band.measures)


def once(measures: Iterable[Any]) -> list[Any]:
    """Keep each measure once, where it stands first."""
    found: dict[int, Any] = {}
    for one in measures:
        found.setdefault(one.pk, one)
    return list(found.values())


def whole_of(project: MajorProject) -> Whole:
    """Read a project loaded `whole()`, with its chart; the queries are the same for all charts.

    Each measure that comes along a line says in `because` where from.
    """
    today = timezone.localdate()
    chart = _chart_of(project)
    gate = gate_of(chart) if chart else None
    places = places_of(chart, gate) if chart and gate else []
    bands = [Band(stage.value, str(stage.label)) for stage in ProjectStage]
    rest = Band("", _("the whole project"))
    by_stage = {band.stage: band for band in [*bands, rest]}
    for place in places:
        by_stage[place.step.stage].places.append(place)
    for item in project.disclosures.all():
        by_stage[item.stage].disclosures.append(item)
        by_stage[item.stage].overdue += item.is_overdue(today)
    for band in bands:
        band.chart_words = chart_words(band, chart, gate)
    return Whole(
        project,
        bands,
        rest,
        chart=chart,
        gate=gate,
        posting=chart.postings.order_by("-pk").first() if chart else None,
        worksheet=_worksheet_of(chart) if chart else None,
    )


def _chart_of(project: MajorProject) -> Flowchart | None:
    charts = Flowchart.objects.with_drawing().with_state()
    return charts.filter(pk=project.flowchart_id).first() if project.flowchart_id else None


def _worksheet_of(chart: Flowchart) -> Worksheet | None:
    return Worksheet.objects.filter(flowchart=chart).order_by("-pk").first()


def chart_words(band: Band, chart: Any, gate: Gate | None) -> str:
    """Say in a word how far the part of the chart that a stage has is."""
    if not band.places or chart is None or gate is None:
        return str(ChartState.NONE.label)
    if not gate.decision:
        return str(chart.state_words)
    if all(place.is_settled for place in band.places):
        return str(
            ChartState(ChartState.SETTLED if chart.state != "withheld" else "withheld").label
        )
    return _("changed since it was settled")


def places_of(chart: Flowchart, gate: Gate) -> list[Place]:
    """Give a chart's steps in order, each with its risk points, their levels and their measures."""
    steps = [step for step in chart.steps.all() if not step.retired]
    points = points_by_step(chart)
    along = along_told({one.pk: one for here in points.values() for one in here}.values())
    examined = set(
        Examination.objects.filter(step__flowchart=chart).order_by().values_list("step", flat=True)
    )
    return [
        Place(
            number,
            step,
            points.get(step.pk, []),
            is_looked_at=step.pk in examined or step.pk in points,
            is_settled=bool(gate.step(step.key)),
            along=along,
        )
        for number, step in enumerate(steps, start=1)
    ]


def points_by_step(chart: Flowchart) -> dict[int, list[RiskPoint]]:
    """Give the risk points that stand on a chart, by the ids of their steps."""
    points = (
        RiskPoint.objects.on_chart(chart)
        .in_register()
        .select_related("ruling__level")
        .prefetch_related(
            Prefetch("anchors", RiskPointStep.objects.all()),
            Prefetch("measures", measures_told(timezone.localdate())),
        )
    )
    found: dict[int, list[RiskPoint]] = {}
    for point in points.order_by("order", "pk"):
        for anchor in point.anchors.all():
            found.setdefault(anchor.step_id, []).append(point)
    return found


def along_told(points: Iterable[RiskPoint]) -> dict[int, list[Reached]]:
    """Give what reaches some risk points along the lines, its measures loaded as `measures_told()`."""
    along = reaching_points(list(points))
    entries = [entry for each in along.values() for entry in each if not entry.is_rule]
    why: dict[int, dict[str, None]] = {}
    for entry in entries:
        why.setdefault(entry.thing.pk, {})[entry.because] = None
    told = {one.pk: one for one in measures_told(timezone.localdate()).filter(pk__in=why)}
    for pk, measure in told.items():
        measure.because = _(", ").join(why[pk])
    return {
        point: [one if one.is_rule else replace(one, thing=told[one.thing.pk]) for one in each]
        for point, each in along.items()
    }


def reached_measures(points: Iterable[RiskPoint], along: dict[int, list[Reached]]) -> list[Any]:
    """Give the measures among what reaches some risk points."""
    entries = [entry for point in points for entry in along.get(point.pk, [])]
    return [entry.thing for entry in entries if not entry.is_rule]


def measures_told(today: datetime.date) -> Any:
    """Load measures with their tags: whether each `was_verified`, and `late_since` when."""
    verified = Occasion.objects.filter(measure=OuterRef("pk"), verified_at__isnull=False)
    late = Q(occasions__done_at=None, occasions__due_on__lt=today, state="in-force")
    return (
        Measure.objects.select_related("section", "position")
        .prefetch_related("tags")
        .annotate(was_verified=Exists(verified), late_since=Min("occasions__due_on", filter=late))
        .order_by("order", "pk")
    )


def aimed_at(project: MajorProject) -> Iterable[Any]:
    """Give what is aimed at the project itself, not at a risk point: measures and rules of the fourth line."""
    aims = project.line_aims.standing().with_what().order_by("pk")
    return [aim.measure or aim.rule for aim in aims]


def tagged(measures: Iterable[Any], tag: str) -> list[Any]:
    """Keep the measures that keep something safe; all of them where nothing is asked for."""
    return [one for one in measures if not tag or tag in {each.tag for each in one.tags.all()}]
