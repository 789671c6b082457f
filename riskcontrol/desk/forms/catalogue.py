"""What is typed on the catalogue's pages."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from riskpoints.states import RiskCategory


class SearchForm(forms.Form):
    """Words, and one of the five categories."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    category = forms.ChoiceField(
        label=_("Category"),
        choices=[("", _("every category")), *RiskCategory.choices],
        required=False,
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout("q", "category")


class WithdrawForm(forms.Form):
    """Why an example is taken out."""

    reason = forms.CharField(
        label=_("Why you take it out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you take it out.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("reason")
