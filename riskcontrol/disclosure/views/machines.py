"""What programs ask for: the map of the site, and where they need not look."""

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from riskcontrol.disclosure.canonical import part_number
from riskcontrol.disclosure.sitemaps import SITEMAPS
from riskcontrol.lib.addresses import public_address

from .doors import shared, shared_with

CLOSED = ("/desk/", "/accounts/", "/health/", "/receipt/", "/charts/*/comment/")
"""The staff's pages, and what only makes sense to the person who fills it in."""


@shared_with(kept=False, p=part_number)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page of the public that stays, with the day it last changed."""
    made = views.sitemap(request, SITEMAPS).render()
    # A plain answer: of one that is made from a template "not modified" would be lost.
    return HttpResponse(made.content, headers=dict(made.headers))


@shared
def robots(request: HttpRequest) -> HttpResponse:
    """Tell programs where not to look, and where the map is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {public_address(request, reverse('disclosure:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
