"""Who may say what a measure is held against, in sentences."""

from django.utils.translation import gettext as _

from measures.models import Indicator, Measure
from measures.states import MeasureState
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial

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


def can_remove_indicator(user: User, indicator: Indicator) -> Decision:
    """Whether he may take an indicator away or end it."""
    return first_denial(can_keep_indicators(user, indicator.measure), can_be_spared(indicator))


def can_be_spared(indicator: Indicator) -> Decision:
    """Whether its measure does without it: the master only where it is the last one."""
    others = [one for one in indicator.measure.indicators.all() if not one.ended_on]
    if indicator.is_master and any(one != indicator for one in others):
        words = _("There are further indicators. Choose one of them as the master indicator first.")
        return deny(words)
    return ALLOW
