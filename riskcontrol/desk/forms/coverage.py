"""What the coverage page is narrowed down by."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from riskcontrol.accounts.choosing import Offered, choices_by_body
from riskcontrol.lib.selects import LongSelect
from riskpoints.models import Round


class CoverageForm(forms.Form):
    """By section or body, by round, and by where things stand; the choices are given, loaded once."""

    by = forms.CharField(widget=forms.HiddenInput)
    section = forms.ChoiceField(label=_("Section"), required=False, widget=LongSelect)
    round = forms.ChoiceField(label=_("Round"), required=False, widget=LongSelect)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(
        self,
        *args: Any,
        units: list[Offered],
        rounds: dict[str, Round],
        states: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        several = len({one.body_id for one in rounds.values()}) > 1
        named = [(pk, f"{one} · {one.body}" if several else str(one)) for pk, one in rounds.items()]
        self._offer("section", choices_by_body(units, "code"), _("All"))
        self._offer("round", named, _("All rounds"))
        self._offer("state", list(states.items()), _("All"))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        shown = ["section", "round", "state"] if states else ["section", "round"]
        self.helper.layout = Layout("by", *shown)

    def _offer(self, name: str, choices: list[tuple[Any, Any]], empty: Any) -> None:
        self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]  # a choice field
