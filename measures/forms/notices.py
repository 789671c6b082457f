"""What people type about notices: the notice itself, the section's reply, why a reply goes back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.actions.notices import NoticeFacts
from measures.warning_states import NoticeKind, RequiredAct
from riskcontrol.accounts.models import Position, Unit

from .shared import unwrapped

LONGEST = 1000


class NoticeForm(forms.Form):
    """To whom, what was seen, what is required, by when."""

    kind = forms.ChoiceField(
        label=_("Kind of notice"),
        choices=NoticeKind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Prevention and control where a sign was seen; disposal where it has happened."
        ),
        error_messages={"required": _("Choose the kind of notice.")},
    )
    section = forms.ModelChoiceField(
        label=_("Addressed to"),
        queryset=Unit.objects.none(),
        error_messages={"required": _("Choose the section.")},
    )
    position = forms.ModelChoiceField(
        label=_("Position, if it is about one"), queryset=Position.objects.none(), required=False
    )
    seen = forms.CharField(
        label=_("What was seen"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": LONGEST}),
        error_messages={"required": _("Say what was seen.")},
    )
    required = forms.CharField(
        label=_("What is required"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": LONGEST}),
        error_messages={"required": _("Say what is required.")},
    )
    acts = forms.MultipleChoiceField(
        label=_("Acts of disposal"),
        choices=RequiredAct.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only with a notice of disposal: at least one."),
    )
    due_on = forms.DateField(
        label=_("To be done by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say by which day.")},
    )

    def __init__(self, *args: Any, sections: Any, positions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["section"].queryset = sections
        fields["position"].queryset = positions
        self.helper = unwrapped(*self.fields)

    @property
    def facts(self) -> NoticeFacts:
        """What was typed, once it is clean."""
        return NoticeFacts(**self.cleaned_data)


class ReplyForm(forms.Form):
    """What the section did on a notice."""

    prefix = "reply"
    text = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": LONGEST}),
        error_messages={"required": _("Write down what was done.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("text")


class ReturnForm(forms.Form):
    """Why a reply goes back to the section."""

    prefix = "return"
    reason = forms.CharField(
        label=_("Why it goes back"),
        max_length=500,
        error_messages={"required": _("Say why it goes back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("reason")
