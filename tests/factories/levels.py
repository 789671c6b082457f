"""Risk points that are ruled on, with a planned level and measures that are proven or not."""

from django.utils import timezone

from measures.models import Occasion
from measures.models.occasions import kept_of
from measures.states import MeasureState
from riskcontrol.desk.sitting_actions import decide
from riskpoints.actions.levels import plan_in_sitting
from riskpoints.models import RiskPoint

from .accounts import UserFactory
from .measures import assessed, convened, handed_in, measure_for


def ruled(worksheet=None, *ranks, planned=3, measures=1, **kind):
    """A risk point ruled on, level I by itself, its measures in force; and the sitting's people."""
    worksheet = worksheet or handed_in()
    for point in worksheet.risk_points.all():
        for _number in range(measures):
            measure_for(point, **kind)
    sitting = assessed(convened(worksheet), *(ranks or (1, 3, 3, 3)))
    if planned:
        for point in worksheet.risk_points.all():
            plan_in_sitting(
                sitting=sitting,
                risk_point=point,
                rank=planned,
                reason="抽查后可控。",
                by=sitting.chair,
            )
    decide(sitting=sitting, by=sitting.chair)
    return RiskPoint.objects.get(pk=worksheet.risk_points.first().pk)


def proven(point):
    """Carry out and verify every measure in force against a risk point, once and in time."""
    for measure in point.measures.filter(state=MeasureState.IN_FORCE):
        occasion, _new = Occasion.objects.get_or_create(
            measure=measure, due_on=timezone.localdate(), defaults=kept_of(measure)
        )
        prove(occasion)
    return point


def prove(occasion):
    """Have somebody report an occasion done, and somebody else verify it."""
    now = timezone.now()
    Occasion.objects.filter(pk=occasion.pk).update(
        done_by=UserFactory(),
        done_at=now,
        note="已抽查五件。",
        verified_by=UserFactory(),
        verified_at=now,
    )


def people(point):
    """The chair and the member who sat on it."""
    sitting = point.ruling.sitting
    others = sitting.members.filter(recused_because="").exclude(user=sitting.chair)
    return sitting.chair, others.order_by("-pk").first().user
