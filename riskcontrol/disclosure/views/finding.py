"""The short form without an account: what staff and service users see that may go wrong at a step.

It answers in the unit's own network alone; where no network is set there is no such page.
"""

from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from powers.public import comments
from riskcontrol.disclosure import limits
from riskcontrol.disclosure.forms import FindingForm
from riskpoints import public

from .doors import from_this_site, personal


@personal
def finding(request: HttpRequest, code: str) -> HttpResponse:
    """Show the short form, or take in what was typed; 404 outside the unit's network."""
    page = public.finding_page(code) if is_inside(request) else None
    if page is None:
        raise Http404
    steps = [(item.key, f"{item.number}. {item.name}") for item in page.steps]
    if request.method != "POST":
        return show(request, page, FindingForm(steps=steps))
    form = FindingForm(request.POST, steps=steps)
    token = request.POST.get("token", "")
    if not form.is_valid():
        return show(request, page, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if problem := problem_of(request, token):
        return show(request, page, form, problem, HTTPStatus.FORBIDDEN)
    if limits.is_over(request, "source"):
        return too_many(request, page, form)
    return take_in(request, page, form, token)


def is_inside(request: HttpRequest) -> bool:
    """Whether a request comes from one of the unit's networks, told by as many proxies as are ours."""
    found = ip_address(get_adapter().get_client_ip(request).partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in ip_network(network) for network in settings.FINDING_NETWORKS)


def problem_of(request: HttpRequest, token: str) -> str:
    """Say why a form is not taken as it is: from another site, too fast for a person, or too old."""
    if not from_this_site(request):
        return _("This form came from another site. Your text is below: hand it in here.")
    if comments.is_too_fast(token):
        return _(
            "This form came back within three seconds, as programs send it. "
            "Your text is still here: send it once more."
        )
    return comments.token_problem(token)


def take_in(
    request: HttpRequest, page: public.FindingPage, form: FindingForm, token: str
) -> HttpResponse:
    """Hand it in and say so; what stands against it is said above the text."""
    typed = form.cleaned_data
    try:
        public.hand_in(page, step_key=typed["step"], text=typed["text"], token=token)
    except ValidationError as problem:
        return show(request, page, form, " ".join(problem.messages))
    context = {"chart": page, "publisher": page.body}
    return render(request, "public/finding_done.html", context)


def too_many(request: HttpRequest, page: public.FindingPage, form: FindingForm) -> HttpResponse:
    """Say that too many came from one network within the hour."""
    said = _(
        "Many comments came from your network within an hour, so this one is not taken now. "
        "Your text is still here: hand it in an hour later, or keep a copy."
    )
    response = show(request, page, form, said, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(limits.HOUR)
    return response


def show(
    request: HttpRequest,
    page: public.FindingPage,
    form: FindingForm,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the form with what was typed, and a problem of the whole above it."""
    token = request.POST.get("token", "")
    is_good = bool(token) and not comments.token_problem(token)
    context = {
        "chart": page,
        "publisher": page.body,
        "form": form,
        "errors": [{"message": problem}] if problem else [],
        "token": token if is_good else comments.comment_token(),
    }
    return render(request, "public/finding.html", context, status=status)
