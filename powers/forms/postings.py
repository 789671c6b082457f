"""What is typed on the way of a chart: a period, a result, a remark, the answers to comments."""

import hashlib
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.actions.comments import Answer
from powers.models import Comment, Posting
from powers.states import CHANGING, CommentState, Outcome, PostingState

from .public_words import points_at_nobody

REASON = 2000
SUGGESTION = 300
# The page's form that all answers belong to, wherever their fields stand.
ANSWERS = "answers"


class Plain(forms.Form):
    """A form whose page owns the form tag and the buttons; by itself without a field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields)


class RemarkForm(Plain):
    """Why something is given back."""

    remark = forms.CharField(
        label=gettext_lazy("What is to be mended"),
        max_length=Posting._meta.get_field("remark").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what is to be mended.")},
    )


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Set what a field of choices offers."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class PostingFilterForm(forms.Form):
    """By which words and state the list of postings is narrowed."""

    q = forms.CharField(
        label=gettext_lazy("Chart, section or posting number"), required=False, max_length=100
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "state",
            [("", _("All")), *((each.value, str(each.label)) for each in PostingState)],
        )


class AnswerForm(forms.Form):
    """The drafted answer to one comment, and a word to the moderator about it.

    Its fields stand at the comment and belong to the page's one form, so that all are saved together.
    """

    decision = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=REASON,
        validators=[points_at_nobody],
        widget=forms.Textarea(attrs={"rows": 3, "data-count": REASON}),
    )
    changed = forms.MultipleChoiceField(
        label=gettext_lazy("Steps it changes"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    suggestion = forms.CharField(
        label=gettext_lazy("Note to the moderator"),
        required=False,
        max_length=SUGGESTION,
        help_text=gettext_lazy(
            "For example: not to be shown, for it holds somebody's telephone number; the same as "
            "comment 2; it is about a person's conduct."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, comment: Comment, steps: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        self.comment = comment
        kwargs |= {"prefix": f"c-{comment.public_id}", "initial": answer_of(comment)}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = ANSWERS
        offer(self, "decision", decisions())
        offer(self, "changed", steps)

    @property
    def stamp(self) -> str:
        """A digest of the answer as it is kept now, so that a later save sees that it changed."""
        kept = repr(sorted(answer_of(self.comment).items()))
        return hashlib.sha256(kept.encode()).hexdigest()[:16]

    @property
    def answer(self) -> Answer:
        """The answer as it was typed (call after `is_valid`)."""
        typed = self.cleaned_data
        changed = tuple(typed["changed"])
        return Answer(
            self.comment, typed["decision"], typed["reason"], changed, typed["suggestion"]
        )

    def clean(self) -> None:
        """Ask for what the decision needs, and refuse to overwrite somebody else's answer unseen."""
        typed = self.cleaned_data
        decision, reason = typed.get("decision", ""), typed.get("reason", "")
        if decision and not reason:
            self.add_error("reason", _("Give the reason; the sender reads it."))
        if reason and not decision:
            self.add_error("decision", _("Choose the outcome."))
        if typed.get("changed") and decision not in CHANGING:
            self.add_error("changed", _("Only an adopted comment changes steps."))
        self._check_seen()

    def _check_seen(self) -> None:
        seen = self.data.get(self.add_prefix("seen"), "")
        kept, typed = answer_of(self.comment), self.cleaned_data
        if all(typed.get(name) == kept[name] for name in kept):
            return
        if not is_answerable(self.comment):
            state = _("held") if self.comment.held_for else self.comment.get_state_display()
            words = _("This comment is %(state)s by now; your answer is not saved. It is below.")
            self.add_error(None, words % {"state": state})
        elif seen != self.stamp:
            words = _(
                "Somebody saved another answer meanwhile: “%(answer)s”. Save again to replace it."
            )
            self.add_error(None, words % {"answer": said(self.comment)})


def is_answerable(comment: Comment) -> bool:
    """Whether an answer to it can be drafted: it waits, and is not held."""
    return comment.state == CommentState.RECEIVED and not comment.held_for


def decisions() -> list[tuple[str, str]]:
    """Name every outcome."""
    outcomes = [(outcome.value, str(outcome.label)) for outcome in Outcome]
    return [("", _("Not decided yet")), *outcomes]


def answer_of(comment: Comment) -> dict[str, Any]:
    """Give a comment's answer as the form shows it."""
    kept = {"decision": "", "reason": "", "changed": [], "suggestion": comment.suggestion}
    reply = getattr(comment, "reply", None)
    if reply is None:
        return kept
    return kept | {"decision": reply.outcome, "reason": reply.reason, "changed": reply.changed}


def said(comment: Comment) -> str:
    """Say a kept answer in a few words."""
    kept = answer_of(comment)
    word = str(dict(decisions())[kept["decision"]])
    words = f"{word}: {kept['reason']}" if kept["reason"] else word
    return " · ".join(filter(None, [words, kept["suggestion"]]))
