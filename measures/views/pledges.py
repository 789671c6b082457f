"""Pages about pledges: one's own and those one answers for, and confirming one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from measures.actions.pledges import Changed, confirm_pledge
from measures.filters.education import PledgeFilter
from measures.forms.education import ConfirmForm
from measures.models import Pledge
from measures.permissions.education import can_confirm
from measures.pledge_text import digest_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the pledges, or to one."""
    here = reverse("measures:pledge_list") if further else ""
    return [
        (_("Measures"), reverse("measures:list")),
        (_("Pledges"), here),
        *((name, "") for name in further),
    ]


@require_GET
def pledge_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the pledges the reader may read: his own, and those he answers for."""
    readable = Pledge.objects.visible_to(request.user).for_list()
    found = PledgeFilter(request.GET, readable, user=request.user)
    context = {
        "filter": found,
        "page": Paginator(found.qs.order_by("-year", "-pk"), 20).get_page(request.GET.get("page")),
        "trail": trail(),
    }
    template = "measures/pledges.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def pledge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a pledge; its holder confirms it as it stands on the page."""
    readable = Pledge.objects.visible_to(request.user).for_list()
    found = get_object_or_404(readable, pk=pk)
    may_confirm = can_confirm(request.user, found)
    form = ConfirmForm(request.POST or None)

    def act() -> str:
        said = form.cleaned_data["own_words"]
        seen = request.POST.get("seen", "")
        confirm_pledge(pledge=found, own_words=said, seen=seen, by=request.user)
        messages.success(request, _("Your pledge is confirmed."))
        return reverse("measures:pledge", args=[pk])

    if request.method == "POST":
        may_confirm.enforce()
        if form.is_valid():
            try:
                return redirect(once(request, act))
            except Changed:
                words = _("The risks have changed since you opened the page. Read it again.")
                form.add_error(None, words)
    context = {
        "pledge": found,
        "form": form,
        "seen": digest_of(found),
        "may_confirm": may_confirm,
        "trail": trail(str(found)),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/pledge.html", context, status=status)
