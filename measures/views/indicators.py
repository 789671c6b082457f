"""Pages on which the indicators of a measure are added, changed, ended or taken away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures.actions import indicators as actions
from measures.form_page import HERE, show_form
from measures.forms.indicators import IndicatorForm, IndicatorReasonForm
from measures.models import Indicator, Measure
from measures.permissions.indicators import can_keep_indicators, can_remove_indicator
from riskcontrol.accounts.http import AuthenticatedRequest

from .setting import address_of, get_set


def get_indicator(request: AuthenticatedRequest, pk: int) -> Indicator:
    """Load an indicator of a measure that the reader may read, or 404; its measure is loaded whole."""
    indicator = get_object_or_404(Indicator, pk=pk)
    indicator.measure = get_set(request, indicator.measure_id)
    return indicator


@require_http_methods(["GET", "POST"])
def indicator_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hold a measure against one indicator more."""
    measure = get_set(request, pk)
    can_keep_indicators(request.user, measure).enforce()
    form = IndicatorForm(request.POST or None, measure=measure)

    def act() -> str:
        actions.add_indicator(measure=measure, by=request.user, **form.said)
        messages.success(request, _("The indicator is added."))
        return address_of(measure)

    return page(request, form, act, measure, _("Add an indicator"))


@require_http_methods(["GET", "POST"])
def indicator_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change an indicator, or make it the master one."""
    indicator = get_indicator(request, pk)
    measure = indicator.measure
    can_keep_indicators(request.user, measure).enforce()
    form = IndicatorForm(request.POST or None, measure=measure, indicator=indicator)
    title, said = _("Change the indicator"), _("The indicator is changed.")
    if indicator.ended_on:
        title, said = _("Take it up again"), _("The indicator is taken up again.")

    def act() -> str:
        actions.change_indicator(indicator=indicator, by=request.user, **form.said)
        messages.success(request, said)
        return address_of(measure)

    return page(request, form, act, measure, title)


@require_http_methods(["GET", "POST"])
def indicator_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take an indicator away, or end it where something was read on it."""
    indicator = get_indicator(request, pk)
    can_remove_indicator(request.user, indicator).enforce()
    measure = indicator.measure
    form = IndicatorReasonForm(request.POST or None, measure=measure)
    is_read = indicator.has_readings

    def act() -> str:
        actions.remove_indicator(indicator=indicator, by=request.user, **form.cleaned_data)
        messages.success(request, _("The indicator has ended.") if is_read else _("It is removed."))
        return address_of(measure)

    title = _("End the indicator") if is_read else _("Remove the indicator")
    return page(request, form, act, measure, title, lead=indicator, button=title)


def page(
    request: AuthenticatedRequest, form: Any, act: Any, measure: Measure, title: str, **shown: Any
) -> HttpResponse:
    """Show a form about an indicator below its measure's page, or act once."""
    way = [(_("Measures"), reverse(HERE)), (str(measure), address_of(measure))]
    return show_form(request, form, act, title=title, way=way, about=measure, **shown)
