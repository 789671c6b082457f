"""Pages about people, units and settings, and the door of an empty installation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskcontrol.audit.once import once

from . import actions
from .demo import PEOPLE
from .forms import (
    FirstRunForm,
    LanguageForm,
    NewcomerFormSet,
    PersonForm,
    PositionForm,
    RoleForm,
    UnitForm,
)
from .models import Membership, Position, Unit, User
from .roles import Permission, Role

P = Permission


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the form was open too long; what was typed is still in the browser."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Name the body, its sections and its people, where nobody has an account yet."""
    if User.objects.exists():
        return redirect("account_login")
    form = FirstRunForm(request.POST or None)
    people = NewcomerFormSet(request.POST or None, prefix="people")
    if request.method != "POST" or not (form.is_valid() and people.is_valid()):
        return render(request, "accounts/first_run.html", {"form": form, "people": people})
    data = form.cleaned_data
    for sentence in people.misfits(data["username"], data["sections"]):
        form.add_error(None, sentence)
    if form.errors:
        return render(request, "accounts/first_run.html", {"form": form, "people": people})
    passwords = actions.open_installation(
        code=data["body_code"],
        name=data["body_name"],
        sections=data["sections"],
        people=people.newcomers(),
        first=actions.Newcomer(data["person"], data["username"], Role.SYSTEM_ADMINISTRATOR),
        password=data["password"],
    )
    context = {"passwords": passwords, "username": data["username"]}
    return render(request, "accounts/first_run_done.html", context)


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people with one click; everywhere but in the demo this is a 404."""
    known = [person.username for person in PEOPLE] if settings.DEMO else []
    person = get_object_or_404(User, username=request.POST.get("username"), username__in=known)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language on the account and go back to the page it was chosen on."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        actions.set_language(user=request.user, language=form.cleaned_data["language"])
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = settings.LOGIN_REDIRECT_URL
    return redirect(back)


def managed(request: HttpRequest, *permissions: str) -> list[Unit]:
    """The bodies and areas in which the person has one of these permissions; 403 where there is none."""
    seats = request.user.seats
    units = [seat.unit for seat in seats if not seat.permissions.isdisjoint(permissions)]
    if not units:
        raise PermissionDenied(_("This page belongs to the administrators."))
    return units


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who has an account, with which roles; the administrators' forms beside it."""
    units = managed(request, P.PEOPLE_MANAGE, P.ROLE_GRANT)
    reached = Unit.objects.within([unit.pk for unit in units])
    return render(request, "accounts/people.html", people_context(request, reached))


def people_context(request: HttpRequest, reached, **forms) -> dict[str, object]:  # type: ignore[no-untyped-def]  # forms by name
    """What the page of people shows; a form that was refused replaces the empty one."""
    persons = User.objects.prefetch_related("memberships__unit", "memberships__position")
    context = {
        "people": persons.order_by("-is_active", "username"),
        "may_manage": request.user.may_anywhere(P.PEOPLE_MANAGE),
        "may_grant": request.user.may_anywhere(P.ROLE_GRANT),
        "no_granter": not Membership.objects.filter(role=Role.SECURITY_ADMINISTRATOR).exists(),
        "person_form": PersonForm(),
        "role_form": role_form(reached),
    }
    return context | forms


def role_form(reached, data=None) -> RoleForm:  # type: ignore[no-untyped-def]  # a queryset and a QueryDict
    """The form that grants a role, with the choices an administrator reaches."""
    return RoleForm(
        data,
        people=User.objects.filter(is_active=True),
        units=reached,
        positions=Position.objects.filter(unit__in=reached),
    )


