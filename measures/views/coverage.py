"""The page of what measures leave open."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from measures.coverage import GAPS, gaps_of, in_gap
from measures.permissions.rules import can_set
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import UnitKind
from riskpoints.listing import page_of

HERE = "measures:list"


@require_GET
def measure_coverage(request: AuthenticatedRequest) -> HttpResponse:
    """Count a unit's risk points in each gap, and list those in the one that is asked for."""
    visible = Unit.objects.visible_to(request.user).exclude(kind=UnitKind.AREA)
    units = list(visible.select_related("parent__parent").order_by("parent__order", "order", "pk"))
    unit = unit_asked(request, units)
    gap = request.GET.get("gap", "")
    if gap and gap not in GAPS:
        raise Http404
    of, gaps = gaps_of(unit) if unit else (0, [])
    context = {
        "units": units,
        "unit": unit,
        "of": of,
        "gaps": gaps,
        "gap": gap,
        "gap_words": GAPS.get(gap, ""),
        "may_set": bool(unit and can_set(request.user, unit.body)),
        "page": page_of(in_gap(unit, gap), words="", at=request.GET) if unit and gap else None,
        "trail": [(_("Measures"), reverse(HERE)), (_("Gaps"), "")],
        "nav_at": HERE,
    }
    return render(request, "measures/coverage.html", context)


def unit_asked(request: AuthenticatedRequest, units: list[Unit]) -> Unit | None:
    """Give the unit asked for by code, else the first body; 404 where he may not read it."""
    asked = request.GET.get("unit", "")
    if asked:
        found = next((unit for unit in units if unit.code == asked), None)
        if found is None:
            raise Http404
        return found
    return next((unit for unit in units if unit.kind == UnitKind.BODY), None)
