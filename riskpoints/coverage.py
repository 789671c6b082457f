"""What has been looked at and what not: charts, their steps, sections; told, never ranked.

How far a chart has come in the search follows from its postings and worksheets, how far a step has
from what stands on it. Nothing of it is stored, and no number of risk points is an aim.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from powers.models import Flowchart, Posting, Step, Version

from .models import CarriedRow, Examination, RiskPointStep, Round, Worksheet
from .querysets import gave_way
from .states import Look, WorksheetState

NO_CHART, CLOSED, UNTOUCHED, UNDER_WAY, LOOKED_AT = "none", "closed", "untouched", "now", "done"
CHART_STATES: dict[str, Any] = {
    NO_CHART: _("not drawn yet"),
    CLOSED: pgettext_lazy("search", "chart not settled yet"),
    UNTOUCHED: pgettext_lazy("search", "not begun"),
    UNDER_WAY: pgettext_lazy("search", "under way"),
    LOOKED_AT: pgettext_lazy("search", "looked at and decided"),
}
FOUND, NONE_FOUND = "found", "none-found"
STEP_STATES: dict[str, Any] = {
    FOUND: _("risk points found"),
    NONE_FOUND: _("none found, with a reason"),
    UNTOUCHED: _("not looked at"),
    CLOSED: pgettext_lazy("search", "chart not settled yet"),
}


@dataclass
class Steps:
    """How many live steps of a chart, or of a section, are where."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def of(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def looked_at(self) -> int:
        """Those with risk points, or a reason for none."""
        return self.counts.get(FOUND, 0) + self.counts.get(NONE_FOUND, 0)

    @property
    def told(self) -> list[tuple[Any, int]]:
        """Each state that there is any of, in words, with its number."""
        return [
            (words, self.counts[key]) for key, words in STEP_STATES.items() if key in self.counts
        ]


def settled(path: str) -> Q:
    """Whether the chart that a field names was settled once, so that it may be searched."""
    charts = Posting.objects.settled().order_by().values("flowchart")
    kept = Version.objects.filter(withheld=True).order_by().values("flowchart")
    return Q(**{f"{path}__in": charts}) | Q(**{f"{path}__in": kept})


def search_state(path: str, round: Round | None = None) -> Case:
    """Compute how far the search of the chart that a field names has come, in a round or ever."""
    sheets = Worksheet.objects.filter(flowchart__isnull=False).order_by()
    if round:
        sheets = sheets.filter(round=round)
    begun = sheets.values("flowchart")
    under_way = sheets.exclude(state=WorksheetState.DECIDED).values("flowchart")
    return Case(
        When(**{f"{path}__isnull": True}, then=Value(NO_CHART)),
        When(**{f"{path}__in": under_way}, then=Value(UNDER_WAY)),
        When(**{f"{path}__in": begun}, then=Value(LOOKED_AT)),
        When(settled(path), then=Value(UNTOUCHED)),
        default=Value(CLOSED),
        output_field=CharField(),
    )


def touch(round: Round | None = None) -> Case:
    """Compute of a step what the search has made of it, in a round or ever.

    In a round counts what was written in it, and what it confirmed of an earlier one.
    """
    return _case(round, {state: Value(state) for state in STEP_STATES}, CharField())


def touched(state: str, round: Round | None = None) -> Q:
    """Whether that is what touch() computes of a step.

    As a case of its own, which no database takes for a way in or for rare: steps are read in their
    order until a page is full. Those of charts that are not settled are looked for among such charts.
    """
    says = {one: Value(one == state) for one in STEP_STATES}
    told = Q(_case(round, says, BooleanField()))
    if state != CLOSED:
        return told
    return told & Q(flowchart__in=Flowchart.objects.order_by().exclude(settled("pk")).values("pk"))


def _case(round: Round | None, says: dict[str, Value], kind: "Field[Any, Any]") -> Case:
    found, looked_at = _marks(round)
    here = Flowchart.objects.filter(pk=OuterRef("flowchart"))
    return Case(
        When(found, then=says[FOUND]),
        When(looked_at, then=says[NONE_FOUND]),
        When(_any(here.filter(settled("pk"))), then=says[UNTOUCHED]),
        default=says[CLOSED],
        output_field=kind,
    )


def _marks(round: Round | None) -> tuple[Q, Q]:
    """Whether something stands on a step, and whether it was looked at all the same."""
    here = OuterRef("pk")
    anchors, nones = RiskPointStep.objects.filter(step=here), Examination.objects.filter(step=here)
    if round:
        looks = CarriedRow.objects.filter(worksheet__round=round).exclude(outcome=Look.UNTOUCHED)
        confirmed = looks.filter(risk_point=OuterRef("risk_point"), outcome=Look.CONFIRMED)
        anchors = anchors.filter(Q(risk_point__worksheet__round=round) | Exists(confirmed))
        again = looks.filter(examination=OuterRef("pk"))
        removed = looks.filter(outcome=Look.REMOVED, risk_point__anchors__step=here)
        nones = nones.filter(Q(worksheet__round=round) | Exists(again))
        looked_at = _any(nones) | _any(removed)
    else:
        # What was found and removed in a later round was looked at, and nothing stands there now.
        looked_at = _any(nones) | _any(anchors)
        anchors = anchors.filter(~gave_way("risk_point"))
    return _any(anchors), looked_at


def _any(rows: QuerySet[Any]) -> Q:
    """Whether there is such a row, asked step by step.

    Of EXISTS, PostgreSQL would rather make a table of all the steps that have one, for a page of twenty.
    """
    one = Subquery(rows.order_by().values("pk")[:1])
    return Q(IsNull(one, rhs=False))


def steps_by(path: str, ids: Iterable[int], round: Round | None = None) -> dict[int, Steps]:
    """Count the live steps of charts (`flowchart`) or sections (`flowchart__section`), in one query."""
    steps = Step.objects.live().filter(**{f"{path}__in": list(ids)}).order_by()
    rows = steps.annotate(touch=touch(round)).values_list(path, "touch").annotate(count=Count("pk"))
    found: dict[int, Steps] = {}
    for pk, state, count in rows:
        found.setdefault(pk, Steps()).counts[state] = count
    return found


def charts_by_section(
    charts: Any, ids: Iterable[int], round: Round | None = None
) -> dict[int, dict[str, int]]:
    """Count sections' charts by how far their search has come, in one query."""
    some = charts.filter(section__in=list(ids)).order_by()
    rows = some.annotate(search=search_state("pk", round)).values_list("section", "search")
    found: dict[int, dict[str, int]] = {}
    for pk, state, count in rows.annotate(count=Count("pk")):
        found.setdefault(pk, {})[state] = count
    return found
