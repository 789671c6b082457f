"""The plainest page there can be, behind the same middleware as every other, and all the others."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def hello(_request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return HttpResponse("你好")


urlpatterns = [path("hello/", hello), path("", include("riskcontrol.urls"))]
