"""Rulings that a later change reopened, and rulings below what the rule gave."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.judging import StandForm
from riskcontrol.desk.judging import beside
from riskpoints.actions.reopening import let_stand, look_for_changes
from riskpoints.models import Reopening, Ruling
from riskpoints.ruling_filters import LoweredFilter

HERE = "desk:committee"
ROWS_A_PAGE = 20


def trail(name: str) -> list[tuple[str, str]]:
    """Give the way to a page of the committee."""
    return [(_("Committee"), reverse(HERE)), (name, "")]


@require_GET
def lowered(request: AuthenticatedRequest) -> HttpResponse:
    """List every ruling below what the rule gave, for all who read the body's business."""
    rulings = Ruling.objects.visible_to(request.user).lowered().for_list().with_reopened()
    found = LoweredFilter(request.GET, rulings, user=request.user)
    page = Paginator(found.qs, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "trail": trail(_("Lowered levels")),
        "nav_at": HERE,
    }
    return render(request, "desk/lowered.html", context)


@require_POST
def changes_look(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Compare a body's rulings with their risk points now, instead of waiting for the day's work."""
    body = get_object_or_404(Unit.objects.visible_to(request.user).bodies(), code=code)

    def act() -> str:
        count = len(look_for_changes(body=body, by=request.user))
        words = ngettext("%(count)s ruling is reopened.", "%(count)s rulings are reopened.", count)
        said = (
            words % {"count": count} if count else _("Nothing has changed since it was ruled on.")
        )
        messages.success(request, said)
        return reverse("desk:committee") + "#again"

    return redirect(once(request, act))


def reopened(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show what was ruled on beside what is there now; the chair may let the ruling stand."""
    found = get_object_or_404(
        Reopening.objects.visible_to(request.user).select_related(
            "by", "closed_by", "ruling__risk_point", "ruling__ruled_by", "ruling__level",
            "ruled_again__level", "ruled_again__sitting",
        ),
        pk=pk,
    )  # fmt: skip
    form = StandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(once(request, lambda: _stand(request, found, form)))
    shown = beside(found, request.user)
    if request.method == "POST":
        shown.may_let_stand.enforce()
    else:
        form = StandForm(initial={"seen": shown.now})
    context = {"shown": shown, "form": form, "trail": trail(str(shown.point)), "nav_at": HERE}
    return render(request, "desk/reopened.html", context, status=422 if form.errors else 200)


def _stand(request: AuthenticatedRequest, found: Reopening, form: StandForm) -> str:
    let_stand(reopening=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The ruling stands."))
    return reverse("desk:reopened", args=[found.pk])
