"""What others have of one power is shared among the bodies that hold it, by the committee above."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.models import Power
from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskpoints.models import Comparison, RiskPoint, SharedPoint
from riskpoints.permissions.sharing import all_below, can_end_sharing, can_share
from riskpoints.same_powers import ruled_on


@transaction.atomic
def share(
    *,
    power: Power,
    points: Collection[RiskPoint],
    to: Collection[Power],
    tells_origin: bool = False,
    tells_level: bool = False,
    by: User,
) -> Comparison:
    """Share risk points of a power, by their words at this time, with the bodies of these powers.

    They read title, category, the step's wording and the measures; unit and level only where told.
    Raises ValidationError where a point is not ruled on, or stands on none of the bodies' charts.
    """
    can_share(by, power).enforce()
    committee = power.body.parent
    assert committee is not None  # noqa: S101 - can_share() has asked
    if not points or not to:
        raise ValidationError(_("Choose at least one risk point and one unit to share it with."))
    all_below(committee, to).enforce()
    found = _ruled(points, committee)
    made = Comparison.objects.create(
        committee=committee,
        name=power.name,
        tells_origin=tells_origin,
        tells_level=tells_level,
        shared_by=by,
        shared_at=timezone.now(),
    )
    made.powers.set(to)
    SharedPoint.objects.bulk_create(_shared(made, point) for point in found)
    record(
        verb="comparison.share",
        target=made,
        by=by,
        committee=committee.code,
        powers=sorted(one.code for one in to),
        points=[point.pk for point in found],
        tells_origin=tells_origin,
        tells_level=tells_level,
    )
    return made


def _ruled(points: Collection[RiskPoint], committee: Unit) -> list[RiskPoint]:
    """Load what is shared: risk points that were ruled on, of bodies below the committee."""
    charts = {point.flowchart_id for point in points if point.flowchart_id}
    wanted = {point.pk for point in points}
    found = [
        point
        for point in ruled_on(charts).select_related("body__parent")
        if point.pk in wanted and committee.pk in point.body.line - {point.body_id}
    ]
    if len(found) < len(wanted):
        words = _("Only risk points on a chart that the committee has ruled on are shared.")
        raise ValidationError(words)
    return found


def _shared(comparison: Comparison, point: RiskPoint) -> SharedPoint:
    step = next(iter(point.steps.all()), None)
    return SharedPoint(
        comparison=comparison,
        source=point,
        source_body=point.body,
        step_name=step.name if step else "",
        title=point.title,
        category=point.category,
        measures=[_said(measure) for measure in point.measures.all()],
        origin=point.body.name if comparison.tells_origin else "",
        level=point.ruling.level.mark if comparison.tells_level and point.ruling else "",
    )


def _said(measure: Any) -> dict[str, str]:
    """Tell a measure without who carries it out."""
    return {name: getattr(measure, name) for name in ("text", "phase", "kind", "rhythm")}


@transaction.atomic
def end_sharing(*, comparison: Comparison, by: User) -> Comparison:
    """Share a comparison no more; what was taken over stays."""
    comparison = (
        Comparison.objects.select_for_update(of=("self",))
        .select_related("committee__parent")
        .get(pk=comparison.pk)
    )
    can_end_sharing(by, comparison).enforce()
    comparison.ended_by, comparison.ended_at = by, timezone.now()
    comparison.save(update_fields=["ended_by", "ended_at"])
    record(verb="comparison.end", target=comparison, by=by)
    return comparison
