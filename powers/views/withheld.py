"""The list of the powers that may not be published (涉密不宜公开行政权力目录)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from powers.models import Power
from riskcontrol.accounts.http import AuthenticatedRequest


@require_GET
def withheld_list(request: AuthenticatedRequest) -> HttpResponse:
    """List what is not published, with its ground, who proposed and who approved it, and since when."""
    if not request.user.reading_ids:
        raise PermissionDenied(_("This list holds business content; your role does not read it."))
    powers = list(Power.objects.visible_to(request.user).kept_back())
    context = {
        "withheld": [power for power in powers if power.is_withheld],
        "proposed": [power for power in powers if not power.is_withheld],
        "trail": [(_("Powers"), reverse("powers:power_list")), (_("Not published"), "")],
    }
    return render(request, "powers/withheld.html", context)
