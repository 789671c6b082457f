"""What a later round does with measures: some go on meeting what took a place, others end."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.actions.scheduling import lapse
from measures.models import Aim, Measure
from measures.permissions.measures import can_approve, can_draft
from measures.states import MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.actions.worksheets import locked
from riskpoints.models import CarriedRow, RiskPoint, Worksheet
from riskpoints.states import GIVES_WAY


@transaction.atomic
def keep_measures(*, risk_point: RiskPoint, measures: Iterable[Measure], by: User) -> None:
    """Say which measures in force go on meeting a risk point that takes an earlier one's place.

    They stay as they were approved and are not written anew. Raises ValidationError for a measure
    that did not meet the earlier one.
    """
    can_draft(by, locked(risk_point.worksheet)).enforce()
    chosen = list(measures)
    if any(measure not in in_force_before(risk_point) for measure in chosen):
        raise ValidationError(_("Only measures that met the earlier risk point can go on."))
    risk_point.aims.filter(measure__state=MeasureState.IN_FORCE).exclude(
        measure__in=chosen
    ).delete()
    for measure in chosen:
        Aim.objects.get_or_create(
            measure=measure, risk_point=risk_point, defaults={"order": measure.aims.count()}
        )


def in_force_before(risk_point: RiskPoint) -> list[Measure]:
    """Give the measures in force that met the risk point whose place this one takes."""
    row = CarriedRow.objects.filter(successor=risk_point).select_related("risk_point").first()
    return list(row.risk_point.measures.in_force()) if row and row.risk_point else []


@transaction.atomic
def end_measures(*, worksheet: Worksheet, by: User) -> int:
    """End the measures whose last risk point gave way with a decided worksheet.

    What is not carried out by then lapses. Gives their number. Who may decide the worksheet may end them.
    """
    can_approve(by, worksheet).enforce()
    gone = worksheet.carried_rows.filter(outcome__in=GIVES_WAY, risk_point__isnull=False)
    measures = Measure.objects.in_force().filter(aims__risk_point__in=gone.values("risk_point"))
    standing = Aim.objects.filter(
        measure=OuterRef("pk"), risk_point__in=RiskPoint.objects.standing()
    )
    ended = list(measures.filter(~Exists(standing)).distinct())
    today = timezone.localdate()
    for measure in ended:
        measure.state, measure.ended_on = MeasureState.ENDED, today
        measure.save(update_fields=["state", "ended_on"])
    lapse(ended)
    if ended:
        record(verb="measure.end", target=worksheet, by=by, measures=[m.key for m in ended])
    return len(ended)
