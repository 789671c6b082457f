"""Whether the measures against a risk point are proven, so that its level may be ruled to have fallen.

Required are all measures in force that are aimed at it, at its level or at its section's class. Each
needs a verified occasion, and no occasion whose day has passed may be unverified; where it has a
master indicator, what was read last on a verified occasion reaches the target. Education alone proves nothing: it has to stand
beside a measure of another kind. Source of the rule: docs/adr/0023.
"""

import datetime
from itertools import chain
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Membership
from riskpoints.models import RiskPoint
from riskpoints.permissions.levels import Proof

from .models import Aim, Indicator, LineAim, Measure, Occasion, Reading
from .querysets.lines import meeting
from .states import MeasureKind, MeasureState


def _verified(measure: str) -> Exists:
    return Exists(Occasion.objects.filter(measure=OuterRef(measure), verified_at__isnull=False))


def _behind(measure: str, today: datetime.date) -> Exists:
    late = Occasion.objects.filter(measure=OuterRef(measure), verified_at=None, due_on__lt=today)
    return Exists(late)


def _missed(measure: str) -> Exists:
    """Whether a measure's master indicator has not reached its target by the last verified reading."""
    readings = Reading.objects.filter(indicator=OuterRef("pk"), occasion__verified_at__isnull=False)
    later = Occasion.objects.filter(
        readings__indicator=OuterRef("indicator"),
        verified_at__isnull=False,
        due_on__gt=OuterRef("occasion__due_on"),
    )
    more = Q(indicator__target__gt=F("indicator__baseline"), value__gte=F("indicator__target"))
    less = Q(indicator__target__lt=F("indicator__baseline"), value__lte=F("indicator__target"))
    reached = readings.filter(~Exists(later)).filter(more | less)
    masters = Indicator.objects.filter(measure=OuterRef(measure), is_master=True)
    return Exists(masters.filter(~Exists(reached)))


def proven(today: datetime.date) -> Q:
    """Say which risk points have all their required measures proven, as a condition of a query."""
    aimed = Aim.objects.filter(risk_point=OuterRef("pk"), measure__state=MeasureState.IN_FORCE)
    along = LineAim.objects.reaching_each().filter(measure__state=MeasureState.IN_FORCE)
    lacks = ~_verified("measure") | _behind("measure", today) | _missed("measure")
    more = ~Q(measure__kind=MeasureKind.EDUCATION)
    # Says nothing new, but leads to the risk points from what was verified.
    verified = Occasion.objects.filter(verified_at__isnull=False).order_by().values("measure")
    met = Aim.objects.filter(measure__in=verified).order_by().values("risk_point")
    return Q(
        Q(pk__in=met) | Exists(along),
        Exists(aimed.filter(more)) | Exists(along.filter(more)),
        ~Exists(aimed.filter(lacks)),
        ~Exists(along.filter(lacks)),
    )


def required_of(point: RiskPoint, today: datetime.date) -> QuerySet[Any]:
    """Give a risk point's required measures, each with what proves it.

    Whether each `was_verified`, whether its master indicator `missed` the target, and since when one
    is `behind`.
    """
    late = Q(occasions__verified_at=None, occasions__due_on__lt=today)
    return (
        Measure.objects.in_force()
        .filter(meeting(point))
        .annotate(
            was_verified=_verified("pk"),
            missed=_missed("pk"),
            behind=Min("occasions__due_on", filter=late),
        )
        .order_by("order", "pk")
    )


def lacks_of(point: RiskPoint, today: datetime.date | None = None) -> list[str]:
    """Say in sentences what keeps a risk point's level from falling, in one query; none where proven."""
    return lacking(list(required_of(point, today or timezone.localdate())))


def lacking(required: list[Any]) -> list[str]:
    """Say what measures from required_of() lack together."""
    if not required:
        return [_("No measure in force meets this risk point.")]
    said = [words for measure in required if (words := lack_of(measure))]
    if all(measure.kind == MeasureKind.EDUCATION for measure in required):
        said.append(_("Education alone does not lower a level; another kind of measure is needed."))
    return said


def lack_of(measure: Any) -> str:
    """Say what a measure from required_of() lacks; nothing where it is proven."""
    if measure.behind:
        words = _("“%(measure)s” was due on %(day)s and is not verified.")
        return words % {"measure": measure, "day": date_format(measure.behind, "Y-m-d")}
    if not measure.was_verified:
        return _("“%(measure)s” was never verified.") % {"measure": measure}
    if measure.missed:
        words = _("The master indicator of “%(measure)s” has not reached its target.")
        return words % {"measure": measure}
    return ""


def proof_of(point: RiskPoint) -> Proof:
    """Give what is known of the measures against a risk point, for who rules on its level."""
    return Proof(lacks_of(point), frozenset(hands_of(point)))


def hands_of(point: RiskPoint) -> set[int]:
    """Name, by id, who wrote its measures in force, carried them out, showed it or holds a position."""
    measures = Measure.objects.in_force().filter(meeting(point))
    writers = measures.values_list("written_by", flat=True)
    occasions = Occasion.objects.filter(measure__in=measures)
    doers = chain.from_iterable(occasions.values_list("done_by", "evidence__added_by"))
    holders = Membership.objects.filter(position__measures__in=measures)
    return {pk for pk in [*writers, *doers, *holders.values_list("user", flat=True)] if pk}
