"""Carry in what is planned of a risk point's level, and the level that was verified elsewhere."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from riskpoints.actions.levels import plan_for
from riskpoints.models import PlannedLevel, RiskPoint, Ruling, VerifiedLevel
from riskpoints.stages import plan_of, verified_of

from .schema import RANKS

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def write_stages(carrier: "Carrier", point: RiskPoint, rating: Row) -> None:
    """Make a risk point's plan and verified level what the dossier says, unless they are so already."""
    point = RiskPoint.objects.select_related("ruling__level__scheme", "ruling__plan").get(
        pk=point.pk
    )
    ruling = point.ruling
    assert ruling is not None  # noqa: S101 - the rating has just become one
    known = verified_of(point)
    if known and not _says(rating.get("verified"), known):
        _end(carrier, known)
        known = None
    plan = _plan(carrier, ruling, rating.get("planned"))
    if "verified" in rating and known is None and plan and plan.rank > ruling.rank:
        _verify(carrier, plan, rating["verified"])


def _says(said: Row | None, known: VerifiedLevel) -> bool:
    if said is None:
        return False
    return (rank_of(said), said["reason"], said["on"]) == (known.rank, known.reason, known.ruled_on)


def rank_of(said: Row) -> int:
    """Give the rank that a dossier's numeral means."""
    return RANKS.index(said["level"]) + 1


def _plan(carrier: "Carrier", ruling: Ruling, said: Row | None) -> PlannedLevel | None:
    known = plan_of(ruling)
    if said is None:
        if known:
            known.delete()
        return None
    if known and (known.rank, known.reason) == (rank_of(said), said["reason"]):
        return known
    plan = known or PlannedLevel()
    plan.by, plan.on, plan.reason = carrier.by, timezone.localdate(), said["reason"]
    return plan_for(ruling, plan, rank_of(said))


def _end(carrier: "Carrier", known: VerifiedLevel) -> None:
    known.stands_for, known.raised_by, known.raised_on = None, carrier.by, timezone.localdate()
    known.raised_because = _("A dossier was brought in that says otherwise.")
    known.save(update_fields=["stands_for", "raised_by", "raised_on", "raised_because"])


def _verify(carrier: "Carrier", plan: PlannedLevel, said: Row) -> None:
    """Bring a verified level in, at most as low as what is planned here."""
    ruling = plan.ruling
    assert ruling is not None  # noqa: S101 - plan_for() has set it
    rank = min(rank_of(said), plan.rank)
    # One that fell from an earlier ruling stands here still; a later ruling begins anew.
    VerifiedLevel.objects.filter(stands_for=ruling.risk_point).update(stands_for=None)
    VerifiedLevel.objects.create(
        risk_point=ruling.risk_point,
        ruling=ruling,
        level=ruling.level.scheme.levels.get(rank=rank),
        rank=rank,
        initial_rank=ruling.rank,
        planned_rank=plan.rank,
        reason=said["reason"],
        proposed_by=carrier.by,
        proposed_on=said["on"],
        imported=True,
        ruled_on=said["on"],
        stands_for=ruling.risk_point,
    )
