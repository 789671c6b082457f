"""What became of a comment, for whoever holds its receipt code."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from powers.public import comments
from riskcontrol.disclosure import limits
from riskcontrol.disclosure.forms import ReceiptForm

from .doors import from_this_site, personal


@personal
def receipt(request: HttpRequest) -> HttpResponse:
    """Say what became of a comment; the code is posted, so that it stands in no address or log."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return receipt_page(request, form)
    forgotten = request.POST.get("do") == "forget" and from_this_site(request)
    if forgotten:
        comments.forget(form.cleaned_data["code"])
    found = comments.receipt(form.cleaned_data["code"])
    if found is None:
        return unknown(request, form)
    return receipt_page(request, form, found, forgotten=forgotten)


def unknown(request: HttpRequest, form: ReceiptForm) -> HttpResponse:
    """Say that nobody has this code; who tries many of them is sent away for an hour."""
    if not limits.is_over(request, "receipt"):
        form.add_error("code", _("No comment has this code. Compare it with what you noted."))
        return receipt_page(request, form)
    form.add_error("code", _("Many wrong codes came from your network. Try again in an hour."))
    response = receipt_page(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(limits.HOUR)
    return response


def receipt_page(
    request: HttpRequest,
    form: ReceiptForm,
    found: comments.Receipt | None = None,
    *,
    forgotten: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the form, and above it what was found."""
    context = {"form": form, "receipt": found, "forgotten": forgotten}
    return render(request, "public/receipt.html", context, status=status)
