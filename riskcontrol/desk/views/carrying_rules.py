"""The page of a body's rules for carrying out: reminders, how what is overdue rises, reviews."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures.actions.carrying_rules import set_carrying_rules
from measures.rising import rules_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.carrying_rules import CarryingRulesForm
from riskcontrol.desk.views.settings import chosen_body, managed_bodies
from riskcontrol.lib.stale import Stale, conflict_page, posted_version


@require_http_methods(["GET", "POST"])
def carrying_rules(request: AuthenticatedRequest) -> HttpResponse:
    """Show and set a body's rules for carrying out its measures."""
    body = chosen_body(request)
    form = CarryingRulesForm(request.POST or None, instance=rules_of(body))
    version = posted_version(request) or form.instance.row_version
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            said = {"expected": posted_version(request), **form.cleaned_data}
            set_carrying_rules(body=body, by=request.user, **said)
            messages.success(request, _("The rules are saved. They apply from now on."))
            return request.get_full_path()

        try:
            return redirect(once(request, act))
        except Stale as stale:
            return conflict_page(request, stale)
    context = {
        "form": form,
        "row_version": version,
        "body": body,
        "bodies": managed_bodies(request),
        "nav_at": "desk:settings",
    }
    status = 422 if form.errors else 200
    return render(request, "desk/carrying_rules.html", context, status=status)
