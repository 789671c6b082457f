"""Pages about the firms of major projects, and what is on record of their trust."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from measures.actions import firms as actions
from measures.filters.projects import FirmFilter
from measures.forms.firms import FirmForm, PartForm, RecordForm, WhyForm
from measures.leafing import page_of
from measures.models import CreditRecord, Firm, MajorProject, ProjectFirm
from measures.permissions.projects import can_decide, can_keep, can_keep_firms, can_lift
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once

from .projects import bodies_read_by, get_project, handed_out, removed, show, trail_to
from .projects import done as done_on_project


def bodies_of(user: User) -> QuerySet[Unit]:
    """Give the bodies whose firms a person may keep."""
    seats = [seat.unit for seat in user.seats if Permission.POWER_EDIT in seat.permissions]
    below = Unit.objects.within([unit.pk for unit in seats]).bodies()
    own = Unit.objects.bodies().filter(pk__in=[unit.parent_id for unit in seats])
    return Unit.objects.filter(pk__in=below.values("pk").union(own.values("pk")))


def below_firms(name: str) -> list[tuple[str, str]]:
    """Give the way to a page below the list of firms."""
    *above, (firms, _here) = trail_to(_("Firms"))
    return [*above, (firms, reverse("measures:firm_list")), (name, "")]


@require_GET
def firm_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the firms that bodies know, the newest first, with what holds for or against each."""
    found = FirmFilter(request.GET, Firm.objects.of_bodies(bodies_read_by(request.user)))
    context = {
        "filter": found,
        "page": page_of(found.qs, Firm.objects.for_rows(), request.GET),
        "may_add": request.user.may_anywhere(Permission.POWER_EDIT),
        "trail": trail_to(_("Firms")),
    }
    template = "measures/firms.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def firm_add(request: AuthenticatedRequest) -> HttpResponse:
    """Enter a firm by its code; one that is known already is shown."""
    bodies = bodies_of(request.user)
    if not bodies:
        raise PermissionDenied(_("Your role does not list powers or projects."))
    form = FirmForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            firm = actions.enter_firm(by=request.user, **said)
            if firm.name != said["name"].strip():
                words = _("This code is entered already, under the name “%(name)s”.")
                messages.info(request, words % {"name": firm.name})
            return reverse("measures:firm_detail", args=[firm.pk])

        return redirect(once(request, act))
    context = {"form": form, "trail": below_firms(_("Enter a firm"))}
    return render(request, "measures/firm_add.html", context, status=422 if form.is_bound else 200)


def get_firm(user: User, pk: int) -> Firm:
    """Load a firm of a body that the person may read, or 404."""
    firms = Firm.objects.visible_to(user).select_related("body__parent")
    return get_object_or_404(firms, pk=pk)


@require_GET
def firm_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a firm: its parts in projects, and each record with its ground, term and approval."""
    return show_firm(request, get_firm(request.user, pk))


def show_firm(
    request: AuthenticatedRequest,
    firm: Firm,
    refused: Form | None = None,
    at: CreditRecord | None = None,
) -> HttpResponse:
    """Render a firm's page, with the form that was not accepted in place of a fresh one."""
    today = timezone.localdate()
    records = list(firm.records.select_related("project", "entered_by", "approved_by", "lifted_by"))
    for record in records:
        record.firm = firm
    context = {
        "firm": firm,
        "parts": firm.parts.select_related("project"),
        "rows": [
            {
                "record": record,
                "state": record.state_on(today),
                "holds": record.in_force_on(today),
                "may_decide": can_decide(request.user, record),
                "may_lift": can_lift(request.user, record),
                "form": refused
                if isinstance(refused, WhyForm) and at == record
                else WhyForm(prefix=f"r{record.pk}"),
            }
            for record in records
        ],
        "may_keep": can_keep_firms(request.user, firm.body),
        "record_form": refused
        if isinstance(refused, RecordForm)
        else RecordForm(projects=projects_of(firm)),
        "refused": refused,
        "trail": below_firms(firm.name),
    }
    return render(request, "measures/firm.html", context, status=422 if refused else 200)


