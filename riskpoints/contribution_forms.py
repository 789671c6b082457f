"""What the six eyes type: one sheet for several contributions, a meeting's too. Nothing is saved here."""

from collections.abc import Iterable, Iterator
from typing import Any

from crispy_forms.layout import Column, Layout
from crispy_forms.layout import Row as Line
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.models import Step

from .forms import LinesField
from .lead_forms import Plain
from .rows import Anchor, Row
from .states import FindingMethod

WHOLE = "whole"


class ContributeForm(Plain):
    """Which of the six, who took part, when; and at each row what may go wrong, one a line."""

    method = forms.ChoiceField(
        label=gettext_lazy("Which of the six"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which of the six it is.")},
    )
    who = forms.CharField(
        label=gettext_lazy("Who took part"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say who took part.")},
    )
    on = forms.DateField(
        label=gettext_lazy("When"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Enter the day.")},
    )

    def __init__(
        self, *args: Any, eyes: Iterable[FindingMethod], rows: Iterable[Row], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.anchor]
        is_of_a_chart = any(isinstance(row.anchor, Step) for row in self.rows)
        # A section's own page has a row for the section itself.
        self.wholes = [WHOLE] if is_of_a_chart else []
        choices = [(eye.value, eye.label) for eye in eyes]
        self.fields["method"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["method"].initial = choices[0][0]
        self.fields["on"].initial = timezone.localdate
        for name in self.wholes:
            self._ask(name, _("The whole chart"))
        for row in self.rows:
            self._ask(row.key, f"{row.number} {row.name}")
        self.asked = [*(row.key for row in self.rows), *self.wholes]
        self.helper.layout = Layout("method", Line(Column("who"), Column("on")), *self.asked)

    def _ask(self, name: str, label: str) -> None:
        self.fields[name] = LinesField(
            label=label, required=False, widget=forms.Textarea(attrs={"rows": 1})
        )

    def clean(self) -> None:
        """Ask for one contribution at least."""
        if not self.errors and not any(self.cleaned_data.get(name) for name in self.asked):
            words = _("Write at one step at least what may go wrong there.")
            at_a_post = _("Write at one position or at the unit at least what may go wrong there.")
            self.add_error(None, words if self.wholes else at_a_post)

    def said(self) -> Iterator[tuple[Anchor | None, str]]:
        """Give what was typed, each with the step, position or unit it is about."""
        for row in self.rows:
            for text in self.cleaned_data[row.key]:
                yield row.anchor, text
        for name in self.wholes:
            for text in self.cleaned_data[name]:
                yield None, text
