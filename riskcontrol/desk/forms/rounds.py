"""What is typed about a round, and about an earlier round's row."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from powers.models import Flowchart
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.ids import SeveralField
from riskpoints.models import Round
from riskpoints.states import RoundGround

WORDS = 500
CHOICES = "riskpoints/fields/choices.html"


def bare_helper(*fields: Any) -> FormHelper:
    """Lay fields out without a form of their own around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class LookForm(forms.Form):
    """A few words on why a row holds, or holds no more."""

    reason = forms.CharField(
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a few words: the committee reads them.")},
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.helper = bare_helper("reason")


def day_field(**kwargs: Any) -> forms.DateField:
    """A day, or none."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=_("To be done by"), required=False, widget=widget, **kwargs)


class RoundForm(forms.Form):
    """A round to open: on what ground, over which charts, by when."""

    ground = forms.ChoiceField(
        label=pgettext_lazy("round", "Ground"),
        choices=[choice for choice in RoundGround.choices if choice[0] != RoundGround.OWN],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What has changed, when, by which document. The yearly round needs none."),
    )
    sections = SeveralField(
        label=_("Only the charts of these sections"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    charts = SeveralField(
        label=_("Only these charts"),
        queryset=Flowchart.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = day_field()

    def __init__(self, *args: Any, body: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections, charts = Unit.objects.filter(parent=body), Flowchart.objects.filter(body=body)
        self.fields["sections"].queryset = sections  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["charts"].queryset = charts  # type: ignore[attr-defined]  # a ModelChoiceField
        choices = (Field(name, template=CHOICES) for name in ("sections", "charts"))
        self.helper = bare_helper("ground", "reason", *choices, "last_day")


class LastDayForm(forms.Form):
    """The day by which people are asked to be done."""

    last_day = day_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("last_day")


class CloseForm(forms.Form):
    """Why each covered chart without a decided worksheet is left out, or one reason for several of them."""

    for_all = forms.CharField(
        label=_("One reason for all that are left blank"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, charts: Iterable[Flowchart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charts = list(charts)
        for chart in self.charts:
            self.fields[f"chart-{chart.pk}"] = forms.CharField(
                label=f"{chart.section} · {chart.name}",
                max_length=WORDS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
        if len(self.charts) < 2:
            del self.fields["for_all"]
        self.helper = bare_helper(*(f"chart-{c.pk}" for c in self.charts), *self._for_all())

    def _for_all(self) -> list[str]:
        return ["for_all"] if "for_all" in self.fields else []

    def clean(self) -> dict[str, Any]:
        """Ask for a reason for each."""
        clean = self.cleaned_data
        for chart in self.charts:
            name = f"chart-{chart.pk}"
            if name not in self.errors and not clean.get(name) and not clean.get("for_all"):
                self.add_error(name, _("Say why it is left out."))
        return clean

    def reasons(self) -> dict[int, str]:
        """Give the reason for each chart, by its id."""
        clean = self.cleaned_data
        return {c.pk: clean[f"chart-{c.pk}"] or clean.get("for_all", "") for c in self.charts}


def initial_for_last_day(round: Round) -> dict[str, Any]:
    """Give the day as it is set."""
    return {"last_day": round.last_day}
