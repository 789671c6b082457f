"""The page of a posting's period: how its last day is counted, a later last day, an early end."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from powers.actions import postings as actions
from powers.forms.periods import ExtensionForm, StopForm
from powers.forms.postings import Plain
from powers.models import Posting
from powers.permissions import postings as rules
from powers.policies import policy_of
from powers.querysets import today
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.audit.once import once
from riskcontrol.lib.decisions import Decision

from .posting_page import trail


class Act(NamedTuple):
    """One act on the page: its form, who may, what it does, and the word said after."""

    form: type[Plain]
    may: Callable[[User, Posting], Decision]
    do: Callable[..., object]
    said: Any


ACTS = {
    "extend": Act(
        ExtensionForm,
        rules.can_extend,
        actions.extend_posting,
        gettext_lazy("The posting is extended."),
    ),
    "stop": Act(
        StopForm, rules.can_stop, actions.stop_posting, gettext_lazy("The early end is noted.")
    ),
    "confirm": Act(
        Plain, rules.can_confirm_stop, actions.confirm_stop, gettext_lazy("The posting is stopped.")
    ),
    "drop": Act(
        Plain, rules.can_drop_stop, actions.drop_stop, gettext_lazy("The posting runs on.")
    ),
}


@require_http_methods(["GET", "POST"])
def posting_period(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a posting's period and take what changes it: an extension, an early end."""
    found = Posting.objects.visible_to(request.user).for_page().prefetch_related("extensions")
    posting = get_object_or_404(found, pk=pk)
    if request.method == "GET":
        return period_page(request, posting)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise SuspiciousOperation
    form = form_of(name, posting, request.POST)
    if not form.is_valid():
        return period_page(request, posting, {name: form})

    def act() -> str:
        ACTS[name].do(posting=posting, by=request.user, **form.cleaned_data)
        messages.success(request, ACTS[name].said)
        return reverse("powers:posting_period", args=[posting.pk])

    try:
        return redirect(once(request, act))
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return period_page(request, posting, {name: form})


def form_of(name: str, posting: Posting, data: Any = None) -> Plain:
    """Make the form of an act; each has its fields' ids to itself."""
    kind, auto_id = ACTS[name].form, f"id_{name}_%s"
    if kind is ExtensionForm:
        return ExtensionForm(data, auto_id=auto_id, posting=posting)
    return kind(data, auto_id=auto_id)


def period_page(
    request: AuthenticatedRequest, posting: Posting, bound: dict[str, Plain] | None = None
) -> HttpResponse:
    """Lay out the page; `bound` is the form that came back with errors."""
    may = {name: act.may(request.user, posting) for name, act in ACTS.items()}
    context = {
        "posting": posting,
        "state": posting.state_on(today()),
        "calculation": posting.calculation_sentences,
        "may": may,
        "forms": {name: form_of(name, posting) for name in ACTS if may[name]} | (bound or {}),
        "bound": next(iter((bound or {}).values()), None),
        "asks_a_second": policy_of(posting.flowchart.body).second_person,
        "trail": trail(posting, _("Period")),
    }
    return render(request, "powers/posting_period.html", context)
