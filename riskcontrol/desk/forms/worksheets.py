"""A row of a worksheet as it is typed: a risk point together with its measures."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.actions.carrying import in_force_before
from measures.forms.measures import (
    FACTS,
    MeasureFieldsForm,
    offered_doers,
    offered_rules,
    rests_and_held,
)
from measures.forms.measures import initial_of as initial_of_measure
from measures.models import CatalogueMeasure, Measure, Rule
from measures.states import APPROVED
from riskcontrol.accounts.models import Unit
from riskcontrol.desk.actions import MeasureText
from riskpoints.forms import MOST_ID, RiskPointForm, hint_place, initial_of
from riskpoints.models import CarriedRow, RiskPoint
from riskpoints.rows import Sheet

BLANKS = 2
MOST = 40


class MeasureForm(MeasureFieldsForm):
    """One measure beside a risk point. A row left blank is none."""

    measure = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    taken_from = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_ID
    )
    remove = forms.BooleanField(label=_("Remove this measure"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self["measure"].value():
            del self.fields["remove"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "measure",
            "version",
            "taken_from",
            "text",
            hint_place(self.add_prefix("text")),
            Div(*FACTS, css_class="measure-facts"),
            *rests_and_held(),
            *(["remove"] if "remove" in self.fields else []),
        )

    @property
    def is_left_out(self) -> bool:
        """Whether nothing is asked of a row: it is blank, or goes."""
        return self.is_blank or bool(self.cleaned_data.get("remove"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in a row for a new measure."""
        clean = self.cleaned_data
        typed = ("measure", "text", "phase", "kind", "rhythm", "due_on", "record", "indicator")
        return not self.errors and not any(clean.get(name) for name in typed)

    def said(self, own: dict[int, Measure]) -> MeasureText:
        """Give what was typed; a measure that somebody removed meanwhile is written anew."""
        clean = self.cleaned_data
        return MeasureText(
            measure=own.get(clean["measure"] or 0),
            expected_version=clean["version"],
            **self.said_of_it,
            master=self.held,
            remove=clean.get("remove", False),
            taken_from=CatalogueMeasure.objects.filter(pk=clean["taken_from"]).first()
            if clean["taken_from"]
            else None,
        )


MeasureFormSet = forms.formset_factory(
    MeasureForm, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True
)


