"""Spot checks: the list, drawing one, its page with the sample, findings, answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measures.actions.spot_checks import (
    answer_finding,
    close_finding,
    draw_spot_check,
    record_finding,
    send_answer_back,
)
from measures.forms.shared import ReasonForm
from measures.forms.spot_checks import AnswerForm, DrawForm, FindingForm
from measures.models import SpotCheck, SpotItem
from measures.permissions.spot_checks import can_answer, can_close, can_draw, can_find
from measures.sampling import frame_name, is_as_drawn, line_of, sample_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.lib.downloads import File, answer

ROWS_A_PAGE = 20


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumbs of the pages on spot checks."""
    checks = (_("Spot checks"), reverse("measures:spot_checks") if more else "")
    return [(_("Measures"), reverse("measures:list")), checks, *more]


@require_GET
def spot_checks(request: AuthenticatedRequest) -> HttpResponse:
    """List the spot checks of the bodies a person may read, the latest first."""
    found = SpotCheck.objects.visible_to(request.user).for_list()
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    drawn_in = Unit.objects.workable_by(request.user, Permission.RISK_ASSESS).bodies()
    context = {"page": page, "bodies": drawn_in[:ROWS_A_PAGE], "trail": trail_to()}
    return render(request, "measures/spot_checks.html", context)


@require_http_methods(["GET", "POST"])
def spot_check_draw(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Draw a sample of a body's occasions."""
    body = get_object_or_404(Unit.objects.visible_to(request.user).bodies(), code=code)
    can_draw(request.user, body).enforce()
    form = DrawForm(request.POST or None, body=body)

    def draw() -> str:
        check = draw_spot_check(body=body, by=request.user, **form.cleaned_data)
        messages.success(request, _("The sample is drawn. Seed and frame stand in the ledger."))
        return reverse("measures:spot_check", args=[check.pk])

    if request.method == "POST" and form.is_valid() and (done := acted(request, form, draw)):
        return done
    context = {"form": form, "body": body, "trail": trail_to((_("Draw a sample"), ""))}
    status = 422 if form.errors else 200
    return render(request, "measures/spot_check_draw.html", context, status=status)


def acted(request: AuthenticatedRequest, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Act once and lead on; what the action refuses is said at the form."""
    try:
        return redirect(once(request, act))
    except ValidationError as error:
        said = error.error_dict if hasattr(error, "error_dict") else {None: error}
        for name, problem in said.items():
            form.add_error(name if name in form.fields else None, problem)
    return None


def get_check(request: AuthenticatedRequest, pk: int) -> SpotCheck:
    """Load a spot check of a body that the reader may read, or 404."""
    readable = SpotCheck.objects.visible_to(request.user)
    return get_object_or_404(readable.select_related("body__parent", "section", "drawn_by"), pk=pk)


@require_GET
def spot_check(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a spot check: how it was drawn, the same draw again, and each occasion with what was found."""
    return show(request, get_check(request, pk))


def show(
    request: AuthenticatedRequest,
    check: SpotCheck,
    *,
    refused: Form | None = None,
    at: SpotItem | None = None,
) -> HttpResponse:
    """Render a spot check's page, with the form that was not accepted in place of a fresh one."""
    items = list(check.items.whole())
    context = {
        "check": check,
        "rows": [row_of(request, item, refused if item == at else None) for item in items],
        "again": sample_of(check.frame, check.seed, check.size),
        "is_as_drawn": is_as_drawn(check, [item.occasion for item in items]),
        "refused": refused,
        "open_count": sum(item.closed_at is None for item in items),
        "today": timezone.localdate(),
        "trail": trail_to((str(check), "")),
    }
    return render(request, "measures/spot_check.html", context, status=422 if refused else 200)


def row_of(request: AuthenticatedRequest, item: SpotItem, typed: Form | None) -> dict[str, Any]:
    """Put an occasion of a sample together with what the reader may do about it, and the forms for it."""
    user, prefix = request.user, f"i{item.pk}"
    forms = {
        "finding": (can_find(user, item), FindingForm),
        "answer": (can_answer(user, item), AnswerForm),
        "reason": (can_close(user, item), ReasonForm),
    }
    row: dict[str, Any] = {"item": item, "line": line_of(item.occasion)}
    for name, (may, kind) in forms.items():
        row[f"may_{name}"] = may
        row[name] = typed if isinstance(typed, kind) else kind(prefix=prefix)
    return row


@require_GET
def spot_frame(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand out the frame as it was hashed, so that anybody can draw again."""
    check = get_check(request, pk)
    file = File(check.frame.encode(), "text/plain; charset=utf-8", frame_name(check))
    return answer(request, file, back=reverse("measures:spot_check", args=[pk]))


def get_item(request: AuthenticatedRequest, pk: int) -> SpotItem:
    """Load an occasion of a sample that the reader may read, or 404."""
    return get_object_or_404(SpotItem.objects.visible_to(request.user).whole(), pk=pk)


def pressed(
    request: AuthenticatedRequest, item: SpotItem, form: Form, act: Callable[..., object], said: str
) -> HttpResponse:
    """Act with what was typed, say that it is done and go back to the page, or show it with what is wrong."""

    def carry() -> str:
        act(item=item, by=request.user, **form.cleaned_data)
        messages.success(request, said)
        return reverse("measures:spot_check", args=[item.spot_check_id]) + f"#item-{item.pk}"

    if form.is_valid() and (done := acted(request, form, carry)):
        return done
    return show(request, get_check(request, item.spot_check_id), refused=form, at=item)


@require_POST
def spot_find(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Record what was found on one occasion."""
    item = get_item(request, pk)
    can_find(request.user, item).enforce()
    form = FindingForm(request.POST, prefix=f"i{pk}")
    return pressed(request, item, form, record_finding, _("What was found is kept."))


@require_POST
def spot_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say for the section what was done about a finding."""
    item = get_item(request, pk)
    can_answer(request.user, item).enforce()
    form = AnswerForm(request.POST, prefix=f"i{pk}")
    return pressed(request, item, form, answer_finding, _("Your answer is with the committee."))


@require_POST
def spot_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Confirm that a finding was put right."""
    item = get_item(request, pk)
    return pressed(request, item, Form(request.POST), close_finding, _("The finding is closed."))


@require_POST
def spot_send_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send an answer back with the reason."""
    item = get_item(request, pk)
    can_close(request.user, item).enforce()
    form = ReasonForm(request.POST, prefix=f"i{pk}")
    return pressed(request, item, form, send_answer_back, _("The answer is sent back."))
