"""Pages about major projects: the list, one project, and what is made public of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from measures.actions import projects as actions
from measures.filters.projects import ProjectFilter
from measures.forms.firms import PartForm
from measures.forms.projects import (
    EMPTY,
    LIBRARY,
    BeginForm,
    DisclosureForm,
    ProjectForm,
    ReportForm,
    TagForm,
    in_lines,
)
from measures.leafing import page_of
from measures.models import DisclosureItem, MajorProject, Measure
from measures.permissions.projects import (
    can_begin_chart,
    can_keep,
    can_report,
    can_tag,
    can_take_away,
)
from measures.project_page import aimed_at, tagged, whole_of
from measures.states import Safeguard
from powers.library import library, seated
from powers.models import Flowchart
from powers.rows import Rows, first_rows
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.lib.downloads import File, answer
from riskcontrol.lib.stale import Difference, Stale, conflict_page, posted_version

FLOW = "major-project"


def sections_of(user: User) -> QuerySet[Unit]:
    """Give the units whose projects a person may keep."""
    units = Unit.objects.workable_by(user, Permission.POWER_EDIT).exclude(kind="area")
    return units.select_related("parent__parent").order_by("order", "pk")


def bodies_read_by(user: User) -> list[int]:
    """Give the ids of the bodies whose business a person may read."""
    return list(Unit.objects.visible_to(user).bodies().order_by().values_list("pk", flat=True))


def trail_to(*further: str) -> list[tuple[str, str]]:
    """Give the way to a page below the list of projects."""
    return [
        (_("Measures"), reverse("measures:list")),
        (_("Major projects"), reverse("measures:project_list") if further else ""),
        *((name, "") for name in further),
    ]


@require_GET
def project_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the major projects the reader may read, narrowed as he asks, the newest first."""
    readable = MajorProject.objects.of_bodies(bodies_read_by(request.user))
    found = ProjectFilter(request.GET, readable, user=request.user)
    context = {
        "filter": found,
        "page": page_of(found.qs, MajorProject.objects.for_rows(), request.GET),
        "may_add": request.user.may_anywhere(Permission.POWER_EDIT),
        "trail": trail_to(),
    }
    template = "measures/projects.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


def get_project(user: User, code: str) -> MajorProject:
    """Load a project of a body that the person may read, or 404."""
    return get_object_or_404(MajorProject.objects.visible_to(user).whole(), code=code)


@require_http_methods(["GET", "POST"])
def project_add(request: AuthenticatedRequest) -> HttpResponse:
    """Enter a major project."""
    sections = sections_of(request.user)
    if not sections:
        raise PermissionDenied(_("Your role does not list powers or projects."))
    if request.method == "GET":
        return edit_page(request, ProjectForm(sections=sections))
    form = ProjectForm(request.POST, sections=sections)

    def act() -> str:
        # In here, since to a repeat its own code would be taken.
        if not form.is_valid():
            raise ValidationError(_("The form has faults."))
        said = form.cleaned_data
        project = actions.add_project(
            section=said["section"], fields=form.written, parties=said["parties"], by=request.user
        )
        messages.success(request, _("“%(project)s” is entered.") % {"project": project.name})
        return reverse("measures:project_detail", args=[project.code])

    try:
        return redirect(once(request, act))
    except ValidationError:
        return edit_page(request, form)


@require_http_methods(["GET", "POST"])
def project_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change what is written about a project."""
    project = get_project(request.user, code)
    can_keep(request.user, project.section).enforce()
    sections = sections_of(request.user).filter(pk__in=Unit.objects.below(project.body))
    if request.method == "GET":
        started = {"section": project.section_id, "parties": in_lines(project)}
        form = ProjectForm(instance=project, initial=started, sections=sections)
        return edit_page(request, form, project)
    form = ProjectForm(request.POST, instance=get_project(request.user, code), sections=sections)
    if not form.is_valid():
        return edit_page(request, form, project)

    def act() -> str:
        saved = actions.edit_project(
            project=project,
            section=form.cleaned_data["section"],
            fields=form.written,
            parties=form.cleaned_data["parties"],
            expected=posted_version(request),
            by=request.user,
        )
        messages.success(request, _("“%(project)s” is saved.") % {"project": saved.name})
        return reverse("measures:project_detail", args=[saved.code])

    try:
        return redirect(once(request, act))
    except Stale as stale:
        mine, theirs = request.POST.get("parties", "").strip(), in_lines(project)
        if mine.splitlines() != theirs.splitlines():
            label = _("Who answers for what")
            stale.differences.append(Difference("parties", label, mine, theirs, mine, theirs))
        return conflict_page(request, stale)


def edit_page(
    request: AuthenticatedRequest, form: ProjectForm, project: MajorProject | None = None
) -> HttpResponse:
    """Show the page on which a project is entered or changed."""
    version = posted_version(request) or (project.row_version if project else 0)
    name = project.name if project else _("Enter a project")
    context = {"form": form, "project": project, "row_version": version, "trail": trail_to(name)}
    status = 422 if form.is_bound else 200
    return render(request, "measures/project_edit.html", context, status=status)


@require_GET
def project_detail(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show a project: its seven stages, who answers, its firms, disclosure and measures."""
    return show(request, get_project(request.user, code))


