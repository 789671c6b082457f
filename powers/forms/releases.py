"""What is typed on the way of a chart up: a period, a day, a result, a remark, to whom it goes back."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.actions.releases import check_opening
from powers.models import Policy, Release, ReleaseAct
from powers.policies import LATEST_OPENING, LONGEST_DAYS
from powers.querysets import today

from .inventory import optional
from .postings import Plain, offer

TO_SECTION = ""


class SubmitForm(Plain):
    """How long the chart shall be posted, from which day on, and what the public is asked."""

    days = forms.IntegerField(label=gettext_lazy("Posting period in working days"))
    opens_on = forms.DateField(
        label=gettext_lazy("Opens on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    asked = forms.CharField(
        label=gettext_lazy("What the public is asked"),
        required=False,
        max_length=Release._meta.get_field("asked").max_length,
        help_text=gettext_lazy("For example: Which step is inconvenient? Which paper is too much?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, initial={"days": policy.posting_days}, **kwargs)
        self.shortest = policy.shortest_days
        days, opens_on = self.fields["days"], self.fields["opens_on"]
        days.widget.attrs |= {"min": self.shortest, "max": LONGEST_DAYS}
        days.help_text = _("At least %(shortest)s. The day of opening does not count.") % {
            "shortest": self.shortest
        }
        latest = today() + datetime.timedelta(days=LATEST_OPENING)
        opens_on.label = optional(opens_on.label)
        opens_on.widget.attrs |= {"min": today().isoformat(), "max": latest.isoformat()}
        opens_on.help_text = _(
            "Empty: on the day of the last stage. Otherwise until %(latest)s at the latest; if the "
            "stages take longer, it opens once they are passed."
        ) % {"latest": date_format(latest)}

    def clean_days(self) -> int:
        """Keep to the body's shortest period."""
        days: int = self.cleaned_data["days"]
        if not self.shortest <= days <= LONGEST_DAYS:
            raise ValidationError(
                _("A posting lasts %(shortest)s to %(longest)s working days.")
                % {"shortest": self.shortest, "longest": LONGEST_DAYS}
            )
        return days

    def clean_opens_on(self) -> datetime.date | None:
        """Neither in the past nor too far ahead."""
        day: datetime.date | None = self.cleaned_data["opens_on"]
        check_opening(day)
        return day


class PassForm(Plain):
    """A stage passed, perhaps with a remark for those after it; `seen` is the place of the stage."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=ReleaseAct._meta.get_field("remark").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["remark"].required:
            self.fields["remark"].label = optional(self.fields["remark"].label)


class ClearanceForm(PassForm):
    """The result of the confidentiality review."""

    clearance = forms.CharField(
        label=gettext_lazy("Result of the confidentiality review"),
        max_length=ReleaseAct._meta.get_field("result").max_length,
        help_text=gettext_lazy("For example: Reviewed; holds nothing secret and may be published."),
        error_messages={"required": gettext_lazy("State the result of the review.")},
    )
    field_order = ["clearance", "remark", "seen"]


class ReturnForm(PassForm):
    """To whom the chart is given back, and why."""

    to = forms.TypedChoiceField(
        label=gettext_lazy("Back to"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Choose an earlier stage, or the section.")},
    )
    remark = forms.CharField(
        label=gettext_lazy("What is to be mended"),
        max_length=ReleaseAct._meta.get_field("remark").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what is to be mended.")},
    )
    field_order = ["to", "remark", "seen"]

    def __init__(self, *args: Any, release: Release | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = release.turns[: release.at] if release else []
        choices = [(str(place), turn.words) for place, turn in enumerate(earlier)]
        offer(
            self, "to", [(TO_SECTION, _("The section, which mends and sends it up anew")), *choices]
        )
