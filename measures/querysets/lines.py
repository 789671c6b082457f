"""Reads along the four lines: what is aimed at a level or a class, and so at whatever has it."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from measures.states import HOLDS, Line, MeasureState
from riskcontrol.accounts.models import UnitClass
from riskcontrol.accounts.querysets import readable_by
from riskpoints.models import Level
from riskpoints.retelling import listed

if TYPE_CHECKING:
    from measures.models import LineAim  # noqa: F401 - for the type parameters
    from riskcontrol.accounts.models import User


class LineAimQuerySet(models.QuerySet["LineAim"]):
    """Aims along the lines."""

    def visible_to(self, user: "User") -> Self:
        """Keep those of bodies whose business a person may read."""
        return self.filter(readable_by(user))

    def standing(self) -> Self:
        """Keep those of measures in force and of rules that hold."""
        return self.filter(Q(measure__state=MeasureState.IN_FORCE) | Q(rule__validity__in=HOLDS))

    def reaching(self, points: Any, sections: Iterable[int] | Any) -> Self:
        """Keep those that reach risk points by their level or project, or units by their class, in one query.

        `points` is a query of risk points; `sections` are units' ids, or a query of them. A rule
        aimed at single points reaches them here too.
        """
        classes = UnitClass.objects.filter(unit__in=sections).order_by().values("name")
        points = points.order_by()
        return self.filter(
            Q(Exists(points.filter(ruling__rank=OuterRef("rank"))), line=Line.LEVEL)
            | Q(line=Line.CLASS, unit_class__in=classes)
            | Q(Exists(points.filter(pk=OuterRef("risk_point"))), line=Line.POINT)
            | Q(Exists(points.filter(flowchart=OuterRef("project__flowchart"))), line=Line.PROJECT)
        )

    def reaching_each(self) -> Self:
        """Keep those that reach the risk point of the query around: its level, its section's classes, its project."""
        at_it = Q(line=Line.POINT, risk_point=OuterRef("pk"))
        return self.filter(reduce(or_, lines_to_each(), at_it), body=OuterRef("body"))

    def with_what(self) -> Self:
        """Load the measure or rule of each."""
        return self.select_related(
            "measure__section__parent",
            "measure__position",
            "measure__rule",
            "rule",
            "risk_point",
            "project",
        )

    def with_why(self) -> Self:
        """Say of each what tells why it reaches something, with no further query.

        `mark_now` is the mark of its level by the body's latest scheme, None where the body rates by
        the shipped one; `classed` the units of its class, as riskpoints.retelling.in_order() reads them.
        """
        levels = Level.objects.filter(
            scheme__body=OuterRef("body"), scheme__in_force_at__isnull=False, rank=OuterRef("rank")
        )
        units = UnitClass.objects.filter(
            Q(unit=OuterRef("body")) | Q(unit__parent=OuterRef("body")), name=OuterRef("unit_class")
        )
        return self.annotate(
            mark_now=Subquery(levels.order_by("-scheme__number").values("mark")[:1]),
            classed=listed(units, "name", order=F("pk"), unit=F("unit")),
        )


def met_by(*which: Q, **measure: Any) -> Q:
    """Say which risk points a measure meets that is so: aimed at them, or along any line.

    A condition of a query of risk points; what is asked of the measure is written as paths from an aim.
    """
    return reduce(or_, map(Q, ways_to_meet(*which, **measure)))


def ways_to_meet(*which: Q, **measure: Any) -> list[Exists]:
    """Give the ways in which such a measure may meet a risk point, a condition each.

    Who looks for what is met in none asks for `~` of each: so a database looks each up once for all
    risk points, and not all aims of a body for every one.
    """
    aims = apps.get_model("measures", "Aim").objects.filter(risk_point=OuterRef("pk"))
    along = apps.get_model("measures", "LineAim").objects.filter(body=OuterRef("body"))
    ways = (aims, *(along.filter(line) for line in lines_to_each()))
    return [Exists(found.filter(*which, **measure).order_by()) for found in ways]


def lines_to_each() -> tuple[Q, ...]:
    """Say which aims reach the risk point of the query around, a line each: level, class, project."""
    classes = UnitClass.objects.filter(unit=OuterRef(OuterRef("section"))).order_by()
    return (
        Q(line=Line.LEVEL, rank=OuterRef("ruling__rank")),
        Q(line=Line.CLASS, unit_class__in=classes.values("name")),
        Q(line=Line.PROJECT, project__flowchart=OuterRef("flowchart")),
    )


def meeting(point: Any) -> Q:
    """Say which measures meet a risk point: aimed at it, at its level, its section's classes, its project.

    A condition of a query of measures; `point` is a risk point with its ruling loaded.
    """
    aims = apps.get_model("measures", "LineAim").objects.filter(body=point.body_id)
    reached: Any = Q(line=Line.CLASS) & Q(
        unit_class__in=UnitClass.objects.filter(unit=point.section_id).order_by().values("name")
    )
    if point.ruling:
        reached |= Q(line=Line.LEVEL, rank=point.ruling.rank)
    if point.flowchart_id:
        reached |= Q(line=Line.PROJECT, project__flowchart=point.flowchart_id)
    along = aims.filter(reached, measure__isnull=False).order_by().values("measure")
    beside = apps.get_model("measures", "Aim").objects.filter(risk_point=point.pk).order_by()
    return Q(pk__in=beside.values("measure")) | Q(pk__in=along)
