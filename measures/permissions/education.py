"""Who may plan education, enter sessions and who was there, and confirm a pledge."""

from django.utils.translation import gettext as _

from measures.education_states import PlanState
from measures.models import EducationPlan, Pledge
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial

P = Permission


def can_plan(user: User, unit: Unit) -> Decision:
    """Whether he may plan education held by a section, or by the committee of a body.

    The head of the section for his own, the committee for all.
    """
    if user.may(P.RISK_ASSESS, unit) or user.may(P.MEASURE_VERIFY, unit):
        return ALLOW
    return deny(_("The head of the section or the committee plans education."))


def can_change_plan(user: User, plan: EducationPlan) -> Decision:
    """Whether he may change a plan, end it or drop it: only while it is under way."""
    return first_denial(_is_open(plan), can_plan(user, plan.section or plan.body))


def can_enter_sessions(user: User, plan: EducationPlan) -> Decision:
    """Whether he may enter sessions, material and who was there: the section that holds it, the committee."""
    return first_denial(_is_open(plan), _holds(user, plan))


def _holds(user: User, plan: EducationPlan) -> Decision:
    unit = plan.section or plan.body
    if user.may(P.MEASURE_CARRY_OUT, unit) or user.may(P.RISK_ASSESS, plan.body):
        return ALLOW
    return deny(_("The section that holds it, or the committee, enters this."))


def _is_open(plan: EducationPlan) -> Decision:
    if plan.state == PlanState.OPEN:
        return ALLOW
    return deny(_("The plan is %(state)s.") % {"state": plan.get_state_display()})


def can_confirm(user: User, pledge: Pledge) -> Decision:
    """Whether he may confirm a pledge: its holder alone, once, while he holds the position."""
    if pledge.confirmed_at:
        return deny(_("This pledge is confirmed."))
    if pledge.holder_id != user.pk:
        return deny(_("Only its holder confirms a pledge."))
    if not user.holds({pledge.position_id}):
        return deny(_("You do not hold this position any more."))
    return ALLOW
