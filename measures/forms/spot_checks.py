"""What people type about spot checks and reviews."""

import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.models.spot_checks import MOST_DRAWN
from measures.section_field import SectionField
from measures.states import Finding, ReviewGround, ReviewOutcome
from riskcontrol.accounts.models import Unit

from .shared import unwrapped


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Give a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def text_field(label: Any, most: int = 1000, **kwargs: Any) -> forms.CharField:
    """Give a field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": 3, "data-count": most})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class DrawForm(forms.Form):
    """What is looked into, of what time, and how many are drawn."""

    purpose = forms.CharField(
        label=_("What is looked into"),
        max_length=200,
        error_messages={"required": _("Say what is looked into.")},
    )
    section = SectionField(
        label=_("Section"), queryset=Unit.objects.none(), required=False, empty_label=_("All")
    )
    first_day = day_field(_("Due from"), error_messages={"required": _("Choose the first day.")})
    last_day = day_field(_("Due to"), error_messages={"required": _("Choose the last day.")})
    size = forms.IntegerField(
        label=_("How many are drawn"),
        min_value=1,
        max_value=MOST_DRAWN,
        initial=5,
        error_messages={"required": _("Say how many are drawn.")},
    )

    def __init__(self, *args: Any, body: Unit, **kwargs: Any) -> None:
        today = timezone.localdate()
        days = {"first_day": today - datetime.timedelta(days=90), "last_day": today}
        kwargs.setdefault("initial", days)
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Unit.objects.filter(parent=body)  # type: ignore[attr-defined]  # a SectionField
        self.helper = unwrapped("purpose", "section", "first_day", "last_day", "size")


class FindingForm(forms.Form):
    """What was found on one occasion."""

    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is in order.")},
    )
    found = text_field(_("What was found"), required=False)
    correct_by = day_field(_("To be corrected by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("finding", "found", "correct_by")


class AnswerForm(forms.Form):
    """What the section did about a finding."""

    answer = text_field(
        _("What was put right"), error_messages={"required": _("Say how it was put right.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("answer")


class ReviewForm(forms.Form):
    """Whether a risk point and its measures still hold, and why."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it still holds or is to be changed.")},
    )
    reason = text_field(
        _("Because"), error_messages={"required": _("Say why it holds, or what has changed.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("outcome", "reason")


class CallForm(forms.Form):
    """Why a risk point is to be looked at again, and by when."""

    ground = forms.ChoiceField(label=pgettext_lazy("review", "Ground"))
    because = text_field(
        _("What happened"), most=500, error_messages={"required": _("Say what happened.")}
    )
    due_on = day_field(_("To be reviewed by"), error_messages={"required": _("Say by which day.")})

    def __init__(self, *args: Any, warning: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = {ReviewGround.LEVEL} if warning else {ReviewGround.LEVEL, ReviewGround.WARNING}
        choices = [one for one in ReviewGround.choices if one[0] not in left_out]
        cast("forms.ChoiceField", self.fields["ground"]).choices = choices
        self.helper = unwrapped("ground", "because", "due_on")
