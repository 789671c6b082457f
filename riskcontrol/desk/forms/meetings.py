"""What is typed about a meeting of the committee."""

from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.models import Unit
from riskcontrol.desk.forms.rounds import CHOICES, bare_helper
from riskcontrol.desk.meetings import MOST_OFFERED, called_in_a_list, to_be_heard
from riskcontrol.lib.ids import SeveralField, is_id
from riskpoints.models import Meeting, MeetingMember, Worksheet


class WhenForm(forms.Form):
    """When and where a meeting is held."""

    held_on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Choose the day of the meeting.")},
    )
    begins_at = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


WHEN = Row(Column("held_on"), Column("begins_at"), Column("place"))


class SheetsField(SeveralField):
    """Worksheets, each named with its section."""

    def label_from_instance(self, sheet: Worksheet) -> str:
        """Name the worksheet."""
        return called_in_a_list(sheet)


class CallForm(WhenForm):
    """A meeting to call: when, where, on which worksheets."""

    worksheets = SheetsField(
        label=_("Agenda"),
        queryset=Worksheet.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one worksheet.")},
    )

    def __init__(self, *args: Any, body: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [sheet.pk for sheet in to_be_heard(body)[:MOST_OFFERED]]
        # What was chosen is accepted even if it is on an agenda by now: a repeat leads to the first.
        chosen = [int(pk) for pk in self._chosen() if is_id(pk)]
        sheets = Worksheet.objects.filter(body=body, pk__in=[*offered, *chosen]).for_list()
        self.fields["worksheets"].queryset = sheets.order_by("signed_at", "pk")  # type: ignore[attr-defined]  # a SheetsField
        self.helper = bare_helper(WHEN, Field("worksheets", template=CHOICES))

    def _chosen(self) -> list[str]:
        return self.data.getlist("worksheets") if isinstance(self.data, QueryDict) else []


class PostponeForm(WhenForm):
    """Another day for a meeting, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}),
        error_messages={"required": _("Say why the meeting is put off.")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = {
            name: getattr(meeting, name) for name in ("held_on", "begins_at", "place")
        }
        super().__init__(*args, **kwargs)
        self.helper = bare_helper(WHEN, "reason")


class WhyForm(forms.Form):
    """A reason, in a few words."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300
    )

    def __init__(self, *args: Any, asked: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = asked
        self.helper = bare_helper("reason")


class CloseMeetingForm(forms.Form):
    """Who attended: a line for each member, empty where he was there, else the reason."""

    def __init__(self, *args: Any, members: list[MeetingMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {f"member-{one.pk}": one for one in members}
        for name, member in self.members.items():
            self.fields[name] = forms.CharField(
                label=member.user.name,
                max_length=300,
                required=False,
                initial=member.excused_because,
                widget=forms.TextInput(attrs={"placeholder": _("attended")}),
            )
        self.helper = bare_helper(*self.members)

    @property
    def excused(self) -> dict[int, str]:
        """Why each of those was not there, by member id."""
        said = self.cleaned_data
        return {member.pk: said[name] for name, member in self.members.items() if said[name]}
