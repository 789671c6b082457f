"""The door for reports against persons, which this system does not take."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from powers.public.channels import bodies_channels

from .doors import shared


@shared
def report(request: HttpRequest) -> HttpResponse:
    """Name the channels that take reports against persons; nothing is taken in here."""
    context = {"channels": settings.REPORT_CHANNELS, "own": bodies_channels()}
    return render(request, "public/report.html", context)
