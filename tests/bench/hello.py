"""The plainest page there can be, behind the same middleware as every other."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path


@login_not_required
def hello(_request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return HttpResponse("你好")


urlpatterns = [path("", hello)]
