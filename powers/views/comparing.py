"""Two versions of a chart compared, or one and the chart as it is now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from powers.charts import Drawing, drawing_of
from powers.comparing import LIVE, compared, naming_comments
from powers.forms.comparing import VersionsForm
from powers.models import Flowchart, Version
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import User

from .charts import trail


@dataclass(frozen=True)
class Side:
    """One of the two: a version, or none for the chart as it is now."""

    number: int
    drawing: Drawing
    version: Version | None = None


@require_GET
def compare(request: AuthenticatedRequest, code: str, a: int, b: int) -> HttpResponse:
    """Show two versions as one picture and in words, with the comments that led to the changes."""
    chart = get_chart(request.user, code, live=LIVE in {a, b})
    versions = {each.number: each for each in chart.versions.defer("svg", "facts")}
    form = VersionsForm(request.GET or {"a": a, "b": b}, choices=choices_of(versions))
    if request.GET and form.is_valid():
        return redirect("powers:compare", code, form.cleaned_data["a"], form.cleaned_data["b"])
    before, after = side_of(chart, versions, a), side_of(chart, versions, b)
    named = [each for each in naming_comments(chart) if each.lies_between(a, b)]
    context = {
        "chart": chart,
        "trail": trail(chart, _("Compare versions")),
        "form": form,
        "sides": [before, after],
        "compared": compared(before.drawing, after.drawing, named, prefix="both-"),
    }
    return render(request, "powers/compare.html", context)


def get_chart(user: User, code: str, *, live: bool) -> Flowchart:
    """Load a chart that the person may read, with its rows where they are looked at; else 404."""
    charts = Flowchart.objects.visible_to(user).select_related("section")
    return get_object_or_404(charts.with_drawing() if live else charts, code=code)


def side_of(chart: Flowchart, versions: Mapping[int, Version], number: int) -> Side:
    """Give the chart as it is now, or one of its versions; else 404."""
    if number == LIVE:
        return Side(LIVE, drawing_of(chart))
    if number not in versions:
        raise Http404
    return Side(number, versions[number].drawing, versions[number])


def choices_of(versions: Iterable[int]) -> list[tuple[int, str]]:
    """Name what can be compared: the versions by number, then the chart as it is now."""
    named = [(number, _("Version %(number)s") % {"number": number}) for number in versions]
    return [*named, (LIVE, _("The chart as it is now"))]
