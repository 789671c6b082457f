"""The auditor's pages: the ledger and its verification."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.models import Entry
from riskcontrol.audit.verification import BrokenChainError, verify

ROWS_A_PAGE = 50


@require_GET
def ledger(request: AuthenticatedRequest) -> HttpResponse:
    """The ledger's entries, newest first: verbs, ids and digests; an auditor sees no content."""
    enforce_auditor(request)
    page = Paginator(Entry.objects.for_list(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/ledger.html", {"page": page})


@require_POST
def ledger_verify(request: AuthenticatedRequest) -> HttpResponse:
    """Verify both chains now and say what was found."""
    enforce_auditor(request)
    try:
        count = verify()
        messages.success(request, _("%(count)s entries, both chains whole.") % {"count": count})
    except BrokenChainError as error:
        messages.error(request, str(error))
    return redirect("desk:ledger")


def enforce_auditor(request: AuthenticatedRequest) -> None:
    """Let nobody but the auditor in."""
    if not request.user.may_anywhere(Permission.LEDGER_READ):
        raise PermissionDenied(_("The ledger is read by the auditor."))
