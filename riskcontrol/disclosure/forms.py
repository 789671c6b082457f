"""What the public may type: search words, a comment, a receipt code."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from powers.public.comments import Said
from powers.public.listing import Choice
from riskcontrol.lib.file_fields import SeveralFiles, SeveralFilesInput
from riskcontrol.lib.handed_files import ACCEPT
from riskpoints import public

LONGEST = 2000


class SearchForm(forms.Form):
    """The words, the unit and the category by which the list is narrowed; the state is a link."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, step, law, position …")}
        ),
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(
        self, *args: Any, units: list[Choice], categories: list[Choice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in {"unit": units, "category": categories}.items():
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [("", _("All")), *((each.value, counted(each)) for each in choices)]


def counted(choice: Choice) -> str:
    """Name a choice with how many charts it would list; a section stands in beneath its body."""
    told = _("%(name)s (%(count)s)") % {"name": choice.label, "count": choice.count}
    return f"\u3000{told}" if choice.is_below else str(told)


class CommentForm(forms.Form):
    """A comment on the whole chart or one step of it, and who sends it if he wants to say so."""

    step = forms.ChoiceField(
        label=_("What your comment is about"),
        required=False,
        error_messages={"invalid_choice": _("Choose a step of this chart, or the whole chart.")},
    )
    body = forms.CharField(
        label=_("Your comment"),
        help_text=_("Up to 2000 characters. Leave out names and numbers of private persons."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write what you want to say.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("You may leave this empty."),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    contact = forms.CharField(
        label=_("Telephone, e-mail or address"),
        help_text=_("You may leave this empty. It is for questions about your comment alone."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name_shown = forms.BooleanField(label=_("Show my name beside my comment"), required=False)
    # Programs that fill in every field fill in this one too; people do not see it.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = cast("forms.ChoiceField", self.fields["step"])
        step.choices = [("", _("The whole chart")), *steps]

    @cached_property
    def helper(self) -> FormHelper:
        """How the form is laid out; made where it is shown, for most forms are only read."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "step",
            "body",
            Fieldset(_("Who you are, if you want to say so"), "name", "contact", "name_shown"),
        )
        return helper

    def clean_body(self) -> str:
        """Count a line break as one character, as the person who types does."""
        body = "\n".join(self.cleaned_data["body"].splitlines())
        if len(body) > LONGEST:
            raise ValidationError(
                _("The comment has %(count)s characters; at most %(most)s fit. Shorten it.")
                % {"count": len(body), "most": LONGEST}
            )
        return body

    def clean_name_shown(self) -> bool:
        """Refuse to show a name that was not given."""
        shown: bool = self.cleaned_data["name_shown"]
        if shown and not self.cleaned_data.get("name"):
            raise ValidationError(_("Enter the name to show, or leave this box empty."))
        return shown

    def clean_website(self) -> str:
        """Refuse what a program typed, in words a person understands whose browser did it."""
        return no_program(self.cleaned_data["website"])

    @property
    def said(self) -> Said:
        """What is handed in, once it is in order."""
        clean = self.cleaned_data
        return Said(
            body=clean["body"],
            step_key=clean["step"],
            name=clean["name"],
            contact=clean["contact"],
            name_shown=clean["name_shown"],
        )


def no_program(typed: str) -> str:
    """Take the field that people do not see as long as it is empty; else raise ValidationError."""
    if typed:
        raise ValidationError(_("Empty the field “Leave this field empty”, then hand in again."))
    return ""


class FilesForm(forms.Form):
    """The files that go with a comment; asked for last, so that nothing has to be kept in between."""

    attached = SeveralFiles(
        label=_("Files, if you want to add any"),
        help_text=_(
            "At most 3, together at most 5 MB: PDF, JPEG or PNG. Place, time and camera are taken "
            "out of pictures. Only those who answer see the files."
        ),
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ACCEPT}),
    )

    @cached_property
    def helper(self) -> FormHelper:
        """How the form is laid out."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout("attached")
        return helper


class FindingForm(forms.Form):
    """What may go wrong at a step, said without an account."""

    step = forms.ChoiceField(
        label=_("At which step"),
        required=False,
        error_messages={"invalid_choice": _("Choose a step of this chart, or the whole chart.")},
    )
    text = forms.CharField(
        label=_("What may go wrong there"),
        max_length=public.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you want to say.")},
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = cast("forms.ChoiceField", self.fields["step"])
        step.choices = [("", _("The whole chart")), *steps]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("step", "text")

    def clean_website(self) -> str:
        """Refuse what a program typed, in words a person understands whose browser did it."""
        return no_program(self.cleaned_data["website"])


class ReceiptForm(forms.Form):
    """The code that was shown when a comment was handed in."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=60,
        help_text=_("Five groups of four letters and digits, as shown after you handed in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the receipt code.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("code")
