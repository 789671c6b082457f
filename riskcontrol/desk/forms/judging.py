"""What the chair types where a ruling was reopened."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _


class StandForm(forms.Form):
    """Why a reopened ruling stands all the same; `seen` is the hash of what the chair saw."""

    reason = forms.CharField(
        label=_("Why the ruling stands all the same"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}),
        error_messages={"required": _("Say why the ruling stands all the same.")},
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("reason", "seen")
