"""Two versions of a chart compared, or one and the chart as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from powers.charts import Drawing, drawing_of
from powers.comparing import LIVE, compared, naming_comments
from powers.forms.comparing import VersionsForm
from powers.history import rows_from_json
from powers.models import Flowchart, Sketch, Version
from powers.rows import drawing_from
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.accounts.models import Position, User

from .charts import trail


@dataclass(frozen=True)
class Side:
    """One of the two: a version, or none for the chart as it is now or as the reader drafts it."""

    number: int
    drawing: Drawing
    version: Version | None = None
    is_draft: bool = False


@require_GET
def compare(request: AuthenticatedRequest, code: str, a: int, b: int) -> HttpResponse:
    """Show two versions as one picture and in words, with the comments that led to the changes.

    From the studio, the chart as it is now is the reader's own draft.
    """
    chart = get_chart(request.user, code, live=LIVE in {a, b})
    versions = {each.number: each for each in chart.versions.defer("svg", "facts")}
    draft = draft_of(chart, request.user) if "draft" in request.GET else None
    form, address = form_of(request, code, choices_of(versions, draft), {"a": a, "b": b})
    if address:
        return redirect(address)
    before, after = (side_of(chart, versions, each, draft) for each in (a, b))
    named = [each for each in naming_comments(chart) if each.lies_between(a, b)]
    context = {
        "chart": chart,
        "trail": trail(chart, _("Compare versions")),
        "form": form,
        "draft": draft,
        "sides": [before, after],
        "compared": compared(before.drawing, after.drawing, named, prefix="both-"),
    }
    return render(request, "powers/compare.html", context)


def get_chart(user: User, code: str, *, live: bool) -> Flowchart:
    """Load a chart that the person may read, with its rows where they are looked at; else 404."""
    charts = Flowchart.objects.visible_to(user).select_related("section")
    return get_object_or_404(charts.with_drawing() if live else charts, code=code)


def form_of(
    request: AuthenticatedRequest,
    code: str,
    choices: Sequence[tuple[int, str]],
    shown: dict[str, int],
) -> tuple[VersionsForm, str]:
    """Give the form that asks for two others, and the address of those, once they are chosen."""
    is_asked = bool(shown.keys() & request.GET.keys())
    form = VersionsForm(request.GET if is_asked else shown, choices=choices)
    if not (is_asked and form.is_valid()):
        return form, ""
    kept = {"draft": "1"} if "draft" in request.GET else None
    chosen = [code, form.cleaned_data["a"], form.cleaned_data["b"]]
    return form, reverse("powers:compare", args=chosen, query=kept)


def draft_of(chart: Flowchart, user: User) -> Drawing | None:
    """Draw what a person has not saved yet; none where he has nothing unsaved."""
    sketch = Sketch.objects.of(chart, user)
    if sketch is None:
        return None
    state = sketch.shown
    positions = dict(Position.objects.of_body(chart.body).values_list("code", "name"))
    return drawing_from(rows_from_json(state.rows), name=state.name, positions=positions)


def side_of(
    chart: Flowchart, versions: Mapping[int, Version], number: int, draft: Drawing | None
) -> Side:
    """Give the chart as it is now, or one of its versions; else 404."""
    if number == LIVE:
        return Side(LIVE, draft or drawing_of(chart), is_draft=draft is not None)
    if number not in versions:
        raise Http404
    return Side(number, versions[number].drawing, versions[number])


def choices_of(versions: Iterable[int], draft: Drawing | None) -> list[tuple[int, str]]:
    """Name what can be compared: the versions by number, then the chart as it is now."""
    named = [(number, _("Version %(number)s") % {"number": number}) for number in versions]
    return [*named, (LIVE, _("The chart as it is now") if draft is None else _("My draft"))]
