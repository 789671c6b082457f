"""Planned and verified levels: the committee's list, and one risk point's page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk import level_actions
from riskcontrol.desk.point_levels import (
    PROPOSED,
    READY,
    STANDING,
    UNPLANNED,
    Folder,
    folder_of,
    listed,
)
from riskpoints.actions.levels import raise_verified, withdraw_verified
from riskpoints.explaining import explain
from riskpoints.level_forms import LevelForm, RaiseForm
from riskpoints.models import RiskPoint, VerifiedLevel
from riskpoints.permissions.levels import can_raise_verified

PER_PAGE = 20
HERE = "desk:committee"
TABS = {
    READY: gettext_lazy("Ready to be verified"),
    PROPOSED: gettext_lazy("Waiting for a second person"),
    UNPLANNED: gettext_lazy("Proven, but no level planned"),
    STANDING: gettext_lazy("Verified"),
}


@require_GET
def levels(request: AuthenticatedRequest) -> HttpResponse:
    """List the risk points whose level may be ruled to have fallen, and those whose level has."""
    show = request.GET.get("show", READY)
    if show not in TABS:
        raise Http404
    page = Paginator(listed(request.user, show), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "show": show,
        "tabs": TABS.items(),
        "trail": [(_("Committee"), reverse(HERE)), (_("Verified levels"), "")],
        "nav_at": HERE,
    }
    return render(request, "desk/levels.html", context)


def get_point(request: AuthenticatedRequest, pk: int) -> RiskPoint:
    """Load a risk point of a body that the reader may read, or 404."""
    points = RiskPoint.objects.visible_to(request.user).for_detail()
    points = points.select_related("section__parent__parent", "worksheet__section__parent__parent")
    return get_object_or_404(points, pk=pk)


@require_GET
def point_levels(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a risk point's initial, planned and verified level, what is proven, and every ruling."""
    return show(request, get_point(request, pk))


def show(
    request: AuthenticatedRequest, point: RiskPoint, *, refused: dict[str, Form] | None = None
) -> HttpResponse:
    """Render the page, with the forms that were not accepted in place of fresh ones."""
    folder, typed = folder_of(point, request.user), refused or {}
    context = {
        "folder": folder,
        "point": point,
        "stages": folder.stages,
        "sentence": explain(point.ruling) if point.ruling else "",
        "plan_form": typed.get("plan") or plan_form(folder),
        "propose_form": typed.get("propose") or propose_form(folder),
        "raise_form": typed.get("raise") or RaiseForm(prefix="raise"),
        "refused": list(typed.values()),
        "trail": [
            (_("Risk points"), reverse("riskpoints:list")),
            (point.title, reverse("riskpoints:detail", args=[point.pk])),
            (_("Levels"), ""),
        ],
        "nav_at": "riskpoints:list",
    }
    return render(request, "desk/point_levels.html", context, status=422 if typed else 200)


def plan_form(folder: Folder, data: Any = None) -> LevelForm:
    """Build the chair's form for what level is expected."""
    plan = folder.stages.planned
    initial = {"rank": plan.rank, "reason": plan.reason} if plan else {}
    label = _("Level expected once the measures stand")
    return LevelForm(data, prefix="plan", label=label, levels=folder.levels, initial=initial)


def propose_form(folder: Folder, data: Any = None) -> LevelForm:
    """Build the form for proposing that the level has fallen."""
    return LevelForm(data, prefix="propose", label=_("Verified level"), levels=folder.lower_levels)


def acted(
    request: AuthenticatedRequest, point: RiskPoint, act: Callable[[], object], said: str
) -> HttpResponse:
    """Act once, say so, and go back to the risk point's page."""

    def carry() -> str:
        act()
        messages.success(request, said)
        return reverse("desk:point_levels", args=[point.pk])

    return redirect(once(request, carry))


def tried(
    request: AuthenticatedRequest,
    point: RiskPoint,
    name: str,
    form: Form,
    act: Callable[[], object],
    said: str,
) -> HttpResponse:
    """Act on a valid form; show one that is refused again, with what was typed."""
    if not form.is_valid():
        return show(request, point, refused={name: form})
    try:
        return acted(request, point, act, said)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show(request, point, refused={name: form})


@require_POST
def level_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what level is expected of a risk point that is ruled on."""
    point = get_point(request, pk)
    folder = folder_of(point, request.user)
    folder.may_plan.enforce()
    form = plan_form(folder, request.POST)
    return tried(
        request, point, "plan", form,
        lambda: level_actions.plan(risk_point=point, by=request.user, **form.cleaned_data),
        _("The planned level is written down."),
    )  # fmt: skip


@require_POST
def level_propose(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Propose that a level has fallen."""
    point = get_point(request, pk)
    folder = folder_of(point, request.user)
    folder.may_propose.enforce()
    form = propose_form(folder, request.POST)
    return tried(
        request, point, "propose", form,
        lambda: level_actions.propose(risk_point=point, by=request.user, **form.cleaned_data),
        _("Proposed. It waits for a second person."),
    )  # fmt: skip


@require_POST
def level_raise(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Raise a risk point back to the level that was ruled."""
    point = get_point(request, pk)
    can_raise_verified(request.user, point).enforce()
    form = RaiseForm(request.POST, prefix="raise")
    return tried(
        request, point, "raise", form,
        lambda: raise_verified(risk_point=point, by=request.user, **form.cleaned_data),
        _("The level is raised back."),
    )  # fmt: skip


def get_verified(request: AuthenticatedRequest, pk: int) -> VerifiedLevel:
    """Load a verified level of a body that the reader may read, or 404."""
    point = RiskPoint.objects.visible_to(request.user)
    return get_object_or_404(VerifiedLevel.objects.whole().filter(risk_point__in=point), pk=pk)


@require_POST
def level_second(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Rule as the second person that a level has fallen."""
    verified = get_verified(request, pk)
    return acted(
        request, verified.risk_point,
        lambda: level_actions.second(verified=verified, by=request.user),
        _("Ruled. The verified level stands."),
    )  # fmt: skip


@require_POST
def level_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a proposed verified level back."""
    verified = get_verified(request, pk)
    return acted(
        request, verified.risk_point,
        lambda: withdraw_verified(verified=verified, by=request.user),
        _("The proposal is taken back."),
    )  # fmt: skip
