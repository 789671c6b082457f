"""A body's rules for carrying out as a form."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _

from measures.models import CarryingRules
from riskcontrol.desk.forms.rounds import bare_helper
from riskcontrol.desk.forms.settings import group


class CarryingRulesForm(forms.ModelForm):
    """When an occasion is brought to mind, how it rises when it is overdue, when reviews fall due."""

    class Meta:
        model = CarryingRules
        fields = [
            "remind_days",
            "owner_days",
            "answerer_days",
            "committee_days",
            "review_months_1",
            "review_months_2",
            "review_months_3",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out in groups."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper(
            group(
                _("Reminders, in working days"),
                Row(Column("remind_days"), Column("owner_days")),
                Row(Column("answerer_days"), Column("committee_days")),
            ),
            group(
                _("Reviews, in months"),
                Row(
                    Column("review_months_1"), Column("review_months_2"), Column("review_months_3")
                ),
            ),
        )
