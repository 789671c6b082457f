"""The page on which a chart goes up: what is asked, the stages, and the one act of whoever looks."""

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

from powers.actions import postings, releases
from powers.charts import drawing_of
from powers.forms.postings import Plain
from powers.forms.releases import ClearanceForm, PassForm, ReturnForm, SubmitForm
from powers.models import Flowchart, Release, ReleaseAct
from powers.permissions import postings as chart_rules
from powers.permissions import releases as rules
from powers.policies import policy_of
from powers.release_steps import steps_of, what_follows, who_must
from powers.states import OPEN_STAGES, Stage
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.audit.once import once

from .charts import get_chart, picture_of, trail


class Act(NamedTuple):
    """One act on the page: its form, what it does with the typed values, and the word said after."""

    form: type[Plain]
    do: Callable[..., object]
    said: Any


ACTS = {
    "submit": Act(SubmitForm, releases.submit_release, gettext_lazy("The chart is sent up.")),
    "check": Act(PassForm, releases.check_release, gettext_lazy("Your check is noted.")),
    "clear": Act(ClearanceForm, releases.clear_release, gettext_lazy("Your review is noted.")),
    "sign": Act(PassForm, releases.sign_release, gettext_lazy("Your signature is noted.")),
    "return": Act(ReturnForm, releases.return_release, gettext_lazy("The chart is given back.")),
    "withdraw": Act(
        Plain, releases.withdraw_release, gettext_lazy("The chart is back with the section.")
    ),
    "keep": Act(Plain, postings.keep_withheld, gettext_lazy("The drawing is confirmed.")),
}
OF_CHART = {"submit", "keep"}
STAGE_ACT: dict[str, str] = {
    Stage.CHECK: "check",
    Stage.CLEARANCE: "clear",
    Stage.SIGNATURE: "sign",
}


@require_http_methods(["GET", "POST"])
def release(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show how far a chart is on its way up, and take the act of whoever may act now."""
    chart = get_chart(request.user, code)
    last = chart.releases.for_page().first()
    if request.method == "GET":
        return release_page(request, chart, last)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise SuspiciousOperation
    form = form_of(name, chart, last, request.POST)
    if not form.is_valid():
        return release_page(request, chart, last, {name: form})

    def act() -> str:
        target = {"flowchart": chart} if name in OF_CHART else {"release": last_release(chart)}
        ACTS[name].do(**target, **form.cleaned_data, by=request.user)
        messages.success(request, ACTS[name].said)
        return reverse("powers:release", args=[chart.code])

    try:
        return redirect(once(request, act))
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return release_page(request, chart, last, {name: form})


def last_release(chart: Flowchart) -> Release:
    """Load the chart's latest release; 404 where it never went up."""
    return get_object_or_404(chart.releases.for_page()[:1])


def form_of(name: str, chart: Flowchart, release: Release | None, data: Any = None) -> Plain:
    """Make the form of an act."""
    kind, auto_id = ACTS[name].form, f"id_{name}_%s"
    if kind is SubmitForm:
        return SubmitForm(data, auto_id=auto_id, policy=policy_of(chart.body))
    place = {"seen": release.at} if release else {}
    if kind is ReturnForm:
        return ReturnForm(data, auto_id=auto_id, initial=place, release=release)
    return kind(data, auto_id=auto_id, initial=place)


def release_page(
    request: AuthenticatedRequest,
    chart: Flowchart,
    release: Release | None,
    bound: dict[str, Plain] | None = None,
) -> HttpResponse:
    """Lay out the page; `bound` is the form that came back with errors."""
    turn = release.turn if release else None
    hand = rules.hand_at(request.user, release) if release and turn else None
    names = acts_now(request.user, chart, release, hand)
    forms = {name: form_of(name, chart, release) for name in names} | (bound or {})
    context = {
        "chart": chart,
        "trail": trail(chart, _("Release")),
        "release": release,
        "turn": turn,
        "last_act": last_act(release) if release else None,
        "follows": what_follows(release) if release and turn else "",
        "steps": steps_of(release, chart.body),
        "forms": forms,
        "bound": next(iter((bound or {}).values()), None),
        "names": names,
        "hand": hand,
        "who": who_must(release, turn) if release and turn else [],
        "may_submit": rules.can_submit_release(request.user, chart),
        "withheld": chart_rules.is_withheld(chart),
        "earlier": chart.releases.for_page()[1:] if release else [],
        **picture_of(drawing_of(chart)),
    }
    return render(request, "powers/release.html", context)


def last_act(release: Release) -> ReleaseAct | None:
    """Give what was done last with a release loaded `for_page()`."""
    return next(reversed(list(release.acts.all())), None)


def acts_now(
    user: User, chart: Flowchart, release: Release | None, hand: rules.Hand | None
) -> list[str]:
    """Name the acts this person may do now."""
    may = {
        "submit": rules.can_submit_release(user, chart),
        "keep": chart_rules.can_keep_withheld(user, chart),
    }
    if release and release.stage in OPEN_STAGES:
        may["withdraw"] = rules.can_withdraw_release(user, release)
        if hand:
            return [STAGE_ACT[release.stage], "return", *(name for name in may if may[name])]
    return [name for name in may if may[name]]
