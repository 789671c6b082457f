"""A ruling is bound to the risk point it was made on: a later change reopens it, and the committee acts."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.audit.actions import record
from riskpoints.models import CarriedRow, Reopening, RiskPoint, Ruling, Sitting, Worksheet
from riskpoints.permissions.reopening import can_let_stand, can_look
from riskpoints.querysets import RiskPointQuerySet
from riskpoints.snapshots import (
    Charts,
    Snapshot,
    basis_of,
    changed_parts,
    hash_of,
    snapshot_now,
    snapshot_on,
)
from riskpoints.states import Look

BATCH = 500


def ruled_points() -> RiskPointQuerySet:
    """Give the risk points with a ruling that holds, loaded so that a snapshot costs no query."""
    return RiskPoint.objects.standing().ruled().for_snapshot()


@transaction.atomic
def look_for_changes(*, body: Unit, by: User) -> list[Reopening]:
    """Reopen the rulings of a body whose risk points are others now; finds nothing twice."""
    can_look(by, body).enforce()
    return reopen_where_changed(ruled_points().filter(body=body), by=by)


def reopen_where_changed(points: RiskPointQuerySet, *, by: User | None) -> list[Reopening]:
    """Reopen the rulings of those risk points (of `ruled_points()`) that are others than ruled on.

    `by` is whose act brought the change or who looked; nobody where the day's work notices it.
    """
    charts = Charts()
    found = (reopen(point, charts, by=by) for point in points.order_by("pk").iterator(BATCH))
    return [one for one in found if one]


def reopen(point: RiskPoint, charts: Charts, *, by: User | None) -> Reopening | None:
    """Reopen one risk point's ruling if it is another now. Gives the reopening where it is new.

    One reopened before learns what the risk point is now, unless a sitting rates it already.
    """
    ruling = point.ruling
    if ruling is None or not ruling.snapshot_hash:
        return None
    now, open_ = snapshot_now(point, charts), _open(ruling)
    parts = changed_parts(basis_of(ruling), now)
    if open_ and not Sitting.objects.open().filter(again_on=point).exists():
        _found_anew(open_, parts, now)
    if open_ or not parts:
        return None
    made = Reopening.objects.create(
        ruling=ruling,
        changed=parts,
        found=now,
        found_hash=hash_of(now),
        at=timezone.now(),
        by=by,
    )
    record(verb="ruling.reopen", target=point, by=by, changed=parts, was=ruling.snapshot_hash)
    return made


def _open(ruling: Ruling) -> Reopening | None:
    return next((one for one in ruling.reopenings.all() if one.closed_at is None), None)


def _found_anew(reopening: Reopening, parts: list[str], now: Snapshot) -> None:
    """What has changed once more meanwhile is what the committee decides on."""
    if reopening.found_hash == hash_of(now):
        return
    reopening.changed, reopening.found, reopening.found_hash = parts, now, hash_of(now)
    reopening.save(update_fields=["changed", "found", "found_hash"])


@transaction.atomic
def let_stand(*, reopening: Reopening, reason: str, seen: str, by: User) -> Reopening:
    """Let a reopened ruling stand for the risk point as it is now, and say why.

    `seen` is the hash of what the chair saw; raises PermissionDenied where it is another since.
    """
    reopening = Reopening.objects.select_for_update(of=("self",)).get(pk=reopening.pk)
    point = ruled_points().filter(ruling=reopening.ruling_id).first()
    can_let_stand(by, reopening, point).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the ruling stands all the same.")})
    now = snapshot_now(point) if point else reopening.found
    if hash_of(now) != seen:
        raise PermissionDenied(_("The risk point has changed once more. Look at it again."))
    _found_anew(reopening, changed_parts(basis_of(reopening.ruling), now), now)
    reopening.stands_because = reason.strip()
    reopening.clean_fields(exclude=["closed_at", "closed_by", "by", "ruled_again", "changed"])
    _close(reopening, by=by)
    record(
        verb="ruling.let-stand",
        target=reopening.ruling.risk_point,
        by=by,
        reason=reopening.stands_because,
        now=reopening.found_hash,
    )
    return reopening


def _close(reopening: Reopening, *, by: User) -> None:
    reopening.closed_at, reopening.closed_by = timezone.now(), by
    reopening.save()


def close_by(reopening: Reopening | None, ruling: Ruling, *, by: User) -> None:
    """Close what reopened a ruling, now that another takes its place; the act that rules records it."""
    if reopening:
        reopening.ruled_again = ruling
        _close(reopening, by=by)


def bring_up_to_date(points: Iterable[RiskPoint], *, by: User) -> dict[int, Reopening]:
    """Give what reopened each of these risk points, by its id, as it is found at this moment."""
    found = ruled_points().filter(pk__in=[point.pk for point in points])
    charts, opened = Charts(), {}
    for point in found:
        reopen(point, charts, by=by)
        if point.ruling and (one := _open(point.ruling)):
            opened[point.pk] = one
    return opened


def stand_confirmed(worksheet: Worksheet, *, by: User) -> list[RiskPoint]:
    """Let the rulings stand whose risk points a decided worksheet confirms, for what they are on it.

    The committee has seen what changed and the section's reason; the act that decides records it.
    """
    rows = CarriedRow.objects.filter(worksheet=worksheet, outcome=Look.CONFIRMED)
    reasons = {row.risk_point_id: row.reason for row in rows}
    points = ruled_points().filter(pk__in=[pk for pk in reasons if pk])
    return [
        point for point in points if _stands_confirmed(point, worksheet, reasons[point.pk], by=by)
    ]


def _stands_confirmed(point: RiskPoint, worksheet: Worksheet, reason: str, *, by: User) -> bool:
    ruling = point.ruling
    if ruling is None or not ruling.snapshot_hash:
        return False
    now, open_ = snapshot_on(point, worksheet), _open(ruling)
    parts = changed_parts(basis_of(ruling), now)
    if not parts and open_ is None:
        return False
    open_ = open_ or Reopening(ruling=ruling, at=timezone.now(), by=by)
    open_.changed, open_.found, open_.found_hash = parts, now, hash_of(now)
    open_.stands_because = reason
    _close(open_, by=by)
    return True
