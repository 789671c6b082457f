"""What the committee types about a lead, and what the section answers. Nothing is saved here."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.models import Flowchart
from riskcontrol.accounts.models import Position, Unit
from riskcontrol.lib.tables import ACCEPT, cells_of_text, cells_of_upload, text_of

from .actions.leads import LeadFacts
from .lead_places import NotFoundError, Places
from .models import Lead, RiskPoint
from .models.leads import LONGEST_GIST, LONGEST_SOURCE
from .states import LeadKind

LINE = 500


class Plain(forms.Form):
    """A form whose page owns the form tag and the buttons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields)


class LeadForm(Plain):
    """A lead: what the record says, and where it points to as far as that is known."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of record"),
        choices=[("", "—"), *LeadKind.choices],
        error_messages={"required": gettext_lazy("Choose the kind of record.")},
    )
    on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Enter the day of the case or the record.")},
    )
    proven = forms.BooleanField(label=gettext_lazy("The case is proven"), required=False)
    gist = forms.CharField(
        label=gettext_lazy("Gist"),
        max_length=LONGEST_GIST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "What happened and at which point of the work. Leave out names of persons: the section "
            "reads it if you pass it on."
        ),
        error_messages={"required": gettext_lazy("Say in a sentence what it is about.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("File or case number. The section never reads it."),
        error_messages={
            "required": gettext_lazy("Say where it is on record: a file or case number.")
        },
    )
    section = forms.ModelChoiceField(
        label=gettext_lazy("Section"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("not known"),
    )
    flowchart = forms.ModelChoiceField(
        label=gettext_lazy("Chart"),
        queryset=Flowchart.objects.none(),
        required=False,
        empty_label=gettext_lazy("not known"),
    )
    step = forms.CharField(
        label=gettext_lazy("Step"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its name or its number on the chart."),
    )
    position = forms.ModelChoiceField(
        label=gettext_lazy("Position"),
        queryset=Position.objects.none(),
        required=False,
        empty_label=gettext_lazy("not known"),
    )

    def __init__(self, *args: Any, body: Unit, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self._offer("section", Unit.objects.below(body))
        self._offer("flowchart", Flowchart.objects.filter(body=body))
        self._offer("position", Position.objects.of_body(body))
        self.helper.layout = Layout(
            Row(Column("kind"), Column("on")),
            "proven",
            "gist",
            "source",
            Row(Column("section"), Column("position")),
            Row(Column("flowchart"), Column("step")),
        )

    def _offer(self, name: str, choices: Any) -> None:
        cast("forms.ModelChoiceField", self.fields[name]).queryset = choices

    def clean(self) -> None:
        """Find the step on the chart."""
        typed = self.cleaned_data
        try:
            typed["step"] = self.places.step(typed.get("step", "").strip(), typed.get("flowchart"))
        except NotFoundError as problem:
            self.add_error("step", str(problem))

    @property
    def facts(self) -> LeadFacts:
        """What was typed, once it is valid."""
        return LeadFacts(**self.cleaned_data)


def initial_of(lead: Lead) -> dict[str, Any]:
    """Give a lead as the form shows it."""
    names = ("kind", "on", "proven", "gist", "source", "section", "flowchart", "position")
    return {name: getattr(lead, name) for name in names} | {
        "step": lead.step.name if lead.step else ""
    }


class BecauseForm(Plain):
    """A reason in a sentence: for closing, answering or erasing."""

    because = forms.CharField(
        label=gettext_lazy("Because"),
        max_length=LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Give the reason.")},
    )

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["because"].label = label


class LinkForm(Plain):
    """The risk point that a lead stands at."""

    point = forms.ModelChoiceField(
        label=gettext_lazy("Risk point"),
        queryset=RiskPoint.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a risk point.")},
    )

    def __init__(self, *args: Any, points: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["point"]).queryset = points


class LeadImportForm(Plain):
    """A sheet of leads: a file, or its rows pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("xlsx, xls, ods or CSV, at most 5 MB; the first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the rows pasted from Excel"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> None:
        """Turn either into cells, and the file into text that can be mended on the page."""
        typed = self.cleaned_data
        file: UploadedFile | None = typed.get("file")
        text = typed.get("text", "")
        if not file and not text.strip():
            raise ValidationError(_("Choose a file, or paste the rows."))
        try:
            typed["cells"] = cells_of_upload(file) if file else cells_of_text(text)
        except ValidationError as problem:
            self.add_error("file" if file else "text", problem)
            return
        if not typed["cells"]:
            raise ValidationError(_("There are no rows in it."))
        typed["text"] = text_of(typed["cells"]) if file else text
