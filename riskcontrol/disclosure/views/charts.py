"""The posted charts: the list, one chart, its comparisons and pictures."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from powers.public import charts
from powers.public.listing import CATEGORIES, STATES, Asked, listing
from riskcontrol.disclosure.canonical import (
    as_it_is,
    kept_by,
    one_of,
    part_number,
    to_address,
    typed,
    unit_code,
    written,
)
from riskcontrol.disclosure.forms import SearchForm
from riskcontrol.disclosure.paging import address, pages
from riskcontrol.lib.addresses import public_address
from riskcontrol.lib.downloads import answer
from riskcontrol.lib.qr import qr_svg

from .doors import shared, shared_with


@shared_with(
    q=typed, unit=unit_code, category=one_of(*CATEGORIES), state=one_of(*STATES), page=part_number
)
def portal(request: HttpRequest) -> HttpResponse:
    """List the posted charts, the open ones first, narrowed by words, unit, category and state."""
    chosen = {name: request.GET.get(name, "") for name in ("q", "unit", "category", "state")}
    wanted = int(request.GET.get("page", 1))
    found = listing(Asked(**chosen), wanted)
    if found.page.number != wanted:
        return to_address(address(request, "page", found.page.number))
    form = SearchForm(initial=chosen, units=found.units, categories=found.categories)
    context = {
        "form": form,
        "listing": found,
        "narrowed": any(chosen.values()),
        "pages": pages(request, "page", wanted, found.page.paginator.num_pages),
    }
    return render(request, "public/portal.html", context)


@shared_with(lanes=one_of("position", "section"), comments=part_number)
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """Show one chart, in lanes if so wished, with its posting, comments and versions."""
    page = get_chart(code)
    wanted = int(request.GET.get("comments", 1))
    part = page.part(wanted)
    if part.number != wanted:
        return to_address(address(request, "comments", part.number))
    context = {
        "part": part,
        "steps": partial(page.steps_with, part),  # told only where the body is not kept
        "kept_as": page.fingerprint,
        "pages": pages(request, "comments", part.number, len(page.parts), at="#comments-title"),
    }
    return render(
        request,
        "public/chart.html",
        chart_context(page)
        | page.picture(request.GET.get("lanes", ""))
        | paper_context(request)
        | context,
    )


def paper_context(request: HttpRequest) -> dict[str, str]:
    """Name the page's address for paper, where it is read at the usual size and as a QR code."""
    path = request.path + written(kept_by(request) | {"size": ""})
    whole = public_address(request, path)
    return {"address": whole, "qr": qr_svg(whole, title=whole)}


@shared_with(kept=False, size=as_it_is, lanes=as_it_is, version=as_it_is, annotated=as_it_is)
def picture(request: HttpRequest, code: str, picture_format: str) -> HttpResponse:
    """Hand out the picture of a posted chart, to be kept."""
    found = charts.picture(code, picture_format, request.GET)
    if found is None:
        raise Http404
    language = {"lang": request.GET["lang"]} if "lang" in request.GET else None
    return answer(request, found, back=reverse("disclosure:chart", args=[code], query=language))


def get_chart(code: str) -> charts.ChartPage:
    """Find a chart that was posted; a draft, a withheld and an unknown one are all not found."""
    page = charts.chart_page(code)
    if page is None:
        raise Http404
    return page


def chart_context(page: charts.ChartPage) -> dict[str, object]:
    """Name what the pages of one chart share."""
    return {"chart": page, "publisher": page.body}


@shared
def compare(request: HttpRequest, code: str, a: int, b: int) -> HttpResponse:
    """Tell in words what differs between two versions, and which comments led to it."""
    found = charts.comparison(code, a, b, address=partial(part_address, request, code))
    if found is None:
        raise Http404
    return render(request, "public/compare.html", chart_context(found.page) | {"comparison": found})


def part_address(request: HttpRequest, code: str, number: int) -> str:
    """Give the address of a chart's page that shows a part of its comments."""
    query = kept_by(request) | {"comments": part_number(str(number))}
    return reverse("disclosure:chart", args=[code]) + written(query)
