"""What the pages of reopened and lowered rulings show."""

from dataclasses import dataclass

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.lib.decisions import Decision
from riskpoints.models import Reopening, RiskPoint, Worksheet
from riskpoints.permissions.reopening import can_convene_again, can_let_stand
from riskpoints.snapshots import (
    Change,
    basis_of,
    changed_parts,
    changes,
    hash_of,
    names_of,
    snapshot_now,
    snapshot_on,
)
from riskpoints.states import Look

# So many reopened rulings stand on the committee's page; the next ones move up as these are dealt with.
SHOWN = 20


@dataclass(frozen=True)
class ToRuleAgain:
    """A risk point whose ruling a later change has reopened."""

    reopening: Reopening

    @property
    def words(self) -> str:
        """What changed, in one line."""
        return names_of(self.reopening.changed)


def to_rule_again(user: User) -> list[ToRuleAgain]:
    """List the rulings that are open again, the oldest first; one more than are shown tells of others."""
    found = Reopening.objects.visible_to(user).open().order_by("at", "pk")
    ids = list(found.values_list("pk", flat=True)[: SHOWN + 1])
    by_id = Reopening.objects.for_list().in_bulk(ids)
    return [ToRuleAgain(by_id[pk]) for pk in ids]


def bodies_to_look_through(user: User) -> list[Unit]:
    """Give the bodies whose rulings a person may have compared with their risk points."""
    units = [seat.unit for seat in user.seats if Permission.SITTING_CONVENE in seat.permissions]
    if any(unit.kind == UnitKind.AREA for unit in units):
        return list(Unit.objects.workable_by(user, Permission.SITTING_CONVENE).bodies())
    return [unit for unit in units if unit.kind == UnitKind.BODY]


@dataclass(frozen=True)
class Beside:
    """A reopened ruling beside the risk point as it is now, and what the reader may do."""

    reopening: Reopening
    point: RiskPoint
    changes: list[Change]
    now: str
    may_let_stand: Decision
    may_convene: Decision

    @property
    def words(self) -> str:
        """What changed, in one line."""
        return names_of(self.reopening.changed)


def beside(reopening: Reopening, user: User) -> Beside:
    """Set what was ruled on beside what is there now, or was when the committee dealt with it."""
    point = RiskPoint.objects.for_snapshot().get(pk=reopening.ruling.risk_point_id)
    is_open = reopening.closed_at is None
    now = snapshot_now(point) if is_open else reopening.found
    was = basis_of(reopening.ruling) if is_open else reopening.ruling.snapshot
    holds = point if point.ruling_id == reopening.ruling_id else None
    again = [point] if is_open and holds else []
    return Beside(
        reopening,
        point,
        changes(was, now),
        hash_of(now),
        can_let_stand(user, reopening, holds),
        can_convene_again(user, point.worksheet, again),
    )


def changed_rows(worksheet: Worksheet) -> dict[int, str]:
    """Say of the risk points a worksheet confirms, by id, in what they are others than ruled on."""
    rows = worksheet.carried_rows.filter(outcome=Look.CONFIRMED, risk_point__isnull=False)
    points = RiskPoint.objects.filter(pk__in=rows.values("risk_point")).ruled().for_snapshot()
    return {point.pk: parts for point in points if (parts := _changed_on(worksheet, point))}


def _changed_on(worksheet: Worksheet, point: RiskPoint) -> str:
    ruling = point.ruling
    if ruling is None or not ruling.snapshot_hash:
        return ""
    return names_of(changed_parts(basis_of(ruling), snapshot_on(point, worksheet)))
