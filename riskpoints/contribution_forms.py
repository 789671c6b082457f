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
from .rows import Row
from .states import FindingMethod

WHOLE = "whole"


class ContributeForm(Plain):
    """Which of the six, who took part, when; and at each step what may go wrong, one a line."""

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
        self.rows = [row for row in rows if isinstance(row.anchor, Step)]
        choices = [(eye.value, eye.label) for eye in eyes]
        self.fields["method"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["method"].initial = choices[0][0]
        self.fields["on"].initial = timezone.localdate
        self._ask(WHOLE, _("The whole chart"))
        for row in self.rows:
            self._ask(row.key, f"{row.number} {row.name}")
        steps = [row.key for row in self.rows]
        self.helper.layout = Layout("method", Line(Column("who"), Column("on")), *steps, WHOLE)

    def _ask(self, name: str, label: str) -> None:
        self.fields[name] = LinesField(
            label=label, required=False, widget=forms.Textarea(attrs={"rows": 1})
        )

    def clean(self) -> None:
        """Ask for one contribution at least."""
        names = [WHOLE, *(row.key for row in self.rows)]
        if not self.errors and not any(self.cleaned_data.get(name) for name in names):
            self.add_error(None, _("Write at one step at least what may go wrong there."))

    def said(self) -> Iterator[tuple[Step | None, str]]:
        """Give what was typed, each with its step."""
        for row in self.rows:
            for text in self.cleaned_data[row.key]:
                yield (row.anchor if isinstance(row.anchor, Step) else None), text
        for text in self.cleaned_data[WHOLE]:
            yield None, text
