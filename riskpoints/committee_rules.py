"""A body's rules for its committee: the quorum, and whether the unit's leading group confirms first."""

from riskcontrol.accounts.models import Unit

from .models import CommitteeRules


def rules_of(body: Unit) -> CommitteeRules:
    """Give the body's own rules, or the usual ones (not stored) where it has set none."""
    return CommitteeRules.objects.filter(body=body).first() or CommitteeRules(body=body)
