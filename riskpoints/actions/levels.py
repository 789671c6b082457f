"""What is expected of a level once the measures stand, and the rulings that it has fallen or is back up."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.audit.actions import record
from riskpoints.hearing import level_of, points
from riskpoints.models import (
    ExpectedLevel,
    Level,
    PlannedLevel,
    RiskPoint,
    Ruling,
    Sitting,
    VerifiedLevel,
)
from riskpoints.permissions.levels import (
    Proof,
    can_plan_level,
    can_propose_verified,
    can_raise_verified,
    can_second_verified,
    can_withdraw_verified,
    plan_rank,
)
from riskpoints.permissions.sittings import can_propose
from riskpoints.querysets import STAGES
from riskpoints.stages import plan_of, stages_of


def expect_level(*, risk_point: RiskPoint, rank: int | None, reason: str) -> None:
    """Write what the section expects of a risk point's level; the action that writes the point checks.

    Raises ValidationError for a level above the section's own, or one without a reason.
    """
    ExpectedLevel.objects.filter(risk_point=risk_point).delete()
    if rank is None:
        if reason.strip():
            raise ValidationError({"planned_rank": _("Choose the level that is expected.")})
        return
    if risk_point.proposed_rank is None:
        raise ValidationError({"planned_rank": _("Rate the risk point itself first.")})
    if rank < risk_point.proposed_rank:
        raise ValidationError({"planned_rank": _("Measures do not raise a level.")})
    ExpectedLevel.objects.create(
        risk_point=risk_point,
        rank=rank,
        proposed_rank=risk_point.proposed_rank,
        reason=_given(reason, "planned_reason"),
    )


def _given(reason: str, name: str = "reason") -> str:
    if not reason.strip():
        raise ValidationError({name: _("Give the reason.")})
    return reason.strip()


@transaction.atomic
def plan_in_sitting(
    *, sitting: Sitting, risk_point: RiskPoint, rank: int, reason: str, by: User
) -> PlannedLevel:
    """Say in a sitting what level the committee expects; it is ruled with the level itself."""
    Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    sitting = Sitting.objects.whole().get(pk=sitting.pk)
    can_propose(by, sitting).enforce()
    if risk_point not in points(sitting):
        raise ValueError(f"Risk point {risk_point.pk} is not on the worksheet of this sitting.")
    plan, _new = PlannedLevel.objects.update_or_create(
        sitting=sitting,
        risk_point=risk_point,
        defaults={
            "level": level_of(sitting, rank),
            "rank": rank,
            "reason": _given(reason),
            "by": by,
            "on": timezone.localdate(),
        },
    )
    record(verb="level.plan", target=risk_point, by=by, rank=rank, reason=plan.reason)
    return plan


def rule_plans(*, sitting: Sitting, rulings: Collection[Ruling], by: User) -> dict[str, int]:
    """Rule on what is expected: what the chair said in the sitting, else what the section wrote.

    What lies above the level that was ruled means that level. Gives the ranks by risk point, for the
    entry of the act that rules.
    """
    said = {plan.risk_point_id: plan for plan in PlannedLevel.objects.filter(sitting=sitting)}
    wished = ExpectedLevel.objects.filter(risk_point__worksheet=sitting.worksheet_id)
    expected = {one.risk_point_id: one for one in wished}
    plans = {}
    for ruling in rulings:
        point = ruling.risk_point
        if wanted := said.get(point.pk) or expected.get(point.pk):
            plan = said.get(point.pk) or PlannedLevel(
                by=by, on=ruling.ruled_on, reason=wanted.reason
            )
            plans[point.key] = plan_for(ruling, plan, wanted.rank).rank
    return plans


def plan_for(ruling: Ruling, plan: PlannedLevel, rank: int) -> PlannedLevel:
    """Give a ruling its plan, at most as high as the ruling and as low as its scheme's lowest level."""
    levels = list(ruling.level.scheme.levels.all())
    lowest = max(level.rank for level in levels)
    plan.rank = min(max(rank, ruling.rank), lowest)
    plan.level = next(level for level in levels if level.rank == plan.rank)
    plan.risk_point, plan.ruling, plan.initial_rank = ruling.risk_point, ruling, ruling.rank
    plan.save()
    return plan


def _locked(risk_point: RiskPoint) -> RiskPoint:
    RiskPoint.objects.select_for_update(of=("self",)).get(pk=risk_point.pk)
    return RiskPoint.objects.select_related(
        "ruling__level__scheme",
        "section__parent__parent",
        "worksheet__section__parent__parent",
        "worksheet__version",
        *STAGES,
    ).get(pk=risk_point.pk)


@transaction.atomic
def plan_level(
    *, risk_point: RiskPoint, rank: int, reason: str, hands: Collection[int], by: User
) -> PlannedLevel:
    """Say after the ruling what level is expected, or say it anew while no verified level stands.

    `hands` names, by id, those who had a part in the measures.
    """
    point = _locked(risk_point)
    can_plan_level(by, point, hands).enforce()
    ruling = _ruling_of(point)
    if rank < ruling.rank:
        raise ValidationError({"rank": _("Measures do not raise a level.")})
    _level_at(ruling, rank)
    plan = plan_of(ruling) or PlannedLevel()
    plan.by, plan.on, plan.reason = by, timezone.localdate(), _given(reason)
    plan_for(ruling, plan, rank)
    record(verb="level.plan", target=point, by=by, rank=rank, reason=plan.reason)
    return plan


def _ruling_of(point: RiskPoint) -> Ruling:
    assert point.ruling is not None  # noqa: S101 - the permission has asked
    return point.ruling


def _level_at(ruling: Ruling, rank: int) -> Level:
    found = next((level for level in ruling.level.scheme.levels.all() if level.rank == rank), None)
    if found is None:
        raise ValidationError({"rank": _("The scheme has no such level.")})
    return found


@transaction.atomic
def propose_verified(
    *, risk_point: RiskPoint, rank: int, reason: str, proof: Proof, by: User
) -> VerifiedLevel:
    """Propose that a level has fallen since its measures were verified; a second person rules."""
    point = _locked(risk_point)
    can_propose_verified(by, point, proof).enforce()
    ruling, stages = _ruling_of(point), stages_of(point)
    above = stages.verified.rank if stages.verified else ruling.rank
    if not above < rank <= plan_rank(point):
        raise ValidationError(
            {"rank": _("Choose a level below the present one, down to the planned one.")}
        )
    verified = VerifiedLevel.objects.create(
        risk_point=point,
        ruling=ruling,
        level=_level_at(ruling, rank),
        rank=rank,
        initial_rank=ruling.rank,
        planned_rank=plan_rank(point),
        reason=_given(reason),
        proposed_by=by,
        proposed_on=timezone.localdate(),
    )
    record(verb="level.propose_verified", target=point, by=by, rank=rank, reason=verified.reason)
    return verified


@transaction.atomic
def second_verified(*, verified: VerifiedLevel, proof: Proof, by: User) -> VerifiedLevel:
    """Rule as the second person that a level has fallen; the risk point has it from now on."""
    point = _locked(verified.risk_point)
    verified = VerifiedLevel.objects.select_related("proposed_by").get(pk=verified.pk)
    verified.risk_point = point
    can_second_verified(by, verified, proof).enforce()
    VerifiedLevel.objects.filter(stands_for=point).update(stands_for=None)
    verified.second, verified.ruled_on = by, timezone.localdate()
    verified.stands_for = point
    verified.save(update_fields=["second", "ruled_on", "stands_for"])
    record(
        verb="level.verify",
        target=point,
        by=by,
        rank=verified.rank,
        initial_rank=verified.initial_rank,
        proposed_by=verified.proposed_by.username,
    )
    return verified


@transaction.atomic
def withdraw_verified(*, verified: VerifiedLevel, by: User) -> None:
    """Take back the proposal that a level has fallen. A repeat does nothing."""
    point = _locked(verified.risk_point)
    found = VerifiedLevel.objects.filter(pk=verified.pk).first()
    if found is None:
        return
    found.risk_point = point
    can_withdraw_verified(by, found).enforce()
    rank = found.rank
    found.delete()
    record(verb="level.withdraw_verified", target=point, by=by, rank=rank)


@transaction.atomic
def raise_verified(*, risk_point: RiskPoint, reason: str, by: User) -> VerifiedLevel:
    """Raise a risk point back to the level that was ruled; one person and a reason are enough."""
    point = _locked(risk_point)
    can_raise_verified(by, point).enforce()
    verified = VerifiedLevel.objects.get(stands_for=point)
    verified.raised_because = _given(reason)
    verified.stands_for, verified.raised_by = None, by
    verified.raised_on = timezone.localdate()
    verified.save(update_fields=["stands_for", "raised_by", "raised_on", "raised_because"])
    record(
        verb="level.raise_verified",
        target=point,
        by=by,
        rank=verified.initial_rank,
        reason=verified.raised_because,
    )
    return verified
