"""How much waits for a person of what he and his colleagues alone may know: one query for all of it."""

from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Subquery

from measures.models import Measure
from powers.models import Referral
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission, Role
from riskpoints.models import Charge, Contribution, Lead, RiskPoint, VerifiedLevel
from riskpoints.states import ChargeState

from .warning_counts import waiting_counts

P = Permission


def counts_for(user: User) -> dict[str, int]:
    """Count what waits for the committees a person sits on, and for leaders, by kind; empty for others.

    Where nothing of a kind waits, My work need not load it.
    """
    kinds: dict[str, QuerySet[Any]] = {}
    if user.may_anywhere(P.REFERRAL_READ):
        kinds["passed_on"] = Referral.objects.visible_to(user).waiting()
    if user.may_anywhere(P.LEAD_KEEP):
        leads = Lead.objects.visible_to(user)
        kinds["held"] = Contribution.objects.held_for(user)
        kinds["unregistered"] = leads.proven_without_a_point()
        kinds["answered"] = leads.answered().filter(proven=False)
    if user.may_anywhere(P.LOWERING_SECOND):
        kinds["levels"] = proposed_for(user)
    if any(concerned(seat) for seat in user.seats):
        kinds["charges"] = charges_for(user)
    if user.may_anywhere(P.MEASURE_SECOND):
        kinds["to_second"] = Measure.objects.to_second_by(user)
    kinds |= waiting_counts(user)
    if not kinds:
        return {}
    counts = [_count(found) for found in kinds.values()]
    row = User.objects.filter(pk=user.pk).values_list(*counts).get()
    return dict(zip(kinds, row, strict=True))


def proposed_for(user: User) -> Any:
    """Give the verified levels that wait for a second person, proposed by somebody else."""
    waiting = VerifiedLevel.objects.proposed().exclude(proposed_by=user)
    return waiting.filter(risk_point__in=RiskPoint.objects.visible_to(user))


def concerned(seat: Any) -> bool:
    """Whether somebody with this seat may have to do with rounds sent down."""
    return P.ROUND_LEAD in seat.permissions or seat.role == Role.HEAD


def charges_for(user: User) -> Any:
    """Give the rounds sent down that are not over, of which a person may read."""
    over = [ChargeState.FILED, ChargeState.WITHDRAWN]
    waiting = ~Q(state__in=over) | Q(round__closed_at=None)
    return Charge.objects.visible_to(user).filter(waiting)


def _count(found: QuerySet[Any]) -> Subquery:
    """Count the rows of a query as one column of another."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(found.order_by().annotate(n=count).values("n"))
