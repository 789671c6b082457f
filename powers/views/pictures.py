"""A chart's picture to be kept: as SVG, PNG or PDF."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from powers.charts import drawing_of
from powers.lanes import lanes_of
from powers.models import Flowchart, Version
from powers.pictures import Subject, Unclear, Wanted, refusal, wanted
from powers.pictures import picture as drawn
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.downloads import File, Refusal, answer


@require_safe
def picture(request: AuthenticatedRequest, code: str, picture_format: str) -> HttpResponse:
    """Hand out the picture of a chart as it is now, or of one of its versions.

    An annotated one shows risk points and measures, which the registers know of.
    """
    charts = Flowchart.objects.visible_to(request.user).select_related("section")
    chart = get_object_or_404(charts.with_drawing(), code=code)
    back = reverse("powers:flowchart_detail", args=[code])
    try:
        ask = wanted(request.GET, picture_format)
    except Unclear as unclear:
        return answer(request, refusal(*unclear.args), back=back)
    if ask.annotated:
        address = reverse("registers:annotated_picture", args=[code, picture_format])
        return redirect(f"{address}?{request.GET.urlencode()}")
    response = answer(request, picture_of(chart, ask), back=back)
    response.headers["Cache-Control"] = "no-store"
    return response


def picture_of(chart: Flowchart, ask: Wanted) -> File | Refusal:
    """Draw the chart as it is now, or the version asked for."""
    version = version_of(chart, ask.version)
    if version is None and ask.version is not None:
        return no_version()
    drawing = version.drawing if version else drawing_of(chart)
    lanes = lanes_of(drawing, ask.lanes, chart.body_id)
    subject = Subject(
        drawing, lanes, section=chart.section.name, version=version.number if version else None
    )
    return drawn(subject, ask)


def version_of(chart: Flowchart, number: int | None) -> Version | None:
    """Find one of the chart's versions."""
    if number is None:
        return None
    return chart.versions.defer("svg", "facts").filter(number=number).first()


def no_version() -> Refusal:
    """Say that there is no such version."""
    return refusal(_("This chart has no such version."), status=HTTPStatus.NOT_FOUND)
