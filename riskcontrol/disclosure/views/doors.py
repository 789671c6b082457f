"""How a page of the public is guarded and cached."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

type View = Callable[..., HttpResponse]


def shared(view: View) -> View:
    """A page that is the same for everybody: any cache may keep it for a minute, then ask again.

    A view that says itself how long it may be kept is not overruled.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, public=True, max_age=60)
        return response

    return login_not_required(require_safe(conditional_page(kept)))


def personal(view: View) -> View:
    """A page with a form: kept nowhere, and guarded by where it comes from instead of a cookie."""
    guarded = require_http_methods(["GET", "HEAD", "POST"])(never_cache(view))
    return login_not_required(csrf_exempt(guarded))


def from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from one of our own pages."""
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (source.scheme, source.netloc) == (request.scheme, request.get_host())
