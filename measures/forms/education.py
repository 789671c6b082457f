"""What people type about education and pledges."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.actions.education import PlanFacts, SessionFacts
from measures.education_states import EducationForm
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.lib.file_fields import SeveralFiles, SeveralFilesInput
from riskcontrol.lib.handed_files import ACCEPT
from riskcontrol.lib.ids import SeveralField

from .shared import unwrapped


class PlanForm(forms.Form):
    """What form, on what, what for, by when, who holds it, and whom it is aimed at."""

    form = forms.ChoiceField(label=_("Form of education"), choices=EducationForm.choices)
    title = forms.CharField(
        label=_("Topic"), max_length=100, error_messages={"required": _("Name the topic.")}
    )
    aim = forms.CharField(
        label=_("What it should achieve"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}),
        error_messages={"required": _("Say what it should achieve.")},
    )
    section = forms.ModelChoiceField(
        label=_("Organised by"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("the committee"),
    )
    due_on = forms.DateField(
        label=_("To be held by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say by which day it is held.")},
    )
    positions = SeveralField(
        label=_("Meant for"),
        queryset=Position.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the positions it is aimed at.")},
    )

    def __init__(self, *args: Any, sections: Any, positions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["section"].queryset = sections
        fields["positions"].queryset = positions
        fields["positions"].label_from_instance = named_with_unit
        self.helper = unwrapped("form", "title", "aim", "section", "due_on", "positions")

    @property
    def facts(self) -> PlanFacts:
        """What was typed of the plan itself, once it is clean."""
        said = self.cleaned_data
        return PlanFacts(**{name: said[name] for name in PlanFacts.__dataclass_fields__})


def named_with_unit(position: Position) -> str:
    """Name a position with its unit: two sections may call theirs alike."""
    return f"{position.unit} · {position}"


class SessionForm(forms.Form):
    """A session: when, on what, by whom, where."""

    prefix = "session"
    on = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say on which day.")},
    )
    topic = forms.CharField(
        label=_("Topic"), max_length=200, error_messages={"required": _("Name the topic.")}
    )
    speaker = forms.CharField(
        label=_("Speaker"), max_length=100, error_messages={"required": _("Say who speaks.")}
    )
    place = forms.CharField(label=_("Place"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("on", "topic", "speaker", "place")

    @property
    def facts(self) -> SessionFacts:
        """What was typed, once it is clean."""
        return SessionFacts(**self.cleaned_data)


class DropForm(forms.Form):
    """Why a plan is dropped."""

    prefix = "drop"
    reason = forms.CharField(
        label=_("Why it is dropped"),
        max_length=500,
        error_messages={"required": _("Say why it is dropped.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("reason")


class MaterialForm(forms.Form):
    """Files used at a session."""

    material = SeveralFiles(
        label=_("Material"),
        help_text=_(
            "At most 3 files, together at most 5 MB: PDF, JPEG or PNG. What is kept is never replaced."
        ),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("material")


class ConfirmForm(forms.Form):
    """A holder's own words to his pledge."""

    own_words = forms.CharField(
        label=_("In your own words, if you like"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("own_words")
