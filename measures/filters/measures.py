"""What the list of measures can be narrowed by."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from measures.querysets.measures import MeasureQuerySet
from measures.states import Line, MeasureKind, MeasureState, Phase, Safeguard
from riskcontrol.accounts.models import Unit, User
from riskcontrol.lib.ids import is_id

WAITS = [
    ("overdue", _("overdue")),
    ("unverified", _("to be verified")),
    ("in-force", _("to be put in force by a second person")),
    ("repealed", _("rests on a repealed rule")),
]


class MeasureFilter(django_filters.FilterSet):
    """Words, state, phase, kind, section, line, rule, and what waits or rests on a repealed rule."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="holding",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=MeasureState.choices, empty_label=_("All")
    )
    phase = django_filters.ChoiceFilter(
        label=_("Phase"), choices=Phase.choices, empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=MeasureKind.choices, empty_label=_("All")
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Section"), queryset=Unit.objects.none(), empty_label=_("All")
    )
    tag = django_filters.ChoiceFilter(
        label=_("What it keeps safe"),
        field_name="tags__tag",
        choices=Safeguard.choices,
        empty_label=_("All"),
    )
    waits = django_filters.ChoiceFilter(
        label=_("Waiting"), choices=WAITS, method="waiting", empty_label=_("All")
    )

    line = django_filters.ChoiceFilter(
        label=_("Aimed at"), choices=Line.choices, method="along", empty_label=_("All")
    )
    rule = django_filters.CharFilter(
        label=_("Rests on"), method="resting", widget=forms.HiddenInput
    )

    class Meta:
        model = Measure
        fields = ["q", "state", "phase", "kind", "section", "tag", "waits", "line", "rule"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A choice that may not be read would be a leak too.
        self.filters["section"].queryset = Unit.objects.visible_to(user)
        self.form.helper = FormHelper()
        self.form.helper.form_tag = False
        self.form.helper.disable_csrf = True
        self.form.helper.layout = Layout(*self.Meta.fields)

    def holding(self, found: MeasureQuerySet, _name: str, words: str) -> MeasureQuerySet:
        """Keep those whose text, or one of whose risk points, holds the words."""
        return found.filter(Q(text__icontains=words) | Q(pk__in=aimed_at_titles(words)))

    def waiting(self, found: MeasureQuerySet, _name: str, what: str) -> MeasureQuerySet:
        """Keep those with an occasion that is overdue today, or done and not verified."""
        kept = {
            "overdue": lambda: found.overdue_on(timezone.localdate()),
            "unverified": found.unverified,
            "in-force": found.to_be_put_in_force,
            "repealed": found.resting_on_repealed,
        }
        return kept[what]()

    def along(self, found: MeasureQuerySet, _name: str, line: str) -> MeasureQuerySet:
        """Keep those aimed along a line."""
        return found.aimed_along(line)

    def resting(self, found: MeasureQuerySet, _name: str, rule: str) -> MeasureQuerySet:
        """Keep those that rest on a rule, named by its id."""
        return found.filter(rule=int(rule)) if is_id(rule) else found.none()


def aimed_at_titles(words: str) -> Any:
    """Give the ids of measures aimed at risk points whose title holds the words."""
    return Measure.objects.filter(risk_points__title__icontains=words).values("pk")
