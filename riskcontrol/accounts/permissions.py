"""Who may manage people and units, in sentences."""

from django.utils.translation import gettext as _

from riskcontrol.lib.decisions import ALLOW, Decision, deny, first_denial

from .models import Membership, StandIn, Unit, User
from .roles import Permission, Role, desk_of


def can(user: User, permission: Permission, unit: Unit) -> Decision:
    """Whether a person's role lets him do something in a unit."""
    if user.may(permission, unit):
        return ALLOW
    return deny(
        _("Your role in %(unit)s does not cover this. Ask a colleague whose role does.")
        % {"unit": unit}
    )


def can_hold(user: User, role: str) -> Decision:
    """Whether a person may be given a role: the three administrators exclude one another and business.

    Source of the rule: GB/T 22239, administration in separate hands.
    """
    desk = desk_of(role)
    others = [seat for seat in user.memberships.all() if seat.desk != desk]
    if others:
        return deny(
            _("%(person)s is already %(role)s; these roles are kept in different hands.")
            % {"person": user, "role": others[0].get_role_display()}
        )
    return ALLOW


def can_manage(user: User, person: User) -> Decision:
    """Whether he may manage somebody's account: the system administrator of a unit he belongs to."""
    homes = [person.home] if person.home else []
    homes += [seat.unit for seat in person.seats]
    if any(user.may(Permission.PEOPLE_MANAGE, unit) for unit in homes):
        return ALLOW
    return deny(_("Accounts are managed by the system administrator of their unit."))


def can_close(user: User, person: User) -> Decision:
    """Whether he may close an account: not his own, nor that of the last security administrator.

    Otherwise the system administrator could name the next one himself and so hold both roles.
    """
    if person.pk == user.pk:
        return deny(_("You cannot close your own account."))
    return first_denial(can_manage(user, person), _can_be_spared(person))


def _can_be_spared(person: User) -> Decision:
    held = [seat.unit for seat in person.seats if seat.role == Role.SECURITY_ADMINISTRATOR]
    others = Membership.objects.with_role(Role.SECURITY_ADMINISTRATOR).exclude(user=person)
    if all(others.reaching(unit).exists() for unit in held):
        return ALLOW
    return deny(
        _("%(person)s is the only security administrator and names a successor first.")
        % {"person": person}
    )


def can_appoint(user: User, person: User, body: Unit) -> Decision:
    """Whether the system administrator may name somebody security administrator: only the first one."""
    if Membership.objects.with_role(Role.SECURITY_ADMINISTRATOR).reaching(body).exists():
        return deny(_("There is a security administrator already, who grants the roles."))
    return first_denial(
        can(user, Permission.PEOPLE_MANAGE, body), can_hold(person, Role.SECURITY_ADMINISTRATOR)
    )


def can_revoke(user: User, seat: Membership) -> Decision:
    """Whether he may take a role back: not his own, so that the unit never loses its last one."""
    if seat.user_id == user.pk:
        return deny(_("Another security administrator takes your role back."))
    return can(user, Permission.ROLE_GRANT, seat.unit)


def can_name_stand_in(user: User, principal: User, person: User) -> Decision:
    """Whether he may let a colleague stand in for somebody: for himself, or as security administrator.

    A stand-in reads the same business already, and his rights end with the period; so the three
    administrators neither stand in nor are stood in for.
    """
    if person.pk == principal.pk:
        return deny(_("Nobody stands in for himself."))
    units = [seat.unit for seat in principal.seats if Permission.CONTENT_VIEW in seat.permissions]
    if not units:
        return deny(_("%(person)s has no turn that another could take.") % {"person": principal})
    reads = set(person.reading_ids)
    if not person.is_active or not any(unit.line & reads for unit in units):
        return deny(
            _("%(person)s does not read this unit's business; choose a colleague who does.")
            % {"person": person}
        )
    return _can_speak_for(user, principal)


def _can_speak_for(user: User, principal: User) -> Decision:
    seats = principal.memberships.all()
    grants = any(user.may(Permission.ROLE_GRANT, seat.unit) for seat in seats)
    if user.pk == principal.pk or grants:
        return ALLOW
    return deny(_("A person names his own stand-in, or the security administrator does."))


def can_end_stand_in(user: User, stand_in: StandIn) -> Decision:
    """Whether he may end it before its last day: who is stood in for, who stands in, who grants roles."""
    if stand_in.ended_at:
        return deny(_("This has ended already."))
    if user.pk == stand_in.person_id:
        return ALLOW
    return _can_speak_for(user, stand_in.principal)
