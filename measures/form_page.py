"""The page of a form about a rule or a measure."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.stale import posted_version
from riskpoints.lead_views import carried_out

from .models import Measure, Rule

HERE = "measures:list"


def show_form(
    request: AuthenticatedRequest,
    form: Form,
    act: Callable[[], str],
    *,
    title: str,
    way: list[tuple[str, str]],
    about: Rule | Measure | None = None,
    lead: object = "",
    **shown: Any,
) -> HttpResponse:
    """Show a form, or act once where it is good; 422 where something must be mended.

    `way` are the names and addresses of the pages above; to the last of them one goes back.
    """
    # Nothing may be chosen and typed at all in a form of boxes alone, so the method is asked.
    if request.method == "POST" and (response := carried_out(request, form, act)):
        return response
    context = {"form": form, "title": title, "lead": lead or about, "nav_at": HERE, **shown}
    context |= {"trail": [*way, (title, "")], "back": way[-1][1]}
    context["row_version"] = posted_version(request) or (about.row_version if about else 0)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/form.html", context, status=status)
