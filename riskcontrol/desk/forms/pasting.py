"""A table pasted into a worksheet, and what holds where its cells say nothing."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.states import MeasureKind, Phase, Rhythm
from riskpoints.states import RiskCategory

NOTHING = [("", "—")]
DEFAULTS = ("category", "phase", "kind", "rhythm", "who", "on")


class PasteForm(forms.Form):
    """The table, and the choices for cells that are empty."""

    text = forms.CharField(
        label=_("The table"),
        strip=False,
        error_messages={"required": _("Paste the table first.")},
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    category = forms.ChoiceField(
        label=_("Category"), choices=[*NOTHING, *RiskCategory.choices], required=False
    )
    phase = forms.ChoiceField(
        label=_("Phase of the measures"), choices=[*NOTHING, *Phase.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind of the measures"), choices=[*NOTHING, *MeasureKind.choices], required=False
    )
    rhythm = forms.ChoiceField(
        label=_("How often the measures recur"), choices=[*NOTHING, *Rhythm.choices], required=False
    )
    who = forms.CharField(
        label=_("Who took part in the finding"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )
    on = forms.DateField(
        label=_("When it was found"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(Div(*DEFAULTS, css_class="paste-defaults"))

    def clean_on(self) -> datetime.date | None:
        """Refuse a day that has not come yet."""
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Enter a past one."))
        return on

    def defaults(self) -> dict[str, Any]:
        """Give what holds for cells that are empty; nothing of what is no choice."""
        return {name: self.cleaned_data.get(name, "") for name in DEFAULTS}