def projects_of(firm: Firm) -> QuerySet[MajorProject]:
    """Give the projects a firm takes part in."""
    return MajorProject.objects.filter(firms__firm=firm).distinct().order_by("-pk")


def done(request: AuthenticatedRequest, firm: Firm, act: Callable[[], object]) -> HttpResponse:
    """Act once, and go back to the firm's page."""

    def carry() -> str:
        act()
        return reverse("measures:firm_detail", args=[firm.pk])

    return redirect(once(request, carry))


@require_POST
def record_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put a sanction or an incentive on record, with the file it rests on."""
    firm = get_firm(request.user, pk)
    can_keep_firms(request.user, firm.body).enforce()  # before the file is looked at
    form = RecordForm(request.POST, request.FILES, projects=projects_of(firm))
    if not form.is_valid():
        return show_firm(request, firm, form)
    said = dict(form.cleaned_data)
    file = said.pop("source")
    facts = actions.CreditFacts(**said)
    return done(
        request,
        firm,
        lambda: actions.enter_record(firm=firm, facts=facts, file=file, by=request.user),
    )


def get_record(user: User, pk: int) -> CreditRecord:
    """Load a record of a firm that the person may read, or 404."""
    records = CreditRecord.objects.visible_to(user).select_related("firm__body__parent")
    return get_object_or_404(records, pk=pk)


@require_POST
def record_approve(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put a record in force, as a second person."""
    record = get_record(request.user, pk)
    return done(
        request, record.firm, lambda: actions.approve_record(entered=record, by=request.user)
    )


@require_POST
def record_refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Do not approve a record, with the reason."""
    return with_reason(request, pk, can_decide, actions.refuse_record)


@require_POST
def record_lift(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a record before its term, with the reason."""
    return with_reason(request, pk, can_lift, actions.lift_record)


def with_reason(
    request: AuthenticatedRequest, pk: int, may: Callable, act: Callable
) -> HttpResponse:
    """Act on a record for a reason that is asked for."""
    record = get_record(request.user, pk)
    form = WhyForm(request.POST, prefix=f"r{record.pk}")
    if not form.is_valid():
        may(request.user, record).enforce()
        return show_firm(request, record.firm, form, record)
    reason = form.cleaned_data["reason"]
    return done(request, record.firm, lambda: act(entered=record, reason=reason, by=request.user))


@require_safe
@never_cache
@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"]})
def record_file(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Hand out the file a record rests on."""
    readable = CreditRecord.objects.visible_to(request.user).exclude(file="")
    found = get_object_or_404(readable, public_id=public_id)
    return handed_out(request, found, reverse("measures:firm_detail", args=[found.firm_id]))


@require_POST
def part_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Give a firm a part in a project; a sanction in force is pointed out first."""
    project = get_project(request.user, code)
    can_keep(request.user, project.section).enforce()
    form = PartForm(request.POST)
    if not form.is_valid():
        return show(request, project, form)
    try:
        return done_on_project(request, project, lambda: given(project, form, request.user))
    except ValidationError as problem:
        form.add_error(None, problem)
        return show(request, project, form)


def given(project: MajorProject, form: PartForm, by: User) -> ProjectFirm:
    """Enter the firm where it is new, and give it its part."""
    said = form.cleaned_data
    firm = actions.enter_firm(body=project.body, code=said["code"], name=said["name"], by=by)
    return actions.give_part(
        project=project,
        firm=firm,
        part=said["part"],
        despite_because=said["despite_because"],
        by=by,
    )


@require_POST
def part_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a firm's part in a project away."""
    readable = MajorProject.objects.visible_to(request.user)
    parts = ProjectFirm.objects.filter(project__in=readable)
    part = get_object_or_404(
        parts.select_related("project__section__parent__parent", "firm"), pk=pk
    )
    return removed(
        request, part.project, lambda: actions.take_part_away(part=part, by=request.user)
    )
