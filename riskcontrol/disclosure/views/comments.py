"""Handing in a comment, and its receipt."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from powers.public import charts, comments
from riskcontrol.disclosure.forms import CommentForm, ReceiptForm

from .charts import chart_context, get_chart
from .doors import from_this_site, personal


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


def take_in(request: HttpRequest, page: charts.ChartPage, form: CommentForm) -> HttpResponse:
    """Hand in what is in order and show the receipt; else bring the text back with a new token."""
    if form.is_valid():
        try:
            code = comments.hand_in_comment(
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
    request: HttpRequest, page: charts.ChartPage, form: CommentForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show the form with a fresh token."""
    context = chart_context(page) | {"form": form, "token": comments.comment_token()}
    return render(request, "public/comment.html", context, status=status)


def steps_of(page: charts.ChartPage) -> list[tuple[str, str]]:
    """Give the steps to choose from, numbered as on the page."""
    return [(step.item.key, f"{step.item.number}. {step.item.name}") for step in page.steps]


@personal
def receipt(request: HttpRequest) -> HttpResponse:
    """Say what became of a comment; the code is posted, so that it stands in no address or log."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        found = comments.receipt(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", _("No comment has this code. Compare it with what you noted."))
    return render(request, "public/receipt.html", {"form": form, "receipt": found})
