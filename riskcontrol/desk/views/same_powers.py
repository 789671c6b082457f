"""One power beside the same in other bodies, and what the committee above shares of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from powers.models import Power
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.audit.once import once
from riskcontrol.desk.forms.sharing import ShareForm
from riskcontrol.desk.views.rounds import attempt
from riskpoints.actions.sharing import end_sharing, share
from riskpoints.models import Comparison, SharedPoint
from riskpoints.permissions.sharing import can_end_sharing, can_share
from riskpoints.same_powers import Same, SideBySide, same_as, side_by_side

# More than a few columns beside one another are not read.
BESIDE = 3
NAV = "powers:power_list"


def get_power(request: AuthenticatedRequest, code: str) -> Power:
    """Load a power of a body the person may read, or answer 404."""
    powers = Power.objects.visible_to(request.user).select_related(
        "body__parent__parent", "section", "flowchart"
    )
    return get_object_or_404(powers, code=code)


def trail_of(power: Power, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumbs."""
    here = reverse("desk:same_power", args=[power.code]) if more else ""
    page = (power.name, reverse("desk:power", args=[power.code]))
    return [(_("Powers"), reverse(NAV)), page, (_("The same power elsewhere"), here), *more]


@require_GET
def same_power(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the same power in other bodies side by side, as far as the reader may see them."""
    power = get_power(request, code)
    page = Paginator(same_as(power, request.user), BESIDE).get_page(request.GET.get("page"))
    may_share = can_share(request.user, power)
    context = {
        "power": power,
        "page": page,
        "beside": side_by_side([power, *(one.power for one in page)]),
        "shared": shared_with(power),
        "may_share": may_share,
        "sharings": sharings_of(power) if may_share else [],
        "trail": trail_of(power),
        "nav_at": NAV,
    }
    return render(request, "desk/same_power.html", context)


def shared_with(power: Power) -> list[SharedPoint]:
    """Give what the committee above shared with the body of a power, none that is its own."""
    if power.flowchart:
        return list(SharedPoint.objects.offered_on(power.flowchart).about(power))
    return []


def sharings_of(power: Power) -> Any:
    """Give what was shared about a power, with its risk points."""
    found = Comparison.objects.filter(powers=power).select_related("shared_by", "committee")
    return found.prefetch_related("points", "powers__body")


def same_power_share(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Choose what of the same power is shared, and with which bodies."""
    power = get_power(request, code)
    can_share(request.user, power).enforce()
    beside = within_reach(power, same_as(power, request.user))
    form = ShareForm(
        request.POST or None, columns=beside.columns, initial=begins_with(power, beside)
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, lambda: shared(request, power, form))
        if done:
            return done
    context = {"power": power, "form": form, "nav_at": NAV}
    context["trail"] = trail_of(power, (_("Share with the units concerned"), ""))
    return render(request, "desk/same_power_share.html", context)


def within_reach(power: Power, same: list[Same]) -> SideBySide:
    """Bring a power side by side with those below the same committee."""
    others = [one.power for one in same if one.power.body.parent_id == power.body.parent_id]
    return side_by_side([power, *others])


def begins_with(power: Power, beside: SideBySide) -> dict[str, Any]:
    """Offer to share what this power lacks with its body."""
    return {"points": [str(point.pk) for _of, point in beside.lacking], "to": [str(power.pk)]}


def shared(request: AuthenticatedRequest, power: Power, form: ShareForm) -> str:
    """Share it and say so."""
    share(power=power, by=request.user, **form.chosen())
    messages.success(request, _("It is shared. The units find it on their worksheets."))
    return reverse("desk:same_power", args=[power.code])


@require_POST
def sharing_end(request: AuthenticatedRequest, code: str, pk: int) -> HttpResponse:
    """Share a comparison no more."""
    power = get_power(request, code)
    found = sharings_of(power).select_related("committee__parent")
    comparison = get_object_or_404(found, pk=pk)
    can_end_sharing(request.user, comparison).enforce()

    def act() -> str:
        end_sharing(comparison=comparison, by=request.user)
        messages.success(request, _("It is shared no more; what was taken over stays."))
        return reverse("desk:same_power", args=[power.code])

    return redirect(once(request, act))
