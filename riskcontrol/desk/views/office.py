"""The administrators' pages that cross apps: the ledger and a body's settings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from powers.actions.policies import set_policy
from powers.policies import policy_of
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.models import Entry
from riskcontrol.audit.verification import BrokenChainError, verify
from riskcontrol.desk.forms.settings import PolicyForm


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger's entries, newest first: verbs, ids and digests; an auditor sees no content."""
    enforce_auditor(request)
    page = Paginator(Entry.objects.for_list(), 50).get_page(request.GET.get("page"))
    return render(request, "desk/ledger.html", {"page": page})


@require_POST
def ledger_verify(request: HttpRequest) -> HttpResponse:
    """Verify both chains now and say what was found."""
    enforce_auditor(request)
    try:
        count = verify()
        messages.success(request, _("%(count)s entries, both chains whole.") % {"count": count})
    except BrokenChainError as error:
        messages.error(request, str(error))
    return redirect("desk:ledger")


def enforce_auditor(request: HttpRequest) -> None:
    """Let nobody but the auditor in."""
    if not request.user.may_anywhere(Permission.LEDGER_READ):
        raise PermissionDenied(_("The ledger is read by the auditor."))


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """A body's rules: the stages of a release and the posting period."""
    body = managed_body(request)
    policy = policy_of(body)
    form = PolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        set_policy(body=body, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("The settings are saved. They apply to what is sent up from now on.")
        )
        return redirect("desk:settings")
    return render(request, "desk/settings.html", {"form": form, "body": body})


def managed_body(request: HttpRequest) -> Unit:
    """The body whose settings the person may change; 403 where there is none."""
    bodies = Unit.objects.workable_by(request.user, Permission.SETTINGS_CHANGE).bodies()
    body = bodies.first()
    if body is None:
        raise PermissionDenied(_("Settings are changed by the system administrator."))
    return body
