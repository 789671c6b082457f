"""The reader's language: staff keep it on the account, the public carry it in the address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from .models import User


def language_of_the_reader(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the address's `lang`, else the account's language, else Chinese; no cookie, no header."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("lang", "")
        if wanted not in known:
            wanted = settings.LANGUAGE_CODE
            # The public's pages must not touch the session: reading it would set `Vary: Cookie`.
            if request.path.startswith(("/desk/", "/accounts/")) and request.user.is_authenticated:
                wanted = request.user.language
        with translation.override(wanted):
            response = get_response(request)
            response.headers["Content-Language"] = wanted
            return response

    return middleware


def first_run_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Open an empty installation on its first-run page, from any of its doors."""
    doors = {"/", "/desk/", "/accounts/login/"}
    opened: list[bool] = []

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in doors and not opened:
            if not User.objects.exists():
                return redirect("accounts:first_run")
            opened.append(True)  # accounts are closed, never removed: asked once a process
        return get_response(request)

    return middleware
