"""Who may list powers and draw their flows."""

from powers.models import Flowchart, Power
from riskcontrol.accounts.models import Duty, Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision

from .postings import chart_is_free


def can_add_power(user: User, section: Unit) -> Decision:
    """Whether he may list a power of a section."""
    return can(user, Permission.POWER_EDIT, section)


def can_edit_power(user: User, power: Power) -> Decision:
    """Whether he may change what is written about a power."""
    return can(user, Permission.POWER_EDIT, power.section)


def can_link_duty(user: User, duty: Duty) -> Decision:
    """Whether he may say which powers do a duty: who lists powers in its unit."""
    return can(user, Permission.POWER_EDIT, duty.unit)


def can_draw(user: User, section: Unit) -> Decision:
    """Whether he may begin a chart in a section, or let a chart of it serve one more power."""
    return can(user, Permission.CHART_EDIT, section)


def can_edit_chart(user: User, flowchart: Flowchart) -> Decision:
    """Whether he may change the steps: the section's own, while no release is under way."""
    return can_draw(user, flowchart.section) and chart_is_free(flowchart)
