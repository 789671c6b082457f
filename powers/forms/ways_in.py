"""What is pasted, and where it goes; nothing here saves."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

IN_PLACE, AT_THE_END = "replace", "append"


class PasteForm(forms.Form):
    """The text, and whether its steps replace those of the chart or follow them."""

    text = forms.CharField(
        label=_("Text with the steps"),
        strip=False,
        error_messages={"required": _("Paste or type the steps first.")},
        widget=forms.Textarea(
            attrs={"rows": 14, "spellcheck": "false", "aria-describedby": "paste-help"}
        ),
    )
    where = forms.ChoiceField(
        label=_("Where they go"),
        choices=[
            (IN_PLACE, _("in place of all steps")),
            (AT_THE_END, _("behind the steps that are there")),
        ],
        widget=forms.RadioSelect,
        initial=IN_PLACE,
        error_messages={
            "required": _("Choose where the steps go."),
            "invalid_choice": _("Choose where the steps go."),
        },
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout("where")
