"""The catalogue of approved risks and measures: what it holds, what enters it and what is taken out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.desk.actions import hold_up_example
from riskcontrol.desk.forms.catalogue import SearchForm, WithdrawForm
from riskpoints.actions.catalogue import withdraw
from riskpoints.models import CatalogueEntry, RiskPoint
from riskpoints.permissions.catalogue import can_withdraw

HERE = "riskpoints:list"
ROWS_A_PAGE = 20


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the catalogue, or to a page below it."""
    here = reverse("desk:catalogue") if further else ""
    return [
        (_("Risk points"), reverse(HERE)),
        (_("Catalogue"), here),
        *((name, "") for name in further),
    ]


@require_GET
def catalogue(request: AuthenticatedRequest) -> HttpResponse:
    """List the examples that a person may read, narrowed down as he asks."""
    entries = CatalogueEntry.objects.visible_to(request.user).in_use().for_list()
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    if words := asked.get("q", "").strip():
        entries = entries.matching(words)
    if category := asked.get("category"):
        entries = entries.filter(category=category)
    page = Paginator(entries, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_narrowed": bool(words or category),
        "may_hold_up": request.user.may_anywhere(Permission.RISK_RULE),
        "trail": trail(),
        "nav_at": HERE,
    }
    return render(request, "desk/catalogue.html", context)


@require_POST
def catalogue_enter(request: AuthenticatedRequest, point: int) -> HttpResponse:
    """Hold a decided risk point up as an example."""
    found = get_object_or_404(RiskPoint.objects.visible_to(request.user), pk=point)

    def act() -> str:
        hold_up_example(risk_point=found, by=request.user)
        messages.success(request, _("It stands in the catalogue now."))
        return reverse("riskpoints:detail", args=[found.pk])

    return redirect(once(request, act))


def catalogue_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take an example out of the catalogue with the reason."""
    entries = CatalogueEntry.objects.visible_to(request.user).for_list()
    entry = get_object_or_404(entries, pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(once(request, lambda: _withdraw(request, entry, form)))
    can_withdraw(request.user, entry).enforce()
    context = {"entry": entry, "form": form, "trail": trail(entry.title), "nav_at": HERE}
    return render(request, "desk/catalogue_withdraw.html", context)


def _withdraw(request: AuthenticatedRequest, entry: CatalogueEntry, form: WithdrawForm) -> str:
    withdraw(entry=entry, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("It is no longer in the catalogue."))
    return reverse("desk:catalogue")
