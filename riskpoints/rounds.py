"""A round read as its page shows it: what it covers, who stands where, what became of each row."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from powers.models import Flowchart, Posting, Version

from .models import CarriedRow, RiskPoint, Round, Worksheet
from .states import Look, WorksheetState

NEW = "new"
LOOKS: dict[str, Any] = {**dict(Look.choices), NEW: _("new risk points")}


def covered_charts(round: Round) -> Any:
    """Give the charts a round covers; each says whether it is settled, so that it can be searched."""
    charts = Flowchart.objects.filter(body=round.body_id)
    if (named := round.charts.all()) or round.sections.all():
        charts = charts.filter(pk__in=[chart.pk for chart in named]) | charts.filter(
            section__in=[unit.pk for unit in round.sections.all()]
        )
    return with_settled(charts).select_related("section")


def with_settled(charts: Any) -> Any:
    """Give each chart `is_settled`: whether risk points may be sought on it."""
    chart = OuterRef("pk")
    settled = Posting.objects.settled().filter(flowchart=chart)
    kept = Version.objects.filter(flowchart=chart, withheld=True)
    return charts.annotate(is_settled=Exists(settled) | Exists(kept))


def without_decision(round: Round, charts: Any) -> list[Flowchart]:
    """Keep those that have no decided worksheet in the round."""
    decided = round.worksheets.filter(state=WorksheetState.DECIDED).values("flowchart")
    return list(charts.exclude(pk__in=decided.filter(flowchart__isnull=False)))


@dataclass(frozen=True)
class Line:
    """One chart in a round, or a section's own page: its latest worksheet, or why there is none."""

    subject: Any
    section: Any
    worksheet: Worksheet | None
    counts: Counter[str]
    is_settled: bool = True
    left_out: str = ""

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.worksheet:
            return self.worksheet.get_state_display()
        if self.left_out:
            return str(_("left out"))
        return str(_("not begun")) if self.is_settled else str(_("chart not settled yet"))

    @property
    def untouched(self) -> int:
        """How many rows nobody has looked at."""
        return self.counts[Look.UNTOUCHED]

    @property
    def tallies(self) -> list[tuple[Any, int]]:
        """What became of its rows, in words, without what there is none of."""
        return [(words, self.counts[key]) for key, words in LOOKS.items() if self.counts[key]]

    @property
    def url(self) -> str:
        """The address of its worksheet in this round."""
        sheet = self.worksheet
        if sheet is None:
            return ""
        if sheet.flowchart:
            url = reverse("desk:worksheet", args=[sheet.flowchart.code])
        else:
            url = reverse("desk:section_worksheet", args=[sheet.section.code])
        return f"{url}?round={sheet.round_id}"


