"""The committee's leads: its own pages, kept by no cache; to everybody else not there."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.lib.ids import is_id
from riskcontrol.lib.reading_sheets import Sheet
from riskcontrol.lib.sheets import csv_lines
from riskcontrol.lib.stale import Stale, conflict_page, posted_version

from . import lead_sheet as sheets
from .actions import leads as actions
from .lead_figures import figures_of
from .lead_filters import LeadFilter
from .lead_forms import BecauseForm, LeadForm, LeadImportForm, LinkForm, initial_of
from .lead_places import places_of
from .models import Lead, RiskPoint
from .permissions import leads as may
from .querysets import near

PER_PAGE = 20
HERE = "desk:committee"
POINTS_OFFERED = 20


def get_lead(request: AuthenticatedRequest, public_id: str) -> Lead:
    """Load a lead of a body whose committee the reader sits on; 404 to everybody else."""
    found = Lead.objects.visible_to(request.user).for_detail()
    return get_object_or_404(found, public_id=public_id)


def get_body(request: AuthenticatedRequest) -> Unit:
    """Give the body asked for, else the first whose leads he keeps; 404 where there is none."""
    bodies = Unit.objects.workable_by(request.user, Permission.LEAD_KEEP).bodies()
    asked = request.GET.get("body")
    found = bodies.filter(code=asked) if asked else bodies
    body = found.select_related("parent").first()
    if body is None:
        raise Http404
    return body


def trail(*further: str) -> list[tuple[str, str]]:
    """Give the way to the list, or to a page below it."""
    here = reverse("riskpoints:lead_list") if further else ""
    return [
        (_("Committee"), reverse(HERE)),
        (_("Leads"), here),
        *((name, "") for name in further),
    ]


@never_cache
@require_GET
def lead_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the leads of the committee's bodies, and how many proven cases were registered before."""
    get_body(request)
    visible = Lead.objects.visible_to(request.user)
    found = LeadFilter(request.GET, visible.for_list(), user=request.user)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": found, "page": page, "trail": trail(), "nav_at": HERE}
    if not request.htmx:
        context["figures"] = figures_of(visible, found.years_asked, reader=request.user)
    template = "riskpoints/leads.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)


@never_cache
@require_http_methods(["GET", "POST"])
def lead_add(request: AuthenticatedRequest) -> HttpResponse:
    """Enter a lead by hand."""
    body = get_body(request)
    form = LeadForm(request.POST or None, body=body, places=places_of(body))

    def act() -> str:
        lead = actions.enter_lead(body=body, facts=form.facts, by=request.user)
        messages.success(request, _("The lead is entered."))
        return address_of(lead)

    if request.method == "POST" and (response := carried_out(request, form, act)):
        return response
    return form_page(request, form, body=body, title=_("Enter a lead"))


