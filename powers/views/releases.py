"""The page on which a chart goes up: what is asked, the stages, and the one act of whoever looks."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from powers.actions import postings as actions
from powers.charts import drawing_of
from powers.forms.postings import ClearanceForm, Plain, RemarkForm, SubmitForm
from powers.models import Flowchart, Release
from powers.permissions import postings as rules
from powers.policies import policy_of
from powers.release_steps import steps_of, who_must
from powers.states import Stage
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.audit.once import once

from .charts import get_chart, picture_of


class Act(NamedTuple):
    """One act on the page: its form, what it does with the typed values, and the word said after."""

    form: type[Plain]
    do: Callable[..., object]
    said: Any


ACTS = {
    "submit": Act(SubmitForm, actions.submit_release, gettext_lazy("The chart is sent up.")),
    "check": Act(Plain, actions.check_release, gettext_lazy("Your check is noted.")),
    "clear": Act(ClearanceForm, actions.clear_release, gettext_lazy("Your review is noted.")),
    "sign": Act(Plain, actions.sign_release, gettext_lazy("Your signature is noted.")),
    "return": Act(
        RemarkForm, actions.return_release, gettext_lazy("The chart is back with the section.")
    ),
    "withdraw": Act(
        Plain, actions.withdraw_release, gettext_lazy("The chart is back with the section.")
    ),
    "keep": Act(Plain, actions.keep_withheld, gettext_lazy("The drawing is confirmed.")),
}
OF_CHART = {"submit", "keep"}
STAGE_ACT = {Stage.CHECK: "check", Stage.CLEARANCE: "clear", Stage.SIGNATURE: "sign"}


@require_http_methods(["GET", "POST"])
def release(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show how far a chart is on its way up, and take the act of whoever may act now."""
    chart = get_chart(request.user, code)
    if request.method == "GET":
        return release_page(request, chart)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise SuspiciousOperation
    form = form_of(name, chart, request.POST)
    if not form.is_valid():
        return release_page(request, chart, {name: form})

    def act() -> str:
        target = {"flowchart": chart} if name in OF_CHART else {"release": last_release(chart)}
        ACTS[name].do(**target, **form.cleaned_data, by=request.user)
        messages.success(request, ACTS[name].said)
        return reverse("powers:release", args=[chart.code])

    return redirect(once(request, act))


def last_release(chart: Flowchart) -> Release:
    """Load the chart's latest release; 404 where it never went up."""
    return get_object_or_404(chart.releases.for_page()[:1])


def form_of(name: str, chart: Flowchart, data: Any = None) -> Plain:
    """Make the form of an act."""
    kind = ACTS[name].form
    return kind(data, policy=policy_of(chart.body)) if kind is SubmitForm else kind(data)


def release_page(
    request: AuthenticatedRequest, chart: Flowchart, bound: dict[str, Plain] | None = None
) -> HttpResponse:
    """Lay out the page; `bound` is the form that came back with errors."""
    release = chart.releases.for_page().first()
    names = [name for name, may in may_now(request.user, chart, release).items() if may]
    forms = {name: form_of(name, chart) for name in names} | (bound or {})
    waits = release is not None and release.stage in STAGE_ACT
    context = {
        "chart": chart,
        "release": release,
        "steps": steps_of(release, policy_of(chart.body)),
        "forms": forms,
        "bound": next(iter((bound or {}).values()), None),
        "names": names,
        "decision": rules.can_act(request.user, release) if waits and release else None,
        "who": who_must(release) if waits and release else [],
        "may_submit": rules.can_submit_release(request.user, chart),
        "withheld": rules.is_withheld(chart),
        **picture_of(drawing_of(chart)),
    }
    return render(request, "powers/release.html", context)


def may_now(user: User, chart: Flowchart, release: Release | None) -> dict[str, bool]:
    """Say which acts this person may do now."""
    may = {
        "submit": bool(rules.can_submit_release(user, chart)),
        "keep": bool(rules.can_keep_withheld(user, chart)),
    }
    if release is None or release.stage not in STAGE_ACT:
        return may
    acts = bool(rules.can_act(user, release))
    withdraws = bool(rules.can_withdraw_release(user, release))
    return may | {STAGE_ACT[Stage(release.stage)]: acts, "return": acts, "withdraw": withdraws}
