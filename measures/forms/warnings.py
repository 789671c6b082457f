"""What people type about warnings, their rules, and changes of laws."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from measures.warning_rules import ColourOutline, RuleOutline, SchemeOutline
from measures.warning_states import MOST_COLOURS, MOST_DAYS, UNITS, WarningKind
from riskpoints.states import Colour, Shape

from .shared import unwrapped


class ActForm(forms.Form):
    """What is done about a warning."""

    prefix = "act"
    note = forms.CharField(
        label=_("What is done about it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}),
        error_messages={"required": _("Write down what is done about it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("note")


class AsideForm(forms.Form):
    """Why a warning is set aside, and until when."""

    prefix = "aside"
    reason = forms.CharField(
        label=_("Why it is set aside"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}),
        error_messages={"required": _("Say why it is set aside.")},
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("On the day after it stands again, if what it is about is still so."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say until which day.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("reason", "until")


class LawChangeForm(forms.Form):
    """A law that powers of the body rest on was changed."""

    law = forms.CharField(
        label=_("Law or regulation"),
        max_length=200,
        error_messages={"required": _("Name the law.")},
    )
    changed_on = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={"required": _("Enter the day from which the change is in force.")},
    )
    what = forms.CharField(
        label=pgettext_lazy("law or rule", "What changed"),
        max_length=300,
        error_messages={"required": _("Say in a sentence what changed.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("law", "changed_on", "what")


RANKS = range(1, MOST_COLOURS + 1)


class WarningRulesForm(forms.Form):
    """A body's rules: up to four colours, and for each kind its name and the colours' thresholds."""

    reason = forms.CharField(
        label=_("Why the rules change"),
        max_length=500,
        error_messages={"required": _("Say why the rules change.")},
    )

    def __init__(self, *args: Any, outline: SchemeOutline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank in RANKS:
            one = outline.colours[rank - 1] if rank <= len(outline.colours) else None
            self._add_colour(rank, one)
        for kind in WarningKind:
            rule = next((rule for rule in outline.rules if rule.kind == kind), None)
            self._add_rule(kind, rule or RuleOutline(kind, ()))
        self.helper = unwrapped("reason")

    def _add_colour(self, rank: int, one: ColourOutline | None) -> None:
        self.fields[f"name-{rank}"] = forms.CharField(
            label=_("Name"), max_length=20, required=False, initial=one.name if one else ""
        )
        self.fields[f"shape-{rank}"] = forms.ChoiceField(
            label=_("Shape"),
            choices=Shape.choices,
            initial=one.shape if one else list(Shape)[rank - 1],
        )
        self.fields[f"colour-{rank}"] = forms.ChoiceField(
            label=_("Colour"),
            choices=Colour.choices,
            initial=one.colour if one else Colour.BLUE,
        )

    def _add_rule(self, kind: WarningKind, rule: RuleOutline) -> None:
        self.fields[f"{kind.value}-name"] = forms.CharField(
            label=kind.label, max_length=60, required=False, initial=rule.name
        )
        for rank in RANKS:
            given = rule.thresholds[rank - 1] if rank <= len(rule.thresholds) else None
            self.fields[f"{kind.value}-{rank}"] = forms.IntegerField(
                label=kind.label,
                min_value=0,
                max_value=MOST_DAYS,
                required=False,
                initial=given,
            )

    @property
    def colour_rows(self) -> list[tuple[int, list[Any]]]:
        """The fields of each colour, the gravest first."""
        return [(rank, [self[f"{name}-{rank}"] for name in LOOK]) for rank in RANKS]

    @property
    def rule_rows(self) -> list[tuple[Any, Any, Any, list[Any]]]:
        """Each kind in words, what its numbers count, its name's field, its thresholds' fields."""
        return [
            (
                kind.label,
                UNITS[kind],
                self[f"{kind.value}-name"],
                [self[f"{kind.value}-{rank}"] for rank in RANKS],
            )
            for kind in WarningKind
        ]

    def clean(self) -> dict[str, Any]:
        """Colours stand from the gravest on without a gap; a threshold belongs to a colour."""
        said = self.cleaned_data
        named = [rank for rank in RANKS if said.get(f"name-{rank}")]
        if named != list(range(1, len(named) + 1)):
            self.add_error(
                "name-1", gettext("Name the colours from the gravest on, without a gap.")
            )
        for kind in WarningKind.values:
            for rank in set(RANKS) - set(named):
                if said.get(f"{kind}-{rank}") is not None:
                    self.add_error(f"{kind}-{rank}", gettext("This colour has no name."))
        if not self.errors:
            for problem in self.outline.lacks:
                self.add_error(None, problem)
        return said

    @property
    def outline(self) -> SchemeOutline:
        """What was typed, as plain values; once it is clean."""
        said = self.cleaned_data
        ranks = [rank for rank in RANKS if said.get(f"name-{rank}")]
        colours = (ColourOutline(*(said[f"{name}-{rank}"] for name in LOOK)) for rank in ranks)
        rules = (
            RuleOutline(
                kind, tuple(said.get(f"{kind}-{rank}") for rank in ranks), said[f"{kind}-name"]
            )
            for kind in WarningKind.values
        )
        return SchemeOutline(tuple(colours), tuple(rules))


LOOK = ("name", "shape", "colour")
