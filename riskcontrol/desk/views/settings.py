"""The page of a body's settings: the stages of a release, and its rules on postings and comments."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from powers.actions.policies import set_policy
from powers.models import Policy
from powers.policies import MOST_STAGES, policy_of, turns_of
from powers.turns import Turn
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.settings import (
    CHOSEN,
    RULES,
    PolicyForm,
    StagesBase,
    operate,
    positions_of,
    posted_rows,
    rows_of,
    stages_shown,
    stages_typed,
)
from riskcontrol.lib.stale import Difference, Stale, conflict_page, posted_version


@require_http_methods(["GET", "POST"])
def settings(request: AuthenticatedRequest) -> HttpResponse:
    """A body's rules: the stages of a release, the posting period, comments and answers."""
    body = chosen_body(request)
    policy, positions = policy_of(body), positions_of(body)
    if request.method == "GET":
        stages = stages_shown(rows_of(turns_of(body)), positions)
        return settings_page(request, body, policy, PolicyForm(instance=policy), stages)
    if operation := request.POST.get("do"):
        typed = {name: request.POST.get(name, "") for name in RULES}
        stages = stages_shown(operate(posted_rows(request.POST), operation), positions)
        return settings_page(request, body, policy, PolicyForm(initial=typed), stages)
    form = PolicyForm(request.POST, instance=policy_of(body))
    stages = stages_typed(posted_rows(request.POST), positions)
    if not (form.is_valid() and stages.is_valid()):
        return settings_page(request, body, policy, form, stages)
    return saved(request, body, form, stages)


def saved(
    request: AuthenticatedRequest, body: Unit, form: PolicyForm, stages: StagesBase
) -> HttpResponse:
    """Save once and say so; 409 with both texts where somebody saved other rules meanwhile."""

    def act() -> str:
        expected = posted_version(request)
        rules = form.cleaned_data
        set_policy(body=body, stages=stages.turns, expected=expected, by=request.user, **rules)
        words = _("The settings are saved. They apply to what is sent up from now on.")
        messages.success(request, words)
        return request.get_full_path()

    try:
        return redirect(once(request, act))
    except Stale as stale:
        stale.differences += other_stages(stages.turns, turns_of(body))
        return conflict_page(request, stale)


def other_stages(ours: list[Turn], theirs: list[Turn]) -> list[Difference]:
    """Set the stages of the two side by side, where they differ."""
    if ours == theirs:
        return []
    values = [json.dumps(rows_of(turns)) for turns in (ours, theirs)]
    texts = ["\n".join(turn.words for turn in turns) for turns in (ours, theirs)]
    return [Difference(CHOSEN, _("Stages of a release"), *values, *texts)]


def settings_page(
    request: AuthenticatedRequest, body: Unit, policy: Policy, form: PolicyForm, stages: Any
) -> HttpResponse:
    """Lay the page out; 422 where something must be mended."""
    bodies = managed_bodies(request)
    context = {
        "form": form,
        "stages": stages,
        "may_add": len(stages.forms) < MOST_STAGES,
        "row_version": posted_version(request) or policy.row_version,
        "body": body,
        "bodies": bodies,
    }
    wrong = form.is_bound and not (form.is_valid() and stages.is_valid())
    return render(request, "desk/settings.html", context, status=422 if wrong else 200)


def chosen_body(request: AuthenticatedRequest) -> Unit:
    """Give the body asked for, else the first he manages; 404 for one he does not."""
    bodies = managed_bodies(request)
    return get_object_or_404(bodies, code=request.GET.get("body") or bodies[0].code)


def managed_bodies(request: AuthenticatedRequest) -> QuerySet[Unit]:
    """Give the bodies whose settings he may change; 403 where there is none."""
    bodies = Unit.objects.workable_by(request.user, Permission.SETTINGS_CHANGE).bodies()
    if not bodies:
        raise PermissionDenied(_("Settings are changed by the system administrator."))
    return bodies
