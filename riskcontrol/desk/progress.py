"""How far a body has come on the deck's four steps: reads only, nothing of it is stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Measure, Occasion
from measures.states import MeasureState
from powers.models import Flowchart, Posting, Power
from riskcontrol.accounts.models import Unit
from riskpoints.models import Examination, RiskPoint, RiskPointStep


@dataclass(frozen=True)
class Row:
    """One power and how far it has come."""

    power: Power
    chart: str
    posting: str
    points: int
    rank: int | None
    mark: str
    measures: int
    carried_out: int


@dataclass
class Progress:
    """A body's counts along the way; every one is computed from rows."""

    powers: list[Power]
    charts: dict[int, Flowchart]
    postings: dict[int, Posting]
    settled: set[int]
    points: list[RiskPoint]
    steps: int = 0
    examined: int = 0
    measures: list[Measure] = field(default_factory=list)
    done: set[int] = field(default_factory=set)

    @property
    def drawn(self) -> int:
        """Powers with a flow."""
        return sum(power.flowchart_id is not None for power in self.powers)

    @property
    def settled_powers(self) -> int:
        """Powers whose chart has been settled at least once."""
        return sum(power.flowchart_id in self.settled for power in self.powers)

    @property
    def rated(self) -> int:
        """Risk points with a ruling."""
        return sum(point.ruling_id is not None for point in self.points)

    @property
    def in_force(self) -> int:
        """Measures approved."""
        return sum(measure.state == MeasureState.IN_FORCE for measure in self.measures)

    @property
    def levels(self) -> list[tuple[int, str, int]]:
        """Rank, mark and number of the rated points, the highest first."""
        marks = {
            point.ruling.rank: point.ruling.level.mark for point in self.points if point.ruling
        }
        counts = Counter(point.ruling.rank for point in self.points if point.ruling)
        return [(rank, marks[rank], counts[rank]) for rank in sorted(counts)]


def progress_of(body: Unit) -> Progress:
    """Read a body's progress in a constant number of queries."""
    charts = {chart.pk: chart for chart in Flowchart.objects.filter(body=body)}
    postings = Posting.objects.filter(flowchart__body=body).select_related("version").order_by("pk")
    withheld = Flowchart.objects.filter(body=body, versions__withheld=True).values_list(
        "pk", flat=True
    )
    examined = set(
        RiskPointStep.objects.filter(step__flowchart__body=body).values_list("step", flat=True)
    ) | set(Examination.objects.filter(step__flowchart__body=body).values_list("step", flat=True))
    settled = {one.flowchart_id for one in postings if one.settled_at} | set(withheld)
    steps = Flowchart.objects.filter(pk__in=settled, steps__retired=False)
    return Progress(
        powers=list(Power.objects.filter(body=body).select_related("section")),
        charts=charts,
        postings={one.flowchart_id: one for one in postings},
        settled=settled,
        points=list(
            RiskPoint.objects.filter(body=body)
            .select_related("ruling__level")
            .prefetch_related("measures")
        ),
        steps=steps.count(),
        examined=len(examined),
        measures=list(Measure.objects.filter(body=body)),
        done=set(
            Occasion.objects.filter(measure__body=body, verified_at__isnull=False).values_list(
                "measure", flat=True
            )
        ),
    )


def steps_of(progress: Progress) -> list[dict[str, Any]]:
    """The deck's four steps in order, as the stepper shows them: a later one waits for the earlier."""
    powers, points = len(progress.powers), len(progress.points)
    return [
        _step(
            _("List the powers"), _("%(count)s powers") % {"count": powers}, powers, powers,
            reverse("powers:power_list"),
        ),
        _step(
            _("Draw the flows and post them"),
            _("%(drawn)s drawn, %(settled)s settled") % {
                "drawn": progress.drawn, "settled": progress.settled_powers,
            },
            progress.settled_powers, powers, reverse("powers:flowchart_list"),
        ),
        _step(
            _("Find the risk points and rate them"),
            _("%(examined)s of %(steps)s steps looked at · %(points)s risk points") % {
                "examined": progress.examined, "steps": progress.steps, "points": points,
            },
            progress.examined, progress.steps, reverse("riskpoints:list"),
            waits=not progress.settled,
        ),
        _step(
            _("Set the measures"),
            _("%(count)s drafted, %(approved)s approved") % {
                "count": len(progress.measures), "approved": progress.in_force,
            },
            progress.in_force, len(progress.measures), reverse("measures:list"),
            waits=not progress.points,
        ),
    ]  # fmt: skip


