"""Who has an account, and with which roles."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskcontrol.accounts import actions
from riskcontrol.accounts.forms import EmailForm, PersonForm, RoleForm
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Membership, Position, User
from riskcontrol.accounts.permissions import can_appoint, can_close, can_manage, can_revoke
from riskcontrol.accounts.querysets import UnitQuerySet
from riskcontrol.accounts.roles import Permission, Role
from riskcontrol.audit.once import once

from .reach import below, checked, say, tops

P = Permission
PAGE = "accounts:people"
ROWS_A_PAGE = 50


@require_GET
def people(request: AuthenticatedRequest) -> HttpResponse:
    """Who has an account, with which roles; the administrators' forms beside it."""
    return page(request)


def page(request: AuthenticatedRequest, status: int = 200, **refused: Any) -> HttpResponse:
    """Show the people an administrator reaches; a form that was refused replaces the empty one."""
    reached = below(tops(request.user, P.PEOPLE_MANAGE, P.ROLE_GRANT))
    seats = Membership.objects.filter(unit__in=reached).select_related("unit", "position")
    persons = User.objects.of(reached).prefetch_related(Prefetch("memberships", seats))
    granters = seats.with_role(Role.SECURITY_ADMINISTRATOR)
    may_manage = request.user.may_anywhere(P.PEOPLE_MANAGE)
    may_grant = request.user.may_anywhere(P.ROLE_GRANT)
    context = {
        "page": Paginator(persons.order_by("-is_active", "username"), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_manage": may_manage,
        "may_grant": may_grant,
        "no_granter": may_manage and not granters.exists(),
        "person_form": PersonForm() if may_manage else None,
        "role_form": role_form(reached) if may_grant else None,
        "nav_at": PAGE,
    }
    return render(request, "accounts/people.html", context | refused, status=status)


def role_form(reached: UnitQuerySet, data: QueryDict | None = None) -> RoleForm:
    """Make the form that grants a role, with the choices an administrator reaches."""
    return RoleForm(
        data,
        people=User.objects.of(reached).filter(is_active=True),
        units=reached,
        positions=Position.objects.filter(unit__in=reached),
    )


@require_POST
def person_add(request: AuthenticatedRequest) -> HttpResponse:
    """Open an account."""
    homes = tops(request.user, P.PEOPLE_MANAGE)
    form = PersonForm(request.POST)

    def act() -> str:
        actions.add_person(body=homes[0], by=request.user, **checked(form))
        messages.success(request, _("The account is open. Now give it a role."))
        return PAGE

    try:
        return redirect(once(request, act))
    except ValidationError:
        return page(request, 422, person_form=form)


def person_of(request: AuthenticatedRequest, username: str) -> User:
    """Load a person whose account he manages; anybody else's is a 404."""
    reached = below(tops(request.user, P.PEOPLE_MANAGE))
    persons = User.objects.of(reached).select_related("home__parent__parent")
    return get_object_or_404(persons, username=username)


@require_POST
def person_disable(request: AuthenticatedRequest, username: str) -> HttpResponse:
    """Close an account."""
    person = person_of(request, username)
    if decision := can_close(request.user, person):
        actions.disable_person(user=person, by=request.user)
        messages.success(request, _("%(person)s can no longer sign in.") % {"person": person})
    else:
        messages.error(request, decision.reason)
    return redirect(PAGE)


@require_POST
@never_cache
def person_password(request: AuthenticatedRequest, username: str) -> HttpResponse:
    """Give a person who forgot his password a new one, and show it this once."""
    person = person_of(request, username)
    can_manage(request.user, person).enforce()
    password = actions.renew_password(user=person, by=request.user)
    context = {"person": person, "passwords": {person.username: password}, "nav_at": PAGE}
    return render(request, "accounts/password.html", context)


@require_http_methods(["GET", "POST"])
def person_email(request: AuthenticatedRequest, username: str) -> HttpResponse:
    """Show and change where a person is told by mail of what waits for him."""
    person = person_of(request, username)
    can_manage(request.user, person).enforce()
    form = EmailForm(request.POST or None, initial={"email": person.email})

    def act() -> str:
        actions.set_email(user=person, by=request.user, **checked(form))
        messages.success(
            request, _("The e-mail address of %(person)s is saved.") % {"person": person}
        )
        return PAGE

    if request.method == "POST":
        try:
            return redirect(once(request, act))
        except ValidationError as refusal:
            say(form, refusal)
    context = {"person": person, "form": form, "nav_at": PAGE}
    status = 422 if form.errors else 200
    return render(request, "accounts/email.html", context, status=status)


@require_POST
def role_grant(request: AuthenticatedRequest) -> HttpResponse:
    """Give a person a role."""
    form = role_form(below(tops(request.user, P.ROLE_GRANT)), request.POST)

    def act() -> str:
        actions.grant_role(by=request.user, **checked(form))
        messages.success(request, _("The role is granted."))
        return PAGE

    try:
        return redirect(once(request, act))
    except (ValidationError, PermissionDenied) as refusal:
        say(form, refusal)
        return page(request, 422, role_form=form)


@require_POST
def role_appoint(request: AuthenticatedRequest, username: str) -> HttpResponse:
    """Name the first security administrator."""
    person, body = person_of(request, username), tops(request.user, P.PEOPLE_MANAGE)[0]
    if decision := can_appoint(request.user, person, body):
        actions.appoint_security_administrator(user=person, body=body, by=request.user)
        messages.success(request, _("The role is granted."))
    else:
        messages.error(request, decision.reason)
    return redirect(PAGE)


@require_POST
def role_revoke(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    reached = below(tops(request.user, P.ROLE_GRANT))
    seats = Membership.objects.filter(unit__in=reached).select_related("unit__parent__parent")
    seat = get_object_or_404(seats, pk=pk)
    if decision := can_revoke(request.user, seat):
        actions.revoke_role(seat=seat, by=request.user)
        messages.success(request, _("The role is taken back."))
    else:
        messages.error(request, decision.reason)
    return redirect(PAGE)
