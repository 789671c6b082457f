"""A body's rules for its committee as a form."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcontrol.desk.forms.rounds import bare_helper
from riskcontrol.desk.forms.settings import group
from riskpoints.models import CommitteeRules
from riskpoints.states import Quorum


class CommitteeRulesForm(forms.ModelForm):
    """How many must take part in a ruling, and whether the unit's leading group confirms first."""

    class Meta:
        model = CommitteeRules
        fields = ["quorum", "quorum_number", "two_stages"]
        labels = {
            "quorum": gettext_lazy("Quorum"),
            "quorum_number": gettext_lazy("Fixed number"),
            "two_stages": gettext_lazy("Confirmation in two stages"),
        }
        help_texts = {
            "quorum": gettext_lazy(
                "Counted for each item among the members who are not recused; two at least, the "
                "chair among them. A meeting keeps the quorum it was called with."
            ),
            "quorum_number": gettext_lazy("Only where the quorum is a fixed number."),
            "two_stages": gettext_lazy(
                "The head or a deputy head of the unit then confirms a worksheet that the section "
                "head signed, or returns it, before the committee may sit on it. Who submitted or "
                "signed it does not confirm it. It applies to worksheets signed from now on; one "
                "that waits for its confirmation goes on waiting when this is switched off."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out in groups."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper(
            group(_("Quorum"), Row(Column("quorum"), Column("quorum_number"))),
            group(_("The way to the committee"), "two_stages"),
        )

    def clean(self) -> dict[str, Any]:
        """A number belongs to a fixed quorum, and to no other."""
        said = self.cleaned_data
        if said.get("quorum") != Quorum.NUMBER:
            said["quorum_number"] = None
        elif "quorum_number" not in self.errors and (said.get("quorum_number") or 0) < 2:
            self.add_error("quorum_number", _("Say how many: two at least."))
        return said
