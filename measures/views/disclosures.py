"""What is made public of a major project: said, reported with its proof, taken away, handed out."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from measures.actions import projects as actions
from measures.forms.projects import DisclosureForm, ReportForm
from measures.models import DisclosureItem
from measures.permissions.projects import can_keep, can_report
from riskcontrol.accounts.http import AuthenticatedRequest

from .projects import done, get_project, handed_out, removed, show


@require_POST
def disclosure_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Say what of a project is made public, and by when."""
    project = get_project(request.user, code)
    can_keep(request.user, project.section).enforce()
    form = DisclosureForm(request.POST)
    if not form.is_valid():
        return show(request, project, form)
    return done(
        request,
        project,
        lambda: actions.add_disclosure(project=project, by=request.user, **form.cleaned_data),
        "#disclosure",
    )


def get_item(request: AuthenticatedRequest, pk: int) -> DisclosureItem:
    """Load a disclosure item that the reader may read, or 404."""
    readable = DisclosureItem.objects.visible_to(request.user)
    return get_object_or_404(
        readable.select_related("project__section__parent__parent", "done_by"), pk=pk
    )


@require_POST
def disclosure_report(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Report an item made public, with the link or the file that shows it."""
    item = get_item(request, pk)
    if item.done_by_id != request.user.pk:
        can_report(request.user, item).enforce()  # before the file is looked at
    form = ReportForm(request.POST, request.FILES, prefix=f"d{item.pk}")
    if form.is_valid():
        said = form.cleaned_data
        try:
            return done(
                request,
                item.project,
                lambda: actions.report_disclosed(
                    item=item,
                    on=said["on"],
                    link=said["link"],
                    files=said["shown"],
                    by=request.user,
                ),
                "#disclosure",
            )
        except ValidationError as problem:
            form.add_error(None, problem)
    return show(request, get_project(request.user, item.project.code), form, item)


@require_POST
def disclosure_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take away an item that was entered by mistake."""
    item = get_item(request, pk)
    away = partial(actions.take_disclosure_away, item=item, by=request.user)
    return removed(request, item.project, away, "#disclosure")


@require_safe
@never_cache
@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"]})
def disclosure_file(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Hand out the file that shows an item was made public."""
    readable = DisclosureItem.objects.visible_to(request.user).exclude(file="")
    found = get_object_or_404(readable.select_related("project"), public_id=public_id)
    back = reverse("measures:project_detail", args=[found.project.code])
    return handed_out(request, found, back)