@require_POST
def person_add(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    units = managed(request, P.PEOPLE_MANAGE)
    form = PersonForm(request.POST)
    if not form.is_valid():
        reached = Unit.objects.within([unit.pk for unit in units])
        context = people_context(request, reached, person_form=form)
        return render(request, "accounts/people.html", context, status=422)

    def act() -> str:
        actions.add_person(body=units[0], by=request.user, **form.cleaned_data)
        messages.success(request, _("The account is open. Now give it a role."))
        return "accounts:people"

    return redirect(once(request, act))


@require_POST
def person_disable(request: HttpRequest, username: str) -> HttpResponse:
    """Close an account."""
    managed(request, P.PEOPLE_MANAGE)
    person = get_object_or_404(User, username=username)
    try:
        actions.disable_person(user=person, by=request.user)
        messages.success(request, _("%(person)s can no longer sign in.") % {"person": person})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("accounts:people")


@require_POST
def role_grant(request: HttpRequest) -> HttpResponse:
    """Give a person a role."""
    units = managed(request, P.ROLE_GRANT)
    reached = Unit.objects.within([unit.pk for unit in units])
    form = role_form(reached, request.POST)
    if form.is_valid():
        try:
            actions.grant_role(by=request.user, **form.cleaned_data)
            messages.success(request, _("The role is granted."))
            return redirect("accounts:people")
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied as error:
            form.add_error(None, str(error))
    context = people_context(request, reached, role_form=form)
    return render(request, "accounts/people.html", context, status=422)


@require_POST
def role_appoint(request: HttpRequest, username: str) -> HttpResponse:
    """Name the first security administrator."""
    units = managed(request, P.PEOPLE_MANAGE)
    person = get_object_or_404(User, username=username)
    actions.appoint_security_administrator(user=person, body=units[0], by=request.user)
    messages.success(request, _("The role is granted."))
    return redirect("accounts:people")


@require_POST
def role_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    units = managed(request, P.ROLE_GRANT)
    reached = Unit.objects.within([unit.pk for unit in units])
    seat = get_object_or_404(Membership.objects.filter(unit__in=reached), pk=pk)
    try:
        actions.revoke_role(seat=seat, by=request.user)
        messages.success(request, _("The role is taken back."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("accounts:people")


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The body, its sections and positions; forms to add to them."""
    tops = managed(request, P.UNIT_MANAGE)
    return render(request, "accounts/units.html", units_context(tops))


def units_context(tops: list[Unit], **forms: object) -> dict[str, object]:
    """What the page of units shows; a form that was refused replaces the empty one."""
    reached = Unit.objects.within([unit.pk for unit in tops])
    context = {
        "body": tops[0].body,
        "units": reached.prefetch_related("classes", "duties", "positions"),
        "section_form": UnitForm(prefix="section"),
        "position_form": PositionForm(units=reached, prefix="position"),
    }
    return context | forms


@require_POST
def section_add(request: HttpRequest) -> HttpResponse:
    """Add a section."""
    tops = managed(request, P.UNIT_MANAGE)
    form = UnitForm(request.POST, prefix="section")
    if not form.is_valid():
        context = units_context(tops, section_form=form)
        return render(request, "accounts/units.html", context, status=422)

    def act() -> str:
        data = form.cleaned_data
        actions.add_section(
            body=tops[0].body,
            code=data["code"],
            name=data["name"],
            classes=data["classes"],
            by=request.user,
        )
        return "accounts:units"

    return redirect(once(request, act))


@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a unit's name, classes and duties."""
    tops = managed(request, P.UNIT_MANAGE)
    unit = get_object_or_404(Unit.objects.within([top.pk for top in tops]), code=code)
    initial = {
        "name": unit.name,
        "classes": "\n".join(str(one) for one in unit.classes.all()),
        "duties": "\n".join(str(one) for one in unit.duties.all()),
    }
    form = UnitForm(request.POST or None, known=unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_unit(unit=unit, by=request.user, **form.cleaned_data)
        return redirect("accounts:units")
    return render(request, "accounts/unit_edit.html", {"form": form, "unit": unit})


@require_POST
def position_add(request: HttpRequest) -> HttpResponse:
    """Add a position."""
    tops = managed(request, P.UNIT_MANAGE)
    reached = Unit.objects.within([unit.pk for unit in tops])
    form = PositionForm(request.POST, units=reached, prefix="position")
    if form.is_valid():
        try:
            actions.add_position(by=request.user, **form.cleaned_data)
            return redirect("accounts:units")
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = units_context(tops, position_form=form)
    return render(request, "accounts/units.html", context, status=422)
