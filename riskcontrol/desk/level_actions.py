"""Rulings on verified levels across apps: what the measures prove is asked in the same transaction."""

from django.db import transaction

from measures.proving import hands_of, proof_of
from riskcontrol.accounts.models import User
from riskpoints.actions import levels as actions
from riskpoints.models import PlannedLevel, RiskPoint, VerifiedLevel


@transaction.atomic
def plan(*, risk_point: RiskPoint, rank: int, reason: str, by: User) -> PlannedLevel:
    """Say after the ruling what level is expected; who had a part in the measures does not."""
    hands = hands_of(risk_point)
    return actions.plan_level(risk_point=risk_point, rank=rank, reason=reason, hands=hands, by=by)


@transaction.atomic
def propose(*, risk_point: RiskPoint, rank: int, reason: str, by: User) -> VerifiedLevel:
    """Propose that a level has fallen, once every required measure is proven."""
    proof = proof_of(risk_point)
    return actions.propose_verified(
        risk_point=risk_point, rank=rank, reason=reason, proof=proof, by=by
    )


@transaction.atomic
def second(*, verified: VerifiedLevel, by: User) -> VerifiedLevel:
    """Rule as the second person, if the measures are still proven."""
    return actions.second_verified(verified=verified, proof=proof_of(verified.risk_point), by=by)
