"""Pages for measures that stand on no worksheet: set along the lines, put in force, ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions import setting as actions
from measures.checking import unchecked
from measures.form_page import HERE, show_form
from measures.forms.measures import initial_of, offered_rules
from measures.forms.rules import BecauseForm, SetForm
from measures.forms.targets import initial_targets, written
from measures.models import Measure
from measures.permissions.rules import can_change_set, can_end, can_put_in_force, can_set
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Unit
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.once import once
from riskcontrol.lib.ids import is_id
from riskcontrol.lib.stale import posted_version
from riskpoints.hints import nobody_could_check
from riskpoints.models import RiskPoint
from riskpoints.slogans import is_slogan

from .rules import body_for


def get_set(request: AuthenticatedRequest, pk: int) -> Measure:
    """Load a measure of a body that the reader may read, or 404."""
    return get_object_or_404(Measure.objects.visible_to(request.user).whole(), pk=pk)


@require_http_methods(["GET", "POST"])
def measure_set(request: AuthenticatedRequest) -> HttpResponse:
    """Set a measure for a level, a class of units or risk points."""
    body = body_for(request, Permission.MEASURE_SET)
    can_set(request.user, body).enforce()
    form = SetForm(request.POST or None, body=body, initial=begun(request.GET, body))

    def act() -> str:
        said = {"targets": form.targets, "master": form.held, **form.said_of_it}
        measure = actions.set_measure(body=body, by=request.user, **said)
        messages.success(request, _("It is set. Somebody else puts it in force."))
        return address_of(measure)

    return show_form(
        request, form, act, title=_("Set a measure"), way=way_to(), lead=body, watched=True
    )


@require_POST
def set_hints(request: AuthenticatedRequest) -> HttpResponse:
    """Answer with what nobody could check of the measure that is being typed; nothing is held up."""
    names = ("text", "position", "record", "rule", "article")
    typed = {name: request.POST.get(name, "").strip() for name in names}
    said = unchecked({"text": typed}).get("text", []) if typed["text"] else []
    if is_slogan(typed["text"]):
        said.insert(0, nobody_could_check())
    return render(request, "measures/set_hints.html", {"said": said})


def begun(asked: QueryDict, body: Unit) -> dict[str, Any]:
    """Begin with the level, the class, the project, the risk point or the measure that a page named."""
    old = asked.get("anew", "")
    if is_id(old):
        return begun_as(Measure.objects.filter(body=body, pk=old).whole().first())
    begin: dict[str, Any] = {"levels": asked.getlist("level"), "classes": asked.getlist("class")}
    begin["projects"] = asked.getlist("project")
    pk = asked.get("point", "")
    if is_id(pk):
        point = RiskPoint.objects.filter(body=body, pk=pk).first()
        begin |= {"points": written(point), "section": point.section_id} if point else {}
    return begin


def begun_as(measure: Measure | None) -> dict[str, Any]:
    """Begin with what a measure says and what it is aimed at, to rewrite it or to set it anew."""
    if measure is None:
        return {}
    aims = list(measure.line_aims.all())
    return initial_of(measure) | initial_targets(aims, list(measure.risk_points.all()))


@require_http_methods(["GET", "POST"])
def set_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Rewrite a measure that was set and is not in force yet, or take it back."""
    measure = get_set(request, pk)
    can_change_set(request.user, measure).enforce()
    if "drop" in request.POST:
        return redirect(once(request, lambda: _drop(request, measure)))
    form = SetForm(
        request.POST or None,
        body=measure.body,
        rules=offered_rules(measure.body, measure.rule_id),
        initial=begun_as(measure),
    )

    def act() -> str:
        said = {"targets": form.targets, "master": form.held, **form.said_of_it}
        expected = posted_version(request)
        actions.change_set_measure(measure=measure, expected=expected, by=request.user, **said)
        messages.success(request, _("It is changed. Somebody else puts it in force."))
        return address_of(measure)

    shown = {"watched": True, "droppable": measure}
    title = _("Change it")
    return show_form(request, form, act, title=title, way=way_to(measure), about=measure, **shown)


def _drop(request: AuthenticatedRequest, measure: Measure) -> str:
    actions.drop_set_measure(measure=measure, by=request.user)
    messages.success(request, _("The measure is taken back."))
    return reverse("measures:lines")


@require_POST
def set_put_in_force(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put in force what somebody else set."""
    measure = get_set(request, pk)
    can_put_in_force(request.user, measure).enforce()

    def act() -> str:
        actions.put_in_force(measure=measure, by=request.user)
        messages.success(request, _("The measure is in force from today."))
        return address_of(measure)

    return redirect(once(request, act))


@require_http_methods(["GET", "POST"])
def set_send_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send back what somebody else set."""
    measure = get_set(request, pk)
    can_put_in_force(request.user, measure).enforce()
    form = BecauseForm(request.POST or None)

    def act() -> str:
        actions.send_back_set(measure=measure, by=request.user, **form.cleaned_data)
        messages.success(request, _("The measure is sent back."))
        return address_of(measure)

    return show_form(
        request, form, act, title=_("Send it back"), way=way_to(measure), about=measure
    )


@require_http_methods(["GET", "POST"])
def set_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a measure that was set along the lines."""
    measure = get_set(request, pk)
    can_end(request.user, measure).enforce()
    form = BecauseForm(request.POST or None)

    def act() -> str:
        actions.end_set_measure(measure=measure, by=request.user, **form.cleaned_data)
        messages.success(request, _("The measure has ended."))
        return address_of(measure)

    return show_form(
        request, form, act, title=_("End the measure"), way=way_to(measure), about=measure
    )


def way_to(measure: Measure | None = None) -> list[tuple[str, str]]:
    """Give the pages above a form about measures along the lines, or about one of them."""
    way = [(_("Measures"), reverse(HERE)), (_("Four lines"), reverse("measures:lines"))]
    return [*way, (str(measure), address_of(measure))] if measure else way


def address_of(measure: Measure) -> str:
    """Give the address of a measure's page."""
    return reverse("measures:detail", args=[measure.pk])
