"""A notice (防控通知书, 处置通知书) on A4 as an official paper, with room for the reply and the digest."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_GET

from measures.models import Notice
from measures.notice_text import is_as_issued
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.pdf import render_pdf

from .views import as_pdf


def notice_pdf(notice: Notice) -> bytes:
    """Print a notice loaded `for_page()`: what was seen, what is required, the reply, who signs."""
    context = {
        "notice": notice,
        "is_as_issued": is_as_issued(notice),
        "reply": notice.last_reply,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return render_pdf(render_to_string("registers/warning_notice.pdf.html", context))


@require_GET
def warning_notice(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a notice as PDF to whoever may read it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).for_page(), pk=pk)
    return as_pdf(notice_pdf(notice), notice.get_kind_display(), notice.body.code)
