"""What the calendar and the list of occasions can be narrowed by."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from measures.querysets.measures import OccasionQuerySet
from measures.section_field import SectionField
from measures.states import RISES, TO_WHOM, OccasionState
from riskcontrol.accounts.models import Unit, User

OVERDUE, ALL = "overdue", "all"
STATES = [
    (OVERDUE, _("overdue")),
    *((state.value, state.label) for state in OccasionState if state != OccasionState.LAPSED),
]
RISEN = [(step.value, TO_WHOM[step]) for step in RISES]


class CalendarFilter(forms.Form):
    """Section, the reader's own, state."""

    section = SectionField(
        label=_("Section"), queryset=Unit.objects.none(), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *STATES], required=False)
    mine = forms.BooleanField(label=_("What I carry out"), required=False)
    month = forms.CharField(widget=forms.HiddenInput, required=False, max_length=7)

    shown: tuple[str, ...] = ("section", "state", "mine", "month")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["section"].queryset = Unit.objects.visible_to(user)  # type: ignore[attr-defined]  # a SectionField
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.shown)

    def said(self) -> dict[str, Any]:
        """Give what was chosen and can be; what cannot is said at its field and narrows nothing."""
        self.is_valid()
        return self.cleaned_data

    def narrowed(self, found: OccasionQuerySet, today: datetime.date) -> OccasionQuerySet:
        """Keep what was asked for."""
        said = self.said()
        if said.get("section"):
            found = found.filter(section=said["section"])
        if said.get("mine"):
            found = found.own_of(self.user)
        return in_state(found, said.get("state", ""), today)


class OccasionFilter(CalendarFilter):
    """The same for the list: what is overdue unless it is asked otherwise, how high it rose, one day."""

    state = forms.ChoiceField(
        label=_("State"), choices=[*STATES, (ALL, _("All"))], required=False, initial=OVERDUE
    )
    risen = forms.ChoiceField(label=_("Risen to"), choices=[("", _("All")), *RISEN], required=False)
    day = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    month = None  # type: ignore[assignment]  # declared away

    shown = ("section", "state", "risen", "day", "mine")

    def narrowed(self, found: OccasionQuerySet, today: datetime.date) -> OccasionQuerySet:
        """Keep what was asked for; of a day everything, unless a state is asked for."""
        said = self.said()
        if said.get("day"):
            found = found.filter(due_on=said["day"])
        elif not said.get("state"):
            found = in_state(found, OVERDUE, today)
        if said.get("risen"):
            found = found.filter(risen=said["risen"])
        return super().narrowed(found, today)


def in_state(found: OccasionQuerySet, state: str, today: datetime.date) -> OccasionQuerySet:
    """Keep those in a state, what is overdue, or all that stand."""
    if state == OVERDUE:
        return found.overdue_on(today)
    if state in OccasionState.values:
        return found.filter(state=state)
    return found.standing()
