"""How the list of leads is narrowed down, and the years it looks back."""

import datetime
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.accounts.roles import Permission
from riskcontrol.lib.selects import LongSelect

from .lead_querysets import LeadQuerySet
from .models import Lead
from .states import LeadKind

# So many years a screening looks back unless the committee asks for more or fewer.
YEARS = "3"
ALL = "all"
STATES = [
    ("open", _("open")),
    ("passed-on", _("with the section")),
    ("answered", _("answered by the section")),
    ("linked", _("at a risk point")),
    ("closed", _("closed")),
    ("proven-open", _("proven, without a risk point")),
]


class LeadFilter(django_filters.FilterSet):
    """By years, words, kind, whether proven, what became of it, and section."""

    years = django_filters.ChoiceFilter(
        label=_("Years back"),
        choices=[("1", "1"), (YEARS, YEARS), ("5", "5"), ("10", "10"), (ALL, _("All"))],
        method="within",
        empty_label=None,
    )
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of record"), choices=LeadKind.choices, empty_label=_("All")
    )
    proven = django_filters.ChoiceFilter(
        label=_("Proven"), choices=[("True", _("yes")), ("False", _("no"))], empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("All")
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Section"),
        queryset=Unit.objects.none(),
        empty_label=_("All"),
        widget=LongSelect,
    )

    class Meta:
        model = Lead
        fields = ["years", "q", "kind", "proven", "state", "section"]

    def __init__(self, data: QueryDict, *args: Any, user: User, **kwargs: Any) -> None:
        typed = data.copy()
        typed.setdefault("years", YEARS)
        super().__init__(typed, *args, **kwargs)
        below = Unit.objects.workable_by(user, Permission.LEAD_KEEP)
        self.filters["section"].queryset = below
        self.form.helper = FormHelper()
        self.form.helper.form_tag = False
        self.form.helper.disable_csrf = True
        self.form.helper.layout = Layout(*self.Meta.fields)

    @property
    def years_asked(self) -> str:
        """How many years back it looks, as the address says it."""
        asked = self.form.cleaned_data.get("years") if self.form.is_valid() else ""
        return str(asked or YEARS)

    def within(self, found: LeadQuerySet, _name: str, years: str) -> LeadQuerySet:
        """Keep the years asked for."""
        first = first_day(years)
        return found.since(first) if first else found

    def search(self, found: LeadQuerySet, _name: str, words: str) -> LeadQuerySet:
        """Keep what holds the words."""
        words = words.strip()
        return found.filter(Q(gist__icontains=words) | Q(source__icontains=words))

    def in_state(self, found: LeadQuerySet, _name: str, state: str) -> LeadQuerySet:
        """Keep those of which this became."""
        return {
            "open": found.open,
            "passed-on": lambda: found.open().filter(passed_on__isnull=False, answered_on=None),
            "answered": found.answered,
            "linked": found.linked,
            "closed": lambda: found.filter(closed_on__isnull=False),
            "proven-open": found.proven_without_a_point,
        }[state]()


def first_day(years: str) -> datetime.date | None:
    """Give the first day that so many years back hold; None for all of them."""
    if years == ALL:
        return None
    today = timezone.localdate()
    back = today.year - int(years)
    try:
        return today.replace(year=back)
    except ValueError:  # the 29th of February
        return today.replace(year=back, day=28)
