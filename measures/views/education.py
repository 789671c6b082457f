"""Pages about education: the plans, one with its sessions, one session with material and attendance."""

import hashlib
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
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from measures import attendance_sheet as sheets
from measures.actions import education as actions
from measures.education_needs import coverage_of, holders_of, needs_of
from measures.filters.education import EducationFilter
from measures.forms.education import DropForm, MaterialForm, PlanForm, SessionForm
from measures.models import EducationMaterial, EducationPlan, EducationSession
from measures.permissions.education import can_change_plan, can_enter_sessions, can_plan
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.audit.once import once
from riskcontrol.lib.downloads import File, answer
from riskcontrol.lib.ids import is_id
from riskcontrol.lib.reading_sheets import Sheet
from riskcontrol.lib.sheets import csv_lines
from riskcontrol.lib.stale import Stale, conflict_page, posted_version
from riskpoints.lead_forms import LeadImportForm

from .warnings import carried_out, get_body

PER_PAGE = 20
NEEDS_SHOWN = 20


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the way to the plans, or to a page below them."""
    here = reverse("measures:education_list") if further else ""
    return [(_("Measures"), reverse("measures:list")), (_("Education"), here), *further]


def get_plan(request: AuthenticatedRequest, pk: int) -> EducationPlan:
    """Load a plan of a body that the reader may read, or 404."""
    readable = EducationPlan.objects.visible_to(request.user).for_list()
    found: EducationPlan = get_object_or_404(
        readable.select_related("planned_by", "body__parent"), pk=pk
    )
    return found


def get_session(request: AuthenticatedRequest, pk: int) -> EducationSession:
    """Load a session of a plan that the reader may read, or 404."""
    plans = EducationPlan.objects.visible_to(request.user)
    found: EducationSession = get_object_or_404(
        EducationSession.objects.select_related(
            "plan__section__parent__parent", "plan__body__parent", "entered_by"
        ),
        pk=pk,
        plan__in=plans,
    )
    return found


@require_GET
def education_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the plans, and the positions whose ethics risks call for one."""
    readable = EducationPlan.objects.visible_to(request.user).for_list()
    found = EducationFilter(request.GET, readable, user=request.user)
    context: dict[str, Any] = {
        "filter": found,
        "page": Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page")),
        "trail": trail(),
    }
    bodies = Unit.objects.visible_to(request.user).bodies()
    if not request.htmx and (body := bodies.select_related("parent").first()):
        needs = needs_of(body, timezone.localdate())
        context |= {
            "body": body,
            "needs": needs[:NEEDS_SHOWN],
            "more_needs": len(needs) - NEEDS_SHOWN,
            "may_plan": may_plan_somewhere(request, body),
            "asked": "&".join(f"positions={need.position.pk}" for need in needs[:NEEDS_SHOWN]),
        }
    template = "measures/education.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


def may_plan_somewhere(request: AuthenticatedRequest, body: Unit) -> bool:
    """Whether the reader may plan education in the body or in one of its sections."""
    own = [seat.unit for seat in request.user.seats]
    return any(can_plan(request.user, unit) for unit in [body, *own] if body.pk in unit.line)


@require_http_methods(["GET", "POST"])
def education_add(request: AuthenticatedRequest) -> HttpResponse:
    """Plan education, begun with the positions that the address names."""
    body = get_body(request)
    named = [int(typed) for typed in request.GET.getlist("positions") if is_id(typed)]
    section = next((s.unit for s in request.user.seats if s.unit.parent_id == body.pk), None)
    form = plan_form(request, body, {"positions": named, "section": section})

    def act() -> str:
        said = form.cleaned_data["positions"]
        plan = actions.plan_education(
            body=body, facts=form.facts, positions=list(said), by=request.user
        )
        messages.success(request, _("The education is planned."))
        return reverse("measures:education_plan", args=[plan.pk])

    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["section"] or body
        can_plan(request.user, unit).enforce()
        try:
            return redirect(once(request, act))
        except ValidationError as problem:
            add_problem(form, problem)
    return form_page(request, form, body=body, title=_("Plan education"))


