"""The page of the four lines of control rules."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from measures.lines import lines_of
from measures.permissions.rules import can_set
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit

HERE = "measures:list"


@require_GET
def lines(request: AuthenticatedRequest) -> HttpResponse:
    """Show the four lines side by side, with what each has."""
    bodies = list(Unit.objects.visible_to(request.user).bodies().select_related("parent"))
    body = body_asked(request, bodies)
    context = {
        "bodies": bodies,
        "body": body,
        "lines": lines_of(body) if body else None,
        "may_set": bool(body and can_set(request.user, body)),
        "trail": [(_("Measures"), reverse(HERE)), (_("Four lines"), "")],
        "nav_at": HERE,
    }
    return render(request, "measures/lines.html", context)


def body_asked(request: AuthenticatedRequest, bodies: list[Unit]) -> Unit | None:
    """Give the body asked for by code, else the first; 404 where it is none of these."""
    asked = request.GET.get("body", "")
    if not asked:
        return bodies[0] if bodies else None
    found = next((body for body in bodies if body.code == asked), None)
    if found is None:
        raise Http404
    return found
