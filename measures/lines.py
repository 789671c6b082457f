"""The four lines side by side: what each level, class and risk point has of measures and rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, UnitClass, User
from riskpoints.levels import levels_now, marks_by_rank
from riskpoints.models import Level, RiskPoint

from .models import Aim, LineAim, MajorProject, Measure, Rule
from .states import GOING, Line, MeasureState

# So many are named at one place; the list shows the others.
MOST_NAMED = 200


@dataclass
class Place:
    """One level or class: how many have it, and what is aimed at it."""

    name: str
    asks: str = ""
    level: Level | None = None
    count: int = 0
    measures: list[Measure] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is aimed at it."""
        return not self.measures and not self.rules


@dataclass(frozen=True)
class Lines:
    """A body's four lines."""

    points: Place
    # Measures in force aimed at single risk points, and how many of those have any.
    aimed_measures: int
    aimed_points: int
    levels: list[Place]
    classes: list[Place]
    projects: list[Place]


def name_levels(things: Iterable[Measure | Rule], user: User) -> None:
    """Put the mark of its level on each aim at one, in a query more where there is any."""
    aims = [aim for thing in things for aim in thing.line_aims.all() if aim.line == Line.LEVEL]
    marks = marks_by_rank(user) if aims else {}
    for aim in aims:
        aim.mark = marks.get(aim.rank, str(aim.rank))


def lines_of(body: Unit) -> Lines:
    """Read a body's four lines in nine queries, however much is aimed along them."""
    levels = {level.rank: level for level in levels_now(body)}
    by_rank = {rank: level_place(level) for rank, level in levels.items()}
    by_class = {name: Place(name, f"class={name}", count=count) for name, count in classes(body)}
    points, by_project = Place(_("single risk points")), project_places(body)
    for rank, count in _ruled(body):
        by_rank.setdefault(rank, Place(str(rank), f"level={rank}")).count = count
    for aim in _aims(body):
        place = {
            Line.POINT: points,
            Line.PROJECT: by_project.setdefault(aim.project_id, Place(str(aim.project))),
            Line.LEVEL: by_rank.setdefault(aim.rank, Place(str(aim.rank))),
            Line.CLASS: by_class.setdefault(aim.unit_class, Place(aim.unit_class)),
        }[Line(aim.line)]
        _put(place, aim)
    by_rank.pop(0, None)
    by_class.pop("", None)
    by_project.pop(None, None)
    aims = Aim.objects.filter(measure__body=body, measure__state=MeasureState.IN_FORCE).order_by()
    counted = aims.aggregate(
        measures=Count("measure", distinct=True), points=Count("risk_point", distinct=True)
    )
    ranked = [by_rank[rank] for rank in sorted(by_rank)]
    return Lines(
        points,
        counted["measures"],
        counted["points"],
        ranked,
        list(by_class.values()),
        list(by_project.values()),
    )


def level_place(level: Level) -> Place:
    """Make the place of a level."""
    words = _("level %(mark)s") % {"mark": level.mark}
    return Place(words, f"level={level.rank}", level)


def project_places(body: Unit) -> dict[int | None, Place]:
    """Make the places of a body's major projects that are not over, by id, with their risk points."""
    ruled = RiskPoint.objects.in_register().ruled().filter(flowchart=OuterRef("flowchart"))
    count = ruled.order_by().values("flowchart").annotate(count=Count("pk")).values("count")
    going = MajorProject.objects.filter(body=body, state__in=GOING)
    some = going.annotate(points=Coalesce(Subquery(count), 0)).order_by("-pk")[:MOST_NAMED]
    rows = some.values_list("pk", "name", "code", "points")
    return {pk: Place(name, f"project={code}", count=n) for pk, name, code, n in rows}


def classes(body: Unit) -> list[tuple[str, int]]:
    """Give a body's classes of units by name, each with how many units have it."""
    units = Unit.objects.below(body).order_by().values("pk")
    found = UnitClass.objects.filter(unit__in=units).order_by("name").values_list("name")
    return list(found.annotate(count=Count("unit", distinct=True)))


def _ruled(body: Unit) -> Any:
    points = RiskPoint.objects.filter(body=body).in_register().ruled().order_by()
    return points.values_list("ruling__rank").annotate(count=Count("pk"))


def _aims(body: Unit) -> Any:
    aims = (
        LineAim.objects.filter(body=body).with_what().order_by("line", "rank", "unit_class", "pk")
    )
    waiting = [MeasureState.DRAFT, MeasureState.RETURNED, MeasureState.IN_FORCE]
    return (aims.filter(measure__state__in=waiting) | aims.filter(rule__isnull=False))[:MOST_NAMED]


def _put(place: Place, aim: LineAim) -> None:
    if aim.measure:
        place.measures.append(aim.measure)
    elif aim.rule and aim.rule not in place.rules:
        place.rules.append(aim.rule)
