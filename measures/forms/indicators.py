"""What is asked of an indicator: name, unit, baseline, target, whether it is the master, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.actions.indicators import Held
from measures.models import Indicator, Measure
from measures.states import MeasureState

from .shared import unwrapped

FIELDS = ("name", "unit", "baseline", "target", "is_master")


class IndicatorReasonForm(forms.Form):
    """Why something changes at a measure; it is asked once the measure is in force."""

    because = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if measure.state != MeasureState.IN_FORCE:
            del self.fields["because"]
        else:
            self.fields["because"].required = True
            self.fields["because"].error_messages["required"] = _(
                "The measure is in force: say why."
            )
        self.helper = unwrapped(*self.fields)


class IndicatorForm(IndicatorReasonForm):
    """An indicator of a measure; `indicator` is the one that is changed."""

    name = forms.CharField(
        label=_("Indicator"),
        max_length=200,
        error_messages={"required": _("Say what is counted.")},
    )
    unit = forms.CharField(label=_("Counted in"), max_length=20, required=False)
    baseline = forms.DecimalField(
        label=_("Baseline"),
        max_digits=12,
        decimal_places=2,
        error_messages={"required": _("Enter what it stands at today.")},
    )
    target = forms.DecimalField(
        label=_("Target"),
        max_digits=12,
        decimal_places=2,
        error_messages={"required": _("Enter what it shall reach.")},
    )
    is_master = forms.BooleanField(
        label=_("Master indicator"),
        required=False,
        help_text=_("The measure counts once this one reaches its target. There is just one."),
    )
    field_order = (*FIELDS, "because")

    def __init__(
        self, *args: Any, measure: Measure, indicator: Indicator | None = None, **kwargs: Any
    ) -> None:
        written = {name: getattr(indicator, name) for name in FIELDS} if indicator else {}
        super().__init__(*args, measure=measure, initial=written, **kwargs)
        has_others = measure.indicators.filter(is_master=True).exists()
        # The first is the master by itself, and a master stays it until another one is.
        if not has_others or (indicator and indicator.is_master):
            self.fields["is_master"].disabled = True
            self.initial["is_master"] = True
        if indicator and indicator.has_readings:
            for name in ("name", "unit"):
                self.fields[name].disabled = True

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        clean = self.cleaned_data
        held = Held(*(clean[name] for name in ("name", "unit", "baseline", "target")))
        return {
            "held": held,
            "is_master": clean["is_master"],
            "because": clean.get("because", ""),
        }