@never_cache
@require_http_methods(["GET", "POST"])
def lead_edit(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Change what a lead says; 409 with both texts where somebody did so meanwhile."""
    lead = get_lead(request, public_id)
    may.can_change_lead(request.user, lead).enforce()
    form = LeadForm(
        request.POST or None, body=lead.body, places=places_of(lead.body), initial=initial_of(lead)
    )

    def act() -> str:
        expected = posted_version(request)
        actions.change_lead(lead=lead, facts=form.facts, expected=expected, by=request.user)
        messages.success(request, _("The lead is changed."))
        return address_of(lead)

    if request.method == "POST" and (response := carried_out(request, form, act)):
        return response
    return form_page(request, form, body=lead.body, title=str(lead), lead=lead)


def address_of(lead: Lead) -> str:
    """Give the address of a lead's page."""
    return reverse("riskpoints:lead_detail", args=[lead.public_id])


def carried_out(request: AuthenticatedRequest, form: Form, act: Any) -> HttpResponse | None:
    """Act once where the form is good and go on; None with the errors on the form where it is not."""
    if not form.is_valid():
        return None
    try:
        return redirect(once(request, act))
    except Stale as stale:
        return conflict_page(request, stale)
    except PermissionDenied as denied:
        form.add_error(None, str(denied))
    except ValidationError as problem:
        known = hasattr(problem, "error_dict") and set(problem.error_dict) <= set(form.fields)
        form.add_error(None, problem if known else problem.messages)
    return None


def form_page(request: AuthenticatedRequest, form: LeadForm, **context: Any) -> HttpResponse:
    """Show the form of a lead; 422 where something must be mended."""
    lead: Lead | None = context.get("lead")
    context |= {"form": form, "trail": trail(context["title"]), "nav_at": HERE}
    context["row_version"] = posted_version(request) or (lead.row_version if lead else 0)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "riskpoints/lead_edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def lead_detail(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """Read a lead, and decide what becomes of it."""
    lead = get_lead(request, public_id)
    forms = forms_for(request, lead)
    if request.method == "POST":
        act, form = chosen(request, lead, forms)
        if response := carried_out(request, form, act):
            return response
        lead = get_lead(request, public_id)
    user = request.user
    context = {
        "lead": lead,
        "gone": set(RiskPoint.objects.given_way().filter(leads=lead).values_list("pk", flat=True)),
        "forms": forms,
        "may_change": may.can_change_lead(user, lead),
        "may_pass_on": may.can_pass_on_lead(user, lead),
        "may_take_back": may.can_take_back_lead(user, lead),
        "may_link": may.can_link_lead(user, lead),
        "may_close": may.can_close_lead(user, lead),
        "may_reopen": may.can_reopen_lead(user, lead),
        "may_erase": may.can_erase_lead(user, lead),
        "words": request.GET.get("q", ""),
        "refused": [form for form in forms.values() if form.is_bound and form.errors],
        "trail": trail(str(lead)),
        "nav_at": HERE,
    }
    return render(request, "riskpoints/lead.html", context)


def forms_for(request: AuthenticatedRequest, lead: Lead) -> dict[str, Any]:
    """Make the forms of the page; the one whose button was pressed holds what was typed."""
    act = request.POST.get("act", "")
    points = offered_points(lead, request.GET.get("q", "").strip())

    def data(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "link": LinkForm(data("link"), points=points),
        "close": BecauseForm(
            data("close"), prefix="close", label=_("It shows no risk point, because")
        ),
        "erase": BecauseForm(data("erase"), prefix="erase", label=_("Ground in law")),
    }


def offered_points(lead: Lead, words: str) -> Any:
    """Offer risk points of the body: those with these words, else those nearest to where it points.

    What gave way in a later round is offered no more.
    """
    points = RiskPoint.objects.standing().filter(body=lead.body).exclude(lead_links__lead=lead)
    found = points.matching(words) if words else points.filter(near(lead)).distinct()
    ids = list(found.order_by("-pk").values_list("pk", flat=True)[:POINTS_OFFERED])
    return RiskPoint.objects.filter(pk__in=ids)


def chosen(request: AuthenticatedRequest, lead: Lead, forms: dict[str, Any]) -> tuple[Any, Form]:
    """Give the act whose button was pressed, and its form."""
    name, by = request.POST.get("act", ""), request.user
    form = forms.get(name) or Form(request.POST)
    acts: dict[str, Callable[[], object]] = {
        "pass-on": lambda: actions.pass_on_lead(lead=lead, by=by),
        "take-back": lambda: actions.take_back_lead(lead=lead, by=by),
        "reopen": lambda: actions.reopen_lead(lead=lead, by=by),
        "link": lambda: actions.link_lead(lead=lead, risk_point=form.cleaned_data["point"], by=by),
        "unlink": lambda: actions.unlink_lead(lead=lead, risk_point=linked(request, lead), by=by),
        "close": lambda: actions.close_lead(lead=lead, because=form.cleaned_data["because"], by=by),
        "erase": lambda: actions.erase_lead(lead=lead, ground=form.cleaned_data["because"], by=by),
    }
    act = acts.get(name)
    if act is None:
        raise SuspiciousOperation

    def acted() -> str:
        act()
        messages.success(request, _("Noted."))
        return address_of(lead)

    return acted, form


def linked(request: AuthenticatedRequest, lead: Lead) -> RiskPoint:
    """Find the risk point that the lead is to be taken off; 404 where it stands at no such."""
    key = request.POST.get("point", "")
    return get_object_or_404(lead.risk_points, pk=int(key) if is_id(key) else 0)


@never_cache
@require_http_methods(["GET", "POST"])
def lead_import(request: AuthenticatedRequest) -> HttpResponse:
    """Read a sheet of leads, show each cell with what is wrong, and enter what was confirmed."""
    body = get_body(request)
    if request.method == "GET":
        return import_page(request, body, LeadImportForm())
    form = LeadImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return import_page(request, body, form)
    text = form.cleaned_data["text"]
    sheet = sheets.read(form.cleaned_data["cells"], body)
    was_seen = request.POST.get("seen") == digest(text)
    if request.POST.get("do") != "enter" or not was_seen or not sheet.is_good:
        return import_page(request, body, LeadImportForm(initial={"text": text}), sheet, text)

    def act() -> str:
        entered = actions.import_leads(body=body, rows=sheet.fresh, by=request.user)
        words = ngettext("%(count)s lead is entered.", "%(count)s leads are entered.", len(entered))
        messages.success(request, words % {"count": len(entered)})
        return reverse("riskpoints:lead_list") + "?years=all"

    return redirect(once(request, act))


def import_page(
    request: AuthenticatedRequest,
    body: Unit,
    form: LeadImportForm,
    sheet: Sheet[Any] | None = None,
    text: str = "",
) -> HttpResponse:
    """Show the form, and below it the sheet as it was understood."""
    context = {
        "body": body,
        "form": form,
        "sheet": sheet,
        "columns": sheets.COLUMNS.values(),
        "seen": digest(text),
        "trail": trail(_("Import leads")),
        "nav_at": HERE,
    }
    wrong = bool(form.errors or (sheet and (sheet.problem or sheet.wrong)))
    status = 422 if wrong else 200
    return render(request, "riskpoints/lead_import.html", context, status=status)


def digest(text: str) -> str:
    """Name a text, so that only what was shown is entered; a line ends as browsers send it or not."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


@require_GET
def lead_sheet(request: AuthenticatedRequest) -> HttpResponse:
    """Hand out an empty sheet with the titles of the columns."""
    get_body(request)
    lines = "".join(csv_lines([str(title) for title in sheets.COLUMNS.values()], []))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="leads.csv"'
    return response
