"""Who may review a risk point with its measures, and call for a review, in sentences."""

from django.utils.translation import gettext as _

from measures.models import Review
from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision, deny
from riskpoints.models import RiskPoint


def can_review(user: User, review: Review) -> Decision:
    """Whether he may say that a risk point still holds: its section, while the review is open."""
    if review.done_at is not None:
        return deny(_("%(person)s has done this review already.") % {"person": review.done_by})
    return can(user, Permission.WORKSHEET_EDIT, review.section)


def can_call_review(user: User, risk_point: RiskPoint) -> Decision:
    """Whether he may call for a review: the committee's chair, of a risk point that is ruled on."""
    if risk_point.ruling_id is None:
        return deny(_("This risk point is not ruled on yet; its worksheet is under way."))
    return can(user, Permission.RISK_RULE, risk_point.section)
