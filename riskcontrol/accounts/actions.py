"""Every change to people, units, positions and seats."""

import datetime
import secrets
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcontrol.audit.actions import record

from .models import Duty, Membership, Position, StandIn, Unit, UnitClass, User
from .permissions import (
    can,
    can_appoint,
    can_close,
    can_end_stand_in,
    can_hold,
    can_manage,
    can_name_stand_in,
    can_revoke,
)
from .roles import Permission, Role, UnitKind

P = Permission
# Longer than a year nobody is away; beyond that somebody mistyped.
LONGEST_ABSENCE = datetime.timedelta(days=366)


@dataclass(frozen=True)
class Newcomer:
    """A person named on the first-run page: his role is in a section, or in the body where that is empty."""

    name: str
    username: str
    role: str
    section: str = ""
    email: str = ""


@transaction.atomic
def open_installation(
    *,
    code: str,
    name: str,
    sections: list[str],
    people: list[Newcomer],
    first: Newcomer,
    password: str,
) -> dict[str, str]:
    """Name the body, its sections and its people, once, on an empty database.

    `first` becomes the system administrator, who sees no business content. Gives the other
    people's first passwords by user name; they are shown once and never again. Raises
    PermissionDenied where somebody has an account already.
    """
    if User.objects.exists():
        raise PermissionDenied(_("This installation is set up already. Sign in."))
    body = _saved(Unit(kind=UnitKind.BODY, code=code, name=name))
    rooms = {"": body}
    for order, section in enumerate(dict.fromkeys(sections)):
        rooms[section] = _saved(_section(body, section, order))
    administrator = _person(first, password, body)
    Membership.objects.create(user=administrator, unit=body, role=Role.SYSTEM_ADMINISTRATOR)
    passwords = {}
    for person in people:
        passwords[person.username] = secrets.token_urlsafe(9)
        user = _person(person, passwords[person.username], body)
        Membership.objects.create(user=user, unit=rooms[person.section], role=person.role)
    named = [person.username for person in people]
    record(verb="installation.open", target=body, by=administrator, sections=sections, people=named)
    return passwords


def _person(person: Newcomer, password: str, home: Unit) -> User:
    user = User(username=person.username, name=person.name, email=person.email, home=home)
    user.set_password(password)
    return _saved(user)


def _section(body: Unit, name: str, order: int) -> Unit:
    return Unit(
        kind=UnitKind.SECTION,
        parent=body,
        code=f"{body.code}-{order + 1:02}",
        name=name,
        order=order,
    )


def _saved[M: (Unit, User, Position)](row: M) -> M:
    """Check a row as a form would, constraints too, and save it."""
    row.full_clean(exclude=["password"] if isinstance(row, User) else None)
    row.save()
    return row


@transaction.atomic
def add_section(
    *, body: Unit, code: str, name: str, classes: list[str], duties: list[str], by: User
) -> Unit:
    """Add a section to a body."""
    can(by, P.UNIT_MANAGE, body).enforce()
    order = body.children.count()
    section = _saved(Unit(kind=UnitKind.SECTION, parent=body, code=code, name=name, order=order))
    _set_rows(section, classes, duties)
    record(verb="unit.add", target=section, by=by, code=code, name=name)
    return section


@transaction.atomic
def edit_unit(*, unit: Unit, name: str, classes: list[str], duties: list[str], by: User) -> Unit:
    """Change a unit's name, classes and duties."""
    can(by, P.UNIT_MANAGE, unit).enforce()
    unit.name = name
    _saved(unit)
    _set_rows(unit, classes, duties)
    record(verb="unit.edit", target=unit, by=by, name=name, classes=classes, duties=duties)
    return unit


def _set_rows(unit: Unit, classes: list[str], duties: list[str]) -> None:
    unit.classes.all().delete()
    for order, text in enumerate(dict.fromkeys(classes)):
        UnitClass.objects.create(unit=unit, name=text, order=order)
    write_duties(unit, duties)


def write_duties(unit: Unit, texts: list[str]) -> None:
    """Write a unit's duties; one whose words stay keeps the powers that do it.

    Part of an action: the caller holds the transaction and leaves the ledger entry.
    """
    unit.duties.exclude(text__in=texts).delete()
    for order, text in enumerate(dict.fromkeys(texts)):
        Duty.objects.update_or_create(unit=unit, text=text, defaults={"order": order})


@transaction.atomic
def add_position(
    *, unit: Unit, code: str, name: str, duties: str, is_collective: bool, by: User
) -> Position:
    """Add a position to a body or a section."""
    can(by, P.UNIT_MANAGE, unit).enforce()
    position = Position(
        body=unit.body,
        unit=unit,
        code=code,
        name=name,
        duties=duties,
        is_collective=is_collective,
        order=unit.body.all_positions.count(),
    )
    _saved(position)
    record(verb="position.add", target=position, by=by, code=code, name=name)
    return position


