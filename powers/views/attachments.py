"""The files of the public, handed out to staff to be kept."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from powers.models import Attachment
from powers.permissions.attachments import can_open_attachment
from riskcontrol.accounts.http import AuthenticatedRequest


@require_safe
@never_cache
@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"]})
def attachment(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Hand out a file to be kept; no browser shows it as a page of ours."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), public_id=public_id)
    can_open_attachment(request.user, found).enforce()
    with found.file.open() as file:
        response = HttpResponse(file.read(), content_type=found.kind)
    header = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = header or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
