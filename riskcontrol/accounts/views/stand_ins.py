"""Who stands in for whom: a person names a colleague for himself, the security administrator for anybody."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts import actions
from riskcontrol.accounts.forms import StandInForm
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import StandIn, Unit, User
from riskcontrol.accounts.permissions import can_end_stand_in
from riskcontrol.accounts.querysets import StandInQuerySet
from riskcontrol.accounts.roles import PERMISSIONS, Permission
from riskcontrol.audit.once import once

from .reach import checked, say

PAGE = "accounts:stand_ins"
READERS = [role for role, granted in PERMISSIONS.items() if Permission.CONTENT_VIEW in granted]


@require_GET
def stand_ins(request: AuthenticatedRequest) -> HttpResponse:
    """List who stands in for whom from today on, with a form to name somebody."""
    return page(request)


def page(
    request: AuthenticatedRequest, form: StandInForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the page; a form that was refused replaces the empty one."""
    form = form or form_for(request.user)
    shown = visible_to(request.user).ahead(timezone.localdate()).with_people()
    shown = shown.prefetch_related("principal__memberships__unit__parent__parent")
    rows = [(each, bool(can_end_stand_in(request.user, each))) for each in shown]
    context = {"form": form, "rows": rows, "today": timezone.localdate()}
    return render(request, "accounts/stand_ins.html", context, status=status)


def visible_to(user: User) -> StandInQuerySet:
    """Give those that concern him, or people whose roles he grants."""
    own = Q(principal=user) | Q(person=user)
    granted = Unit.objects.workable_by(user, Permission.ROLE_GRANT)
    return StandIn.objects.filter(own | Q(principal__in=User.objects.of(granted)))


def form_for(user: User, data: QueryDict | None = None) -> StandInForm:
    """Make the form: whoever reads the business names a colleague for himself; 403 for the rest."""
    own = bool(user.reading_ids)
    if not own and not user.may_anywhere(Permission.ROLE_GRANT):
        raise PermissionDenied(
            _("Only whoever has a turn on a chart's way up can be stood in for.")
        )
    granted = Unit.objects.workable_by(user, Permission.ROLE_GRANT)
    units = Unit.objects.visible_to(user) if own else granted
    readers = User.objects.filter(memberships__unit__in=units, memberships__role__in=READERS)
    people = readers.filter(is_active=True).exclude(pk=user.pk).distinct()
    return StandInForm(data, people=people, own=own, today=timezone.localdate())


@require_POST
def stand_in_add(request: AuthenticatedRequest) -> HttpResponse:
    """Name somebody."""
    form = form_for(request.user, request.POST)

    def act() -> str:
        typed: dict[str, Any] = {"principal": request.user} | checked(form)
        stand_in = actions.name_stand_in(by=request.user, **typed)
        words = _("%(person)s stands in for %(principal)s.")
        names = {"person": stand_in.person, "principal": stand_in.principal}
        messages.success(request, words % names)
        return PAGE

    try:
        return redirect(once(request, act))
    except (ValidationError, PermissionDenied) as refusal:
        say(form, refusal)
        return page(request, form, 422)


@require_POST
def stand_in_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End one before its last day."""
    stand_in = get_object_or_404(visible_to(request.user), pk=pk)
    actions.end_stand_in(stand_in=stand_in, by=request.user)
    messages.success(request, _("It has ended."))
    return redirect(PAGE)
