"""A body's rules for carrying out, and whom an occasion is brought to."""

import datetime
from collections.abc import Iterable
from typing import Any

from riskcontrol.accounts.models import Membership, Unit, User
from riskcontrol.accounts.roles import PERMISSIONS, Permission, Role
from riskcontrol.lib.workdays import is_workday

from .models import CarryingRules, Occasion
from .states import AnswersFor, ReminderStep

DAY = datetime.timedelta(days=1)


def rules_of(body: Unit) -> CarryingRules:
    """Give the body's own rules, or the usual ones (not stored) where it has set none."""
    return CarryingRules.objects.filter(body=body).first() or CarryingRules(body=body)


def workdays_before(today: datetime.date, days: int) -> datetime.date:
    """Give the latest day from which so many working days have passed up to today."""
    day = today
    while days > 0:
        days -= is_workday(day)
        day -= DAY
    return day


def latest_due(rules: CarryingRules, today: datetime.date) -> dict[ReminderStep, datetime.date]:
    """Give for each step up which an overdue occasion rises the latest due day that has risen to it."""
    return {
        ReminderStep.OWNER: workdays_before(today, rules.owner_days),
        ReminderStep.ANSWERER: workdays_before(today, rules.answerer_days),
        ReminderStep.COMMITTEE: workdays_before(today, rules.committee_days),
    }


def people_at(occasion: Occasion, step: ReminderStep, answers: AnswersFor | None) -> list[User]:
    """Give whom a step is for, each once: who carries it out, who answers for it, the committee's chair."""
    section = occasion.measure.section
    if step == ReminderStep.COMMITTEE:
        return seated(section, roles_with(Permission.RISK_RULE))
    if step == ReminderStep.ANSWERER:
        return answering(section, answers)
    return owners_of(occasion) or seated(section, roles_with(Permission.MEASURE_CARRY_OUT))


def owners_of(occasion: Occasion) -> list[User]:
    """Give who holds the position that carries it out; nobody where none is named or it is vacant."""
    if occasion.position_id is None:
        return []
    seats = Membership.objects.filter(position=occasion.position_id, user__is_active=True)
    return _people(seats)


ROLES = {
    AnswersFor.HEAD: Role.HEAD,
    AnswersFor.DEPUTY: Role.DEPUTY_HEAD,
    AnswersFor.SECTION_HEAD: Role.SECTION_HEAD,
}


def answering(section: Unit, answers: AnswersFor | None) -> list[User]:
    """Give who answers for a section's measure; the section head where no level says another."""
    role = ROLES[answers or AnswersFor.SECTION_HEAD]
    return seated(section, [role])


def roles_with(permission: Permission) -> list[str]:
    """Name the roles that may do something."""
    return [role for role, granted in PERMISSIONS.items() if permission in granted]


def seated(unit: Unit, roles: Iterable[str]) -> list[User]:
    """Give who sits in one of these roles in a unit or above it."""
    return _people(Membership.objects.reaching(unit).with_role(*roles))


def _people(seats: Any) -> list[User]:
    found = seats.select_related("user").order_by("pk")
    return list(dict.fromkeys(seat.user for seat in found))
