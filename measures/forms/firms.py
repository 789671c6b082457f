"""What people type about the firms of major projects, and about the trust they kept or broke."""

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from measures.actions.firms import plain_code
from measures.models import MajorProject
from measures.states import CreditKind, FirmPart
from powers.forms.inventory import optional
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.file_fields import SeveralFiles, SeveralFilesInput
from riskcontrol.lib.handed_files import ACCEPT

from .projects import day_input, laid_out
from .shared import unwrapped


class CodeField(forms.CharField):
    """A unified social credit code, whose last character checks the others."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Unified social credit code"),
            max_length=40,
            error_messages={"required": gettext_lazy("Enter the unified social credit code.")},
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Give the code as it is kept."""
        return plain_code(super().clean(value))


class FirmForm(forms.Form):
    """A firm and the body that deals with it."""

    body = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    code = CodeField()
    name = forms.CharField(
        label=gettext_lazy("Name of the firm"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name of the firm.")},
    )

    def __init__(self, *args: Any, bodies: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["body"]).queryset = bodies
        self.helper = unwrapped("body", "code", "name")


class PartForm(forms.Form):
    """A firm's part in a project; the firm by its code, its name where it is new here."""

    code = CodeField()
    name = forms.CharField(
        label=gettext_lazy("Name of the firm"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name of the firm.")},
    )
    part = forms.ChoiceField(label=gettext_lazy("Part in the project"), choices=FirmPart.choices)
    despite_because = forms.CharField(
        label=gettext_lazy("Why it takes part all the same"), max_length=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["despite_because"].label = optional(self.fields["despite_because"].label)
        self.fields["despite_because"].help_text = gettext_lazy(
            "Only where a sanction is in force; it is pointed out when you enter the firm."
        )
        self.helper = laid_out(
            Row(Column("code"), Column("name"), Column("part")), "despite_because"
        )


class RecordForm(forms.Form):
    """A sanction or an incentive: why, from when to when, and the file it rests on."""

    credit = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CreditKind.choices)
    ground = forms.CharField(
        label=pgettext_lazy("record of trust", "Ground"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what it rests on.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    begins_on = forms.DateField(
        label=pgettext_lazy("first day", "From"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Choose the first day.")},
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("last day", "To"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Choose the last day.")},
    )
    project = forms.ModelChoiceField(
        MajorProject.objects.none(), label=gettext_lazy("Project it arose on"), required=False
    )
    source = SeveralFiles(
        label=gettext_lazy("The file it rests on"),
        help_text=gettext_lazy("One PDF, JPEG or PNG of at most 5 MB: the decision or the notice."),
        widget=SeveralFilesInput(attrs={"accept": ACCEPT, "multiple": False}),
        error_messages={"required": gettext_lazy("Choose the file it rests on.")},
    )

    def __init__(self, *args: Any, projects: QuerySet[MajorProject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["project"]).queryset = projects
        self.fields["project"].label = optional(self.fields["project"].label)
        self.helper = laid_out(
            Row(Column("credit"), Column("begins_on"), Column("ends_on")),
            "ground",
            "project",
            "source",
        )

    def clean_source(self) -> Any:
        """Give the one file."""
        files = self.cleaned_data["source"]
        if len(files) != 1:
            raise ValidationError(_("Choose one file."))
        return files[0]

    def clean(self) -> dict[str, Any]:
        """Ask for a term that ends after it begins."""
        said = self.cleaned_data
        begins, ends = said.get("begins_on"), said.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day comes before the first."))
        return said


class WhyForm(forms.Form):
    """Why a record is not approved, or ends early."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("reason")
