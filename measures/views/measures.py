"""Pages about measures: the list, and one measure with each time it falls due."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST, require_safe

from measures.actions.approving import change_answerer
from measures.actions.occasions import carry_out, enter_occasion, send_back, verify_occasion
from measures.answering import answerer_of
from measures.filters.measures import MeasureFilter
from measures.forms.projects import TagForm
from measures.forms.shared import AnswererForm, NoteForm, OccasionForm, ReasonForm
from measures.lines import name_levels
from measures.models import Evidence, Indicator, Measure, Occasion, Rule
from measures.permissions.indicators import can_be_spared, can_keep_indicators
from measures.permissions.measures import can_change_answerer
from measures.permissions.occasions import can_carry_out, can_enter_occasion, can_verify
from measures.permissions.projects import can_tag
from measures.permissions.rules import can_change_set, can_end, can_put_in_force
from measures.states import Line
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User
from riskcontrol.audit.once import once
from riskcontrol.lib.decisions import Decision
from riskcontrol.lib.downloads import File, answer
from riskcontrol.lib.ids import is_id
from riskpoints.levels import levels_now


@require_GET
def measure_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the measures the reader may read, narrowed as he asks."""
    readable = Measure.objects.visible_to(request.user).for_list()
    found = MeasureFilter(request.GET, readable, user=request.user)
    page = Paginator(found.qs, 20).get_page(request.GET.get("page"))
    name_levels(page, request.user)
    context = {
        "filter": found,
        "page": page,
        "rows": [(measure, answerer_of(measure)) for measure in page],
        "today": timezone.localdate(),
        "narrowed_to": narrowed_to(request),
    }
    template = "measures/list.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


def narrowed_to(request: AuthenticatedRequest) -> Rule | None:
    """Give the rule that the list is narrowed to, if the reader may read it."""
    asked = request.GET.get("rule", "")
    return Rule.objects.visible_to(request.user).filter(pk=asked).first() if is_id(asked) else None


@dataclass
class Row:
    """One occasion on a measure's page, with what the reader may do about it."""

    occasion: Occasion
    may_carry_out: Decision
    may_verify: Decision
    note: Form
    reason: Form


def get_measure(request: AuthenticatedRequest, pk: int) -> Measure:
    """Load a measure of a body that the reader may read, or 404."""
    return get_object_or_404(Measure.objects.visible_to(request.user).whole(), pk=pk)


def get_occasion(request: AuthenticatedRequest, pk: int) -> Occasion:
    """Load an occasion of a measure that the reader may read, or 404."""
    readable = Occasion.objects.visible_to(request.user).for_list()
    return get_object_or_404(readable, pk=pk)


@require_GET
def measure_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a measure, who answers for it, and each time it fell or falls due."""
    return show(request, get_measure(request, pk))


def show(
    request: AuthenticatedRequest,
    measure: Measure,
    *,
    refused: Form | None = None,
    occasion: Occasion | None = None,
) -> HttpResponse:
    """Render a measure's page, with the form that was not accepted in place of a fresh one."""
    own = refused if occasion is None else None
    context = {
        "measure": measure,
        "answerer": answerer_of(measure),
        "rows": rows_of(measure, request.user, refused=refused, at=occasion),
        "later": later_than_next(measure),
        "today": timezone.localdate(),
        "refused": refused,
        "may_enter": can_enter_occasion(request.user, measure),
        "may_change_answerer": can_change_answerer(request.user, measure),
        "occasion_form": own if isinstance(own, OccasionForm) else OccasionForm(),
        "indicators": [(one, can_be_spared(one)) for one in measure.indicators.all()],
        "may_keep_indicators": can_keep_indicators(request.user, measure),
        "may_tag": can_tag(request.user, measure),
        "tag_form": TagForm(initial={"tags": [each.tag for each in measure.tags.all()]}),
        "answerer_form": own if isinstance(own, AnswererForm) else answerer_form(measure),
        **told_of_lines(measure, request.user),
    }
    return render(request, "measures/detail.html", context, status=422 if refused else 200)


def told_of_lines(measure: Measure, user: User) -> dict[str, Any]:
    """Tell what a measure is aimed at along the lines, and what the reader may do about a set one."""
    aims = list(measure.line_aims.all())
    levels = levels_now(measure.body) if any(aim.line == Line.LEVEL for aim in aims) else []
    marks = {level.rank: level for level in levels}
    return {
        "levels": [marks[aim.rank] for aim in aims if aim.rank in marks],
        "classes": [aim.unit_class for aim in aims if aim.line == Line.CLASS],
        "projects": [aim.project for aim in aims if aim.project],
        "may_change_set": can_change_set(user, measure),
        "may_put_in_force": can_put_in_force(user, measure),
        "may_end": can_end(user, measure),
    }


def read_of(measure: Measure) -> list[Indicator]:
    """Give the indicators that are read each time a measure is carried out."""
    return [one for one in measure.indicators.all() if one.is_read]


