"""The six eyes at a worksheet: one sheet for several contributions, and handing in one's own rows."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.views.worksheets import HERE, get_worksheet, page_of, trail_of
from riskcontrol.lib.addresses import public_address
from riskpoints.actions import contributions as actions
from riskpoints.contribution_forms import ContributeForm
from riskpoints.models import Contribution, Worksheet
from riskpoints.permissions.contributions import can_contribute, eyes_of
from riskpoints.rows import sheet_of
from riskpoints.states import PEER_EYES


@require_http_methods(["GET", "POST"])
def contribute(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enter what one of the six eyes points at; a meeting's contributions on one sheet."""
    worksheet = get_worksheet(request, pk)
    can_contribute(request.user, worksheet).enforce()
    form = ContributeForm(
        request.POST or None,
        eyes=eyes_of(request.user, worksheet),
        rows=sheet_of(worksheet).rows,
        initial={"who": request.user.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _enter(request, worksheet, form)))
        except ValidationError as problem:
            form.add_error(None, problem.messages)
    return _page(request, worksheet, form)


def _page(
    request: AuthenticatedRequest, worksheet: Worksheet, form: ContributeForm
) -> HttpResponse:
    own = Contribution.objects.beside(worksheet).filter(entered_by=request.user)
    turn = worksheet.peer_turns.filter(user=request.user).first()
    context = {
        "worksheet": worksheet,
        "form": form,
        "own": own.select_related("step", "position", "section"),
        "turn": turn,
        "is_peer": any(eye in PEER_EYES for eye in eyes_of(request.user, worksheet)),
        "short_form": short_form_of(request, worksheet),
        "page_url": page_of(worksheet),
        "trail": trail_of(worksheet, _("Contribute")),
        "nav_at": HERE,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/worksheet_contribute.html", context, status=status)


def short_form_of(request: AuthenticatedRequest, worksheet: Worksheet) -> str:
    """Give the address of the form without an account; empty where no network of the unit is set."""
    if not settings.FINDING_NETWORKS or worksheet.flowchart is None:
        return ""
    path = reverse("disclosure:finding", args=[worksheet.flowchart.code])
    return public_address(request, path)


def _enter(request: AuthenticatedRequest, worksheet: Worksheet, form: ContributeForm) -> str:
    typed = form.cleaned_data
    entered = actions.contribute(
        worksheet=worksheet,
        method=typed["method"],
        who=typed["who"],
        on=typed["on"],
        said=form.said(),
        by=request.user,
    )
    said = ngettext(
        "%(count)s contribution is entered.", "%(count)s contributions are entered.", len(entered)
    )
    messages.success(request, said % {"count": len(entered)})
    return reverse("desk:contribute", args=[worksheet.pk])


@require_POST
def own_handed_in(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand in one's own rows, after which the others' can be read."""
    worksheet = get_worksheet(request, pk)

    def act() -> str:
        actions.hand_in_own(worksheet=worksheet, by=request.user)
        messages.success(request, _("Handed in. You now see what colleagues handed in."))
        return page_of(worksheet)

    return redirect(once(request, act))


@require_POST
def contribution_take_away(request: AuthenticatedRequest, pk: int, public_id: str) -> HttpResponse:
    """Take a contribution of one's own away."""
    worksheet = get_worksheet(request, pk)
    own = Contribution.objects.beside(worksheet).filter(entered_by=request.user)
    contribution = get_object_or_404(own, public_id=public_id)

    def act() -> str:
        actions.take_away(contribution=contribution, worksheet=worksheet, by=request.user)
        return reverse("desk:contribute", args=[worksheet.pk])

    return redirect(once(request, act))
