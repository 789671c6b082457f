"""An integrity pledge (廉政承诺书) on A4, with the digest of what was confirmed."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from measures.models import Pledge
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.pdf import render_pdf

from .views import as_pdf


def pledge_pdf(pledge: Pledge) -> bytes:
    """Print a pledge loaded `for_list()`, confirmed or still waiting."""
    context = {
        "pledge": pledge,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return render_pdf(render_to_string("registers/pledge.pdf.html", context))


@require_GET
def pledge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a pledge as PDF to whoever may read it."""
    found = get_object_or_404(Pledge.objects.visible_to(request.user).for_list(), pk=pk)
    return as_pdf(pledge_pdf(found), _("integrity pledge"), found.position.code)
