"""What the list of rules can be narrowed by."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from measures.models import LineAim, Rule
from measures.querysets.rules import RuleQuerySet
from measures.states import Line, Validity
from riskcontrol.accounts.models import Unit, User

RESTED_ON = "rested-on"


class RuleFilter(django_filters.FilterSet):
    """Words, validity, the line it is aimed along, the unit; and the repealed ones still rested on."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    validity = django_filters.ChoiceFilter(
        label=_("Validity"),
        choices=[*Validity.choices, (RESTED_ON, _("repealed, measures rest on it"))],
        method="standing",
        empty_label=_("All"),
    )
    line = django_filters.ChoiceFilter(
        label=_("Aimed at"), choices=Line.choices, method="along", empty_label=_("All")
    )
    body = django_filters.ModelChoiceFilter(
        label=_("Unit"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("All")
    )

    class Meta:
        model = Rule
        fields = ["q", "validity", "line", "body"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["body"].queryset = Unit.objects.visible_to(user).bodies()
        self.form.helper = FormHelper()
        self.form.helper.form_tag = False
        self.form.helper.disable_csrf = True
        self.form.helper.layout = Layout(*self.Meta.fields)

    def search(self, found: RuleQuerySet, _name: str, words: str) -> RuleQuerySet:
        """Keep what holds the words."""
        return found.matching(words.strip())

    def standing(self, found: RuleQuerySet, _name: str, validity: str) -> RuleQuerySet:
        """Keep those of a validity."""
        if validity == RESTED_ON:
            return found.still_rested_on()
        return found.filter(validity=validity)

    def along(self, found: RuleQuerySet, _name: str, line: str) -> RuleQuerySet:
        """Keep those aimed along a line."""
        return found.filter(Exists(LineAim.objects.filter(rule=OuterRef("pk"), line=line)))