@transaction.atomic
def add_person(
    *, body: Unit, username: str, name: str, password: str, email: str = "", by: User
) -> User:
    """Open an account for a person; what he may do is granted by the security administrator."""
    can(by, P.PEOPLE_MANAGE, body).enforce()
    newcomer = Newcomer(name=name, username=username, role="", email=email)
    user = _person(newcomer, password, body)
    record(verb="person.add", target=user, by=by, username=username)
    return user


@transaction.atomic
def disable_person(*, user: User, by: User) -> User:
    """Close an account: the person can no longer sign in; what he did stays his."""
    can_close(by, user).enforce()
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(verb="person.disable", target=user, by=by)
    return user


@transaction.atomic
def set_email(*, user: User, email: str, by: User) -> User:
    """Tell a person by mail, at this address, of what waits for him; by none where it is empty.

    The entry says that the address was changed and not what it is: it is no business of the ledger's
    readers. Raises ValidationError where it cannot be an address.
    """
    user = User.objects.select_for_update(of=("self",)).select_related("home").get(pk=user.pk)
    can_manage(by, user).enforce()
    if user.email == email:
        return user
    user.email = email
    user.full_clean(exclude=["password"])
    user.save(update_fields=["email"])
    record(verb="person.email", target=user, by=by)
    return user


@transaction.atomic
def renew_password(*, user: User, by: User) -> str:
    """Give a person who forgot his password a new first one; it is shown once and never again."""
    can_manage(by, user).enforce()
    password = secrets.token_urlsafe(9)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(verb="person.password", target=user, by=by)
    return password


@transaction.atomic
def grant_role(
    *, user: User, unit: Unit, role: str, position: Position | None, by: User
) -> Membership:
    """Give a person a role in a unit and all below it.

    Raises PermissionDenied where roles kept in different hands would meet in one person, and
    ValidationError where he has the role already.
    """
    can(by, P.ROLE_GRANT, unit).enforce()
    return _granted(user=user, unit=unit, role=role, position=position, by=by)


def _granted(
    *, user: User, unit: Unit, role: str, position: Position | None, by: User
) -> Membership:
    User.objects.select_for_update().get(pk=user.pk)
    can_hold(user, role).enforce()
    if Membership.objects.filter(user=user, unit=unit, role=role).exists():
        raise ValidationError(_("%(person)s has this role here already.") % {"person": user})
    seat = Membership.objects.create(user=user, unit=unit, role=role, position=position)
    record(verb="role.grant", target=seat, by=by, unit=unit.code, role=role)
    return seat


@transaction.atomic
def appoint_security_administrator(*, user: User, body: Unit, by: User) -> Membership:
    """Let the system administrator name the first security administrator, who grants every other role."""
    can_appoint(by, user, body).enforce()
    return _granted(user=user, unit=body, role=Role.SECURITY_ADMINISTRATOR, position=None, by=by)


@transaction.atomic
def revoke_role(*, seat: Membership, by: User) -> None:
    """Take a role back."""
    can_revoke(by, seat).enforce()
    record(verb="role.revoke", target=seat, by=by, unit=seat.unit.code, role=seat.role)
    seat.delete()


@transaction.atomic
def name_stand_in(
    *,
    principal: User,
    person: User,
    first_day: datetime.date,
    last_day: datetime.date,
    by: User,
) -> StandIn:
    """Let a colleague take somebody's turns on the way of releases, between two days.

    One at a time: raises ValidationError where another stands in on one of these days.
    """
    principal = User.objects.select_for_update().get(pk=principal.pk)
    can_name_stand_in(by, principal, person).enforce()
    stand_in = StandIn(
        principal=principal, person=person, first_day=first_day, last_day=last_day, named_by=by
    )
    stand_in.full_clean()
    _check_absence(stand_in)
    stand_in.save()
    record(verb="stand-in.name", target=stand_in, by=by, first_day=first_day, last_day=last_day)
    return stand_in


def _check_absence(stand_in: StandIn) -> None:
    first, last = stand_in.first_day, stand_in.last_day
    if first < timezone.localdate():
        raise ValidationError({"first_day": _("The first day is today or later.")})
    if last - first > LONGEST_ABSENCE:
        raise ValidationError({"last_day": _("Somebody stands in for at most a year.")})
    others = stand_in.principal.stand_ins.ahead(first).filter(first_day__lte=last)
    if other := others.select_related("person").first():
        words = _("On some of these days %(person)s stands in already; end that first.")
        raise ValidationError({"first_day": words % {"person": other.person}})


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, by: User) -> StandIn:
    """End it before its last day, from now on; what was done meanwhile stands."""
    StandIn.objects.select_for_update().get(pk=stand_in.pk)
    stand_in = StandIn.objects.with_people().get(pk=stand_in.pk)
    can_end_stand_in(by, stand_in).enforce()
    stand_in.ended_by, stand_in.ended_at = by, timezone.now()
    stand_in.save(update_fields=["ended_by", "ended_at"])
    record(verb="stand-in.end", target=stand_in, by=by)
    return stand_in


def set_language(*, user: User, language: str) -> None:
    """Keep a person's language on his account; no entry, since nothing of meaning changes."""
    user.language = language
    user.save(update_fields=["language"])
