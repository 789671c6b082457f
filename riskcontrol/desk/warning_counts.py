"""How many warnings and notices wait for a person; counted in one query with all else that is."""

from typing import Any

from django.db.models import QuerySet

from measures.models import Notice, Pledge
from measures.models import Warning as Raised
from measures.querysets.warnings import BODY_WIDE
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission

# So far they are counted; beyond it the list tells.
COUNTED = 100
P = Permission


def waiting_counts(user: User) -> dict[str, QuerySet[Any]]:
    """Name what is counted for a person; the counts are read in one query with the others."""
    kinds: dict[str, QuerySet[Any]] = {}
    if any(user.may_anywhere(each) for each in (P.MEASURE_VERIFY, *BODY_WIDE)):
        waiting = Raised.objects.waiting_for(user).order_by("rank", "since", "public_id")
        kinds["warnings"] = _some(waiting)
        kinds["grave"] = _some(waiting.filter(rank=1))
    if user.may_anywhere(P.MEASURE_VERIFY):
        sections = user.seated_in(P.MEASURE_VERIFY)
        kinds["notices"] = Notice.objects.unanswered().filter(section__in=sections)
    if user.may_anywhere(P.RISK_RULE):
        bodies = user.seated_in(P.RISK_RULE)
        judged = Notice.objects.to_judge()
        kinds["replies"] = judged.filter(body__in=bodies) | judged.filter(body__parent__in=bodies)
    if any(seat.position_id for seat in user.seats):
        kinds["pledges"] = Pledge.objects.due().filter(holder=user)
    return kinds


def _some(found: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the first of them, so that counting costs no more with a million."""
    return Raised.objects.filter(pk__in=found.values("pk")[: COUNTED + 1])
