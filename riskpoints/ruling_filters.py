"""How the list of lowered rulings is narrowed down."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.models import Unit, User
from riskcontrol.lib.selects import LongSelect

from .models import Round, Ruling


class LoweredFilter(django_filters.FilterSet):
    """By the round and the section of the risk point."""

    round = django_filters.ModelChoiceFilter(
        label=_("Round"),
        field_name="risk_point__worksheet__round",
        queryset=Round.objects.none(),
        empty_label=_("All"),
    )
    section = django_filters.ModelChoiceFilter(
        label=_("Section"),
        field_name="risk_point__section",
        queryset=Unit.objects.none(),
        empty_label=_("All"),
        widget=LongSelect,
    )

    class Meta:
        model = Ruling
        fields = ["round", "section"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["round"].queryset = Round.objects.visible_to(user)
        self.filters["section"].queryset = Unit.objects.visible_to(user)
        self.form.helper = FormHelper()
        self.form.helper.form_tag = False
        self.form.helper.disable_csrf = True
        self.form.helper.layout = Layout(*self.Meta.fields)
