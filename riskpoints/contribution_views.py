"""What came without an account: the committee looks first, for it may accuse somebody."""

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once

from .actions import contributions as actions
from .models import Contribution

PER_PAGE = 20
HERE = "desk:committee"


@never_cache
@require_GET
def held_list(request: AuthenticatedRequest) -> HttpResponse:
    """List what came without an account and waits for the committee; 404 to everybody else."""
    return _page(request, [])


def _page(request: AuthenticatedRequest, errors: list[str], status: int = 200) -> HttpResponse:
    if not request.user.may_anywhere(Permission.LEAD_KEEP):
        raise Http404
    found = Contribution.objects.held_for(request.user)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "errors": [{"message": words} for words in errors],
        "trail": [(_("Committee"), reverse(HERE)), (_("Said without an account"), "")],
        "nav_at": HERE,
    }
    return render(request, "riskpoints/held.html", context, status=status)


@never_cache
@require_POST
def held_act(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Let one through to its step, keep it as a lead, or keep it out with a reason."""
    found = Contribution.objects.held_for(request.user)
    contribution = get_object_or_404(found, public_id=public_id)
    name, by = request.POST.get("act"), request.user
    if name not in ("let-through", "lead", "keep-out"):
        raise SuspiciousOperation

    def act() -> str:
        if name == "let-through":
            actions.let_through(contribution=contribution, by=by)
        elif name == "lead":
            lead = actions.make_a_lead(contribution=contribution, by=by)
            messages.success(request, _("Kept as a lead."))
            return reverse("riskpoints:lead_detail", args=[lead.public_id])
        else:
            reason = request.POST.get("because", "")
            actions.keep_out(contribution=contribution, reason=reason, by=by)
        messages.success(request, _("Noted."))
        return reverse("riskpoints:held_list")

    try:
        return redirect(once(request, act))
    except ValidationError as problem:
        return _page(request, problem.messages, status=422)