def plan_form(request: AuthenticatedRequest, body: Unit, initial: dict[str, Any]) -> PlanForm:
    """Build the form of a plan of a body."""
    return PlanForm(
        request.POST or None,
        sections=Unit.objects.sections().below(body).select_related("parent__parent"),
        positions=Position.objects.of_body(body).select_related("unit"),
        initial=initial,
    )


def add_problem(form: Form, problem: ValidationError) -> None:
    """Put what an action refuses at its field, or above the form."""
    known = hasattr(problem, "error_dict") and set(problem.error_dict) <= set(form.fields)
    form.add_error(None, problem if known else problem.messages)


def form_page(request: AuthenticatedRequest, form: PlanForm, **context: Any) -> HttpResponse:
    """Show the form of a plan; 422 where something must be mended."""
    plan: EducationPlan | None = context.get("plan")
    context |= {"form": form, "trail": trail((context["title"], ""))}
    context["row_version"] = posted_version(request) or (plan.row_version if plan else 0)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/education_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def education_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change a plan; 409 with both texts where somebody did so meanwhile."""
    plan = get_plan(request, pk)
    can_change_plan(request.user, plan).enforce()
    initial = {name: getattr(plan, name) for name in ("form", "title", "aim", "section", "due_on")}
    initial["positions"] = [position.pk for position in plan.positions.all()]
    form = plan_form(request, plan.body, initial)

    def act() -> str:
        actions.change_plan(
            plan=plan,
            facts=form.facts,
            positions=list(form.cleaned_data["positions"]),
            expected=posted_version(request),
            by=request.user,
        )
        messages.success(request, _("The plan is changed."))
        return reverse("measures:education_plan", args=[pk])

    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, act))
        except Stale as stale:
            return conflict_page(request, stale)
        except ValidationError as problem:
            add_problem(form, problem)
    return form_page(request, form, body=plan.body, title=str(plan), plan=plan)


@require_GET
def education_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a plan: whom it is aimed at and reached, its sessions, what the reader may do."""
    return show_plan(request, get_plan(request, pk))


def show_plan(
    request: AuthenticatedRequest, plan: EducationPlan, refused: Form | None = None
) -> HttpResponse:
    """Render a plan's page, with the form that was not accepted in place of a fresh one."""
    context = {
        "plan": plan,
        "reach": coverage_of(plan),
        "sessions": plan.sessions.all(),
        "may_change": can_change_plan(request.user, plan),
        "may_enter": can_enter_sessions(request.user, plan),
        "session_form": refused if isinstance(refused, SessionForm) else SessionForm(),
        "drop_form": refused if isinstance(refused, DropForm) else DropForm(),
        "refused": refused,
        "trail": trail((str(plan), "")),
    }
    return render(request, "measures/education_plan.html", context, status=422 if refused else 200)


@require_POST
def education_session_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enter a session of a plan."""
    plan = get_plan(request, pk)
    can_enter_sessions(request.user, plan).enforce()
    form = SessionForm(request.POST)

    def act() -> object:
        return actions.enter_session(plan=plan, facts=form.facts, by=request.user)

    to = reverse("measures:education_plan", args=[pk])
    return carried_out(request, form, act, _("The session is entered."), to) or show_plan(
        request, plan, form
    )


@require_POST
def education_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a plan whose education was given."""
    plan = get_plan(request, pk)
    can_change_plan(request.user, plan).enforce()
    form = Form(request.POST)

    def act() -> object:
        return actions.end_plan(plan=plan, by=request.user)

    to = reverse("measures:education_plan", args=[pk])
    return carried_out(request, form, act, _("The plan is done."), to) or show_plan(
        request, plan, form
    )


