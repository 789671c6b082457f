"""The body, its sections and positions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskcontrol.accounts import actions
from riskcontrol.accounts.forms import PositionForm, UnitForm
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.querysets import UnitQuerySet
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once

from .reach import below, checked, say, tops

PAGE = "accounts:units"


def managed(request: AuthenticatedRequest) -> UnitQuerySet:
    """Give the units an administrator manages; 403 where there is none."""
    return below(tops(request.user, Permission.UNIT_MANAGE))


@require_GET
def units(request: AuthenticatedRequest) -> HttpResponse:
    """The body, its sections and positions; forms to add to them."""
    return page(request, managed(request))


def page(
    request: AuthenticatedRequest, reached: UnitQuerySet, status: int = 200, **refused: Any
) -> HttpResponse:
    """Show the units; a form that was refused replaces the empty one."""
    context = {
        "units": reached.prefetch_related("classes", "duties", "positions"),
        "section_form": UnitForm(bodies=reached.bodies(), prefix="section"),
        "position_form": PositionForm(units=reached, prefix="position"),
        "nav_at": PAGE,
    }
    return render(request, "accounts/units.html", context | refused, status=status)


@require_POST
def section_add(request: AuthenticatedRequest) -> HttpResponse:
    """Add a section."""
    reached = managed(request)
    form = UnitForm(request.POST, bodies=reached.bodies(), prefix="section")

    def act() -> str:
        actions.add_section(by=request.user, **checked(form))
        messages.success(request, _("The section is added."))
        return PAGE

    try:
        return redirect(once(request, act))
    except ValidationError:
        return page(request, reached, 422, section_form=form)


@require_http_methods(["GET", "POST"])
def unit_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change a unit's name, classes and duties."""
    unit = get_object_or_404(managed(request).select_related("parent__parent"), code=code)
    initial = {
        "name": unit.name,
        "classes": "\n".join(str(one) for one in unit.classes.all()),
        "duties": "\n".join(str(one) for one in unit.duties.all()),
    }
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_unit(unit=unit, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(PAGE)
    status = 422 if form.is_bound else 200
    context = {"form": form, "unit": unit, "nav_at": PAGE}
    return render(request, "accounts/unit_edit.html", context, status=status)


@require_POST
def position_add(request: AuthenticatedRequest) -> HttpResponse:
    """Add a position."""
    reached = managed(request)
    form = PositionForm(request.POST, units=reached, prefix="position")

    def act() -> str:
        actions.add_position(by=request.user, **checked(form))
        messages.success(request, _("The position is added."))
        return PAGE

    try:
        return redirect(once(request, act))
    except ValidationError as refusal:
        say(form, refusal)
        return page(request, reached, 422, position_form=form)
