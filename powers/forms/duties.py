"""The form that links a power to a duty."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from powers.models import Power
from riskcontrol.accounts.models import Duty


class DutyForm(forms.Form):
    """Which power does the duty: one of its section, or of the whole body for a body's own duty."""

    power = forms.ModelChoiceField(
        label=_("Power that does it"),
        queryset=Power.objects.none(),
        empty_label=_("choose a power"),
        error_messages={"invalid_choice": _("This power is not among those offered.")},
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_body = Power.objects.filter(body=duty.unit.body).exclude(duty_links__duty=duty)
        own = of_body.filter(section=duty.unit)
        offered = own if duty.unit.kind == "section" else of_body
        self.fields["power"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("power")
