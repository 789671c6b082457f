"""At what a measure or a rule is aimed, line by line, as it is chosen and typed."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures.actions.rules import Targets
from measures.models import LineAim, MajorProject
from measures.states import GOING, Line
from riskcontrol.accounts.models import Unit, UnitClass
from riskpoints.levels import levels_now
from riskpoints.models import RiskPoint

MOST_POINTS = 50
MOST_PROJECTS = 200
NAMED = re.compile(r"^(.*?)\s*\[(\d{1,18})\]$")


class TargetFields(forms.Form):
    """Levels, classes of units, major projects and risk points of a body to choose from."""

    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Every risk point of a level"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    classes = forms.MultipleChoiceField(
        label=gettext_lazy("Every unit of a class"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    projects = forms.MultipleChoiceField(
        label=gettext_lazy("Every risk point of a major project"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    points = forms.CharField(
        label=gettext_lazy("Single risk points"),
        help_text=gettext_lazy(
            "One a line, by its name or part of it. Whatever has a level or class later gets it by itself."
        ),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    body: Unit
    own: dict[str, MajorProject]

    def offer(self, body: Unit) -> None:
        """Offer what a body has to aim at."""
        self.body = body
        self.fields["levels"].choices = level_choices(body)  # type: ignore[attr-defined]  # a choice field
        self.fields["classes"].choices = [  # type: ignore[attr-defined]  # a choice field
            (name, name) for name in classes_of(body, self.initial.get("classes", ()))
        ]
        self.own = {one.code: one for one in projects_of(body, self.initial.get("projects", ()))}
        self.fields["projects"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.code, one.name) for one in self.own.values()
        ]

    def clean_points(self) -> tuple[RiskPoint, ...]:
        """Find the risk points that are named; raises ValidationError for each that is not clear."""
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines()]
        lines = list(dict.fromkeys(filter(None, lines)))
        if len(lines) > MOST_POINTS:
            words = _("Name at most %(most)s risk points; aim at a level or class instead.")
            raise ValidationError(words % {"most": MOST_POINTS})
        found, problems = {}, []
        for line in lines:
            try:
                point = point_named(self.body, line)
                found[point.pk] = point
            except ValidationError as problem:
                problems += problem.messages
        if problems:
            raise ValidationError(problems)
        return tuple(found.values())

    @property
    def targets(self) -> Targets:
        """What was chosen."""
        clean = self.cleaned_data
        ranks = frozenset(int(rank) for rank in clean["levels"])
        projects = tuple(self.own[code] for code in clean["projects"])
        return Targets(ranks, frozenset(clean["classes"]), clean["points"], projects)


def level_choices(body: Unit) -> list[tuple[str, str]]:
    """Offer the levels that a body rates by."""
    words = _("level %(mark)s")
    return [(str(level.rank), words % {"mark": level.mark}) for level in levels_now(body)]


def classes_of(body: Unit, besides: Any = ()) -> list[str]:
    """Give the classes that units of a body have, and those named besides."""
    units = Unit.objects.below(body).order_by().values("pk")
    names = UnitClass.objects.filter(unit__in=units).order_by("name").values_list("name", flat=True)
    return list(dict.fromkeys([*names.distinct(), *besides]))


def projects_of(body: Unit, besides: Iterable[str] = ()) -> list[MajorProject]:
    """Give the major projects of a body that are not over, the latest first, and those named besides."""
    going = Q(state__in=GOING) | Q(code__in=list(besides))
    return list(MajorProject.objects.filter(going, body=body).order_by("-pk")[:MOST_PROJECTS])


def point_named(body: Unit, line: str) -> RiskPoint:
    """Find the one risk point of a body that a line names; raises ValidationError where none or several fit."""
    points = RiskPoint.objects.filter(body=body).in_register().order_by("order", "pk")
    if named := NAMED.match(line):
        if point := points.filter(pk=int(named[2])).first():
            return point
        line = named[1] or line
    some = list(points.filter(title=line)[:6]) or list(points.filter(title__icontains=line)[:6])
    if not some:
        words = _("No risk point of this unit is called “%(name)s”. Copy its name from the list.")
        raise ValidationError(words % {"name": line[:60]})
    if len(some) > 1:
        words = ngettext(
            "More than one risk point fits “%(name)s”. Write one of these: %(names)s",
            "More than one risk point fits “%(name)s”. Write one of these: %(names)s",
            len(some),
        )
        names = "；".join(written(point) for point in some[:5])
        raise ValidationError(words % {"name": line[:60], "names": names})
    return some[0]


def written(point: RiskPoint) -> str:
    """Write a risk point so that it is found again even where another has its name."""
    return f"{point.title} [{point.pk}]"


def initial_targets(aims: list[LineAim], points: list[RiskPoint]) -> dict[str, Any]:
    """Give what stands in the fields: what something is aimed at now."""
    single = [*points, *(aim.risk_point for aim in aims if aim.risk_point)]
    return {
        "levels": [str(aim.rank) for aim in aims if aim.line == Line.LEVEL],
        "classes": [aim.unit_class for aim in aims if aim.line == Line.CLASS],
        "projects": [aim.project.code for aim in aims if aim.project],
        "points": "\n".join(written(point) for point in single),
    }
