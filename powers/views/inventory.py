"""Pages of the inventory: the list of powers, adding and changing one, withholding it."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from powers.actions.inventory import add_power, edit_power
from powers.actions.postings import approve_withholding, propose_withholding
from powers.filters import PowerFilter
from powers.forms.charts import bases_on_page, read_rows
from powers.forms.inventory import (
    NEW_CHART,
    GroundForm,
    NewPowerForm,
    Offered,
    PowerForm,
    operate_bases,
    read_bases,
)
from powers.models import Flowchart, Power
from powers.permissions.inventory import can_edit_power
from powers.permissions.postings import can_approve_withholding, can_propose_withholding
from powers.row_operations import operate
from powers.row_problems import Problem, bases_problems, problems_of
from powers.rows import Basis, Rows, first_rows
from powers.states import Category
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.lib.decisions import Decision, deny
from riskcontrol.lib.stale import Difference, Stale, conflict_page, posted_version

from .studio_page import part_of, studio_of

ROWS_A_PAGE = 20


def get_power(user: User, code: str) -> Power:
    """Load a power that the person may read; else 404."""
    powers = Power.objects.visible_to(user).for_list().select_related("flowchart__section__parent")
    return get_object_or_404(powers, code=code)


def sections_of(user: User) -> QuerySet[Unit]:
    """Give the units whose powers the person may list."""
    units = Unit.objects.workable_by(user, Permission.POWER_EDIT)
    return units.exclude(kind="area").select_related("parent__parent")


def charts_of(user: User) -> QuerySet[Flowchart]:
    """Give the charts that the person may let serve a power."""
    charts = Flowchart.objects.drawable_by(user, Permission.CHART_EDIT)
    return charts.select_related("section__parent__parent")


def trail_to(name: str) -> list[tuple[str, str]]:
    """Give the way to a page below the list of powers."""
    return [(_("Powers"), reverse("powers:power_list")), (name, "")]


@require_GET
def power_list(request: AuthenticatedRequest) -> HttpResponse:
    """List the powers that the person may read, filtered, with a tally by category."""
    visible = Power.objects.visible_to(request.user)
    tally = list(visible.tally())
    found = PowerFilter(
        request.GET,
        visible.for_list().with_chart_state(),
        categories={row["category"] for row in tally},
        sections=Unit.objects.filter(powers__in=visible).distinct(),
    )
    context = {
        "filter": found,
        "page": Paginator(found.qs, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "tally": [
            (row["category"], Category(row["category"]).label, row["count"]) for row in tally
        ],
        "trail": [(_("Powers"), "")],
        "may_add": request.user.may_anywhere(Permission.POWER_EDIT),
    }
    return render(request, "powers/list.html" + ("#rows" if request.htmx else ""), context)


def can_add_anywhere(user: User) -> Decision:
    """Whether there is a section whose powers the person may list."""
    if not user.seats:
        return deny(_("Your account has no role yet. Ask the security administrator for one."))
    if user.may_anywhere(Permission.POWER_EDIT):
        return Decision(allowed=True)
    return can(user, Permission.POWER_EDIT, user.seats[0].unit)


@require_http_methods(["GET", "POST"])
def power_add(request: AuthenticatedRequest) -> HttpResponse:
    """List a power and, on the same page, draw its flow; both are saved together."""
    can_add_anywhere(request.user).enforce()
    offered = Offered(sections=sections_of(request.user), charts=charts_of(request.user))
    if request.method == "GET":
        form = NewPowerForm(initial={"chart": NEW_CHART}, **offered)
        return add_page(request, form, first_rows(), ())
    rows, bases = read_rows(request.POST), read_bases(request.POST, "power")
    if operation := request.POST.get("do"):
        form = NewPowerForm(initial=request.POST.dict(), **offered)
        rows, bases = operate(rows, operation), operate_bases(bases, operation)
        return add_page(request, form, rows, bases)
    form = NewPowerForm(request.POST, **offered)
    try:
        return redirect(once(request, lambda: added(request, form, rows, bases)))
    except ValidationError:
        return add_page(request, form, rows, bases, problems_of_new(form, rows, bases))


def problems_of_new(form: NewPowerForm, rows: Rows, bases: tuple[Basis, ...]) -> list[Problem]:
    """List what is wrong with the bases, and with the rows where they are to be drawn."""
    found = list(bases_problems(bases, "power"))
    if form["chart"].value() == NEW_CHART:
        found += problems_of(rows, positions_for(form).keys())
    return found


def added(
    request: AuthenticatedRequest, form: NewPowerForm, rows: Rows, bases: tuple[Basis, ...]
) -> str:
    """Save a new power and give the page it goes on: its chart, or itself.

    Looked through in here, since to a repeat its own code would be taken; raises ValidationError.
    """
    if problems_of_new(form, rows, bases) or not form.is_valid():
        raise ValidationError(_("The form has faults."))
    power = add_power(
        section=form.cleaned_data["section"],
        fields=form.written,
        bases=bases,
        chart=form.chart_choice(rows),
        ground=form.cleaned_data["withheld_ground"],
        by=request.user,
    )
    messages.success(request, _("“%(power)s” is listed.") % {"power": power.name})
    if power.flowchart:
        return reverse("powers:flowchart_detail", args=[power.flowchart.code])
    return reverse("desk:power", args=[power.code])


def positions_for(form: PowerForm) -> dict[str, Position]:
    """Give the positions of the body whose section is chosen, by their codes."""
    chosen = str(form["section"].value() or "")
    section = next((each for each in form.sections if str(each.pk) == chosen), form.sections[0])
    places = Position.objects.of_body(section.body).select_related("unit")
    return {place.code: place for place in places}


def add_page(
    request: AuthenticatedRequest,
    form: NewPowerForm,
    rows: Rows,
    bases: tuple[Basis, ...],
    problems: Iterable[Problem] = (),
) -> HttpResponse:
    """Show the page on which a power is added, or the part of it that htmx asks for."""
    context = {
        "form": form,
        "trail": trail_to(_("Add a power")),
        **bases_context(bases, problems),
        **studio_of(
            rows,
            name=str(form["name"].value() or ""),
            positions=positions_for(form),
            problems=problems,
            operation=request.POST.get("do", ""),
            lanes=request.POST.get("lanes", ""),
        ),
    }
    return render(
        request, f"powers/{bases_part(request) or part_of(request) or 'add.html'}", context
    )


def bases_part(request: AuthenticatedRequest) -> str:
    """Name the rows of legal bases where htmx asks for them."""
    wanted = bool(request.htmx) and request.htmx.target == "bases"
    return "_bases.html#bases" if wanted else ""


def bases_context(bases: tuple[Basis, ...], problems: Iterable[Problem] = ()) -> dict[str, Any]:
    """Lay a power's legal bases out, each problem at its field."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        said.setdefault(problem.field_id, []).append(problem.message)
    return {"bases": bases_on_page(bases, "power", said), "problems": list(problems)}


