"""Risk points: written, changed and removed while their worksheet is being filled in."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from powers.drawing.warning_words import RULES
from powers.models import Power, Step
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.lib.stale import check_current
from riskpoints.actions.levels import expect_level
from riskpoints.actions.phrases import drop_phrases, keep_phrases_of
from riskpoints.actions.worksheets import locked, none_before, touch, untouch
from riskpoints.contribution_offers import is_code
from riskpoints.models import (
    CatalogueEntry,
    Finding,
    Manifestation,
    RiskPoint,
    RiskPointStep,
    Worksheet,
)
from riskpoints.permissions.worksheets import (
    can_edit_worksheet,
    can_remove_risk_point,
    section_gate,
)
from riskpoints.rows import Anchor, Sheet, key_of, row_fields, sheet_of
from riskpoints.shared_offers import is_offered, is_shared
from riskpoints.states import Cause, Look, Place


@dataclass(frozen=True)
class Found:
    """One way in which a risk point was found."""

    method: str
    who: str = ""
    on: datetime.date | None = None


@dataclass(frozen=True)
class Facts:
    """All that is written about a risk point. It stands on steps, or on positions and units."""

    title: str
    category: str
    manifestations: Sequence[str] = ()
    causes: Sequence[str] = ()
    findings: Sequence[Found] = ()
    proposed_rank: int | None = None
    # What the section expects once the measures stand, and why.
    planned_rank: int | None = None
    planned_reason: str = ""
    steps: Sequence[Step] = ()
    positions: Sequence[Position] = ()
    units: Sequence[Unit] = ()
    power: Power | None = None
    # The code of the warning about the flow that a new point is taken over from.
    suggested_by: str = ""
    # The entry of the body's catalogue that a new point is taken over from.
    taken_from: CatalogueEntry | None = None

    @property
    def anchors(self) -> list[Anchor]:
        """What it stands on."""
        return [*self.steps, *self.positions, *self.units]


@transaction.atomic
def write_risk_point(*, worksheet: Worksheet, facts: Facts, by: User) -> RiskPoint:
    """Write down a risk point on a worksheet's rows; a draft leaves no ledger entry."""
    last = worksheet.body.all_risk_points.aggregate(last=Max("order"))["last"] or 0
    return put_down(worksheet=worksheet, facts=facts, order=last + 1, by=by)


