"""What is asked of every measure: what, who, how often, what record stays, by which rule, held against what."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from measures.actions.indicators import Held, master_of
from measures.models import Measure, Rule
from measures.states import MeasureKind, Phase, Rhythm
from riskcontrol.accounts.models import Position, Unit

FACTS = ("phase", "kind", "rhythm", "due_on", "section", "position")
HELD = ("indicator", "indicator_unit", "baseline", "target")
NEEDED = {
    "text": _("Write what is done."),
    "phase": _("Choose when it works: before, during or after."),
    "kind": _("Choose by what means it works."),
    "section": _("Choose who carries it out."),
}


type Choices = list[tuple[Any, str]]


class MeasureFieldsForm(forms.Form):
    """The fields of a measure; `body` is whose, `rules` those it may rest on.

    `doers` is who may carry it out, read once for many forms (offered_doers).
    """

    text = forms.CharField(
        label=_("Measure"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    phase = forms.ChoiceField(label=_("Phase"), choices=[("", "—"), *Phase.choices], required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", "—"), *MeasureKind.choices], required=False
    )
    section = forms.ModelChoiceField(
        label=_("Carried out by"), queryset=Unit.objects.none(), empty_label=None, required=False
    )
    position = forms.ModelChoiceField(
        label=_("Position"), queryset=Position.objects.none(), empty_label="—", required=False
    )
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=[("", _("once, by a day")), *Rhythm.choices], required=False
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    record = forms.CharField(label=_("What record stays"), max_length=200, required=False)
    rule = forms.ChoiceField(label=_("By which rule"), required=False)
    article = forms.CharField(label=_("Article"), max_length=60, required=False)
    indicator = forms.CharField(label=_("Master indicator"), max_length=200, required=False)
    indicator_unit = forms.CharField(label=_("Counted in"), max_length=20, required=False)
    baseline = forms.DecimalField(
        label=_("Baseline"), max_digits=12, decimal_places=2, required=False
    )
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=2, required=False)

    def __init__(
        self,
        *args: Any,
        body: Unit,
        rules: Iterable[Rule] | None = None,
        doers: Mapping[str, Choices] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Unit.objects.below(body)  # type: ignore[attr-defined]  # a ModelChoiceField
        positions = Position.objects.of_body(body)
        self.fields["position"].queryset = positions  # type: ignore[attr-defined]  # a ModelChoiceField
        for name, choices in (doers or {}).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ModelChoiceField
        known = offered_rules(body) if rules is None else rules
        self.rules = {str(rule.pk): rule for rule in known}
        named = [(key, told(rule)) for key, rule in self.rules.items()]
        self.fields["rule"].choices = [("", "—"), *named]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def is_left_out(self) -> bool:
        """Whether nothing is asked of it."""
        return False

    def clean(self) -> dict[str, Any]:
        """Ask for what a measure needs."""
        clean = self.cleaned_data
        if self.is_left_out:
            return clean
        for name, words in NEEDED.items():
            if not clean.get(name) and name not in self.errors:
                self.add_error(name, words)
        if clean.get("rhythm") and clean.get("due_on"):
            self.add_error("due_on", _("Give either a day or how often, one of the two."))
        if not clean.get("rhythm") and not clean.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Give the day it is due, or choose how often it recurs."))
        self._check_what_it_rests_on(clean)
        self._check_indicator(clean)
        return clean

    def _check_what_it_rests_on(self, clean: dict[str, Any]) -> None:
        if clean.get("article") and not clean.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Choose the rule that the article stands in."))

    def _check_indicator(self, clean: dict[str, Any]) -> None:
        given = [name for name in HELD if clean.get(name) not in (None, "")]
        if not given:
            return
        for name in ("indicator", "baseline", "target"):
            if name not in given and name not in self.errors:
                self.add_error(name, _("An indicator has a name, a baseline and a target."))
        if clean.get("baseline") is not None and clean.get("baseline") == clean.get("target"):
            words = _("The target is the baseline: then nothing would show that the measure works.")
            self.add_error("target", words)

    @property
    def said_of_it(self) -> dict[str, Any]:
        """What was typed, by the measure's fields."""
        clean = self.cleaned_data
        names = ("text", *FACTS, "record", "article")
        return {name: clean[name] for name in names} | {"rule": self.rules.get(clean["rule"])}

    @property
    def held(self) -> Held | None:
        """Its master indicator as typed; None where it has none."""
        clean = self.cleaned_data
        if not clean.get("indicator"):
            return None
        return Held(clean["indicator"], clean["indicator_unit"], clean["baseline"], clean["target"])


def rests_and_held() -> tuple[Div, Div]:
    """Lay out what it rests on, and what it is held against."""
    return (
        Div("record", "rule", "article", css_class="measure-facts"),
        Div(*HELD, css_class="measure-facts"),
    )


def offered_doers(body: Unit) -> dict[str, Choices]:
    """Give the units and positions of a body to choose from, in two queries for any number of forms."""
    units = [(unit.pk, str(unit)) for unit in Unit.objects.below(body)]
    positions = [(one.pk, str(one)) for one in Position.objects.of_body(body)]
    return {"section": units, "position": [("", "—"), *positions]}


def offered_rules(body: Unit, *besides: int | None) -> list[Rule]:
    """Give the rules of a body that hold, and those named by id however they stand."""
    rules = Rule.objects.of_body(body)
    found = rules.holding() | rules.filter(pk__in=[pk for pk in besides if pk])
    return list(found)


def told(rule: Rule) -> str:
    """Name a rule among others: its name, its number, and that it is repealed."""
    named = f"{rule} {rule.number}".strip()
    return f"{named}（{rule.get_validity_display()}）" if rule.is_repealed else named


def initial_of(measure: Measure) -> dict[str, Any]:
    """Give what stands in the fields for a measure that exists."""
    held = master_of(measure)
    names = ("text", "phase", "kind", "rhythm", "due_on", "record", "article")
    said = {name: getattr(measure, name) for name in names}
    said |= {"section": measure.section_id, "position": measure.position_id}
    said["rule"] = measure.rule_id or ""
    if held:
        said |= {"indicator": held.name, "indicator_unit": held.unit}
        said |= {"baseline": held.baseline, "target": held.target}
    return said
