"""What the committee does across apps: levels and measures are decided in one transaction."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from measures.actions.approving import approve_measures, return_measures
from measures.actions.carrying import end_measures
from riskcontrol.accounts.models import User
from riskpoints.actions.sittings import convene_sitting, decide_sitting, return_sitting
from riskpoints.actions.worksheets import Remarked
from riskpoints.models import Ruling, Sitting, Worksheet


@transaction.atomic
def convene(*, worksheet: Worksheet, by: User) -> Sitting:
    """Call the committee together; who wrote a risk point or a measure of the worksheet is recused."""
    writers = worksheet.measures.values_list("written_by", flat=True)
    return convene_sitting(worksheet=worksheet, wrote_measures=set(writers), by=by)


@transaction.atomic
def decide(*, sitting: Sitting, minutes: str = "", by: User) -> list[Ruling]:
    """Rule on the worksheet's risk points and put its measures in force from today.

    Measures end whose last risk point was changed or removed in this round. Where only what was
    reopened is ruled anew, measures stay as they are.
    """
    rulings = decide_sitting(sitting=sitting, minutes=minutes, by=by)
    if sitting.again_on.exists():
        return rulings
    worksheet = Worksheet.objects.get(pk=sitting.worksheet_id)
    if worksheet.measures.exists():
        approve_measures(worksheet=worksheet, on=timezone.localdate(), by=by)
    end_measures(worksheet=worksheet, by=by)
    return rulings


@transaction.atomic
def give_back(
    *,
    sitting: Sitting,
    reason: str,
    remarks: Collection[Remarked] = (),
    measures: Mapping[int, str],
    by: User,
) -> Sitting:
    """Send the worksheet back with remarks at its rows and at single measures (reasons by id)."""
    sitting = return_sitting(sitting=sitting, reason=reason, remarks=remarks, by=by)
    if measures:
        return_measures(worksheet=sitting.worksheet, reasons=dict(measures), by=by)
    return sitting
