"""A body's settings as a form."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from powers.models import Policy


class PolicyForm(forms.ModelForm):
    """Which stages a release passes and how long a posting lasts."""

    class Meta:
        model = Policy
        fields = [
            "section_checks",
            "clearance_needed",
            "leader_signs",
            "posting_days",
            "shortest_days",
            "report_channel",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                _("Before a chart is posted"), "section_checks", "clearance_needed", "leader_signs"
            ),
            Fieldset(_("Posting period"), Row(Column("posting_days"), Column("shortest_days"))),
            Fieldset(_("Reports about a person's conduct"), "report_channel"),
        )
