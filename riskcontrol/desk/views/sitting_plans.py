"""In a sitting, what level the committee expects once the measures stand."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.sitting_plans import PlanForm
from riskcontrol.desk.sittings import bench_of
from riskcontrol.desk.views.sittings import Typed, get_sitting, show
from riskpoints.actions.levels import plan_in_sitting
from riskpoints.permissions.sittings import can_propose


@require_POST
def sitting_plan(request: AuthenticatedRequest, pk: int, point: int) -> HttpResponse:
    """Say what level is expected of one risk point; it is ruled with the level itself."""
    sitting = get_sitting(request, pk)
    can_propose(request.user, sitting).enforce()
    cards = bench_of(sitting, request.user).cards
    card = next((card for card in cards if card.point.pk == point), None)
    if card is None:
        raise Http404
    form = PlanForm(request.POST, sitting=sitting, card=card)
    if not form.is_valid():
        return show(request, sitting, Typed(planning=form))

    def act() -> str:
        plan_in_sitting(
            sitting=sitting, risk_point=card.point, by=request.user, **form.cleaned_data
        )
        return reverse("desk:sitting", args=[sitting.pk]) + f"#point-{point}"

    return redirect(once(request, act))