def show(
    request: AuthenticatedRequest,
    project: MajorProject,
    refused: Form | None = None,
    item: DisclosureItem | None = None,
) -> HttpResponse:
    """Render a project's page, with the form that was not accepted in place of a fresh one."""
    whole = whole_of(project)
    tag = request.GET.get("tag", "")
    may_keep = can_keep(request.user, project.section)
    context = {
        "project": project,
        "whole": whole,
        "tag": tag if tag in Safeguard.values else "",
        "tags": Safeguard.choices,
        "measures": tagged(whole.measures, tag if tag in Safeguard.values else ""),
        "aimed": [one for one in aimed_at(project) if one not in whole.measures],
        "items": items_of(request.user, project, refused, item),
        "may_keep": may_keep,
        "may_begin": can_begin_chart(request.user, project),
        "begin_form": of_kind(refused, BeginForm) or BeginForm(charts=charts_for(request, project)),
        "disclosure_form": of_kind(refused, DisclosureForm) or DisclosureForm(),
        "part_form": of_kind(refused, PartForm) or PartForm(),
        "refused": refused,
        "today": timezone.localdate(),
        "trail": trail_to(project.name),
    }
    return render(request, "measures/project.html", context, status=422 if refused else 200)


def of_kind(form: Form | None, kind: type[Form]) -> Form | None:
    """Give the form that was not accepted where it is of a kind."""
    return form if isinstance(form, kind) else None


def items_of(
    user: User, project: MajorProject, refused: Form | None, at: DisclosureItem | None
) -> list[dict[str, Any]]:
    """Put each disclosure item together with what a person may do about it."""
    items = list(project.disclosures.all())
    for item in items:
        item.project = project
    return [
        {
            "item": item,
            "may_report": can_report(user, item),
            "may_take_away": can_take_away(user, item),
            "form": refused
            if isinstance(refused, ReportForm) and at == item
            else ReportForm(prefix=f"d{item.pk}"),
            "is_overdue": item.is_overdue(timezone.localdate()),
        }
        for item in items
    ]


def charts_for(request: AuthenticatedRequest, project: MajorProject) -> QuerySet[Flowchart]:
    """Give the charts a project may come to own: of its body, his to draw, and no other project's."""
    if project.flowchart_id:
        return Flowchart.objects.none()
    charts = Flowchart.objects.drawable_by(request.user, Permission.CHART_EDIT)
    return charts.filter(body=project.body, project=None).order_by("order", "pk")


def done(
    request: AuthenticatedRequest, project: MajorProject, act: Callable[[], object], at: str = ""
) -> HttpResponse:
    """Act once, and go back to the project's page."""

    def carry() -> str:
        act()
        return reverse("measures:project_detail", args=[project.code]) + at

    return redirect(once(request, carry))


def removed(
    request: AuthenticatedRequest, project: MajorProject, act: Callable[[], object], at: str = ""
) -> HttpResponse:
    """Take something of a project away and go back to its page, which says why where it has to stay."""
    try:
        return done(request, project, act, at)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(reverse("measures:project_detail", args=[project.code]) + at)


@require_POST
def project_begin(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Give a project its flow: the library's seven stages, empty rows, or a chart that is there."""
    project = get_project(request.user, code)
    if not project.flowchart_id:
        can_begin_chart(request.user, project).enforce()
    form = BeginForm(request.POST, charts=charts_for(request, project))

    def act() -> str:
        can_begin_chart(request.user, project).enforce()
        if not form.is_valid():
            raise ValidationError(_("The form has faults."))
        owned = begun(project, form, request.user)
        chart = owned.flowchart
        return reverse("powers:flowchart_edit", args=[chart.code]) if chart else ""

    try:
        return redirect(once(request, act))
    except ValidationError as problem:
        if form.is_valid():
            form.add_error(None, problem)
        return show(request, project, form)


def begun(project: MajorProject, form: BeginForm, by: User) -> MajorProject:
    """Give a project the flow that was chosen."""
    chosen, ground = form.cleaned_data["flow"], form.cleaned_data["ground"]
    if chosen in (LIBRARY, EMPTY):
        rows = flow_of(project.section) if chosen == LIBRARY else first_rows()
        return actions.begin_chart(project=project, rows=rows, ground=ground, by=by)
    return actions.choose_chart(project=project, flowchart=form.charts[chosen], by=by)


def flow_of(section: Unit) -> Rows:
    """Give the library's flow of a major project, seated with the positions of the body."""
    places = Position.objects.of_body(section.body)
    return seated(library()[FLOW], {place.code: place.name for place in places})


def handed_out(request: AuthenticatedRequest, found: Any, back: str) -> HttpResponse:
    """Hand out a row's file to be kept."""
    with found.file.open() as file:
        content = file.read()
    return answer(request, File(content, found.kind, found.name), back=back)


@require_POST
def measure_tag(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what a measure keeps safe."""
    measures = Measure.objects.visible_to(request.user).select_related("section__parent__parent")
    measure = get_object_or_404(measures, pk=pk)
    can_tag(request.user, measure).enforce()
    form = TagForm(request.POST)
    if form.is_valid():
        tags = form.cleaned_data["tags"]
        once(
            request, lambda: told(actions.tag_measure, measure=measure, tags=tags, by=request.user)
        )
    return redirect("measures:detail", measure.pk)


def told(act: Callable[..., object], **facts: Any) -> str:
    """Act, and give the address that once() keeps."""
    act(**facts)
    return reverse("measures:detail", args=[facts["measure"].pk])
