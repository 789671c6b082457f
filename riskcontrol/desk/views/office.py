"""The administrators' pages that cross apps: the ledger and a body's settings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from powers.actions.policies import set_policy
from powers.policies import policy_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.verification import BrokenChainError
from riskcontrol.desk.forms.settings import PolicyForm
from riskcontrol.desk.ledger import OtherChainError, Reading, reading_of, verified

ROWS_A_PAGE = 50


@never_cache
@require_GET
def ledger(request: AuthenticatedRequest) -> HttpResponse:
    """The ledger's entries, newest first: verbs, ids and digests; nobody sees content here."""
    reading = get_reading(request)
    page = Paginator(reading.entries, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "reading": reading}
    if reading.is_narrowed:
        context["nav_at"] = "desk:committee"
    return render(request, "desk/ledger.html", context)


@require_POST
def ledger_verify(request: AuthenticatedRequest) -> HttpResponse:
    """Verify every chain now and say what was found."""
    reading = get_reading(request)
    try:
        messages.success(request, verified(reading))
    except (BrokenChainError, OtherChainError) as error:
        messages.error(request, str(error))
    return redirect("desk:ledger")


def get_reading(request: AuthenticatedRequest) -> Reading:
    """Say what of the ledger he reads; 403 to whoever is neither auditor nor on the committee."""
    reading = reading_of(request.user)
    if reading is None:
        raise PermissionDenied(_("The ledger is read by the auditor."))
    return reading


@require_http_methods(["GET", "POST"])
def settings(request: AuthenticatedRequest) -> HttpResponse:
    """A body's rules: the stages of a release and the posting period."""
    bodies = managed_bodies(request)
    code = request.GET.get("body") or bodies[0].code
    body = get_object_or_404(bodies, code=code)
    form = PolicyForm(request.POST or None, instance=policy_of(body))
    if request.method == "POST" and form.is_valid():
        set_policy(body=body, by=request.user, **form.cleaned_data)
        words = _("The settings are saved. They apply to what is sent up from now on.")
        messages.success(request, words)
        return redirect(request.get_full_path())
    context = {"form": form, "body": body, "bodies": bodies}
    status = 422 if form.is_bound else 200
    return render(request, "desk/settings.html", context, status=status)


def managed_bodies(request: AuthenticatedRequest) -> QuerySet[Unit]:
    """Give the bodies whose settings he may change; 403 where there is none."""
    bodies = Unit.objects.workable_by(request.user, Permission.SETTINGS_CHANGE).bodies()
    if not bodies:
        raise PermissionDenied(_("Settings are changed by the system administrator."))
    return bodies
