"""Who may say what a measure is held against, in sentences."""

from django.utils.translation import gettext as _

from measures.models import Measure
from measures.states import MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision, deny

from .measures import can_edit
from .rules import can_change_set


def can_keep_indicators(user: User, measure: Measure) -> Decision:
    """Whether he may add, change and remove indicators: who writes the measure, while it is written.

    A level falls once the target is reached, so in force it is the committee's chair or the head.
    """
    if measure.state == MeasureState.ENDED:
        return deny(_("The measure has ended."))
    if measure.state == MeasureState.IN_FORCE:
        return can(user, Permission.MEASURE_SET, measure.body)
    return can_change_set(user, measure) if measure.set_by_id else can_edit(user, measure)