@require_http_methods(["GET", "POST"])
def power_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Change what is written about a power."""
    power = get_power(request.user, code)
    can_edit_power(request.user, power).enforce()
    offered = Offered(sections=sections_of(request.user), charts=charts_for(request.user, power))
    started = {
        "section": power.section_id,
        "chart": power.flowchart.code if power.flowchart else "",
    }
    if request.method == "GET":
        form = PowerForm(instance=power, initial=started, **offered)
        return edit_page(request, form, power, bases_of(power))
    bases = read_bases(request.POST, "power")
    if operation := request.POST.get("do"):
        form = PowerForm(initial=started | request.POST.dict(), **offered)
        return edit_page(request, form, power, operate_bases(bases, operation))
    form = PowerForm(request.POST, instance=get_power(request.user, code), **offered)
    problems = list(bases_problems(bases, "power"))
    if problems or not form.is_valid():
        return edit_page(request, form, power, bases, problems)
    return edited(request, form, power, bases)


def charts_for(user: User, power: Power) -> list[Flowchart]:
    """Give the charts that may serve a power: those the person may draw, and the one it has."""
    charts = {chart.pk: chart for chart in charts_of(user) if chart.body_id == power.body_id}
    if power.flowchart:
        charts.setdefault(power.flowchart.pk, power.flowchart)
    return list(charts.values())


def bases_of(power: Power) -> tuple[Basis, ...]:
    """Give a power's legal bases as rows."""
    return tuple(Basis(basis.law, basis.article) for basis in power.bases.all())


