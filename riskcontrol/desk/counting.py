"""How much waits for a person of what he and his colleagues alone may know: one query for all of it."""

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from measures.models import Measure
from powers.models import Referral
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskpoints.models import Contribution, Lead

from .warning_counts import waiting_counts

P = Permission


def counts_for(user: User) -> dict[str, int]:
    """Count what waits for a person, by kind; empty for whoever has no such seat."""
    kinds: dict[str, QuerySet[Any]] = {}
    if user.may_anywhere(P.REFERRAL_READ):
        kinds["passed_on"] = Referral.objects.visible_to(user).waiting()
    if user.may_anywhere(P.LEAD_KEEP):
        leads = Lead.objects.visible_to(user)
        kinds["held"] = Contribution.objects.held_for(user)
        kinds["unregistered"] = leads.proven_without_a_point()
        kinds["answered"] = leads.answered().filter(proven=False)
    if user.may_anywhere(P.MEASURE_SECOND):
        kinds["to_second"] = Measure.objects.to_second_by(user)
    kinds |= waiting_counts(user)
    if not kinds:
        return {}
    counts = [_count(found) for found in kinds.values()]
    row = User.objects.filter(pk=user.pk).values_list(*counts).get()
    return dict(zip(kinds, row, strict=True))


def _count(found: QuerySet[Any]) -> Subquery:
    """Count the rows of a query as one column of another."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(found.order_by().annotate(n=count).values("n"))
