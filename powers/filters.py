"""Filters of the lists; they offer no choice that lies outside what the person may read."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.models import Unit
from riskcontrol.lib.selects import LongSelect

from .models import Power
from .states import Category, ChartState


class PowerFilter(django_filters.FilterSet):
    """Powers by words, category, section and how far the chart has come."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="matching",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}),
    )
    category = django_filters.ChoiceFilter(label=_("Category"), empty_label=_("all"))
    section = django_filters.ModelChoiceFilter(
        label=_("Section"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        empty_label=_("all"),
        widget=LongSelect,
    )
    chart = django_filters.ChoiceFilter(
        label=_("Flow"), field_name="chart_state", choices=ChartState, empty_label=_("all")
    )

    class Meta:
        model = Power
        fields = ["q", "category", "section", "chart"]

    def __init__(self, *args: Any, categories: set[str], sections: QuerySet[Unit], **kwargs: Any):
        """Offer the categories and sections of the rows that the person may read."""
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = [
            (value, label) for value, label in Category.choices if value in categories
        ]
        self.filters["section"].queryset = sections
        self.form.helper = FormHelper()
        self.form.helper.form_tag = False
        self.form.helper.disable_csrf = True
        self.form.helper.layout = Layout(*self.form.fields)

    def matching(self, powers: Any, _name: str, words: str) -> Any:
        """Keep those that hold the words."""
        return powers.matching(words.strip())
