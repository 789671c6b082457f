"""The auditor's pages: the ledger and its verification."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.verification import BrokenChainError
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
