"""The pages of a body's rules: for its committee, and for carrying out its measures."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures.actions.carrying_rules import set_carrying_rules
from measures.rising import rules_of as carrying_rules_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.carrying_rules import CarryingRulesForm
from riskcontrol.desk.forms.committee_rules import CommitteeRulesForm
from riskcontrol.desk.views.settings import chosen_body, managed_bodies
from riskcontrol.lib.stale import Stale, conflict_page, posted_version
from riskpoints.actions.committee_rules import set_committee_rules
from riskpoints.committee_rules import rules_of as committee_rules_of


@require_http_methods(["GET", "POST"])
def committee_rules(request: AuthenticatedRequest) -> HttpResponse:
    """Show and set a body's rules for its committee: the quorum, the confirmation in two stages."""
    body = chosen_body(request)
    form = CommitteeRulesForm(request.POST or None, instance=committee_rules_of(body))
    return rules_page(request, body, form, set_committee_rules, title=_("Rules of the committee"))


@require_http_methods(["GET", "POST"])
def carrying_rules(request: AuthenticatedRequest) -> HttpResponse:
    """Show and set a body's rules for carrying out: reminders, how what is overdue rises, reviews."""
    body = chosen_body(request)
    form = CarryingRulesForm(request.POST or None, instance=carrying_rules_of(body))
    return rules_page(request, body, form, set_carrying_rules, title=_("Rules for carrying out"))


def rules_page(
    request: AuthenticatedRequest,
    body: Unit,
    form: ModelForm,
    set_rules: Callable[..., object],
    *,
    title: str,
) -> HttpResponse:
    """Show a body's rules of one kind, or set them once; 422 where something must be mended."""
    version = posted_version(request) or form.instance.row_version
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            said = {"expected": posted_version(request), **form.cleaned_data}
            set_rules(body=body, by=request.user, **said)
            messages.success(request, _("The rules are saved. They apply from now on."))
            return request.get_full_path()

        try:
            return redirect(once(request, act))
        except Stale as stale:
            return conflict_page(request, stale)
    context = {
        "title": title,
        "form": form,
        "row_version": version,
        "body": body,
        "bodies": managed_bodies(request),
        "nav_at": "desk:settings",
    }
    return render(request, "desk/body_rules.html", context, status=422 if form.errors else 200)
