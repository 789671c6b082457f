"""Who says what level is expected, and who rules that it has fallen or is back up, in sentences."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import ALLOW, Decision, deny
from riskpoints.committee import grounds_for_recusal, grounds_later
from riskpoints.models import RiskPoint, VerifiedLevel
from riskpoints.stages import plan_of, stages_of
from riskpoints.states import RecusalGround


@dataclass(frozen=True)
class Proof:
    """What is known of the measures against a risk point: what keeps its level from falling, in words.

    `hands` names, by id, those who wrote the measures, carried them out or hold their positions.
    """

    lacks: Collection[str] = ()
    hands: frozenset[int] = frozenset()


def is_ruled(point: RiskPoint) -> Decision:
    """Whether a risk point has a level at all, and stands."""
    if point.ruling is None:
        return deny(_("The committee has not ruled on this risk point yet."))
    if RiskPoint.objects.filter(pk=point.pk).given_way().exists():
        return deny(_("This risk point left in a later round."))
    return ALLOW


def is_settled(point: RiskPoint) -> Decision:
    """Whether its ruling is neither reopened by a later change nor being rated anew."""
    if RiskPoint.objects.filter(pk=point.pk).ruling_settled().exists():
        return ALLOW
    return deny(_("Its ruling is reopened. The committee deals with that first."))


def can_plan_level(user: User, point: RiskPoint, hands: Collection[int]) -> Decision:
    """Whether he may say, after the ruling, what level the committee expects: its chair, not of his own."""
    if stages_of(point).verified or point.verified_levels.proposed().exists():
        return deny(
            _("A verified level stands or is proposed; what was planned stays until it is gone.")
        )
    return (
        is_ruled(point)
        and can(user, Permission.RISK_RULE, point.section)
        and is_not_his_own(user, point, hands)
    )


def can_propose_verified(user: User, point: RiskPoint, proof: Proof) -> Decision:
    """Whether he may propose that the level has fallen: a lower one planned, every measure verified."""
    return (
        is_ruled(point)
        and is_settled(point)
        and _is_to_fall(point)
        and _none_proposed(point)
        and can(user, Permission.RISK_ASSESS, point.section)
        and is_proven(proof)
        and is_not_his_own(user, point, proof.hands)
    )


def _is_to_fall(point: RiskPoint) -> Decision:
    stages = stages_of(point)
    if not stages.goes_lower:
        return deny(_("No lower level is planned. The chair says first what level is expected."))
    if stages.verified and stages.planned and stages.verified.rank >= stages.planned.rank:
        return deny(_("The level has fallen as far as was planned."))
    return ALLOW


def _none_proposed(point: RiskPoint) -> Decision:
    if point.verified_levels.proposed().exists():
        return deny(_("A verified level is proposed already; it waits for a second person."))
    return ALLOW


def is_proven(proof: Proof) -> Decision:
    """Whether every required measure has verified occasions, and none is overdue."""
    if proof.lacks:
        return deny(" ".join(proof.lacks))
    return ALLOW


def is_not_his_own(user: User, point: RiskPoint, hands: Collection[int]) -> Decision:
    """Whether he had no part in the risk point or its measures (回避): nobody judges his own."""
    if user.pk in hands:
        return deny(_("You had a part in its measures; by the rules others judge them."))
    prefetch_related_objects([user], "memberships__unit")
    ground = grounds_for_recusal(point.worksheet, [user], wrote_measures=())[user.pk]
    if ground := ground or grounds_later([point]).get(user.pk, ""):
        words = _("By the rules others judge this risk point: you are recused, %(ground)s.")
        return deny(words % {"ground": RecusalGround(ground).label})
    return ALLOW


def can_second_verified(user: User, verified: VerifiedLevel, proof: Proof) -> Decision:
    """Whether he may second a proposed verified level: another, one of the two the chair, still proven."""
    point = verified.risk_point
    if verified.ruled_on is not None:
        return deny(_("There is no verified level here that waits for a second person."))
    if verified.ruling_id != point.ruling_id or plan_rank(point) < verified.rank:
        return deny(_("What it was proposed on has changed. Take it back and propose it anew."))
    if verified.proposed_by_id == user.pk:
        return deny(_("You proposed this yourself; another member seconds it."))
    return (
        is_settled(point)
        and can(user, Permission.LOWERING_SECOND, point.section)
        and _one_rules(user, verified)
        and is_proven(proof)
        and is_not_his_own(user, point, proof.hands)
    )


def plan_rank(point: RiskPoint) -> int:
    """Give the rank that is planned, the ruling's own where none is."""
    if point.ruling is None:
        return 0
    plan = plan_of(point.ruling)
    return plan.rank if plan else point.ruling.rank


def _one_rules(user: User, verified: VerifiedLevel) -> Decision:
    section = verified.risk_point.section
    if any(one.may(Permission.RISK_RULE, section) for one in (user, verified.proposed_by)):
        return ALLOW
    return deny(_("One of the two is the chair of the committee."))


def can_withdraw_verified(user: User, verified: VerifiedLevel) -> Decision:
    """Whether he may take a proposal back: who made it, or the chair, before it is seconded."""
    if verified.ruled_on is not None:
        return deny(_("There is no verified level here that waits for a second person."))
    if verified.proposed_by_id == user.pk:
        return ALLOW
    return can(user, Permission.RISK_RULE, verified.risk_point.section)


def can_raise_verified(user: User, point: RiskPoint) -> Decision:
    """Whether he may raise the level back to the one that was ruled: anybody of the committee."""
    if stages_of(point).verified is None:
        return deny(_("No verified level stands here."))
    return can(user, Permission.RISK_ASSESS, point.section)
