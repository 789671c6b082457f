"""The doors: an empty installation's first page, the demo's one-click entry, the reader's language."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from riskcontrol.accounts import actions
from riskcontrol.accounts.demo import ACCOUNTS
from riskcontrol.accounts.forms import FirstRunForm, LanguageForm, NewcomerFormSet, fits
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Role


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the form was open too long; what was typed is still in the browser."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Name the body, its sections and its people, where nobody has an account yet."""
    if User.objects.exists():
        return redirect("account_login")
    form = FirstRunForm(request.POST or None)
    people = NewcomerFormSet(request.POST or None, prefix="people")
    if not fits(form, people):
        context = {"form": form, "people": people}
        status = 422 if form.is_bound else 200
        return render(request, "accounts/first_run.html", context, status=status)
    data = form.cleaned_data
    passwords = actions.open_installation(
        code=data["body_code"],
        name=data["body_name"],
        sections=data["sections"],
        people=people.newcomers(),
        first=actions.Newcomer(data["person"], data["username"], Role.SYSTEM_ADMINISTRATOR),
        password=data["password"],
    )
    done = {"passwords": passwords, "username": data["username"]}
    return render(request, "accounts/first_run_done.html", done)


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people with one click; everywhere but in the demo this is a 404."""
    known = [person.username for person in ACCOUNTS] if settings.DEMO else []
    person = get_object_or_404(User, username=request.POST.get("username"), username__in=known)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(way_on(request))


@require_POST
def language(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the language on the account and go back to the page it was chosen on."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        actions.set_language(user=request.user, language=form.cleaned_data["language"])
    return redirect(way_on(request))


def way_on(request: HttpRequest) -> str:
    """Give the page of ours that the form names, else the reader's own work."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return asked
    return settings.LOGIN_REDIRECT_URL
