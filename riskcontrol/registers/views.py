"""The page of what can be printed, and the prints."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from powers.gate import final_version
from powers.models import Flowchart
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit

from .charts import annotated_pdf
from .risk_points import register_of, risk_points_pdf


@require_GET
def index(request: AuthenticatedRequest) -> HttpResponse:
    """What can be printed for the bodies a person may read."""
    bodies = Unit.objects.visible_to(request.user).bodies()
    if not bodies:
        raise PermissionDenied(_("Registers hold business content; your role does not read it."))
    charts = Flowchart.objects.visible_to(request.user).with_final_version()
    context = {
        "registers": [register_of(body) for body in bodies],
        "charts": charts.select_related("section", "body"),
    }
    return render(request, "registers/index.html", context)


@require_GET
def risk_points(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The register of risk points as PDF."""
    body = get_object_or_404(Unit.objects.visible_to(request.user).bodies(), code=code)
    return as_pdf(risk_points_pdf(body), _("risk points"), body.code)


@require_GET
def annotated(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A chart with its risk points, levels and measures, on one A4 page."""
    charts = Flowchart.objects.visible_to(request.user).select_related("section")
    version = final_version(get_object_or_404(charts, code=code))
    if version is None:
        raise Http404
    return as_pdf(annotated_pdf(version), _("annotated chart"), code)


def as_pdf(content: bytes, what: str, code: str) -> HttpResponse:
    """Show a PDF in the browser under a name that says what it is, of whom, and when."""
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{what}_{code}_{timezone.localdate():%Y-%m-%d}.pdf"
    header = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Content-Disposition"] = header or "inline"
    response.headers["Cache-Control"] = "no-store"
    return response
