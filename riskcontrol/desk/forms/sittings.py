"""What the committee types in a sitting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from riskpoints.actions.sittings import Judgement
from riskpoints.actions.worksheets import Remarked
from riskpoints.explaining import named
from riskpoints.hearing import factors, known_floors
from riskpoints.models import Examination, Factor, Floor, RiskPoint, Sitting
from riskpoints.rating import deciding, lifts

REASON_ATTRS = {"rows": 3, "data-count": 500}


class AssessmentForm(forms.Form):
    """One member's grades of one risk point: a described grade for each factor, a reason where it
    decides, and what sets a floor."""

    reason = forms.CharField(
        label=_("Why this holds"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=REASON_ATTRS | {"rows": 2}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, sitting: Sitting, point: RiskPoint
    ) -> None:
        super().__init__(data, prefix=f"p{point.pk}")
        self.point, self.sitting = point, sitting
        self.factors = factors(sitting)
        for factor in self.factors:
            self.fields[factor.key] = self.grade_field(factor)
            # A factor's key has no underscore, so these never meet another's field.
            self.fields[f"why_{factor.key}"] = reason_field(factor)
            self.fields[f"same_{factor.key}"] = forms.BooleanField(
                label=gettext("Same as above"), required=False
            )
        self.ticked = [floor for floor in sitting.scheme.floors.all() if not floor.known]
        self.fields["floors"] = forms.TypedMultipleChoiceField(
            required=False,
            coerce=int,
            choices=[(floor.pk, str(floor)) for floor in self.ticked],
            error_messages={"invalid_choice": gettext("Tick only what the scheme asks about.")},
        )

    def grade_field(self, factor: Factor) -> forms.TypedChoiceField:
        """Offer a factor's described grades."""
        return forms.TypedChoiceField(
            label=str(factor),
            # The anchor itself is the label, so that the page can show its mark and its text.
            choices=[(anchor.rank, anchor) for anchor in factor.anchors.all()],
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={
                "required": gettext("Choose a grade for “%(factor)s” of “%(point)s”.")
                % {"factor": factor, "point": self.point}
            },
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where a factor decides, and where a ticked floor sets the level."""
        said = super().clean() or self.cleaned_data
        self.take_over_from_above()
        ranks: dict[str, int] = {f.key: said[f.key] for f in self.factors if said.get(f.key)}
        if len(ranks) < len(self.factors):
            return said
        terms = self.sitting.scheme.terms
        for key in deciding(terms, ranks):
            if not said.get(f"why_{key}") and not self.has_error(f"why_{key}"):
                self.add_error(
                    f"why_{key}", gettext("This factor decides. Write why it is graded so.")
                )
        ticked = [floor.level.rank for floor in self.ticked if floor.pk in said.get("floors", ())]
        known = [floor.level.rank for floor in known_floors(self.sitting, self.point)]
        if lifts(terms, ranks, ticked, known) and not said.get("reason"):
            self.add_error("reason", gettext("This sets the level. Write what makes it hold."))
        return said

    def take_over_from_above(self) -> None:
        """Where a rater says "same as above", the reason is the nearest one above."""
        above = ""
        for factor in self.factors:
            name = f"why_{factor.key}"
            if self.cleaned_data.get(f"same_{factor.key}") and not self.cleaned_data.get(name):
                self.cleaned_data[name] = above
            above = self.cleaned_data.get(name) or above

    @property
    def grades(self) -> list["GradeFields"]:
        """The factors' fields in their order."""
        return [
            GradeFields(
                self[factor.key],
                named(str(factor)),
                self[f"why_{factor.key}"],
                self[f"same_{factor.key}"] if place else None,
            )
            for place, factor in enumerate(self.factors)
        ]

    @property
    def asked(self) -> list[tuple[Floor, bool]]:
        """The floors that a rater ticks, and whether he has."""
        chosen = {str(pk) for pk in self["floors"].value() or []}
        return [(floor, str(floor.pk) in chosen) for floor in self.ticked]

    @property
    def judgement(self) -> Judgement:
        """What was said, once it is valid."""
        said = self.cleaned_data
        ranks = {factor.key: said[factor.key] for factor in self.factors}
        reasons = {factor.key: said[f"why_{factor.key}"] for factor in self.factors}
        return Judgement(ranks, reasons, said["floors"], said["reason"])


@dataclass(frozen=True)
class GradeFields:
    """What a rater says of one factor: the grade, why, or the same as above (not for the first)."""

    grade: BoundField
    # The factor as a sentence names it.
    named: str
    why: BoundField
    same: BoundField | None


def reason_field(factor: Factor) -> forms.CharField:
    """Offer a line for why a factor is graded so."""
    return forms.CharField(
        label=gettext("Why “%(factor)s” is graded so") % {"factor": factor},
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=REASON_ATTRS | {"rows": 2, "class": "form-control"}),
    )