def answerer_form(measure: Measure) -> AnswererForm:
    """Build the form for naming somebody else, as it stands now."""
    return AnswererForm(
        initial={"answers_for": measure.answers_for, "reason": measure.answers_because}
    )


def rows_of(
    measure: Measure, user: User, *, refused: Form | None, at: Occasion | None
) -> list[Row]:
    """Put each occasion up to the next one together with what a person may do about it, the latest first."""
    rows = []
    later = set(later_than_next(measure))
    for occasion in reversed(measure.occasions.all()):
        if occasion in later and occasion != at:
            continue
        occasion.measure = measure
        typed = refused if at == occasion else None
        prefix = f"o{occasion.pk}"
        rows.append(
            Row(
                occasion,
                can_carry_out(user, occasion),
                can_verify(user, occasion),
                typed
                if isinstance(typed, NoteForm)
                else NoteForm(prefix=prefix, indicators=read_of(measure)),
                typed if isinstance(typed, ReasonForm) else ReasonForm(prefix=prefix),
            )
        )
    return rows


def later_than_next(measure: Measure) -> list[Occasion]:
    """Give the occasions of a measure that come after the next one: only their days are told."""
    today = timezone.localdate()
    ahead = [one for one in measure.occasions.all() if one.due_on > today and not one.done_at]
    return ahead[1:]


def done(
    request: AuthenticatedRequest, measure_id: int, act: Callable[[], object], said: str
) -> HttpResponse:
    """Act once, say what is done, and go back to the measure's page."""

    def carry() -> str:
        act()
        messages.success(request, said)
        return reverse("measures:detail", args=[measure_id])

    return redirect(once(request, carry))


@require_POST
def occasion_carry_out(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Report one occasion done."""
    occasion = get_occasion(request, pk)
    can_carry_out(request.user, occasion).enforce()  # before the files are looked at
    form = NoteForm(
        request.POST,
        request.FILES,
        prefix=f"o{occasion.pk}",
        indicators=read_of(occasion.measure),
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            return done(
                request,
                occasion.measure_id,
                lambda: carry_out(
                    occasion=occasion,
                    note=said["note"],
                    files=said["evidence"],
                    readings=form.readings,
                    by=request.user,
                ),
                _("Your report is kept. Somebody else verifies it."),
            )
        except ValidationError as problem:
            form.add_error("evidence", problem.messages)
    return show(request, get_measure(request, occasion.measure_id), refused=form, occasion=occasion)


@require_safe
@never_cache
@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"]})
def evidence(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Hand out a file to be kept, to whoever reads the measure; no browser shows it as a page of ours."""
    readable = Evidence.objects.select_related("occasion").filter(
        occasion__in=Occasion.objects.visible_to(request.user)
    )
    found = get_object_or_404(readable, public_id=public_id)
    with found.file.open() as file:
        content = file.read()
    back = reverse("measures:detail", args=[found.occasion.measure_id])
    return answer(request, File(content, found.kind, found.name), back=back)


@require_POST
def occasion_verify(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Confirm that what was reported was done."""
    occasion = get_occasion(request, pk)
    return done(
        request,
        occasion.measure_id,
        lambda: verify_occasion(occasion=occasion, by=request.user),
        _("It is verified."),
    )


@require_POST
def occasion_send_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send a report back with the reason."""
    occasion = get_occasion(request, pk)
    form = ReasonForm(request.POST, prefix=f"o{occasion.pk}")
    if not form.is_valid():
        can_verify(request.user, occasion).enforce()
        measure = get_measure(request, occasion.measure_id)
        return show(request, measure, refused=form, occasion=occasion)
    reason = form.cleaned_data["reason"]
    return done(
        request,
        occasion.measure_id,
        lambda: send_back(occasion=occasion, reason=reason, by=request.user),
        _("The report is sent back."),
    )


@require_POST
def occasion_enter(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say that the case has arisen, so that the measure is due."""
    measure = get_measure(request, pk)
    form = OccasionForm(request.POST)
    if not form.is_valid():
        can_enter_occasion(request.user, measure).enforce()
        return show(request, measure, refused=form)
    day = form.cleaned_data["on"]
    try:
        return done(
            request,
            measure.pk,
            lambda: enter_occasion(measure=measure, on=day, by=request.user),
            _("The case is entered. The measure is due."),
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show(request, measure, refused=form)


@require_POST
def answerer_change(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Name somebody else to answer for a measure, or put it back to what its level says."""
    measure = get_measure(request, pk)
    form = AnswererForm(request.POST)
    if not form.is_valid():
        can_change_answerer(request.user, measure).enforce()
        return show(request, measure, refused=form)
    return done(
        request,
        measure.pk,
        lambda: change_answerer(measure=measure, by=request.user, **form.cleaned_data),
        _("It is kept who answers for the measure."),
    )
