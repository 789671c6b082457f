"""The public's pages: no account, no cookie, no script; only what powers.public tells."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from powers import public
from riskcontrol.lib.downloads import answer

from .forms import CommentForm, ReceiptForm, SearchForm

type View = Callable[..., HttpResponse]


def shared(view: View) -> View:
    """A page that is the same for everybody: any cache may keep it for a minute, then ask again."""
    cached = cache_control(public=True, max_age=60)(view)
    return login_not_required(require_safe(conditional_page(cached)))


def personal(view: View) -> View:
    """A page with a form: kept nowhere, and guarded by where it comes from instead of a cookie."""
    guarded = require_http_methods(["GET", "HEAD", "POST"])(never_cache(view))
    return login_not_required(csrf_exempt(guarded))


@shared
def portal(request: HttpRequest) -> HttpResponse:
    """List the posted charts, the open ones first."""
    form = SearchForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    words, state = chosen.get("q", ""), chosen.get("state", "")
    page = public.posted_charts(words=words, state=state, page=request.GET.get("page"))
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
    found = public.picture(code, picture_format, request.GET)
    if found is None:
        raise Http404
    return answer(request, found, back=reverse("disclosure:chart", args=[code]))


def get_chart(code: str) -> public.ChartPage:
    """Find a chart that was posted; a draft, a withheld and an unknown one are all not found."""
    page = public.chart_page(code)
    if page is None:
        raise Http404
    return page


def chart_context(page: public.ChartPage) -> dict[str, object]:
    """Name what the pages of one chart share."""
    return {"chart": page, "publisher": page.body}


@shared
def compare(request: HttpRequest, code: str, a: int, b: int) -> HttpResponse:
    """Tell in words what differs between two versions, and which comments led to it."""
    found = public.comparison(code, a, b)
    if found is None:
        raise Http404
    return render(request, "public/compare.html", chart_context(found.page) | {"comparison": found})


@personal
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """Show the comment form, or take a comment in and show its receipt code."""
    page = get_chart(code)
    if request.method != "POST":
        form = CommentForm(steps=steps_of(page), initial={"step": request.GET.get("step", "")})
        return comment_form(request, page, form)
    form = CommentForm(request.POST, steps=steps_of(page))
    if not from_this_site(request):
        form.add_error(
            None, _("This form came from another site. Your text is below: hand it in here.")
        )
        return comment_form(request, page, form, status=HTTPStatus.FORBIDDEN)
    return take_in(request, page, form)


def take_in(request: HttpRequest, page: public.ChartPage, form: CommentForm) -> HttpResponse:
    """Hand in what is in order and show the receipt; else bring the text back with a new token."""
    if form.is_valid():
        try:
            code = public.hand_in_comment(
                code=page.code,
                step_key=form.cleaned_data["step"],
                body=form.cleaned_data["body"],
                token=request.POST.get("token", ""),
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return render(request, "public/handed_in.html", chart_context(page) | {"code": code})
    return comment_form(request, page, form)


def comment_form(
    request: HttpRequest, page: public.ChartPage, form: CommentForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show the form with a fresh token."""
    context = chart_context(page) | {"form": form, "token": public.comment_token()}
    return render(request, "public/comment.html", context, status=status)


def steps_of(page: public.ChartPage) -> list[tuple[str, str]]:
    """Give the steps to choose from, numbered as on the page."""
    return [(step.item.key, f"{step.item.number}. {step.item.name}") for step in page.steps]


def from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from one of our own pages."""
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (source.scheme, source.netloc) == (request.scheme, request.get_host())


@personal
def receipt(request: HttpRequest) -> HttpResponse:
    """Say what became of a comment; the code is posted, so that it stands in no address or log."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        found = public.receipt(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", _("No comment has this code. Compare it with what you noted."))
    return render(request, "public/receipt.html", {"form": form, "receipt": found})


@shared
def report(request: HttpRequest) -> HttpResponse:
    """Name the channels that take reports against persons; nothing is taken in here."""
    return render(request, "public/report.html", {"channels": settings.REPORT_CHANNELS})
