"""Pages about notices: the list, one with its reply, and issuing one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measures.actions import notices as actions
from measures.filters.warnings import NoticeFilter
from measures.forms.notices import NoticeForm, ReplyForm, ReturnForm
from measures.models import Notice
from measures.models import Warning as Raised
from measures.notice_text import is_as_issued
from measures.permissions.notices import can_issue, can_issue_from, can_judge, can_reply
from measures.warning_words import subject_words, told
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.audit.once import once

from .warnings import carried_out, chaired_bodies, get_body, warning_named

PER_PAGE = 20


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the list of notices, or to a page below it."""
    here = reverse("measures:notice_list") if further else ""
    return [
        (_("Measures"), reverse("measures:list")),
        (_("Notices"), here),
        *((name, "") for name in further),
    ]


def get_notice(request: AuthenticatedRequest, pk: int) -> Notice:
    """Load a notice that the reader may read, or 404."""
    return get_object_or_404(Notice.objects.visible_to(request.user).for_page(), pk=pk)


@require_GET
def notice_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the notices the reader may read, the latest first."""
    readable = Notice.objects.visible_to(request.user).for_list()
    found = NoticeFilter(request.GET, readable, user=request.user)
    context = {
        "filter": found,
        "page": Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page")),
        "may_issue": chaired_bodies(request).exists(),
        "trail": trail(),
    }
    template = "measures/notices.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def notice_add(request: AuthenticatedRequest) -> HttpResponse:
    """Issue a notice by hand, or from the warning that the address names."""
    warning = warning_named(request)
    body = warning.body if warning else chaired_body(request)
    may = can_issue_from(request.user, warning) if warning else can_issue(request.user, body)
    may.enforce()
    form = NoticeForm(
        request.POST or None,
        sections=Unit.objects.sections().below(body),
        positions=Position.objects.of_body(body),
        initial=begun_with(warning),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: issued(request, form, body, warning)))
        except ValidationError as problem:
            known = hasattr(problem, "error_dict") and set(problem.error_dict) <= set(form.fields)
            form.add_error(None, problem if known else problem.messages)
    context = {"form": form, "body": body, "warning": warning, "trail": trail(_("Issue a notice"))}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/notice_add.html", context, status=status)


def chaired_body(request: AuthenticatedRequest) -> Unit:
    """Give the body asked for, or the first he chairs the committee of; refuse where he chairs none."""
    bodies = chaired_bodies(request)
    if not bodies.exists():
        raise PermissionDenied(_("Notices are issued by the chair of the committee."))
    return get_body(request, bodies)


def begun_with(warning: Raised | None) -> dict[str, Any]:
    """Begin a notice with what its warning says; of a proven case the chair writes all himself.

    What a lead says stays with the committee, and a notice is read by the section.
    """
    if warning is None or warning.lead_id:
        return {"section": warning.section_id} if warning else {}
    return {"section": warning.section_id, "seen": f"{subject_words(warning)}\n{told(warning)}"}


def issued(
    request: AuthenticatedRequest, form: NoticeForm, body: Unit, warning: Raised | None
) -> str:
    """Issue the notice and give its address."""
    notice = actions.issue_notice(body=body, facts=form.facts, warning=warning, by=request.user)
    messages.success(request, _("Issued: %(notice)s.") % {"notice": notice})
    return reverse("measures:notice", args=[notice.pk])


@require_GET
def notice(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a notice, its replies, and what the reader may do."""
    return show(request, get_notice(request, pk))


def show(request: AuthenticatedRequest, found: Notice, refused: Form | None = None) -> HttpResponse:
    """Render a notice's page, with the form that was not accepted in place of a fresh one."""
    user = request.user
    sees = found.warning_id and Raised.objects.visible_to(user).filter(pk=found.warning_id)
    context = {
        "notice": found,
        # Whose warning it was may be the committee's alone.
        "warning": sees.first() if sees else None,
        "is_as_issued": is_as_issued(found),
        "may_reply": can_reply(user, found),
        "may_judge": can_judge(user, found),
        "reply_form": refused if isinstance(refused, ReplyForm) else ReplyForm(),
        "return_form": refused if isinstance(refused, ReturnForm) else ReturnForm(),
        "refused": refused,
        "trail": trail(str(found)),
    }
    return render(request, "measures/notice.html", context, status=422 if refused else 200)


@require_POST
def notice_reply(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Reply to a notice for the section."""
    found = get_notice(request, pk)
    can_reply(request.user, found).enforce()
    form = ReplyForm(request.POST)

    def act() -> object:
        return actions.reply_to_notice(notice=found, by=request.user, **form.cleaned_data)

    to = reverse("measures:notice", args=[pk])
    return carried_out(request, form, act, _("The reply is with the committee."), to) or show(
        request, found, form
    )


@require_POST
def notice_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Accept the section's reply."""
    found = get_notice(request, pk)

    def act() -> str:
        actions.accept_reply(notice=found, by=request.user)
        messages.success(request, _("Accepted. The notice is done."))
        return reverse("measures:notice", args=[pk])

    return redirect(once(request, act))


@require_POST
def notice_return(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give the section's reply back with the reason."""
    found = get_notice(request, pk)
    can_judge(request.user, found).enforce()
    form = ReturnForm(request.POST)

    def act() -> object:
        return actions.return_reply(notice=found, by=request.user, **form.cleaned_data)

    to = reverse("measures:notice", args=[pk])
    return carried_out(request, form, act, _("Given back."), to) or show(request, found, form)
