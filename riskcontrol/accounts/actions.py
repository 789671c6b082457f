"""Every change to people, units, positions and seats."""

import secrets
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from riskcontrol.audit.actions import record

from .models import Duty, Membership, Position, Unit, UnitClass, User
from .permissions import can, can_appoint, can_close, can_hold, can_manage, can_revoke
from .roles import Permission, Role, UnitKind

P = Permission


@dataclass(frozen=True)
class Newcomer:
    """A person named on the first-run page: his role is in a section, or in the body where that is empty."""

    name: str
    username: str
    role: str
    section: str = ""


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
    user = User(username=person.username, name=person.name, home=home)
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
    unit.duties.all().delete()
    for order, text in enumerate(dict.fromkeys(classes)):
        UnitClass.objects.create(unit=unit, name=text, order=order)
    for order, text in enumerate(dict.fromkeys(duties)):
        Duty.objects.create(unit=unit, text=text, order=order)


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
def add_person(*, body: Unit, username: str, name: str, password: str, by: User) -> User:
    """Open an account for a person; what he may do is granted by the security administrator."""
    can(by, P.PEOPLE_MANAGE, body).enforce()
    user = _person(Newcomer(name=name, username=username, role=""), password, body)
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


def set_language(*, user: User, language: str) -> None:
    """Keep a person's language on his account; no entry, since nothing of meaning changes."""
    user.language = language
    user.save(update_fields=["language"])
