"""The record of a spot check (抽查) on A4: how it was drawn and is drawn again, what was found, who signs."""

from collections import Counter

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from measures.models import SpotCheck
from measures.sampling import frame_name, is_as_drawn
from measures.states import Finding
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.pdf import render_pdf

from .views import as_pdf


def spot_check_pdf(check: SpotCheck) -> bytes:
    """Print a spot check as it stands, with lines to sign by hand."""
    items = list(check.items.whole())
    findings = Counter(item.finding for item in items)
    context = {
        "check": check,
        "items": items,
        "in_order": findings[Finding.IN_ORDER],
        "amiss": findings[Finding.SHORTFALL],
        "not_yet": findings[""],
        "is_as_drawn": is_as_drawn(check, [item.occasion for item in items]),
        "frame_name": frame_name(check),
        "now": timezone.localtime(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "signatures": [
            _("Looked into by"),
            _("Heads of the sections"),
            _("Chair of the committee"),
        ],
    }
    return render_pdf(render_to_string("registers/spot_check.pdf.html", context))


@require_GET
def spot_check(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show the record of a spot check as PDF to whoever may read its page."""
    readable = SpotCheck.objects.visible_to(request.user)
    check = get_object_or_404(readable.select_related("body", "section", "drawn_by"), pk=pk)
    code = f"{check.body.code}_{check.year}-{check.number}"
    return as_pdf(spot_check_pdf(check), _("spot check"), code)
