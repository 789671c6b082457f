"""What became of comments: the figures over all postings, and the handling report of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from powers.public import after
from riskcontrol.disclosure.canonical import part_number, unit_code, year
from riskcontrol.disclosure.narrowing import HandledForm
from riskcontrol.disclosure.papers import report_pdf
from riskcontrol.lib.addresses import public_host

from .doors import shared, shared_with


@shared_with(unit=unit_code, year=year, page=part_number)
def handled(request: HttpRequest) -> HttpResponse:
    """Say what became of the comments on all postings, with figures by unit and year."""
    posted = after.posted_by_unit_and_year()
    form = HandledForm(request.GET or None, posted=posted)
    chosen = form.chosen
    overview = after.overview(posted, **chosen, page=request.GET.get("page"))
    context = {"form": form, "overview": overview, "narrowed": any(chosen.values())}
    return render(request, "public/handled.html", context | {"page": overview.page})


@shared
def handled_report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the handling report of one posting."""
    report = get_report(code, number)
    context = {"report": report, "chart": report, "publisher": report.body}
    return render(request, "public/report_on.html", context)


@shared_with(kept=False)
def handled_report_pdf(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Print the handling report of one posting."""
    report = get_report(code, number)
    path = reverse("disclosure:handled_report", args=[code, number])
    content = report_pdf(report, f"{public_host(request)}{path}")
    what = _("Handling report")
    name = f"{report.name}_{what}_{report.made_on:%Y-%m-%d}"
    response = HttpResponse(content, content_type="application/pdf")
    header = content_disposition_header(
        as_attachment=False, filename=get_valid_filename(name) + ".pdf"
    )
    response.headers["Content-Disposition"] = header or "inline"
    return response


def get_report(code: str, number: int) -> after.Report:
    """Find the report on a posting the public has seen; any other is not found."""
    report = after.report(code, number)
    if report is None:
        raise Http404
    return report
