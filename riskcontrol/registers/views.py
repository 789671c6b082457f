"""The page of what can be printed, and the prints."""

from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from measures.models import MajorProject
from powers.gate import final_version
from powers.models import Flowchart, Power, Release, Version
from powers.pictures import Unclear, picture, refusal, wanted
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.downloads import File, Refusal, answer
from riskpoints.models import Charge, Meeting, Ruling
from riskpoints.ruling_filters import LoweredFilter
from riskpoints.states import ChargeState

from .approval_sheet import approval_sheet_pdf
from .charts import annotated_pdf, annotated_subject
from .lowered import lowered_sheet
from .minutes import minutes_pdf
from .projects import project_pdf
from .receipt import receipt_pdf
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
        "withheld": Power.objects.visible_to(request.user).withheld().count(),
    }
    return render(request, "registers/index.html", context)


@require_GET
def risk_points(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The register of risk points as PDF."""
    body = get_object_or_404(Unit.objects.visible_to(request.user).bodies(), code=code)
    return as_pdf(risk_points_pdf(body), _("risk points"), body.code)


@require_GET
def project(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The sheet of a major project as PDF."""
    projects = MajorProject.objects.visible_to(request.user).whole()
    found = get_object_or_404(projects, code=code)
    return as_pdf(project_pdf(found), _("project sheet"), found.code)


@require_GET
def annotated(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A chart with its risk points, levels and measures, on paper."""
    charts = Flowchart.objects.visible_to(request.user).select_related("section")
    version = final_version(get_object_or_404(charts, code=code))
    if version is None:
        raise Http404
    return as_pdf(annotated_pdf(version), _("annotated chart"), code)


@require_safe
def annotated_picture(
    request: AuthenticatedRequest, code: str, picture_format: str
) -> HttpResponse:
    """The picture of a chart with its risk points, levels and measures, to be kept."""
    charts = Flowchart.objects.visible_to(request.user).select_related("section")
    chart = get_object_or_404(charts, code=code)
    response = answer(
        request,
        picture_of(chart, request.GET, picture_format),
        back=reverse("powers:flowchart_detail", args=[code]),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def picture_of(chart: Flowchart, asked: Mapping[str, str], picture_format: str) -> File | Refusal:
    """Draw the version asked for, else the final one, with what was found on it."""
    try:
        ask = wanted({"annotated": "1"} | dict(asked.items()), picture_format)
    except Unclear as unclear:
        return refusal(*unclear.args)
    version = version_of(chart, ask.version)
    if version is None:
        words = _("This chart has no such version, or none is settled yet.")
        return refusal(words, status=HTTPStatus.NOT_FOUND)
    return picture(annotated_subject(version), ask)


def version_of(chart: Flowchart, number: int | None) -> Version | None:
    """Find a version by its number, or the final one."""
    if number is None:
        return final_version(chart)
    return chart.versions.filter(number=number).first()


@require_GET
def approval_sheet(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A release on paper: the request, every act on its way, and lines to sign by hand."""
    release = get_object_or_404(Release.objects.visible_to(request.user).for_page(), pk=pk)
    return as_pdf(approval_sheet_pdf(release), _("approval sheet"), release.flowchart.code)


@require_GET
def receipt(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The receipt of a filing, on paper."""
    filed = Charge.objects.visible_to(request.user).for_page().filter(state=ChargeState.FILED)
    charge = get_object_or_404(filed, pk=pk)
    return as_pdf(receipt_pdf(charge), _("receipt of filing"), charge.body.code)


@require_GET
def minutes(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The minutes of a closed meeting on paper, for whoever may read its sittings."""
    closed = Meeting.objects.visible_to(request.user).whole().filter(closed_at__isnull=False)
    meeting = get_object_or_404(closed, pk=pk)
    code = f"{meeting.body.code}_{meeting.year}-{meeting.number}"
    return as_pdf(minutes_pdf(meeting), _("minutes"), code)


@require_GET
def lowered(request: AuthenticatedRequest) -> HttpResponse:
    """The list of lowered levels as a sheet, narrowed down as the page is."""
    rulings = Ruling.objects.visible_to(request.user).lowered()
    found = LoweredFilter(request.GET, rulings, user=request.user).qs
    response = HttpResponse(lowered_sheet(found), content_type="text/csv; charset=utf-8")
    name = f"{_('lowered levels')}_{timezone.localdate():%Y-%m-%d}.csv"
    header = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = header or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def as_pdf(content: bytes, what: str, code: str) -> HttpResponse:
    """Show a PDF in the browser under a name that says what it is, of whom, and when."""
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{what}_{code}_{timezone.localdate():%Y-%m-%d}.pdf"
    header = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Content-Disposition"] = header or "inline"
    response.headers["Cache-Control"] = "no-store"
    return response