@dataclass
class Reading:
    """A round as a whole; every count is the length of a list that the page can show."""

    round: Round

    @cached_property
    def worksheets(self) -> list[Worksheet]:
        """Its worksheets, the latest first."""
        return list(self.round.worksheets.for_list())

    @cached_property
    def carried(self) -> list[CarriedRow]:
        """Its rows from earlier rounds, with all a list shows of them."""
        return list(carried_in(self.round))

    @cached_property
    def new(self) -> list[RiskPoint]:
        """Risk points found in it that take no earlier one's place."""
        found = RiskPoint.objects.filter(worksheet__round=self.round, carried_from=None)
        return list(found.select_related("worksheet__flowchart", "worksheet__section"))

    @cached_property
    def lines(self) -> list[Line]:
        """A line a covered chart, then one for each section's own page that was begun."""
        reasons = {one.flowchart_id: one.reason for one in self.round.left_out.all()}
        sheets = self._latest()
        lines = [
            Line(
                chart,
                chart.section,
                sheet := sheets.pop((chart.pk, None), None),
                self._counts(sheet),
                chart.is_settled,
                reasons.get(chart.pk, ""),
            )
            for chart in covered_charts(self.round)
        ]
        beside = sorted(sheets.values(), key=lambda sheet: sheet.pk)
        return lines + [Line(sheet, sheet.section, sheet, self._counts(sheet)) for sheet in beside]

    def _latest(self) -> dict[tuple[int | None, int | None], Worksheet]:
        return {
            (sheet.flowchart_id, None if sheet.flowchart_id else sheet.section_id): sheet
            for sheet in reversed(self.worksheets)
        }

    def _counts(self, sheet: Worksheet | None) -> Counter[str]:
        return self._by_sheet.get(sheet.pk, Counter()) if sheet else Counter()

    @cached_property
    def _by_sheet(self) -> dict[int, Counter[str]]:
        found: dict[int, Counter[str]] = {}
        for row in self.carried:
            found.setdefault(row.worksheet_id, Counter())[row.outcome] += 1
        for point in self.new:
            found.setdefault(point.worksheet_id, Counter())[NEW] += 1
        return found

    @property
    def tallies(self) -> list[tuple[str, Any, int]]:
        """What became of the rows: key, words and number."""
        counts = Counter(row.outcome for row in self.carried)
        counts[NEW] = len(self.new)
        return [(key, words, counts[key]) for key, words in LOOKS.items()]

    def rows(self, look: str) -> list[Any]:
        """Give the rows that a number counts."""
        if look == NEW:
            return self.new
        return [row for row in self.carried if row.outcome == look]

    @property
    def states(self) -> list[tuple[str, int]]:
        """How many lines are where, in words."""
        return list(Counter(line.state for line in self.lines).items())

    @property
    def is_late(self) -> bool:
        """Whether it is open after the day by which people were asked to be done."""
        last_day = self.round.last_day
        return bool(self.round.is_open and last_day and last_day < timezone.localdate())


def carried_in(round: Round) -> QuerySet[CarriedRow]:
    """Load a round's rows from earlier rounds with what a list shows of each."""
    return CarriedRow.objects.filter(worksheet__round=round).select_related(
        "worksheet__flowchart",
        "worksheet__section",
        "risk_point__ruling__level",
        "successor__ruling__level",
        "examination__step",
        "examination__position",
        "examination__unit",
        "by",
    )


@dataclass(frozen=True)
class Awaited:
    """A chart that an open round waits for: it was searched before, and not in this round yet."""

    round_id: int
    chart: Flowchart


def awaited(charts: QuerySet[Flowchart], most: int) -> list[Awaited]:
    """Pair the first of these charts, so many at most, with the open rounds that wait for them, in one query."""
    found = waiting(charts).select_related("section__parent__parent")
    in_order = found.order_by("round_id", "order", "pk")
    return [Awaited(chart.round_id, chart) for chart in in_order[:most]]


def waiting(charts: QuerySet[Flowchart]) -> Any:
    """Keep the charts that an open round waits for, with its `round_id`; one of two rounds comes twice.

    Only settled charts that were searched before and have no worksheet under way; the others wait
    for their first search anyway.
    """
    here = "body__rounds"
    sheets = Worksheet.objects.filter(flowchart=OuterRef("pk"))
    return (
        with_settled(charts)
        .filter(**{f"{here}__isnull": False, f"{here}__closed_at": None})
        .annotate(round_id=F(f"{here}__pk"))
        .filter(
            covered_by(OuterRef("round_id")),
            ~Exists(sheets.filter(round=OuterRef("round_id"))),
            ~Exists(sheets.open()),
            Exists(sheets),
            is_settled=True,
        )
    )


def covered_by(round: OuterRef) -> Q:
    """Whether a chart is among those that a round covers: named, of a section named, or the whole body's.

    Asked of the two lists one by one, not by joins: those hid from PostgreSQL how many charts are left,
    and it read all worksheets for each of them.
    """
    charts = Round.charts.through.objects.filter(round=round)
    sections = Round.sections.through.objects.filter(round=round)
    is_named = Exists(charts.filter(flowchart=OuterRef("pk")))
    is_of_section = Exists(sections.filter(unit=OuterRef("section")))
    return (~Exists(charts) & ~Exists(sections)) | is_named | is_of_section