def put_down(*, worksheet: Worksheet, facts: Facts, order: int, by: User) -> RiskPoint:
    """Write down a risk point at a place in the register's order."""
    worksheet = locked(worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    point = RiskPoint(
        body=worksheet.body,
        section=worksheet.section,
        worksheet=worksheet,
        key=f"r-{uuid.uuid4().hex[:12]}",
        flowchart=worksheet.flowchart,
        suggested_by=facts.suggested_by if is_kept(facts.suggested_by, worksheet) else "",
        taken_from=facts.taken_from,
        order=order,
    )
    _write(point, facts, by=by)
    return point


def is_kept(code: str, worksheet: Worksheet) -> bool:
    """Whether a point keeps the code it was taken over from: a warning's, of what was said or shared."""
    if is_shared(code):
        return is_offered(code, worksheet)
    return code in RULES or is_code(code)


@transaction.atomic
def edit_risk_point(
    *, risk_point: RiskPoint, facts: Facts, expected_version: int, by: User
) -> RiskPoint:
    """Rewrite a risk point; raises Stale where somebody changed it after `expected_version`."""
    worksheet = locked(risk_point.worksheet)
    can_edit_worksheet(by, worksheet).enforce()
    point = RiskPoint.objects.select_for_update().get(pk=risk_point.pk)
    check_current(point, expected=expected_version)
    point.row_version += 1
    point.worksheet = worksheet
    _write(point, facts, by=by)
    return point


@transaction.atomic
def remove_risk_point(*, risk_point: RiskPoint, by: User) -> None:
    """Take a risk point off its worksheet; one the committee has assessed stays.

    An earlier one whose place it took is to be looked at again.
    """
    risk_point.worksheet = locked(risk_point.worksheet)
    can_remove_risk_point(by, risk_point).enforce()
    untouch(risk_point.worksheet.carried_rows.filter(successor=risk_point))
    touch(risk_point.worksheet)
    drop_phrases(risk_point.pk, Place.TITLE, Place.SHOWN)
    risk_point.delete()


def _write(point: RiskPoint, facts: Facts, *, by: User) -> None:
    _check(point.worksheet, facts)
    point.title = facts.title.strip()
    point.category = facts.category
    point.causes = [cause for cause in Cause.values if cause in facts.causes]
    point.proposed_rank = facts.proposed_rank
    point.power = facts.power
    point.full_clean()
    point.save()
    expect_level(risk_point=point, rank=facts.planned_rank, reason=facts.planned_reason)
    _stand(point, facts)
    _list(point, facts)
    keep_phrases_of(point)
    point.written_by.add(by)
    for anchor in facts.anchors:
        point.worksheet.examinations.filter(**row_fields(anchor)).delete()
        _none_no_more(point, anchor, by=by)
    touch(point.worksheet)


def _none_no_more(point: RiskPoint, anchor: Anchor, *, by: User) -> None:
    """An earlier round's reason for no risk point on a row is gone with the point found there."""
    before = none_before(point.worksheet, anchor).exclude(outcome=Look.REMOVED)
    reason = _("A risk point stands here now: “%(point)s”.") % {"point": point.title}
    before.update(outcome=Look.REMOVED, reason=reason, by=by, at=timezone.now())


def _stand(point: RiskPoint, facts: Facts) -> None:
    point.anchors.all().delete()
    RiskPointStep.objects.bulk_create(
        RiskPointStep(risk_point=point, step=step) for step in facts.steps
    )
    point.positions.set(facts.positions)
    point.units.set(facts.units)


def _list(point: RiskPoint, facts: Facts) -> None:
    shown = [
        Manifestation(risk_point=point, text=text.strip(), order=order)
        for order, text in enumerate(facts.manifestations)
        if text.strip()
    ]
    found = [
        Finding(risk_point=point, method=one.method, who=one.who.strip(), on=one.on, order=order)
        for order, one in enumerate(facts.findings)
    ]
    for row in (*shown, *found):
        row.clean_fields()
    point.manifestations.all().delete()
    point.findings.all().delete()
    Manifestation.objects.bulk_create(shown)
    Finding.objects.bulk_create(found)


def _check(worksheet: Worksheet, facts: Facts) -> None:
    """Ask the gate about every row it is to stand on, and see that what it names belongs here."""
    if worksheet.flowchart_id is None:
        section_gate(worksheet.section).enforce()
    sheet = sheet_of(worksheet)
    _check_anchors(sheet, facts)
    if facts.taken_from and facts.taken_from.body_id != worksheet.body_id:
        raise ValidationError(_("This example stands in another body's catalogue."))
    if facts.power and facts.power.flowchart_id != (worksheet.flowchart_id or 0):
        raise ValidationError({"power": _("This power does not run on the worksheet's chart.")})
    if set(facts.causes) - set(Cause.values):
        raise ValidationError({"causes": _("Choose from education, rules and supervision.")})
    if facts.proposed_rank not in (None, *sheet.levels):
        raise ValidationError({"proposed_rank": _("Choose one of the scheme's levels.")})
    if facts.planned_rank not in (None, *sheet.levels):
        raise ValidationError({"planned_rank": _("Choose one of the scheme's levels.")})


def _check_anchors(sheet: Sheet, facts: Facts) -> None:
    if not facts.anchors:
        raise ValidationError({"anchors": _("Choose what it stands on.")})
    rows = {row.key: row for row in sheet.rows if row.key}
    for key in map(key_of, facts.anchors):
        if key not in rows:
            raise ValidationError({"anchors": _("It can stand on rows of this worksheet only.")})
        rows[key].decision.enforce()
