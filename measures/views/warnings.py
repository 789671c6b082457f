"""Pages about warnings: the list, one of them, the body's rules, and changes of laws."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measures.actions import warnings as actions
from measures.filters.warnings import WarningFilter
from measures.forms.warnings import ActForm, AsideForm, LawChangeForm, WarningRulesForm
from measures.models import LawChange, Review, WarningScheme
from measures.models import Warning as Raised
from measures.permissions.notices import can_issue_from
from measures.permissions.reviews import can_call_review
from measures.permissions.warnings import (
    can_act_on,
    can_enter_law_change,
    can_set_aside,
    can_set_warning_rules,
)
from measures.warning_listing import page_of
from measures.warning_rules import outline_of, scheme_of, shipped
from measures.warning_states import WarningState
from measures.warning_words import address_of, subject_words, told
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskpoints.models import RiskPoint

# So many risk points of one measure, and reviews of them, a warning's page names.
MOST_POINTS = 10


def get_warning(request: AuthenticatedRequest, public_id: str) -> Raised:
    """Load a warning that the reader may read, or 404."""
    readable = Raised.objects.visible_to(request.user).for_list()
    whole = readable.select_related("section__parent__parent", "body__parent", "lead__step")
    return get_object_or_404(whole, public_id=public_id)


def warning_named(request: AuthenticatedRequest) -> Raised | None:
    """Load the warning that the address names; 404 for one that he may not read."""
    named = request.GET.get("warning")
    return get_warning(request, named) if named else None


def get_body(request: AuthenticatedRequest, bodies: Any = None) -> Unit:
    """Give the body asked for, else the first the reader reads; 404 where there is none."""
    bodies = Unit.objects.visible_to(request.user).bodies() if bodies is None else bodies
    asked = request.GET.get("body")
    found = bodies.filter(code=asked) if asked else bodies
    body: Unit | None = found.select_related("parent").first()
    if body is None:
        raise Http404
    return body


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the list of warnings, or to a page below it."""
    here = reverse("measures:warning_list") if further else ""
    return [
        (_("Measures"), reverse("measures:list")),
        (_("Warnings"), here),
        *((name, "") for name in further),
    ]


@require_GET
def warning_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the warnings the reader may read, the gravest first; by itself those that wait."""
    found = WarningFilter(request.GET, Raised.objects.visible_to(request.user), user=request.user)
    page = page_of(found.qs, request.GET)
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, subject_words(one), told(one)) for one in page.object_list],
        "is_narrowed": any(found.form.data.get(name) for name in ("rank", "kind", "section")),
        "state": found.form.data["state"],
        "trail": trail(),
    }
    template = "measures/warnings.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


@require_GET
def warning(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Show a warning, where to look, what was done about it, and what the reader may do."""
    return show(request, get_warning(request, public_id))


def show(request: AuthenticatedRequest, one: Raised, refused: Form | None = None) -> HttpResponse:
    """Render a warning's page, with the form that was not accepted in place of a fresh one."""
    user = request.user
    context = {
        "warning": one,
        "subject": subject_words(one),
        "told": told(one),
        "address": address_of(one),
        "acts": one.acts.select_related("by"),
        "notices": one.notices.all(),
        "reviews": reviews_since(request, one),
        "to_review": to_review(request, one),
        "is_over": one.state == WarningState.ENDED,
        "may_act": can_act_on(user, one),
        "may_set_aside": can_set_aside(user, one),
        "may_issue": can_issue_from(user, one),
        "act_form": refused if isinstance(refused, ActForm) else ActForm(),
        "aside_form": refused if isinstance(refused, AsideForm) else AsideForm(),
        "refused": refused,
        "trail": trail(str(one.rule)),
    }
    return render(request, "measures/warning.html", context, status=422 if refused else 200)


def reviews_since(request: AuthenticatedRequest, one: Raised) -> list[Review]:
    """Give the reviews of its risk points that are open, or were done since it was raised."""
    if not (one.risk_point_id or one.measure_id):
        return []
    found = Review.objects.visible_to(request.user).filter(
        Q(done_at=None) | Q(done_at__date__gte=one.found_on), risk_point__in=one.risk_points
    )
    return list(found.select_related("risk_point", "done_by").order_by("-pk")[:MOST_POINTS])


