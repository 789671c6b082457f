"""Rounds sent down: the list, sending one, who stands where."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.desk.forms.oversight import SendDownForm, WithdrawForm
from riskcontrol.desk.views.rounds import attempt, handed_in
from riskpoints.actions.oversight import send_down, withdraw
from riskpoints.models import Charge, Mandate
from riskpoints.permissions.oversight import can_send_down, can_withdraw
from riskpoints.standing import in_order, standings, tally
from riskpoints.states import ChargeState

ROWS_A_PAGE = 20
NAV = "desk:rounds"
HERE = "desk:oversight"


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumbs of these pages."""
    here = (_("Sent down and handed up"), reverse(HERE) if more else "")
    return [(_("Rounds"), reverse(NAV)), here, *more]


@require_GET
def oversight(request: AuthenticatedRequest) -> HttpResponse:
    """List what the reader's committees sent down, and what was sent to his bodies."""
    mandates = Mandate.objects.overseen_by(request.user).select_related("committee", "sent_by")
    charges = Charge.objects.visible_to(request.user).for_list()
    own = charges.exclude(mandate__in=mandates.values("pk")).order_by("-pk")
    context = {
        "page": Paginator(mandates, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "own": Paginator(own, ROWS_A_PAGE).get_page(request.GET.get("second")),
        "committees": senders(request),
        "trail": trail_to(),
        "nav_at": NAV,
    }
    return render(request, "desk/oversight.html", context)


def senders(request: AuthenticatedRequest) -> list[Unit]:
    """Give the units from which the person may send a round down."""
    led = Unit.objects.workable_by(request.user, Permission.ROUND_LEAD)
    return list(led.filter(children__kind=UnitKind.BODY).distinct())


def oversight_send(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Send one round down to many bodies at once."""
    committee = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    can_send_down(request.user, committee).enforce()
    form = SendDownForm(request.POST or None, committee=committee)
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: sent(request, committee, form))
        if done:
            return done
    context = {
        "form": form,
        "committee": committee,
        "nav_at": NAV,
        "trail": trail_to((_("Send a round down"), "")),
    }
    return render(request, "desk/oversight_send.html", context)


def sent(request: AuthenticatedRequest, committee: Unit, form: SendDownForm) -> str:
    """Send it down and say so."""
    mandate = send_down(
        committee=committee,
        order=form.order(),
        bodies=form.sent_to(),
        joining=form.joining(),
        by=request.user,
    )
    messages.success(request, _("The round is sent down."))
    return reverse("desk:mandate", args=[mandate.pk])


def get_mandate(request: AuthenticatedRequest, pk: int) -> Mandate:
    """Load a round sent down by a committee whose business the person reads, or answer 404."""
    return get_object_or_404(Mandate.objects.overseen_by(request.user).for_page(), pk=pk)


@require_GET
def mandate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show which body stands where; for those who read the whole committee's business."""
    shown = get_mandate(request, pk)
    order = "due" if request.GET.get("order") == "due" else "name"
    charges = in_order(shown.charges.for_list(), order)
    page = Paginator(charges, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mandate": shown,
        "page": page,
        "standings": standings(list(page)),
        "order": order,
        "states": tally(shown.charges.all()),
        "may_withdraw": can_withdraw(request.user, shown),
        "trail": trail_to((shown.title, "")),
        "nav_at": NAV,
    }
    return render(request, "desk/mandate.html", context)


def mandate_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Withdraw what was sent down from the units that have not handed up, with the reason."""
    shown = get_mandate(request, pk)
    can_withdraw(request.user, shown).enforce()
    form = WithdrawForm(request.POST or None)
    here = reverse("desk:mandate", args=[shown.pk])

    def act() -> None:
        withdraw(mandate=shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("The round is withdrawn."))

    done = handed_in(request, form, here, act)
    under_way = shown.charges.for_list().filter(state=ChargeState.UNDER_WAY)
    context = {
        "mandate": shown,
        "form": form,
        "bodies": [charge.body for charge in under_way],
        "others": shown.charges.exclude(state=ChargeState.UNDER_WAY).count(),
        "trail": trail_to((shown.title, here), (_("Withdraw"), "")),
        "nav_at": NAV,
    }
    return done or render(request, "desk/mandate_withdraw.html", context)
