"""What people type about measures and their occasions."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models import Indicator
from measures.states import AnswersFor
from measures.templatetags.numbers import plain
from riskcontrol.lib.file_fields import SeveralFiles, SeveralFilesInput
from riskcontrol.lib.handed_files import ACCEPT


class NoteForm(forms.Form):
    """What was done on one occasion."""

    note = forms.CharField(
        label=_("What was done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 2000}),
        error_messages={"required": _("Write down what was done.")},
    )
    evidence = SeveralFiles(
        label=_("What shows it, if there is anything"),
        help_text=_(
            "At most 3 files, together at most 5 MB: PDF, JPEG or PNG. Place, time and camera are taken "
            "out of pictures. What is kept is never replaced."
        ),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, indicators: Iterable[Indicator] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = {f"read_{one.pk}": one for one in indicators}
        for name, indicator in self.indicators.items():
            self.fields[name] = reading_field(indicator)
        self.order_fields(["note", *self.indicators, "evidence"])
        self.helper = unwrapped(*self.fields)

    @property
    def readings(self) -> dict[Indicator, Decimal]:
        """What was read, by indicator."""
        read = {one: self.cleaned_data.get(name) for name, one in self.indicators.items()}
        return {one: value for one, value in read.items() if value is not None}


def reading_field(indicator: Indicator) -> forms.DecimalField:
    """Ask what an indicator stands at; the master one is asked for each time."""
    words = {"name": indicator.name, "unit": indicator.unit}
    label = _("%(name)s (%(unit)s)") if indicator.unit else _("%(name)s")
    numbers = {"baseline": plain(indicator.baseline), "target": plain(indicator.target)}
    return forms.DecimalField(
        label=label % words,
        help_text=_("baseline %(baseline)s, target %(target)s") % numbers,
        max_digits=12,
        decimal_places=2,
        required=indicator.is_master,
        error_messages={"required": _("Enter what the master indicator stands at now.")},
    )


class ReasonForm(forms.Form):
    """Why a report goes back."""

    reason = forms.CharField(
        label=_("Why it goes back"),
        max_length=500,
        error_messages={"required": _("Say why you send it back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("reason")


class OccasionForm(forms.Form):
    """The day on which the case arose."""

    on = forms.DateField(
        label=_("Day the case arose"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={"required": _("Enter the day on which the case arose.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("on")


class AnswererForm(forms.Form):
    """Who answers for a measure from now on, and why: another than its level says, or he again."""

    answers_for = forms.ChoiceField(
        label=_("Who answers for it"),
        choices=[("", _("as the level says")), *AnswersFor.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Say why somebody else answers for it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("answers_for", "reason")


def unwrapped(*names: str) -> FormHelper:
    """Lay fields out inside a form that the page itself opens."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper
