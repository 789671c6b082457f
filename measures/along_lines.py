"""What reaches a risk point, power, position or unit along the four lines, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from powers.models import Power
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.accounts.roles import UnitKind
from riskpoints.levels import shipped_levels
from riskpoints.models import RiskPoint
from riskpoints.querysets import RiskPointQuerySet
from riskpoints.retelling import in_order

from .models import Aim, LineAim, Measure, Rule
from .querysets.lines import LineAimQuerySet
from .states import Line, MeasureState

# So many measures of its own are named on a power's, position's or unit's page.
MOST_NAMED = 5

type Subject = RiskPoint | Power | Position | Unit


@dataclass(frozen=True)
class Reached:
    """A measure or a rule that reaches something, and because of what: "risk points of level I"."""

    thing: Measure | Rule
    because: str

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule and not a measure."""
        return isinstance(self.thing, Rule)

    @property
    def told(self) -> str:
        """What it says and where it comes from, as it is printed."""
        return _("%(measure)s (%(because)s)") % {
            "measure": str(self.thing),
            "because": self.because,
        }


@dataclass(frozen=True)
class Aimed:
    """What is aimed along a line, in words with its why, and the units of its class by id."""

    aim: LineAim
    reached: Reached
    units: frozenset[int]

    def reaches(self, point: RiskPoint) -> bool:
        """Whether it reaches a risk point, which has its ruling loaded."""
        aim = self.aim
        if aim.body_id != point.body_id:
            return False
        if aim.line == Line.LEVEL:
            return bool(point.ruling and point.ruling.rank == aim.rank)
        if aim.line == Line.CLASS:
            return point.section_id in self.units
        if aim.project:
            chart = aim.project.flowchart_id
            return chart is not None and chart == point.flowchart_id
        return aim.risk_point_id == point.pk


@dataclass(frozen=True)
class Reach:
    """What reaches a thing along the lines, and the measures against its own risk points."""

    along: list[Reached]
    own: list[Reached] = field(default_factory=list)
    # Whether there are more of its own than are named.
    has_more: bool = False

    @property
    def entries(self) -> list[Reached]:
        """All of them, what comes along the lines first."""
        return [*self.along, *self.own]


def reach_of(
    subject: Subject,
    loaded: Iterable[RiskPoint] | None = None,
    aims: Iterable[Aimed] | None = None,
) -> Reach:
    """Read what reaches a risk point, power, position or unit; what comes along the lines in one query.

    `loaded` are the subject's risk points where the page has them with their measures already, `aims`
    all of its body as aims_in() gives them.
    """
    body, points, sections = _grounds(subject)
    if body is None:
        return Reach([])
    if loaded is not None and aims is not None:
        along = _along_loaded(aims, list(loaded), set(sections))
    else:
        along = along_lines(body, points, sections)
    if isinstance(subject, RiskPoint):
        return Reach(along)
    own = _own(body, points) if loaded is None else _own_of(loaded)
    return Reach(along, own[:MOST_NAMED], len(own) > MOST_NAMED)


def along_lines(body: Unit, points: RiskPointQuerySet, sections: Any) -> list[Reached]:
    """Give the measures in force and rules that hold which reach risk points or units of a body."""
    aims = LineAim.objects.filter(body=body).standing().reaching(points, sections)
    return [one.reached for one in _told(aims)]


def aims_in(bodies: Iterable[int]) -> list[Aimed]:
    """Read all that is aimed along the lines in some bodies and stands, in one query."""
    return _told(LineAim.objects.filter(body__in=bodies).standing())


def _told(aims: LineAimQuerySet) -> list[Aimed]:
    found = aims.with_what().with_why().order_by("line", "rank", "unit_class", "pk")
    return [Aimed(aim, _reached(aim), _units(aim)) for aim in found]


def _reached(aim: LineAim) -> Reached:
    return Reached(aim.measure or aim.rule, because(aim, _mark(aim)))  # type: ignore[arg-type]  # a constraint says one of the two


def _mark(aim: LineAim) -> str:
    """Give the mark of the level it is aimed at; `mark_now` says with_why()."""
    if aim.line != Line.LEVEL:
        return ""
    if mark := aim.mark_now:  # type: ignore[attr-defined]  # annotated by with_why()
        return mark
    shipped = {level.rank: level.mark for level in shipped_levels()}
    return shipped.get(aim.rank or 0, str(aim.rank))


def _units(aim: LineAim) -> frozenset[int]:
    return frozenset(row["unit"] for row in in_order(aim.classed))  # type: ignore[attr-defined]  # annotated by with_why()


def because(aim: LineAim, mark: str) -> str:
    """Say in words where something that is aimed along a line comes from; `mark` is that of its level."""
    if aim.line == Line.LEVEL:
        return _("because of: risk points of level %(mark)s") % {"mark": mark}
    if aim.line == Line.CLASS:
        return _("because of: class of units “%(name)s”") % {"name": aim.unit_class}
    if aim.project:
        return _("because of: major project “%(name)s”") % {"name": aim.project.name}
    return because_of(aim.risk_point)


def because_of(point: RiskPoint | None) -> str:
    """Say that something is aimed at this one risk point."""
    return _("because of: risk point “%(name)s”") % {"name": point}


def _grounds(subject: Subject) -> tuple[Unit | None, RiskPointQuerySet, Any]:
    """The body, the risk points below the subject, and the units whose classes count."""
    points = RiskPoint.objects.in_register()
    match subject:
        case RiskPoint():
            return subject.body, RiskPoint.objects.filter(pk=subject.pk), [subject.section_id]
        case Power():
            chart: Any = Q(power=None, flowchart=subject.flowchart_id, flowchart__isnull=False)
            found = points.filter(Q(power=subject) | chart)
            return subject.body, found, [subject.section_id]
        case Position():
            acts = Q(positions=subject) | Q(anchors__step__position=subject)
            return subject.body, points.filter(acts), [subject.unit_id]
        case Unit(kind=UnitKind.SECTION):
            return subject.body, points.filter(section=subject), [subject.pk]
        case Unit(kind=UnitKind.BODY):
            units = Unit.objects.below(subject).order_by().values("pk")
            return subject, points.filter(body=subject), units
    return None, points, []


def _own(body: Unit, points: RiskPointQuerySet) -> list[Reached]:
    """The measures in force against some risk points, each because of the first of them."""
    aims = Aim.objects.filter(risk_point__in=points.order_by().values("pk"))
    here = Exists(aims.filter(measure=OuterRef("pk")))
    named = Prefetch("aims", aims.select_related("risk_point"), to_attr="here")
    found = Measure.objects.in_force().filter(here, body=body).select_related("section", "position")
    some: list[Any] = list(found.prefetch_related(named)[: MOST_NAMED + 1])
    return [Reached(one, because_of(one.here[0].risk_point)) for one in some]


def _own_of(points: Iterable[RiskPoint]) -> list[Reached]:
    """The same for risk points that were loaded with their measures."""
    found = {
        measure: point
        for point in reversed(list(points))
        for measure in point.measures.all()
        if measure.state == MeasureState.IN_FORCE
    }
    placed = sorted(found, key=lambda measure: (measure.order, measure.pk))
    return [Reached(measure, because_of(found[measure])) for measure in placed]


def reaching_points(
    points: list[RiskPoint], aims: Iterable[Aimed] | None = None
) -> dict[int, list[Reached]]:
    """Give for each of some ruled risk points, by id, what reaches it along the lines, in one query.

    In none where the page has all `aims` of the points' bodies already.
    """
    found = aims_in({point.body_id for point in points}) if aims is None else list(aims)
    if not found:
        return {}
    return {point.pk: [one.reached for one in found if one.reaches(point)] for point in points}


def _along_loaded(
    aims: Iterable[Aimed], points: list[RiskPoint], sections: set[int]
) -> list[Reached]:
    """The same as along_lines() for risk points and aims that were loaded."""
    return [
        one.reached
        for one in aims
        if sections & one.units or any(one.reaches(point) for point in points)
    ]