class AimForm(forms.Form):
    """Measures of the same worksheet that are to meet this risk point too."""

    also = forms.MultipleChoiceField(
        label=_("Measures already on this worksheet that meet this point too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    kept = forms.MultipleChoiceField(
        label=_("Measures in force that go on meeting it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        others: Iterable[Measure],
        in_force: Iterable[Measure] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(measure.pk): measure for measure in others}
        self.in_force = {str(measure.pk): measure for measure in in_force}
        for name, found in (("also", self.others), ("kept", self.in_force)):
            if found:
                choices = [(key, measure.text) for key, measure in found.items()]
                self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
            else:
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            *(Field(name, template="riskpoints/fields/choices.html") for name in self.fields)
        )

    def chosen(self) -> list[Measure]:
        """Give the measures that were chosen."""
        return [self.others[key] for key in self.cleaned_data.get("also", [])]

    def going_on(self) -> list[Measure]:
        """Give the measures in force that go on."""
        return [self.in_force[key] for key in self.cleaned_data.get("kept", [])]


class Entry:
    """A row's form as a whole: the risk point, its measures, and other measures to aim at it."""

    def __init__(
        self,
        sheet: Sheet,
        *,
        point: RiskPoint | None = None,
        row: str = "",
        data: QueryDict | None = None,
        draft: QueryDict | None = None,
        more: int = 0,
        begins: dict[str, Any] | None = None,
        carried: CarriedRow | None = None,
    ) -> None:
        """Make the forms, sent with `data`; `draft` is what was typed before, with `more` blank rows.

        A new point begins with what an earlier round's (`carried`) said, or with what a suggestion
        or a lead says of it, by field (`begins`).
        """
        self.point, self.sheet, self.carried = point, sheet, carried
        self.row = f"point-{point.pk}" if point else row
        # Measures that a suggestion comes with.
        self.begun = list((begins or {}).get("measures", ()))
        self.own = _drafted(point)
        worksheet = sheet.worksheet
        others = [m for m in worksheet.measures.all() if m.pk not in self.own]
        begins_as = point or (carried.risk_point if carried else None)
        initial = initial_of(begins_as) if begins_as else {"anchors": [row]}
        initial |= begins or {}
        powers = worksheet.flowchart.powers.all() if worksheet.flowchart else ()
        self.main = RiskPointForm(
            data, rows=sheet.rows, levels=sheet.levels, powers=powers, initial=initial
        )
        self.aims = AimForm(
            data,
            others=others,
            in_force=_in_force(point, carried),
            initial={"kept": [m.pk for m in begins_as.measures.all()] if begins_as else []},
        )
        rules = offered_rules(worksheet.body, *(one.rule_id for one in self.own.values()))
        self.measures = MeasureFormSet(
            data,
            prefix="measures",
            initial=self._rows(draft, more, rules),
            form_kwargs={
                "body": worksheet.body,
                "rules": rules,
                "doers": offered_doers(worksheet.body),
            },
        )
        if draft is not None:
            restore(self.main, draft)
            restore(self.aims, draft)

    def _rows(self, draft: QueryDict | None, more: int, rules: list[Rule]) -> list[dict[str, Any]]:
        blank = {"section": self.sheet.worksheet.section_id}
        if draft is not None:
            rows = drafted_rows(draft, body=self.sheet.worksheet.body, rules=rules)
            return [*rows, *[blank] * more]
        begun = [blank | said for said in self.begun]
        return (
            [_initial(measure) for measure in self.own.values()]
            + begun
            + [blank] * (BLANKS - bool(self.own))
        )

    @property
    def title(self) -> str:
        """What the page of the form is called."""
        begins_as = self.point or (self.carried.risk_point if self.carried else None)
        return begins_as.title if begins_as else str(gettext("Add a risk point"))

    @property
    def forms(self) -> list[forms.Form]:
        """Every form of the entry, for the summary of errors."""
        return [self.main, *self.measures.forms, self.aims]

    @property
    def has_errors(self) -> bool:
        """Whether anything was sent that needs another look."""
        return any(form.is_bound and form.errors for form in self.forms)

    def is_valid(self) -> bool:
        """Check all of it, so that every error is shown at once."""
        return all([self.main.is_valid(), self.measures.is_valid(), self.aims.is_valid()])

    def said(self) -> list[MeasureText]:
        """Give the measures that were typed."""
        return [form.said(self.own) for form in self.measures.forms if not form.is_blank]

    def caught_up(self, data: QueryDict, saved: RiskPoint | None) -> QueryDict:
        """Give what was typed as if the form had been opened on what is saved now."""
        mine = data.copy()
        if saved is None:
            return mine
        mine["row_version"] = str(saved.row_version)
        now = {measure.pk: measure.row_version for measure in saved.measures.all()}
        for form in self.measures.forms:
            if version := now.get(form.cleaned_data.get("measure") or 0):
                mine[form.add_prefix("version")] = str(version)
        return mine


def _drafted(point: RiskPoint | None) -> dict[int, Measure]:
    """The measures written with a risk point; those in force are not written any more."""
    if point is None:
        return {}
    drafted = [one for one in point.measures.all() if one.state not in APPROVED]
    prefetch_related_objects(drafted, "indicators")
    return {one.pk: one for one in drafted}


def _in_force(point: RiskPoint | None, carried: CarriedRow | None) -> list[Measure]:
    """The measures in force that may go on meeting a point that takes an earlier one's place."""
    if carried and carried.risk_point:
        return list(carried.risk_point.measures.in_force())
    return in_force_before(point) if point and point.changed_from else []


def _initial(measure: Measure) -> dict[str, Any]:
    here = {"measure": measure.pk, "version": measure.row_version}
    return here | initial_of_measure(measure)


def restore(form: forms.Form, draft: QueryDict) -> None:
    """Put what was typed before, valid or not, into a form that was not sent."""
    for name, field in form.fields.items():
        typed = field.widget.value_from_datadict(draft, {}, form.add_prefix(name))
        form.initial[name] = typed


def drafted_rows(draft: QueryDict, *, body: Unit, rules: list[Rule]) -> list[dict[str, Any]]:
    """Give the measures' rows as they were typed."""
    rows = []
    for number in range(drafted_total(draft)):
        form = MeasureForm(prefix=f"measures-{number}", body=body, rules=rules)
        restore(form, draft)
        rows.append(dict(form.initial))
    return rows


def drafted_total(draft: QueryDict) -> int:
    """Give how many measures' rows were typed, blank ones too."""
    total = draft.get("measures-TOTAL_FORMS", "")
    return min(int(total), MOST) if total.isdecimal() and len(total) < 5 else 0
