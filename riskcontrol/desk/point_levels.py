"""Which levels may be ruled to have fallen, and what a risk point's page of levels shows."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from measures.models import Measure
from measures.proving import hands_of, lack_of, lacking, proven, required_of
from riskcontrol.accounts.models import User
from riskcontrol.lib.decisions import Decision
from riskpoints.models import Level, PlannedLevel, RiskPoint, VerifiedLevel
from riskpoints.permissions.levels import (
    Proof,
    can_plan_level,
    can_propose_verified,
    can_raise_verified,
    can_second_verified,
    can_withdraw_verified,
    plan_rank,
)
from riskpoints.stages import Stages, stages_of

READY, UNPLANNED, PROPOSED, STANDING = "ready", "unplanned", "proposed", "standing"
# Whether the verified level a point has fell from the ruling it has now.
CURRENT = Q(verified__ruling=F("ruling"))


def listed(user: User, show: str, today: datetime.date | None = None) -> Any:
    """Give the risk points a person may read that are ready, lack a plan, are proposed or have fallen.

    Each says in `is_proven` whether its required measures are proven today.
    """
    today = today or timezone.localdate()
    points = RiskPoint.objects.visible_to(user).in_register().ruled()
    proposals = VerifiedLevel.objects.proposed().order_by()
    proposed = Exists(proposals.filter(risk_point=OuterRef("pk")))
    planned = Exists(PlannedLevel.objects.filter(ruling=OuterRef("ruling")))
    verified = VerifiedLevel.objects.filter(stands_for__isnull=False).order_by()
    lower = Q(ruling__plan__rank__gt=F("ruling__rank"))
    may_fall = ~CURRENT | Q(verified=None) | Q(verified__rank__lt=F("ruling__plan__rank"))
    kept = {
        READY: lambda: points.ruling_settled().filter(lower, may_fall, ~proposed, proven(today)),
        UNPLANNED: lambda: points.filter(~proposed, ~planned, proven(today)),
        # Looked for among the few levels that are verified, not among all risk points.
        PROPOSED: lambda: points.filter(pk__in=proposals.values("risk_point")),
        STANDING: lambda: points.filter(CURRENT, pk__in=verified.values("stands_for")),
    }[show]()
    return kept.for_list().annotate(is_proven=_is_proven(show, today)).order_by("order", "pk")


def _is_proven(show: str, today: datetime.date) -> Any:
    if show in {READY, UNPLANNED}:
        return Value(True)  # noqa: FBT003 - a literal in a query
    return Case(When(proven(today), then=True), default=False, output_field=BooleanField())


@dataclass(frozen=True)
class Required:
    """A measure in force against a risk point, and what it lacks."""

    measure: Measure
    lack: str


@dataclass
class Folder:
    """All that the page of one risk point's levels shows its reader."""

    point: RiskPoint
    stages: Stages
    measures: list[Required]
    lacks: list[str]
    history: list[VerifiedLevel]
    proposed: VerifiedLevel | None
    may_plan: Decision
    may_propose: Decision
    may_raise: Decision
    may_second: Decision | None = None
    may_withdraw: Decision | None = None

    @property
    def lower_levels(self) -> list[Level]:
        """The levels it may be ruled to have fallen to: below the present one, down to the planned."""
        now = self.stages.now
        return [
            level for level in self.levels if now and now.rank < level.rank <= plan_rank(self.point)
        ]

    @property
    def levels(self) -> list[Level]:
        """The levels of the scheme it was judged by, the ruled one and those below it."""
        ruling = self.point.ruling
        if ruling is None:
            return []
        return [level for level in ruling.level.scheme.levels.all() if level.rank >= ruling.rank]


def folder_of(point: RiskPoint, user: User) -> Folder:
    """Put together what a person may see and do about a risk point's levels."""
    today = timezone.localdate()
    required = list(required_of(point, today))
    proof = Proof(lacking(required), frozenset(hands_of(point)))
    history = list(
        point.verified_levels.select_related("level", "proposed_by", "second", "raised_by")
    )
    proposed = next((one for one in history if one.ruled_on is None), None)
    folder = Folder(
        point=point,
        stages=stages_of(point),
        measures=[Required(measure, lack_of(measure)) for measure in required],
        lacks=list(proof.lacks),
        history=[one for one in history if one.ruled_on],
        proposed=proposed,
        may_plan=can_plan_level(user, point, proof.hands),
        may_propose=can_propose_verified(user, point, proof),
        may_raise=can_raise_verified(user, point),
    )
    if proposed:
        proposed.risk_point = point
        folder.may_second = can_second_verified(user, proposed, proof)
        folder.may_withdraw = can_withdraw_verified(user, proposed)
    return folder