class ProposalForm(forms.Form):
    """Another level than the factors give, with the reason."""

    reason = forms.CharField(
        label=_("Reason for departing from the factors"),
        max_length=500,
        widget=forms.Textarea(attrs={**REASON_ATTRS, "rows": 2}),
        error_messages={"required": _("Say why the level departs from the factors.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        sitting: Sitting,
        point: RiskPoint,
        highest: int,
    ) -> None:
        super().__init__(data, prefix=f"level{point.pk}")
        self.point = point
        self.fields["rank"] = forms.TypedChoiceField(
            label=_("Rule as"),
            coerce=int,
            choices=[
                (level.rank, change_words(level.mark, raises=level.rank < highest))
                for level in sitting.scheme.levels.all()
                if level.rank != highest
            ],
        )
        self.helper = unwrapped("rank", "reason")


def change_words(mark: str, *, raises: bool) -> str:
    """Say what ruling as a level would be, beside what the factors give."""
    words = gettext("raise to level %(mark)s") if raises else gettext("lower to level %(mark)s")
    return words % {"mark": mark}


class DecideForm(forms.Form):
    """Where the ruling is written down on paper."""

    minutes = forms.CharField(
        label=_("Minutes reference"),
        max_length=200,
        required=False,
        help_text=_("The number of the meeting's minutes, if there is one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("minutes")


class ReturnForm(forms.Form):
    """Why the worksheet goes back, with remarks at risk points, at rows and at single measures.

    Its fields stand all over the page, so each names the form it belongs to.
    """

    FORM_ID = "return-form"
    reason = forms.CharField(
        label=_("Why the worksheet goes back"),
        max_length=500,
        widget=forms.Textarea(attrs=REASON_ATTRS),
        error_messages={"required": _("Say why the worksheet goes back.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        points: Iterable[RiskPoint],
        examined: Iterable[Examination],
    ) -> None:
        super().__init__(data, prefix="return")
        self.points = {f"point{point.pk}": point for point in points}
        self.rows = {f"row{row.pk}": row for row in examined}
        self.measures = {
            f"measure{measure.pk}": measure
            for point in self.points.values()
            for measure in point.measures.all()
        }
        for name in [*self.points, *self.rows]:
            self.fields[name] = self.remark_field(gettext("Remark for the section"))
        for name in self.measures:
            self.fields[name] = self.remark_field(gettext("Return this measure, because"))
        self.helper = unwrapped("reason")

    def remark_field(self, label: str) -> forms.CharField:
        """Offer a line to write in, anywhere on the page."""
        widget = forms.TextInput(attrs={"form": self.FORM_ID, "class": "form-control"})
        return forms.CharField(label=label, max_length=500, required=False, widget=widget)

    def remark_on(self, point: RiskPoint) -> BoundField:
        """The line for a risk point."""
        return self[f"point{point.pk}"]

    def remark_at(self, row: Examination) -> BoundField:
        """The line for a row on which nothing was found."""
        return self[f"row{row.pk}"]

    def line_for(self, measure: Measure) -> BoundField:
        """The line for a measure."""
        return self[f"measure{measure.pk}"]

    @property
    def remarks(self) -> list[Remarked]:
        """The remarks that were written."""
        said = self.cleaned_data
        on_points = [
            Remarked(said[name], risk_point=point)
            for name, point in self.points.items()
            if said[name]
        ]
        at_rows = [
            Remarked(said[name], anchor=row.step or row.position or row.unit)
            for name, row in self.rows.items()
            if said[name]
        ]
        return [*on_points, *at_rows]

    @property
    def returned(self) -> dict[int, str]:
        """The measures that go back, by id, each with its reason."""
        said = self.cleaned_data
        return {measure.pk: said[name] for name, measure in self.measures.items() if said[name]}


def unwrapped(*names: str) -> FormHelper:
    """Lay fields out inside a form that the page itself opens."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper
