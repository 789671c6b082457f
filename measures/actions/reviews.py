"""The section looks at a risk point and its measures again, and says whether they still hold."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.actions.spot_checks import check_length
from measures.models import Review
from measures.models import Warning as Raised
from measures.permissions.reviews import can_call_review, can_review
from measures.permissions.warnings import can_act_on
from measures.states import ReviewGround, ReviewOutcome
from measures.warning_states import WarningDeed
from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskcontrol.lib.workdays import add_workdays
from riskpoints.models import RiskPoint

from .warnings import acted_on_by


@transaction.atomic
def do_review(*, review: Review, outcome: str, reason: str, by: User) -> Review:
    """Say that a risk point and its measures are still valid because …, or that they are to be changed.

    Each night calls for the next one. Raises ValidationError without an outcome or a reason.
    """
    review = Review.objects.select_for_update(of=("self",)).for_list().get(pk=review.pk)
    can_review(by, review).enforce()
    if outcome not in ReviewOutcome.values:
        raise ValidationError({"outcome": _("Say whether it still holds.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why.")})
    check_length("reason", reason)
    review.outcome, review.reason = outcome, reason.strip()
    review.done_by, review.done_at = by, timezone.now()
    review.save()
    record(
        verb="review.do",
        target=review.risk_point,
        by=by,
        due_on=review.due_on.isoformat(),
        ground=review.ground,
        outcome=outcome,
        reason=review.reason,
    )
    return review


@transaction.atomic
def call_review(
    *,
    risk_point: RiskPoint,
    ground: str,
    because: str,
    due_on: datetime.date,
    warning: Raised | None = None,
    by: User,
) -> Review:
    """The committee's chair calls for a review on what he knows: a law that changed, a case, and so on.

    An open one of the risk point is brought forward, never put off. The warning it comes from is acted
    on with it. Raises ValidationError without a reason, for a day that has passed or is more than a year
    ahead, or for a warning about something else.
    """
    can_call_review(by, risk_point).enforce()
    if warning:
        _check_warning(warning, risk_point, by=by)
    today = timezone.localdate()
    if not because.strip():
        raise ValidationError({"because": _("Say what happened.")})
    if not today <= due_on <= add_workdays(today, 250):
        raise ValidationError({"due_on": _("Choose a day from today on, at most a year ahead.")})
    review = Review.objects.select_for_update().filter(risk_point=risk_point, done_at=None).first()
    review = review or Review(
        risk_point=risk_point, body=risk_point.body, section=risk_point.section, due_on=due_on
    )
    review.ground, review.because = ReviewGround(ground), because.strip()
    review.due_on = min(review.due_on, due_on)
    review.save()
    record(
        verb="review.call",
        target=risk_point,
        by=by,
        ground=ground,
        because=review.because,
        due_on=review.due_on.isoformat(),
    )
    if warning:
        acted_on_by(warning, WarningDeed.REVIEW, review.because, by=by)
    return review


def _check_warning(warning: Raised, risk_point: RiskPoint, *, by: User) -> None:
    can_act_on(by, warning).enforce()
    if not warning.risk_points.filter(pk=risk_point.pk).exists():
        raise ValidationError(_("The warning is about something else."))
