"""A unit's page: its duties, sections, powers and positions, each with its level and why."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.desk.unit_levels import positions_of, powers_of, standing_of

ROWS_A_PAGE = 20
VERIFIED = "verified"


@require_GET
def unit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """One unit: what it is for, and the highest level of each part with what decides it."""
    units = Unit.objects.visible_to(request.user).select_related("parent__parent")
    shown = get_object_or_404(units.prefetch_related("duties", "classes"), code=code)
    page = Paginator(powers_of(shown), ROWS_A_PAGE).get_page(request.GET.get("page"))
    by_verified = request.GET.get("by") == VERIFIED
    standing = standing_of(
        shown, powers=page, positions=positions_of(shown), by_verified=by_verified
    )
    context = {
        "unit": shown,
        "standing": standing,
        "page": page,
        "by_verified": by_verified,
        "trail": trail_of(shown),
        "nav_at": "desk:walk",
    }
    return render(request, "desk/unit.html", context)


def trail_of(unit: Unit) -> list[tuple[str, str]]:
    """Give the way to a unit's page: the walk, the units above it, itself."""
    above = [one for one in (unit.parent and unit.parent.parent, unit.parent) if one]
    links = [(str(one), reverse("desk:unit", args=[one.code])) for one in above]
    return [(_("The walk"), reverse("desk:walk")), *links, (str(unit), "")]
