"""What the lists of major projects and of firms can be narrowed by."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from measures.models import DisclosureItem, Firm, MajorProject
from measures.querysets.projects import FirmQuerySet, MajorProjectQuerySet, sanctioned, today
from measures.states import ProjectKind, ProjectState
from riskcontrol.accounts.models import Unit, User

LATE, SANCTIONED = "late", "sanctioned"
WAITS = [(LATE, _("disclosure overdue")), (SANCTIONED, _("a firm under sanction"))]
TRUST = [(SANCTIONED, _("under a sanction in force")), ("waits", _("a record to be approved"))]


def search() -> forms.TextInput:
    """A field for words."""
    return forms.TextInput(attrs={"type": "search", "maxlength": 200})


class ProjectFilter(django_filters.FilterSet):
    """Words, state, kind, owner unit, and what is overdue or to be looked at."""

    q = django_filters.CharFilter(label=_("Search"), method="holding", widget=search())
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ProjectState.choices, empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=ProjectKind.choices, empty_label=_("All")
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Owner unit"), queryset=Unit.objects.none(), empty_label=_("All")
    )
    waits = django_filters.ChoiceFilter(
        label=_("To look at"), choices=WAITS, method="waiting", empty_label=_("All")
    )

    class Meta:
        model = MajorProject
        fields = ["q", "state", "kind", "section", "waits"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A choice that may not be read would be a leak too.
        self.filters["section"].queryset = Unit.objects.visible_to(user)
        lay_out(self, self.Meta.fields)

    def holding(self, found: MajorProjectQuerySet, _name: str, words: str) -> MajorProjectQuerySet:
        """Keep those whose code or name holds the words."""
        return found.filter(Q(name__icontains=words) | Q(code__icontains=words))

    def waiting(self, found: MajorProjectQuerySet, _name: str, what: str) -> MajorProjectQuerySet:
        """Keep those with an item overdue, or with a firm that a sanction holds against."""
        if what == LATE:
            items = DisclosureItem.objects.overdue_on(today()).filter(project=OuterRef("pk"))
            return found.filter(Exists(items))
        held = Firm.objects.filter(sanctioned(today(), "records__"), parts__project=OuterRef("pk"))
        return found.filter(Exists(held))


class FirmFilter(django_filters.FilterSet):
    """Words, and what is on record."""

    q = django_filters.CharFilter(label=_("Search"), method="holding", widget=search())
    trust = django_filters.ChoiceFilter(
        label=_("On record"), choices=TRUST, method="recorded", empty_label=_("All")
    )

    class Meta:
        model = Firm
        fields = ["q", "trust"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lay_out(self, self.Meta.fields)

    def holding(self, found: FirmQuerySet, _name: str, words: str) -> FirmQuerySet:
        """Keep those whose code or name holds the words."""
        return found.filter(Q(name__icontains=words) | Q(code__icontains=words))

    def recorded(self, found: FirmQuerySet, _name: str, what: str) -> FirmQuerySet:
        """Keep those a sanction holds against, or of which a record waits."""
        if what == SANCTIONED:
            held = Firm.objects.filter(sanctioned(today(), "records__"), pk=OuterRef("pk"))
        else:
            waits = {"records__approved_at": None, "records__refused_because": ""}
            held = Firm.objects.filter(pk=OuterRef("pk"), records__isnull=False, **waits)
        return found.filter(Exists(held))


def lay_out(found: django_filters.FilterSet, fields: list[str]) -> None:
    """Lay the fields of a filter out inside a form that the page itself opens."""
    found.form.helper = FormHelper()
    found.form.helper.form_tag = False
    found.form.helper.disable_csrf = True
    found.form.helper.layout = Layout(*fields)
