"""Reviews of risk points and their measures: the list, one review, calling for one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from measures.actions.reviews import call_review, do_review
from measures.filters.calendar import CalendarFilter
from measures.forms.spot_checks import CallForm, ReviewForm
from measures.models import Measure, Review
from measures.models import Warning as Raised
from measures.occasion_listing import page_of
from measures.permissions.reviews import can_call_review, can_review
from measures.permissions.rules import can_end, can_set
from measures.querysets.lines import meeting
from measures.states import ReviewGround
from measures.warning_words import told
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.decisions import Decision
from riskpoints.models import RiskPoint

from .spot_checks import acted
from .warnings import warning_named


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumbs of the pages on reviews."""
    reviews = (_("Reviews"), reverse("measures:reviews") if more else "")
    return [(_("Measures"), reverse("measures:list")), reviews, *more]


@require_GET
def reviews(request: AuthenticatedRequest) -> HttpResponse:
    """List the open reviews by the day they are due, narrowed as asked."""
    form = ReviewFilter(request.GET, user=request.user)
    said = form.said()
    found = Review.objects.visible_to(request.user).open().narrowed(said, request.user)
    context = {
        "form": form,
        "page": page_of(found, request.GET),
        "today": timezone.localdate(),
        "is_narrowed": any(said.values()) or bool(form.errors),
        "trail": trail_to(),
    }
    return render(request, "measures/reviews.html", context)


class ReviewFilter(CalendarFilter):
    """Section, what is overdue, the reader's own section."""

    month = None  # type: ignore[assignment]  # declared away
    shown = ("section", "state", "mine")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        choices = [("", _("All")), ("overdue", _("overdue"))]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["mine"].label = _("Of my section")


@require_http_methods(["GET", "POST"])
def review(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a review with the risk point, its measures and earlier reviews; do it."""
    found = get_object_or_404(Review.objects.visible_to(request.user).for_list(), pk=pk)
    form = ReviewForm(request.POST or None)

    def act() -> str:
        do_review(review=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The review is kept. The next one is called for by itself."))
        return reverse("measures:review", args=[pk])

    if request.method == "POST":
        can_review(request.user, found).enforce()
        if form.is_valid() and (done := acted(request, form, act)):
            return done
    point = found.risk_point
    measures = list(Measure.objects.in_force().filter(meeting(point)).for_list())
    context = {
        "review": found,
        "point": point,
        "measures": measures,
        "set_measures": set_among(measures, request.user),
        "may_set": can_set(request.user, found.body),
        "earlier": point.reviews.exclude(pk=pk).filter(done_at__isnull=False).for_list(),
        "form": form,
        "may_review": can_review(request.user, found),
        "may_call": found.done_at is None and can_call_review(request.user, point),
        "may_open_round": request.user.may(Permission.ROUND_LEAD, found.section),
        "today": timezone.localdate(),
        "trail": trail_to((point.title, "")),
    }
    status = 422 if form.errors else 200
    return render(request, "measures/review.html", context, status=status)


def set_among(measures: list[Measure], user: User) -> list[tuple[Measure, Decision]]:
    """Give the measures that stand on no worksheet, which no round changes; and who may end each."""
    return [(one, can_end(user, one)) for one in measures if one.worksheet_id is None]


@require_http_methods(["GET", "POST"])
def review_call(request: AuthenticatedRequest, point: int) -> HttpResponse:
    """Call for a review of a risk point."""
    readable = RiskPoint.objects.visible_to(request.user).select_related("section__parent__parent")
    found = get_object_or_404(readable, pk=point)
    can_call_review(request.user, found).enforce()
    warning = warning_named(request)
    if warning and not warning.risk_points.filter(pk=point).exists():
        raise Http404
    form = CallForm(request.POST or None, warning=bool(warning), initial=begun_with(warning))

    def act() -> str:
        called = call_review(
            risk_point=found, warning=warning, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("The review is called for."))
        return reverse("measures:review", args=[called.pk])

    if request.method == "POST" and form.is_valid() and (done := acted(request, form, act)):
        return done
    context = {
        "form": form,
        "point": found,
        "warning": warning,
        "trail": trail_to((_("Call for a review"), "")),
    }
    status = 422 if form.errors else 200
    return render(request, "measures/review_call.html", context, status=status)


def begun_with(warning: Raised | None) -> dict[str, Any]:
    """Begin a call for a review with what its warning says; it is about no lead, so all may read it."""
    if warning is None:
        return {}
    return {"ground": ReviewGround.WARNING, "because": told(warning)}
