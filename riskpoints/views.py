"""The list of risk points, and all there is to know about one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission

from .explaining import explain
from .filters import RiskPointFilter
from .levels import levels_for
from .listing import page_of
from .models import RiskPoint
from .permissions.catalogue import can_hold_up
from .permissions.worksheets import can_edit_worksheet, can_see_self_rating
from .shared_offers import origin_of, shared_behind
from .snapshots import basis_of, changed_parts, names_of, snapshot_now
from .stages import show_expected, stages_of

EDIT = Permission.WORKSHEET_EDIT


@require_GET
def risk_point_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the risk points a person may read, narrowed down as he asks."""
    visible = RiskPoint.objects.visible_to(request.user)
    found = RiskPointFilter(request.GET, visible, user=request.user)
    page = page_of(found.qs, words=found.words, at=request.GET)
    template = "riskpoints/list.html" + ("#rows" if request.htmx else "")
    own = [seat.unit for seat in request.user.seats if EDIT in seat.permissions]
    trail = [(_("Risk points"), "")]
    context = {"filter": found, "page": page, "own_units": own, "trail": trail}
    return render(request, template, context)


@require_GET
def risk_point_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a risk point: what, where, how found, its level and why, its measures."""
    point = get_object_or_404(RiskPoint.objects.visible_to(request.user).for_detail(), pk=pk)
    levels = levels_for(point.worksheet)
    point.proposed_level = levels.get(point.proposed_rank or 0)
    show_expected(point, levels)
    shared = shared_behind(point)
    context = {
        "point": point,
        "shared": shared,
        "shared_by": origin_of(shared) if shared else "",
        "sentence": explain(point.ruling) if point.ruling else "",
        **told_of_changes(point),
        "stages": stages_of(point),
        "sees_levels": can_see_self_rating(request.user, point.worksheet),
        "may_hold_up": can_hold_up(request.user, point),
        "may_edit": can_edit_worksheet(request.user, point.worksheet),
        "trail": [(_("Risk points"), reverse("riskpoints:list")), (point.title, "")],
    }
    return render(request, "riskpoints/detail.html", context)


def told_of_changes(point: RiskPoint) -> dict[str, Any]:
    """Tell what reopened the ruling that holds, and what has changed that nobody has noticed yet."""
    ruling = point.ruling
    if ruling is None or not ruling.snapshot_hash:
        return {}
    reopenings = list(ruling.reopenings.all())
    told: dict[str, Any] = {"reopenings": [(one, names_of(one.changed)) for one in reopenings]}
    if all(one.closed_at for one in reopenings) and stands(point):
        told["changed_since"] = names_of(changed_parts(basis_of(ruling), snapshot_now(point)))
    return told


def stands(point: RiskPoint) -> bool:
    """Whether it has not given way in a later round."""
    return RiskPoint.objects.standing().filter(pk=point.pk).exists()
