"""The posted charts: the list, one chart, its comparisons and pictures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from powers.public import charts
from riskcontrol.disclosure.forms import SearchForm
from riskcontrol.lib.downloads import answer

from .doors import shared


@shared
def portal(request: HttpRequest) -> HttpResponse:
    """List the posted charts, the open ones first."""
    form = SearchForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    words, state = chosen.get("q", ""), chosen.get("state", "")
    page = charts.posted_charts(words=words, state=state, page=request.GET.get("page"))
    narrowed = bool(words or state)
    return render(request, "public/portal.html", {"form": form, "page": page, "narrowed": narrowed})


@shared
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """Show one chart, in lanes if so wished, with its posting, comments and versions."""
    page = get_chart(code)
    picture = page.picture(request.GET.get("lanes", ""))
    return render(request, "public/chart.html", chart_context(page) | picture)


@shared
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
    found = charts.comparison(code, a, b)
    if found is None:
        raise Http404
    return render(request, "public/compare.html", chart_context(found.page) | {"comparison": found})
