"""What has been looked at and what not, by power, section, duty, chart and step."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from riskcontrol.accounts.choosing import units_offered
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.roles import Permission, UnitKind
from riskcontrol.desk.coverage import BY, STATES, Asked, leaf_of
from riskcontrol.desk.forms.coverage import CoverageForm
from riskcontrol.lib.ids import is_id
from riskpoints.models import Round

HERE = "desk:rounds"
# The newest rounds are offered, and an older one where its own page leads here.
ROUNDS_OFFERED = 100


@require_GET
def coverage(request: AuthenticatedRequest) -> HttpResponse:
    """Show one page of what has been looked at and what not; nothing is ranked by a number."""
    if not request.user.may_anywhere(Permission.CONTENT_VIEW):
        raise Http404
    by = request.GET.get("by", "power")
    if by not in BY:
        raise Http404
    units = units_offered(request.user)
    by_code = {unit.code: unit for unit in units}
    rounds = {str(one.pk): one for one in rounds_for(request)}
    data = request.GET.copy()
    data["by"] = by
    form = CoverageForm(data, units=units, rounds=rounds, states=STATES[by])
    form.full_clean()
    asked = form.cleaned_data
    number = request.GET.get("page", "")
    leaf = leaf_of(
        Asked(
            user=request.user,
            bodies=[unit.pk for unit in units if unit.kind == UnitKind.BODY],
            by=by,
            section=by_code.get(asked.get("section", "")),
            round=rounds.get(asked.get("round", "")),
            state=asked.get("state", ""),
            number=int(number) if number.isdecimal() and len(number) < 7 and int(number) else 1,
        )
    )
    context = {
        "form": form,
        "leaf": leaf,
        "by": by,
        "tabs": BY.items(),
        "unknown": [form[name].label for name in form.errors],
        "is_narrowed": any(asked.get(name) for name in ("section", "round", "state")),
        "trail": [(_("Rounds"), "/desk/rounds/"), (_("Coverage"), "")],
        "nav_at": HERE,
    }
    return render(request, "desk/coverage.html", context)


def rounds_for(request: AuthenticatedRequest) -> list[Round]:
    """Give the rounds to choose from, the newest first; the one that is asked for, however old."""
    found = Round.objects.visible_to(request.user).select_related("body")
    offered, asked = list(found[:ROUNDS_OFFERED]), request.GET.get("round", "")
    if not is_id(asked) or int(asked) in {one.pk for one in offered}:
        return offered
    return [*offered, *found.filter(pk=asked)]
