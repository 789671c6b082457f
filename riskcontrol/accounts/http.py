"""The request as a staff page gets it: sign-in is demanded by default, so there is a person."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class AuthenticatedRequest(HttpRequest):
    """A request by somebody who is signed in; only a name for the types."""

    user: User
    htmx: HtmxDetails
