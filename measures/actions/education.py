"""Education planned, held and attended."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.education_states import PlanState
from measures.models import Attendance, EducationMaterial, EducationPlan, EducationSession
from measures.permissions.education import can_change_plan, can_enter_sessions, can_plan
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.audit.actions import record
from riskcontrol.lib.handed_files import CleanFile
from riskcontrol.lib.kept_files import removed_unless_kept, write
from riskcontrol.lib.stale import check_current


@dataclass(frozen=True)
class PlanFacts:
    """What a plan says: what form, on what, what for, by when, who holds it (None: the committee)."""

    form: str
    title: str
    aim: str
    due_on: datetime.date
    section: Unit | None = None


@transaction.atomic
def plan_education(
    *, body: Unit, facts: PlanFacts, positions: Sequence[Position], by: User
) -> EducationPlan:
    """Plan education aimed at positions of a body."""
    can_plan(by, facts.section or body).enforce()
    _check(body, facts, positions)
    plan = EducationPlan(
        body=body, planned_by=by, planned_on=timezone.localdate(), **_fields(facts)
    )
    plan.full_clean()
    plan.save()
    plan.positions.set(positions)
    record(verb="education.plan", target=plan, by=by, **_told(facts, positions))
    return plan


@transaction.atomic
def change_plan(
    *,
    plan: EducationPlan,
    facts: PlanFacts,
    positions: Sequence[Position],
    expected: int,
    by: User,
) -> EducationPlan:
    """Change a plan that is under way; raises Stale where somebody saved since `expected`."""
    plan = _locked(plan)
    can_change_plan(by, plan).enforce()
    can_plan(by, facts.section or plan.body).enforce()
    check_current(plan, expected=expected, **_fields(facts))
    _check(plan.body, facts, positions)
    for name, value in _fields(facts).items():
        setattr(plan, name, value)
    plan.row_version += 1
    plan.full_clean()
    plan.save()
    plan.positions.set(positions)
    record(verb="education.change", target=plan, by=by, **_told(facts, positions))
    return plan


def _fields(facts: PlanFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def _told(facts: PlanFacts, positions: Iterable[Position]) -> dict[str, Any]:
    return {
        "form": facts.form,
        "title": facts.title,
        "due_on": facts.due_on.isoformat(),
        "positions": [position.code for position in positions],
    }


def _check(body: Unit, facts: PlanFacts, positions: Sequence[Position]) -> None:
    if facts.section and facts.section.body.pk != body.pk:
        raise ValidationError({"section": _("The section belongs to another body.")})
    if not positions:
        raise ValidationError({"positions": _("Choose the positions it is aimed at.")})
    if any(position.body_id != body.pk for position in positions):
        raise ValidationError({"positions": _("The position belongs to another body.")})


@transaction.atomic
def end_plan(*, plan: EducationPlan, by: User) -> EducationPlan:
    """End a plan: its education was given. Raises ValidationError where nobody was at any session."""
    plan = _locked(plan)
    can_change_plan(by, plan).enforce()
    if not Attendance.objects.filter(session__plan=plan, was_there=True).exists():
        raise ValidationError(_("Enter first who was there, or drop the plan with the reason."))
    return _closed(plan, PlanState.DONE, "", by=by)


@transaction.atomic
def drop_plan(*, plan: EducationPlan, reason: str, by: User) -> EducationPlan:
    """Drop a plan with the reason; what was held stays on record."""
    plan = _locked(plan)
    can_change_plan(by, plan).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is dropped.")})
    return _closed(plan, PlanState.DROPPED, reason.strip(), by=by)


def _closed(plan: EducationPlan, state: str, reason: str, *, by: User) -> EducationPlan:
    plan.state, plan.dropped_because = state, reason
    plan.row_version += 1
    plan.save()
    told: dict[str, Any] = {"reason": reason} if reason else {}
    record(verb=f"education.{state}", target=plan, by=by, **told)
    return plan


@dataclass(frozen=True)
class SessionFacts:
    """What is entered of a session."""

    on: datetime.date
    topic: str
    speaker: str
    place: str = ""


@transaction.atomic
def enter_session(*, plan: EducationPlan, facts: SessionFacts, by: User) -> EducationSession:
    """Enter a session of a plan, held or ahead."""
    plan = _locked(plan)
    can_enter_sessions(by, plan).enforce()
    session = EducationSession(plan=plan, entered_by=by, **asdict(facts))
    session.full_clean()
    session.save()
    record(verb="education.session", target=plan, by=by, on=facts.on.isoformat(), topic=facts.topic)
    return session


def add_material(
    *, session: EducationSession, files: Collection[CleanFile], by: User
) -> list[EducationMaterial]:
    """Keep files used at a session; each stands in the ledger with its SHA-256, none is ever replaced."""
    with removed_unless_kept() as written, transaction.atomic():
        plan = _locked(session.plan)
        can_enter_sessions(by, plan).enforce()
        if not files:
            raise ValidationError({"material": _("Choose a file.")})
        kept = [_kept(session, file, written, by=by) for file in files]
        digests = {each.name: each.digest for each in kept}
        record(verb="education.material", target=plan, by=by, files=digests)
        return kept


def _kept(
    session: EducationSession, file: CleanFile, written: list[str], *, by: User
) -> EducationMaterial:
    if session.materials.filter(digest=file.digest).exists():
        words = _("“%(name)s” is kept with this session already. Leave it out.")
        raise ValidationError({"material": words % {"name": file.name}})
    material = EducationMaterial(session=session, added_by=by)
    write(material, file, material.public_id, written)
    material.save()
    return material


@dataclass(frozen=True)
class Attended:
    """Somebody of a position was at a session, or why not."""

    name: str
    position: Position
    was_there: bool = True
    reason: str = ""


@transaction.atomic
def enter_attendance(
    *, session: EducationSession, rows: Sequence[Attended], by: User
) -> list[Attendance]:
    """Enter who was at a session, all rows or none. A session that has not come has nobody yet."""
    plan = _locked(session.plan)
    can_enter_sessions(by, plan).enforce()
    if session.on > timezone.localdate():
        raise ValidationError(_("The session is on %(day)s; enter who was there afterwards.")
                              % {"day": session.on.isoformat()})  # fmt: skip
    entered = [Attendance(session=session, **_row(row)) for row in rows]
    for one in entered:
        one.full_clean()
        one.save()
    there = sum(one.was_there for one in entered)
    record(
        verb="education.attendance",
        target=plan,
        by=by,
        on=session.on.isoformat(),
        there=there,
        absent=len(entered) - there,
    )
    return entered


def _row(row: Attended) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _locked(plan: EducationPlan) -> EducationPlan:
    return (
        EducationPlan.objects.select_for_update(of=("self",))
        .select_related("section__parent__parent", "body__parent")
        .get(pk=plan.pk)
    )
