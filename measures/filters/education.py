"""What the lists of education plans and of pledges can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.education_states import EducationForm, PlanState
from measures.models import EducationPlan, Pledge
from measures.querysets.education import PledgeQuerySet
from riskcontrol.accounts.models import Unit, User

from .warnings import helper_of


class EducationFilter(django_filters.FilterSet):
    """Form, state and who holds it."""

    form_of = django_filters.ChoiceFilter(
        label=_("Form of education"),
        field_name="form",
        choices=EducationForm.choices,
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=PlanState.choices, empty_label=_("All")
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Organised by"), queryset=Unit.objects.none(), empty_label=_("All")
    )

    class Meta:
        model = EducationPlan
        fields = ["form_of", "state", "section"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["section"].queryset = Unit.objects.visible_to(user).sections()
        self.form.helper = helper_of(["form_of", "state", "section"])


class PledgeFilter(django_filters.FilterSet):
    """Whether it is confirmed, and whose: the section's."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("mine", pgettext_lazy("pledge", "to be confirmed by me")),
            ("due", pgettext_lazy("pledge", "to be confirmed")),
            ("done", pgettext_lazy("pledge", "confirmed")),
        ],
        method="in_state",
        empty_label=_("All"),
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Section"),
        field_name="position__unit",
        queryset=Unit.objects.none(),
        empty_label=_("All"),
    )

    class Meta:
        model = Pledge
        fields = ["state", "section"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["section"].queryset = Unit.objects.visible_to(user).sections()
        self.reader = user
        self.form.helper = helper_of(["state", "section"])

    def in_state(self, found: PledgeQuerySet, _name: str, state: str) -> PledgeQuerySet:
        """Keep those that wait for the reader, those that wait, or those confirmed."""
        if state == "mine":
            return found.due().filter(holder=self.reader)
        return found.due() if state == "due" else found.exclude(confirmed_at=None)