@require_POST
def education_drop(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Drop a plan with the reason."""
    plan = get_plan(request, pk)
    can_change_plan(request.user, plan).enforce()
    form = DropForm(request.POST)

    def act() -> object:
        return actions.drop_plan(plan=plan, by=request.user, **form.cleaned_data)

    to = reverse("measures:education_plan", args=[pk])
    return carried_out(request, form, act, _("The plan is dropped."), to) or show_plan(
        request, plan, form
    )


@require_http_methods(["GET", "POST"])
def education_session(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show a session with its material and who was there; take in more material."""
    session = get_session(request, pk)
    may_enter = can_enter_sessions(request.user, session.plan)
    if request.method == "POST":
        may_enter.enforce()  # before the files are looked at
    form = MaterialForm(request.POST or None, request.FILES or None)

    def act() -> object:
        files = form.cleaned_data["material"]
        return actions.add_material(session=session, files=files, by=request.user)

    done = _("The material is kept.")
    if request.method == "POST" and (
        response := carried_out(request, form, act, done, request.path)
    ):
        return response
    people = session.attendances.select_related("position")
    context = {
        "session": session,
        "materials": session.materials.select_related("added_by"),
        "page": Paginator(people, 50).get_page(request.GET.get("page")),
        "there": people.filter(was_there=True).count(),
        "may_enter": may_enter,
        "is_ahead": session.on > timezone.localdate(),
        "form": form,
        "trail": trail(
            (str(session.plan), reverse("measures:education_plan", args=[session.plan_id])),
            (str(session), ""),
        ),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "measures/education_session.html", context, status=status)


@require_safe
@never_cache
@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"]})
def education_material(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Hand out a file to be kept, to whoever reads the plan; no browser shows it as a page of ours."""
    found = get_object_or_404(
        EducationMaterial.objects.select_related("session").exclude(file=""),
        public_id=public_id,
        session__plan__in=EducationPlan.objects.visible_to(request.user),
    )
    with found.file.open() as file:
        content = file.read()
    back = reverse("measures:education_session", args=[found.session_id])
    return answer(request, File(content, found.kind, found.name), back=back)


@require_http_methods(["GET", "POST"])
def attendance_import(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Read a sheet of who was there, show each cell with what is wrong, and enter what was confirmed."""
    session = get_session(request, pk)
    can_enter_sessions(request.user, session.plan).enforce()
    if request.method == "GET":
        return import_page(request, session, LeadImportForm())
    form = LeadImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return import_page(request, session, form)
    text = form.cleaned_data["text"]
    sheet = sheets.read(form.cleaned_data["cells"], session)
    was_seen = request.POST.get("seen") == digest(text)
    again = LeadImportForm(initial={"text": text})
    if request.POST.get("do") != "enter" or not was_seen or not sheet.is_good:
        return import_page(request, session, again, sheet, text)

    def act() -> str:
        entered = actions.enter_attendance(session=session, rows=sheet.fresh, by=request.user)
        words = ngettext(
            "%(count)s person is entered.", "%(count)s people are entered.", len(entered)
        )
        messages.success(request, words % {"count": len(entered)})
        return reverse("measures:education_session", args=[pk])

    try:
        return redirect(once(request, act))
    except ValidationError as problem:
        sheet.problem = " ".join(problem.messages)
        return import_page(request, session, again, sheet, text)


def import_page(
    request: AuthenticatedRequest,
    session: EducationSession,
    form: LeadImportForm,
    sheet: Sheet[Any] | None = None,
    text: str = "",
) -> HttpResponse:
    """Show the form, and below it the sheet as it was understood."""
    here = reverse("measures:education_session", args=[session.pk])
    context = {
        "session": session,
        "form": form,
        "sheet": sheet,
        "columns": sheets.COLUMNS.values(),
        "seen": digest(text),
        "trail": trail((str(session), here), (_("Who was there"), "")),
    }
    wrong = bool(form.errors or (sheet and (sheet.problem or sheet.wrong)))
    return render(request, "measures/attendance_import.html", context, status=422 if wrong else 200)


def digest(text: str) -> str:
    """Name a text, so that only what was shown is entered; a line ends as browsers send it or not."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


@require_GET
def attendance_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand out a sheet to be filled in: the titles, and who holds the positions now."""
    session = get_session(request, pk)
    can_enter_sessions(request.user, session.plan).enforce()
    aimed_at = session.plan.positions.values_list("pk", flat=True)
    people = [row for rows in holders_of(aimed_at).values() for row in rows]
    titles = [str(title) for title in sheets.COLUMNS.values()]
    lines = "".join(csv_lines(titles, [[*row, "", ""] for row in people]))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="attendance.csv"'
    return response
