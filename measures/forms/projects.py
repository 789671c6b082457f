"""What people type about major projects and what is made public of them."""

import re
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import MajorProject, ProjectParty
from measures.states import ProjectKind, Safeguard
from powers.drawing.text import one_line
from powers.forms.inventory import optional
from powers.models import Flowchart
from powers.states import ProjectStage
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.file_fields import SeveralFiles, SeveralFilesInput
from riskcontrol.lib.handed_files import ACCEPT

from .shared import unwrapped

WRITTEN = ["code", "name", "kind", "amount", "begins_on", "ends_on", "state", "about"]
MOST_PARTIES = 30
COLON = re.compile("[:：]")
LIBRARY, EMPTY = "library", "empty"


def day_input() -> forms.DateInput:
    """A field for a day, as browsers fill it in."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def laid_out(*fields: Any) -> FormHelper:
    """Lay fields out inside a form that the page itself opens."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class AmountField(forms.DecimalField):
    """An amount in yuan, typed or pasted with the commas that it is shown with, or without them."""

    def to_python(self, value: Any) -> Any:
        """Read digits with commas, also the Chinese ones, as a number."""
        plain = value.replace(",", "").replace("，", "") if isinstance(value, str) else value
        return super().to_python(plain)


class ProjectForm(forms.ModelForm):
    """What is written about a project, its owner unit, and who answers for what."""

    section = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Owner unit"), empty_label=None
    )
    parties = forms.CharField(
        label=gettext_lazy("Who answers for what"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line: what for, a colon, then the person or unit. “Leader in charge: Zhang San”."
        ),
    )

    class Meta:
        model = MajorProject
        fields = WRITTEN
        labels = {
            "code": gettext_lazy("Code"),
            "name": gettext_lazy("Name of the project"),
            "kind": gettext_lazy("Kind"),
            "amount": gettext_lazy("Amount in yuan"),
            "begins_on": gettext_lazy("Begins on"),
            "ends_on": gettext_lazy("Ends on"),
            "state": gettext_lazy("State"),
            "about": gettext_lazy("What it is for"),
        }
        help_texts = {
            "code": gettext_lazy("Letters, digits and hyphens. It stands in the project's address.")
        }
        field_classes = {"amount": AmountField}
        error_messages = {
            "code": {"required": gettext_lazy("Write the code of the project.")},
            "name": {"required": gettext_lazy("Write the name of the project.")},
            "kind": {"required": gettext_lazy("Choose the kind of project.")},
            "amount": {
                "invalid": gettext_lazy("Write the amount in yuan in digits, like 1,200,000.00.")
            },
        }
        widgets = {
            "amount": forms.TextInput(attrs={"inputmode": "decimal"}),
            "begins_on": day_input(),
            "ends_on": day_input(),
            "about": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, sections: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["section"]).queryset = sections
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = [("", gettext_lazy("choose")), *ProjectKind.choices]
        for field in self.fields.values():
            if not field.required:
                field.label = optional(field.label)
        self.helper = laid_out(
            Row(Column("code", css_class="col-md-4"), Column("name", css_class="col-md-8")),
            Row(Column("kind"), Column("section"), Column("state")),
            Row(Column("amount"), Column("begins_on"), Column("ends_on")),
            "about",
            "parties",
        )

    def clean_parties(self) -> list[tuple[str, str]]:
        """Read who answers for what, a line each; raises ValidationError naming the line."""
        lines = self.cleaned_data["parties"].splitlines()
        found = [party_in(one_line(line)) for line in lines if line.strip()]
        if len(found) > MOST_PARTIES:
            words = _("At most %(most)s lines; these are %(count)s.")
            raise ValidationError(words % {"most": MOST_PARTIES, "count": len(found)})
        return list(dict.fromkeys(found))

    @property
    def written(self) -> dict[str, Any]:
        """Give what stands in the project's own row."""
        return {name: self.cleaned_data[name] for name in WRITTEN}


def party_in(line: str) -> tuple[str, str]:
    """Read one line; raises ValidationError saying what is missing."""
    part, name = (*map(str.strip, COLON.split(line, maxsplit=1)), "")[:2]
    if not part or not name:
        words = _("“%(line)s”: write what for, a colon, then the person or unit.")
        raise ValidationError(words % {"line": line[:40]})
    if len(part) > 60 or len(name) > 100:
        words = _(
            "“%(line)s” is too long: at most 60 characters before the colon and 100 after it."
        )
        raise ValidationError(words % {"line": line[:40]})
    return part, name


def in_lines(project: MajorProject) -> str:
    """Write who answers for what, a line each."""
    parties: list[ProjectParty] = list(project.parties.all())
    return "\n".join(str(party) for party in parties)


class BeginForm(forms.Form):
    """How a project comes to its flow, and the ground where it may not be published."""

    flow = forms.ChoiceField(
        label=gettext_lazy("Flow"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the project comes to its flow.")},
    )
    ground = forms.CharField(
        label=gettext_lazy("Ground for not publishing"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty where it may be published. A leader decides on the ground."),
    )

    def __init__(self, *args: Any, charts: QuerySet[Flowchart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charts = {chart.code: chart for chart in charts}
        cast("forms.ChoiceField", self.fields["flow"]).choices = [
            (
                LIBRARY,
                gettext_lazy("Begin with the flow of the library: the seven stages in order"),
            ),
            (EMPTY, gettext_lazy("Begin with empty rows")),
            *((code, chart.name) for code, chart in self.charts.items()),
        ]
        self.fields["flow"].initial = LIBRARY
        self.fields["ground"].label = optional(self.fields["ground"].label)
        self.helper = unwrapped("flow", "ground")


class DisclosureForm(forms.Form):
    """What of a project is made public, and by when."""

    text = forms.CharField(
        label=gettext_lazy("What is made public"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say what is made public.")},
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage of the project"),
        choices=[("", gettext_lazy("the whole project")), *ProjectStage.choices],
        required=False,
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Say by which day.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out("text", Row(Column("stage"), Column("due_on")))


class ReportForm(forms.Form):
    """On which day an item was made public, and what shows it."""

    on = forms.DateField(
        label=gettext_lazy("Made public on"),
        widget=day_input(),
        initial=timezone.localdate,
        error_messages={"required": gettext_lazy("Choose the day on which it was made public.")},
    )
    link = forms.URLField(
        label=gettext_lazy("Where it stands"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    shown = SeveralFiles(
        label=gettext_lazy("Or a file that shows it"),
        help_text=gettext_lazy("One PDF, JPEG or PNG of at most 5 MB."),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ACCEPT, "multiple": False}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("on", "link", "shown")

    def clean(self) -> dict[str, Any]:
        """Ask for the link or the file."""
        said = self.cleaned_data
        if not self.errors and not said.get("link") and not said.get("shown"):
            self.add_error("link", _("Give the link or the file that shows it."))
        return said


class TagForm(forms.Form):
    """What a measure keeps safe."""

    tags = forms.MultipleChoiceField(
        label=gettext_lazy("What it keeps safe"),
        choices=Safeguard.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("tags")