def to_review(request: AuthenticatedRequest, one: Raised) -> list[RiskPoint]:
    """Give its risk points that the reader may call for a review of because of it."""
    if not (one.risk_point_id or one.measure_id) or not can_act_on(request.user, one):
        return []
    points = RiskPoint.objects.visible_to(request.user).filter(pk__in=one.risk_points)
    found = points.select_related("section__parent__parent").order_by("order", "pk")[:MOST_POINTS]
    return [point for point in found if can_call_review(request.user, point)]


def carried_out(
    request: AuthenticatedRequest, form: Form, act: Callable[[], object], done: str, to: str
) -> HttpResponse | None:
    """Act once where the form is good, and go on; None with the errors on the form where it is not."""
    if not form.is_valid():
        return None

    def acted() -> str:
        act()
        messages.success(request, done)
        return to

    try:
        return redirect(once(request, acted))
    except ValidationError as problem:
        known = hasattr(problem, "error_dict") and set(problem.error_dict) <= set(form.fields)
        form.add_error(None, problem if known else problem.messages)
    return None


@require_POST
def warning_act(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Note what is done about a warning."""
    one = get_warning(request, public_id)
    can_act_on(request.user, one).enforce()
    form = ActForm(request.POST)

    def act() -> object:
        return actions.act_on(warning=one, by=request.user, **form.cleaned_data)

    to = reverse("measures:warning", args=[public_id])
    return carried_out(request, form, act, _("Noted."), to) or show(request, one, form)


@require_POST
def warning_set_aside(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Set a warning aside until a day, with the reason."""
    one = get_warning(request, public_id)
    can_set_aside(request.user, one).enforce()
    form = AsideForm(request.POST)

    def act() -> object:
        return actions.set_aside(warning=one, by=request.user, **form.cleaned_data)

    to = reverse("measures:warning", args=[public_id])
    return carried_out(request, form, act, _("Set aside."), to) or show(request, one, form)


@require_http_methods(["GET", "POST"])
def warning_rules(request: AuthenticatedRequest) -> HttpResponse:
    """Show a body's rules for warnings to whoever reads it; the committee's chair sets them anew."""
    body = get_body(request)
    may_set = can_set_warning_rules(request.user, body)
    if request.method == "POST":
        may_set.enforce()
    scheme = scheme_of(body)
    before = outline_of(scheme) if scheme else shipped()
    form = WarningRulesForm(request.POST or None, outline=before)
    expected = request.POST.get("number", "")

    def act() -> object:
        return actions.set_warning_rules(
            body=body,
            outline=form.outline,
            reason=form.cleaned_data["reason"],
            expected=int(expected) if expected.isdecimal() and len(expected) < 9 else 0,
            by=request.user,
        )

    if request.method == "POST":
        done = _("The rules are set. They apply from tonight's computation on.")
        if response := carried_out(request, form, act, done, request.get_full_path()):
            return response
    context = {
        "body": body,
        "form": form,
        "number": scheme.number if scheme else 1,
        "shown": before,
        "versions": WarningScheme.objects.filter(body=body).select_related("set_by"),
        "may_set": may_set,
        "trail": trail(_("Rules for warnings")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/warning_rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
def law_changes(request: AuthenticatedRequest) -> HttpResponse:
    """List the changes of laws that are known in a body, and enter one."""
    body = get_body(request)
    may_enter = can_enter_law_change(request.user, body)
    form = LawChangeForm(request.POST or None)

    def act() -> object:
        return actions.enter_law_change(body=body, by=request.user, **form.cleaned_data)

    if request.method == "POST":
        may_enter.enforce()
        done = _("Entered. Charts settled before are warned of from tonight on.")
        if response := carried_out(request, form, act, done, request.get_full_path()):
            return response
    found = LawChange.objects.filter(body=body).select_related("entered_by")
    context = {
        "body": body,
        "form": form,
        "may_enter": may_enter,
        "page": Paginator(found, 20).get_page(request.GET.get("page")),
        "trail": trail(_("Changes of laws")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/law_changes.html", context, status=status)


def chaired_bodies(request: AuthenticatedRequest) -> Any:
    """Give the bodies whose committee the reader chairs."""
    return Unit.objects.workable_by(request.user, Permission.RISK_RULE).bodies()