def edit_page(
    request: AuthenticatedRequest,
    form: PowerForm,
    power: Power,
    bases: tuple[Basis, ...],
    problems: Iterable[Problem] = (),
) -> HttpResponse:
    """Show the page on which a power is changed, or the rows of bases that htmx asks for."""
    context = {
        "form": form,
        "power": power,
        "trail": trail_to(power.name),
        "row_version": posted_version(request) or power.row_version,
        **bases_context(bases, problems),
    }
    return render(request, f"powers/{bases_part(request) or 'edit.html'}", context)


def edited(
    request: AuthenticatedRequest, form: PowerForm, power: Power, bases: tuple[Basis, ...]
) -> HttpResponse:
    """Save the changes once; 409 with both texts where the power was saved meanwhile."""

    def act() -> str:
        saved = edit_power(
            power=power,
            section=form.cleaned_data["section"],
            fields=form.written,
            bases=bases,
            chart=form.chart_choice(),
            expected=posted_version(request),
            by=request.user,
        )
        messages.success(request, _("“%(power)s” is saved.") % {"power": saved.name})
        return reverse("desk:power", args=[saved.code])

    try:
        return redirect(once(request, act))
    except ValidationError as error:
        form.add_error(None, error)
        return edit_page(request, form, power, bases)
    except Stale as stale:
        stale.differences += other_differences(form, power, bases)
        return conflict_page(request, stale)


def other_differences(form: PowerForm, power: Power, bases: tuple[Basis, ...]) -> list[Difference]:
    """Set side by side what the power's own row does not hold: its chart and its legal bases."""
    chosen, kept = form.cleaned_data["chart"], power.flowchart.code if power.flowchart else ""
    words = form.chart_words
    found = [Difference("chart", _("Flow"), chosen, kept, words[chosen], words.get(kept, kept))]
    ours, theirs = (
        [[basis.law, basis.article] for basis in each] for each in (bases, bases_of(power))
    )
    found.append(
        Difference(
            "power-bases",
            _("Legal basis"),
            json.dumps(ours),
            json.dumps(theirs),
            in_lines(bases),
            in_lines(bases_of(power)),
        )
    )
    return [each for each in found if each.mine != each.theirs]


def in_lines(bases: tuple[Basis, ...]) -> str:
    """Write legal bases a line each."""
    return "\n".join(f"《{basis.law}》{basis.article}" for basis in bases)


@require_http_methods(["GET", "POST"])
def power_withholding(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Propose that a power is not published, or approve the proposal as a second person."""
    power = get_power(request.user, code)
    may_propose = can_propose_withholding(request.user, power)
    may_approve = can_approve_withholding(request.user, power)
    form = GroundForm(request.POST or None, initial={"ground": power.withheld_ground})
    if request.method == "POST" and "approve" in request.POST:
        may_approve.enforce()
        return redirect(once(request, lambda: approved(request, power)))
    if request.method == "POST":
        may_propose.enforce()
        if form.is_valid():
            return redirect(once(request, lambda: proposed(request, power, form)))
    context = {
        "power": power,
        "form": form,
        "trail": trail_to(power.name),
        "may_propose": may_propose,
        "may_approve": may_approve,
    }
    return render(request, "powers/withholding.html", context)


def proposed(request: AuthenticatedRequest, power: Power, form: GroundForm) -> str:
    """Keep the ground, or take the proposal back."""
    ground = form.cleaned_data["ground"]
    propose_withholding(power=power, ground=ground, by=request.user)
    messages.success(
        request,
        _("The proposal is made. A leader decides on it.") if ground else _("Nothing is withheld."),
    )
    return reverse("desk:power", args=[power.code])


def approved(request: AuthenticatedRequest, power: Power) -> str:
    """Agree that the power is not published."""
    approve_withholding(power=power, by=request.user)
    messages.success(request, _("“%(power)s” is not published.") % {"power": power.name})
    return reverse("desk:power", args=[power.code])