def _step(
    name: str, note: str, done: int, total: int, url: str, *, waits: bool = False
) -> dict[str, Any]:
    if waits:
        state = "locked"
    elif total and done >= total:
        state = "done"
    else:
        state = "now"
    return {"name": name, "note": note, "state": state, "done": done, "total": total, "url": url}


def waiting(progress: Progress) -> list[str]:
    """What must wait, and why, in sentences."""
    said = []
    unsettled = [chart.name for pk, chart in progress.charts.items() if pk not in progress.settled]
    if unsettled:
        said.append(
            _("Risk points wait on: %(charts)s. A chart is posted, answered and settled first.")
            % {"charts": _(", ").join(unsettled)}
        )
    unrated = len(progress.points) - progress.rated
    if unrated:
        said.append(
            _(
                "%(count)s risk points wait for the committee; their measures take effect with the ruling."
            )
            % {"count": unrated}
        )
    return said


def rows_of(progress: Progress) -> Iterable[Row]:
    """A row a power."""
    return [_row(progress, power) for power in progress.powers]


def points_of(progress: Progress, power: Power) -> list[RiskPoint]:
    """The risk points of a power: those on its chart, unless they concern another power on it."""
    return [
        point
        for point in progress.points
        if point.flowchart_id
        and point.flowchart_id == power.flowchart_id
        and point.power_id in (None, power.pk)
    ]


def _row(progress: Progress, power: Power) -> Row:
    points = points_of(progress, power)
    ruled = min(
        (point.ruling for point in points if point.ruling), key=lambda one: one.rank, default=None
    )
    measures = {measure.pk for point in points for measure in point.measures.all()}
    return Row(
        power=power,
        chart=_chart_word(progress, power),
        posting=_posting_word(progress, power),
        points=len(points),
        rank=ruled.rank if ruled else None,
        mark=ruled.level.mark if ruled else "",
        measures=len(measures),
        carried_out=len(measures & progress.done),
    )


def _chart_word(progress: Progress, power: Power) -> str:
    if power.flowchart_id is None:
        return _("not drawn")
    posting = progress.postings.get(power.flowchart_id)
    if posting is None:
        return _("drawn")
    return _("version %(number)s") % {"number": posting.version.number}


def _posting_word(progress: Progress, power: Power) -> str:
    posting = progress.postings.get(power.flowchart_id) if power.flowchart_id else None
    if power.is_withheld:
        return _("not published")
    if posting is None:
        return "—"
    return _("settled") if posting.settled_at else _("posted")


def power_steps(progress: Progress, row: Row) -> list[dict[str, Any]]:
    """One power's own way along the same four steps."""
    power = row.power
    settled = power.flowchart_id in progress.settled
    chart = progress.charts.get(power.flowchart_id) if power.flowchart_id else None
    sheet = reverse("desk:worksheet", args=[chart.code]) if chart else ""
    rated = sum(point.ruling_id is not None for point in points_of(progress, power))
    return [
        _step(_("Listed"), power.code, 1, 1, ""),
        _step(_("Drawn and posted"), f"{row.chart} · {row.posting}", int(settled), 1,
              reverse("powers:flowchart_detail", args=[chart.code]) if chart else ""),
        _step(_("Found and rated"), _("%(rated)s of %(points)s rated") % {"rated": rated, "points": row.points},
              rated, max(row.points, 1), sheet, waits=not settled),
        _step(_("Measured"), _("%(count)s measures") % {"count": row.measures},
              min(row.measures, rated), max(rated, 1), "", waits=not row.points),
    ]  # fmt: skip
