"""What is typed when a comment is hidden, redacted, merged, assigned, passed on or entered by hand."""

from typing import Any, cast

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.actions.entering import Entered, day_problem
from powers.models import Comment, Posting
from powers.redaction import LEFT_OUT
from powers.states import Channel, HiddenFor
from riskcontrol.accounts.models import User

from .postings import Plain, offer
from .public_words import points_at_nobody

LONGEST = 2000


class HideForm(Plain):
    """Why a comment is not shown."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=HiddenFor,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason; the sender reads it.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=Comment._meta.get_field("hidden_reason").max_length,
        help_text=gettext_lazy(
            "Needed for another reason. The sender reads it at the receipt; the public does not."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> None:
        """Ask for words where no reason of the list fits."""
        typed = self.cleaned_data
        if typed.get("reason") == HiddenFor.OTHER and not typed.get("words"):
            self.add_error("words", _("Give the reason; the sender reads it."))


class RedactForm(Plain):
    """The comment with something left out, and why."""

    shown = forms.CharField(
        label=gettext_lazy("The comment as it is shown"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "data-redact": LEFT_OUT}),
        error_messages={"required": gettext_lazy("Something of the comment remains.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why part is left out"),
        max_length=Comment._meta.get_field("redaction_reason").max_length,
        help_text=gettext_lazy("Everybody reads it. For example: somebody's telephone number."),
        validators=[points_at_nobody],
        error_messages={"required": gettext_lazy("Give the reason; it stands beside the comment.")},
    )

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"shown": comment.public_body}, **kwargs)
        self.fields["shown"].widget.attrs["data-redact-label"] = _("Leave out what is marked")
        self.fields["shown"].help_text = _(
            "Put %(mark)s in place of what is left out, and change nothing else. The committee alone "
            "still reads the whole text."
        ) % {"mark": LEFT_OUT}


class MergeForm(Plain):
    """With which other comment one is merged: the most like one first."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Answered together with"),
        queryset=Comment.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose the comment that it is like."),
            "invalid_choice": gettext_lazy("This comment cannot be chosen any more."),
        },
    )

    def __init__(self, *args: Any, others: list[tuple[Comment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = cast("forms.ModelChoiceField[Comment]", self.fields["into"])
        into.queryset = Comment.objects.filter(pk__in=[comment.pk for comment, _words in others])
        into.choices = [(comment.public_id, words) for comment, words in others]


class AssignForm(Plain):
    """Which colleague drafts the answer."""

    to = forms.ChoiceField(label=gettext_lazy("Who drafts the answer"), required=False)

    def __init__(self, *args: Any, comment: Comment, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, initial={"to": comment.assigned_to_id or ""}, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(pk, person.name) for pk, person in self.people.items()]
        offer(self, "to", [("", _("Everybody in the section")), *named])

    def clean_to(self) -> User | None:
        """Give the person."""
        return self.people.get(self.cleaned_data["to"])


class NoteForm(Plain):
    """What the committee notes about something passed on."""

    note = forms.CharField(
        label=gettext_lazy("Note of the committee"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("The committee alone reads it. Needed to close."),
        widget=forms.Textarea(attrs={"rows": 4, "data-count": LONGEST}),
    )


class EnterForm(Plain):
    """A comment that came by letter, telephone, meeting, box or portal."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it came in"),
        choices=[(each.value, each.label) for each in Channel if each != Channel.PAGE],
        error_messages={"required": gettext_lazy("Choose how it came in.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Where it is kept, or where it was said"),
        max_length=Comment._meta.get_field("source").max_length,
        help_text=gettext_lazy(
            "For example: the number of the letter, the name of the meeting and its day."
        ),
        error_messages={
            "required": gettext_lazy("Say where it can be found again, or where it was said.")
        },
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the day it came in; the time to answer runs from it."),
            "invalid": gettext_lazy("Write the day as 2026-11-23."),
        },
    )
    step_key = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Choose a step of this chart, or the whole chart.")
        },
    )
    body = forms.CharField(
        label=gettext_lazy("What was said"),
        help_text=gettext_lazy(
            "In the sender's own words, up to 2000 characters. Leave out names and numbers of "
            "private persons."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "data-count": LONGEST}),
        error_messages={"required": gettext_lazy("Enter what was said.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the sender (optional)"),
        required=False,
        max_length=Comment._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact of the sender (optional)"),
        required=False,
        max_length=Comment._meta.get_field("contact").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name_shown = forms.BooleanField(
        label=gettext_lazy("The sender asked that the name be shown"), required=False
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posting = posting
        self.helper.layout = Layout(
            Div("channel", "received_on", css_class="pair"),
            "source",
            "step_key",
            "body",
            Div("name", "contact", css_class="pair"),
            "name_shown",
        )
        steps = [
            (step["key"], f"{number}. {step['name']}")
            for number, step in enumerate(posting.version.drawing["steps"], 1)
        ]
        offer(self, "step_key", [("", _("The whole chart")), *steps])

    @property
    def entered(self) -> Entered:
        """What was typed (call after `is_valid`)."""
        return Entered(**self.cleaned_data)

    def clean_received_on(self) -> Any:
        """Keep to the days on which the posting took comments."""
        day = self.cleaned_data["received_on"]
        if problem := day_problem(self.posting, day):
            raise forms.ValidationError(problem)
        return day

    def clean_body(self) -> str:
        """Count a line break as one character, as the person who types does."""
        body = "\n".join(self.cleaned_data["body"].splitlines())
        if len(body) > LONGEST:
            raise forms.ValidationError(
                _("The comment has %(count)s characters; at most %(most)s fit. Shorten it.")
                % {"count": len(body), "most": LONGEST}
            )
        return body

    def clean(self) -> None:
        """Ask for the name where it is to be shown."""
        typed = self.cleaned_data
        if typed.get("name_shown") and not typed.get("name"):
            self.add_error("name", _("Give the name that is to be shown."))
