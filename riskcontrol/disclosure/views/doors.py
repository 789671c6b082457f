"""How a page of the public is guarded and cached."""

from collections.abc import Callable
from functools import partial, wraps
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from riskcontrol.disclosure.canonical import Clean, canonical_query, is_canonical, to_address
from riskcontrol.disclosure.keeping import kept_or_made, made_anew

type View = Callable[..., HttpResponse]


def shared(view: View) -> View:
    """A page that is the same for everybody and takes no parameters but those of every page."""
    return shared_with()(view)


def shared_with(*, kept: bool = True, **own: Clean) -> Callable[[View], View]:
    """A page that is the same for everybody, with the parameters it knows besides.

    It has one address, to which any other way of writing it leads. Any cache may keep it for a
    minute, then ask again; `kept` says that we keep it ourselves, but for a search: words are endless.
    """

    def door(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            query = canonical_query(request.GET, own) if request.GET else ""
            if not is_canonical(request, query):
                return to_address(request.path + query)
            make = partial(view, request, *args, **kwargs)
            if kept and "q" not in request.GET:
                return kept_or_made(request, query, make)
            return made_anew(request, make)

        return login_not_required(require_safe(enter))

    return door


def personal(view: View) -> View:
    """A page with a form: kept nowhere, and guarded by where it comes from instead of a cookie."""
    guarded = require_http_methods(["GET", "HEAD", "POST"])(never_cache(view))
    return login_not_required(csrf_exempt(guarded))


def from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from one of our own pages."""
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (source.scheme, source.netloc) == (request.scheme, request.get_host())
