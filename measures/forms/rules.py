"""What people type about rules, and about measures that stand on no worksheet."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.actions.rules import VersionFacts
from measures.articles import Article, articles_in
from riskcontrol.accounts.models import Unit
from riskcontrol.lib.file_fields import SeveralFiles, SeveralFilesInput
from riskcontrol.lib.handed_files import ACCEPT
from riskpoints.forms import hint_place

from .measures import FACTS, MeasureFieldsForm, rests_and_held
from .shared import unwrapped
from .targets import TargetFields

CHOICES = "riskpoints/fields/choices.html"


class RuleFactsForm(forms.Form):
    """What a rule is called, who issued it, and under which number."""

    name = forms.CharField(
        label=_("Name of the rule"),
        max_length=200,
        error_messages={"required": _("Enter the name of the rule.")},
    )
    issuer = forms.CharField(
        label=_("Issuing body"),
        max_length=200,
        error_messages={"required": _("Enter who issued the rule.")},
    )
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped(*self.fields)

    def clean_name(self) -> str:
        """Take the name without the marks that pages put around it."""
        return self.cleaned_data["name"].strip("《》 ") or self.cleaned_data["name"]


class VersionForm(forms.Form):
    """One version of a rule: its day, what changed, its articles, and its document."""

    issued_on = forms.DateField(
        label=_("Issued on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day on which it was issued.")},
    )
    what_changed = forms.CharField(
        label=pgettext_lazy("law or rule", "What changed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what changed against the version before.")},
    )
    articles = forms.CharField(
        label=_("Articles"),
        help_text=_("One after another, each begun with its name: “第一条 …” or “Article 1 …”."),
        required=False,
        max_length=200000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    documents = SeveralFiles(
        label=_("Document"),
        help_text=_(
            "At most 3 files, together at most 5 MB: PDF, JPEG or PNG. They are never replaced."
        ),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped(*self.fields)

    def clean_articles(self) -> list[Article]:
        """Take the text apart into its articles."""
        return articles_in(self.cleaned_data["articles"])

    @property
    def facts(self) -> VersionFacts:
        """What was typed."""
        clean = self.cleaned_data
        return VersionFacts(
            clean["issued_on"], clean.get("what_changed", ""), clean["articles"], clean["documents"]
        )


class RuleForm(RuleFactsForm, VersionForm):
    """A rule put on the list, with the version that holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["what_changed"]
        names = ("name", "issuer", "number", "issued_on", "articles", "documents")
        self.helper = unwrapped(*names)


class RepealForm(forms.Form):
    """From which day a rule holds no more, and why."""

    on = forms.DateField(
        label=_("Repealed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={"required": _("Enter the day from which it holds no more.")},
    )
    because = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it holds no more, and what took its place.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("on", "because")


class BecauseForm(forms.Form):
    """Why a measure that was set goes back, or ends."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("because")


class RuleTargetForm(TargetFields):
    """At what a rule is aimed; nothing chosen aims it at nothing."""

    def __init__(self, *args: Any, body: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(body)
        self.helper = unwrapped()
        self.helper.layout = aim_layout(self)


class SetForm(TargetFields, MeasureFieldsForm):
    """A measure that stands on no worksheet, with what it is aimed at."""

    def __init__(self, *args: Any, body: Unit, **kwargs: Any) -> None:
        super().__init__(*args, body=body, **kwargs)
        self.offer(body)
        self.helper = unwrapped()
        self.helper.layout = Layout(
            *aim_layout(self),
            "text",
            hint_place("text"),
            Div(*FACTS, css_class="measure-facts"),
            *rests_and_held(),
        )

    def clean(self) -> dict[str, Any]:
        """Ask at what it is aimed, too."""
        clean = super().clean()
        named = [clean.get(name) for name in ("levels", "classes", "projects", "points")]
        if not any(named) and not self.errors.keys() & {"levels", "classes", "projects", "points"}:
            self.add_error(
                "levels",
                _("Say what it is aimed at: a level, a class of units, a project or risk points."),
            )
        return clean


def aim_layout(form: forms.Form) -> Layout:
    """Lay out the lines; one that offers nothing to choose is left out."""
    chosen = [name for name in ("levels", "classes", "projects") if form.fields[name].choices]  # type: ignore[attr-defined]  # choice fields
    return Layout(*(Field(name, template=CHOICES) for name in chosen), "points")
