"""One body's part in a round sent down: handed up, returned, received, filed; and the receipt."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.oversight import DueForm, FilingForm, SendBackForm
from riskcontrol.desk.forms.rounds import CloseForm
from riskcontrol.desk.views.oversight import NAV, trail_to
from riskcontrol.desk.views.rounds import handed_in
from riskpoints.actions.oversight import file_result, hand_up, move_due, receive, send_back
from riskpoints.models import Charge, HandedUp, Mandate
from riskpoints.oversight import reasons_before
from riskpoints.permissions.oversight import can_file, can_hand_up, can_judge, can_move_due
from riskpoints.results import content_of, is_whole
from riskpoints.rounds import covered_charts, without_decision
from riskpoints.standing import standings
from riskpoints.states import ChargeState


def get_charge(request: AuthenticatedRequest, pk: int) -> Charge:
    """Load a body's part in what was sent down, of a body the person may read, or answer 404."""
    return get_object_or_404(Charge.objects.visible_to(request.user).for_page(), pk=pk)


def trail_of(request: AuthenticatedRequest, charge: Charge, *more: tuple[str, str]) -> Any:
    """Give the breadcrumbs; through the mandate for those who read all of it."""
    above = []
    if Mandate.objects.overseen_by(request.user).filter(pk=charge.mandate_id).exists():
        url = reverse("desk:mandate", args=[charge.mandate_id])
        above = [(charge.mandate.title, url)]
    here = reverse("desk:charge", args=[charge.pk]) if more else ""
    return trail_to(*above, (charge.body.name, here), *more)


@require_GET
def charge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show what was asked of a body, how far it is, and all that went up and down."""
    shown = get_charge(request, pk)
    results = shown.results.select_related("by", "sent_back__by")
    (standing,) = standings([shown])
    context = {
        "charge": shown,
        "standing": standing,
        "results": results,
        "may_hand_up": can_hand_up(request.user, shown),
        "may_judge": can_judge(request.user, shown),
        "may_file": can_file(request.user, shown),
        "may_move_due": can_move_due(request.user, shown),
        "trail": trail_of(request, shown),
        "nav_at": NAV,
    }
    return render(request, "desk/charge.html", context)


def show_form(
    request: AuthenticatedRequest, template: str, charge: Charge, form: Form, *, title: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form about a body's part."""
    context = {"charge": charge, "form": form, "title": title, "nav_at": NAV, **more}
    context["trail"] = trail_of(request, charge, (title, ""))
    return render(request, template, context)


def answered(
    request: AuthenticatedRequest, charge: Charge, form: Form, act: Callable[[], Any], *, said: str
) -> HttpResponse | None:
    """Act on what was typed, say so and lead back to the body's part; None where it needs another look."""

    def acted() -> None:
        act()
        messages.success(request, said)

    return handed_in(request, form, reverse("desk:charge", args=[charge.pk]), acted)


def charge_hand_up(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand a round's result up, as it is frozen then; ask why each chart without a decision is left out."""
    shown = get_charge(request, pk)
    can_hand_up(request.user, shown).enforce()
    missing = without_decision(shown.round, covered_charts(shown.round))
    form = CloseForm(request.POST or None, charts=missing, initial=reasons_before(shown, missing))
    done = answered(
        request,
        shown,
        form,
        lambda: hand_up(charge=shown, left_out=form.reasons(), by=request.user),
        said=_("The result is handed up."),
    )
    content = content_of(shown, {})
    more: dict[str, Any] = {
        "missing": missing,
        "content": content,
        "title": _("Hand the result up"),
    }
    return done or show_form(request, "desk/charge_hand_up.html", shown, form, **more)


def charge_due(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give a body another day for its result."""
    shown = get_charge(request, pk)
    can_move_due(request.user, shown).enforce()
    form = DueForm(request.POST or None, initial={"last_day": shown.last_day})
    done = answered(
        request,
        shown,
        form,
        lambda: move_due(charge=shown, by=request.user, **form.cleaned_data),
        said=_("The day is set."),
    )
    return done or show_form(
        request, "desk/charge_act.html", shown, form, title=_("Move the day"), button=_("Save")
    )


def charge_send_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Return a result to its body with what is to be corrected."""
    shown = get_charge(request, pk)
    can_judge(request.user, shown).enforce()
    form = SendBackForm(request.POST or None)
    done = answered(
        request,
        shown,
        form,
        lambda: send_back(charge=shown, by=request.user, **form.cleaned_data),
        said=_("The result is returned."),
    )
    title = _("Return the result")
    return done or show_form(
        request, "desk/charge_act.html", shown, form, title=title, button=title
    )


@require_POST
def charge_receive(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Receive a result."""
    shown = get_charge(request, pk)

    def act() -> str:
        receive(charge=shown, by=request.user)
        messages.success(request, _("The result is received."))
        return reverse("desk:charge", args=[shown.pk])

    return redirect(once(request, act))


def charge_file(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """File a result under the next number."""
    shown = get_charge(request, pk)
    can_file(request.user, shown).enforce()
    form = FilingForm(request.POST or None, charge=shown)
    done = answered(
        request,
        shown,
        form,
        lambda: file_result(charge=shown, by=request.user, **form.cleaned_data),
        said=_("The result is filed."),
    )
    title = _("File the result")
    return done or show_form(
        request, "desk/charge_act.html", shown, form, title=title, button=title
    )


@require_GET
def handed_up(request: AuthenticatedRequest, pk: int, number: int) -> HttpResponse:
    """Show a result as it was handed up, and whether it still says what its digest names."""
    shown = get_charge(request, pk)
    found = HandedUp.objects.select_related("by").filter(charge=shown)
    result = get_object_or_404(found, number=number)
    title = _("Result %(number)s") % {"number": result.number}
    context = {
        "charge": shown,
        "result": result,
        "content": result.content,
        "is_whole": is_whole(result),
        "trail": trail_of(request, shown, (title, "")),
        "nav_at": NAV,
    }
    return render(request, "desk/handed_up.html", context)


@require_GET
def receipt(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show the receipt of a filing (备案回执)."""
    filed = Charge.objects.visible_to(request.user).for_page().filter(state=ChargeState.FILED)
    shown = get_object_or_404(filed, pk=pk)
    context = {
        "charge": shown,
        "trail": trail_of(request, shown, (_("Receipt of filing"), "")),
        "nav_at": NAV,
    }
    return render(request, "desk/receipt_of_filing.html", context)
