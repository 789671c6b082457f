"""NUL characters in what is asked and typed: nobody means them, and PostgreSQL refuses them."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\0"
# Where forms are read as they are; the public's own doors look at each text they take in.
DOORS = ("/desk/", "/accounts/")


def without_nul(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Read every query and form of staff without NUL characters; an address with one names nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if has_nul(request.GET):
            request.GET = cleaned(request.GET)  # type: ignore[assignment]  # one as the reader sent it
        posted = request.method == "POST" and request.path_info.startswith(DOORS)
        if posted and has_nul(request.POST):
            request.POST = cleaned(request.POST)  # type: ignore[assignment]  # the same
        return get_response(request)

    return middleware


def has_nul(data: QueryDict) -> bool:
    """Whether a NUL character stands in a name or a value."""
    return any(NUL in name or any(NUL in text for text in some) for name, some in data.lists())


def cleaned(data: QueryDict) -> QueryDict:
    """Give the same names and values without NUL characters."""
    pairs = [(name, text) for name, some in data.lists() for text in some]
    return QueryDict(
        urlencode([(name.replace(NUL, ""), text.replace(NUL, "")) for name, text in pairs])
    )
