"""A unit's duty: which powers do it, and linking one to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from powers.actions.duties import link_duty, unlink_duty
from powers.forms.duties import DutyForm
from powers.models import Power
from powers.permissions.inventory import can_link_duty
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Duty, Unit
from riskcontrol.audit.once import once

HERE = "desk:rounds"


def get_duty(request: AuthenticatedRequest, pk: int) -> Duty:
    """Load a duty of a unit whose business the person may read; else 404."""
    units = Unit.objects.visible_to(request.user)
    found = Duty.objects.filter(unit__in=units).select_related("unit__parent__parent")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
def duty(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show which powers do a duty; whoever lists powers there links one."""
    found = get_duty(request, pk)
    may_link = can_link_duty(request.user, found)
    form = DutyForm(request.POST if request.method == "POST" else None, duty=found)
    if request.method == "POST":
        may_link.enforce()
        if form.is_valid():
            try:
                return redirect(once(request, lambda: linked(request, found, form)))
            except ValidationError as problem:
                form.add_error(None, problem)
    context = {
        "duty": found,
        "powers": found.powers.with_chart_state().order_by("order", "pk"),
        "form": form,
        "may_link": may_link,
        "trail": [(_("Coverage"), reverse("desk:coverage") + "?by=duty"), (found.text, "")],
        "nav_at": HERE,
    }
    return render(request, "powers/duty.html", context, status=422 if form.errors else 200)


def linked(request: AuthenticatedRequest, found: Duty, form: DutyForm) -> str:
    """Link the power chosen and say so."""
    link_duty(duty=found, power=form.cleaned_data["power"], by=request.user)
    messages.success(request, _("The power is linked to the duty."))
    return reverse("powers:duty", args=[found.pk])


@require_POST
def duty_unlink(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """Take a link back."""
    found = get_duty(request, pk)
    power = get_object_or_404(Power.objects.visible_to(request.user), code=code)

    def act() -> str:
        unlink_duty(duty=found, power=power, by=request.user)
        messages.success(request, _("The power is no longer linked to the duty."))
        return reverse("powers:duty", args=[found.pk])

    return redirect(once(request, act))
