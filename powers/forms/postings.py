"""What is typed on the way of a chart: a period, a result, a remark, the answers to comments."""

import hashlib
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.actions.comments import HIDE, PASS, Answer
from powers.models import Comment, Posting
from powers.states import CHANGING, CommentState, Outcome, PostingState

HIDDEN_REASON = 300
REASON = 2000


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

    q = forms.CharField(label=gettext_lazy("Chart or section"), required=False, max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "state",
            [("", _("All")), *((each.value, str(each.label)) for each in PostingState)],
        )


class AnswerForm(forms.Form):
    """What becomes of one comment."""

    decision = forms.ChoiceField(label=gettext_lazy("What becomes of it"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    changed = forms.MultipleChoiceField(
        label=gettext_lazy("Steps it changes"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self, *args: Any, comment: Comment, steps: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        self.comment = comment
        kwargs |= {"prefix": f"c-{comment.public_id}", "initial": answer_of(comment)}
        super().__init__(*args, **kwargs)
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
        return Answer(self.comment, typed["decision"], typed["reason"], changed)

    def clean(self) -> None:
        """Ask for what the decision needs, and refuse to overwrite somebody else's answer unseen."""
        typed = self.cleaned_data
        decision, reason = typed.get("decision", ""), typed.get("reason", "")
        if decision and decision != PASS and not reason:
            self.add_error("reason", _("Give the reason; the sender reads it."))
        if reason and not decision:
            self.add_error("decision", _("Choose what becomes of the comment."))
        self._check_fit(decision, reason, typed.get("changed", []))
        self._check_seen()

    def _check_fit(self, decision: str, reason: str, changed: list[str]) -> None:
        if decision == HIDE and len(reason) > HIDDEN_REASON:
            words = _("The reason for not showing it has at most %(most)s characters.")
            self.add_error("reason", words % {"most": HIDDEN_REASON})
        if decision == PASS and reason:
            self.add_error(
                "reason", _("Leave this empty: the committee answers what is passed on.")
            )
        if changed and decision not in CHANGING:
            self.add_error("changed", _("Only an adopted comment changes steps."))

    def _check_seen(self) -> None:
        seen = self.data.get(self.add_prefix("seen"), "")
        kept, typed = answer_of(self.comment), self.cleaned_data
        if seen == self.stamp or all(typed.get(name) == kept[name] for name in kept):
            return
        words = _(
            "Somebody saved another answer meanwhile: “%(answer)s”. Save again to replace it."
        )
        self.add_error(None, words % {"answer": said(self.comment)})


def decisions() -> list[tuple[str, str]]:
    """Name everything that may become of a comment."""
    return [
        ("", _("Not decided yet")),
        *((outcome.value, str(outcome.label)) for outcome in Outcome),
        (HIDE, _("Do not show it, for a stated reason")),
        (PASS, _("Pass it on to the committee")),
    ]


def answer_of(comment: Comment) -> dict[str, Any]:
    """Give a comment's answer as the form shows it."""
    if comment.state == CommentState.HIDDEN:
        return {"decision": HIDE, "reason": comment.hidden_reason, "changed": []}
    reply = getattr(comment, "reply", None)
    if reply is None:
        return {"decision": "", "reason": "", "changed": []}
    return {"decision": reply.outcome, "reason": reply.reason, "changed": reply.changed}


def said(comment: Comment) -> str:
    """Say a kept answer in a few words."""
    kept = answer_of(comment)
    word = dict(decisions())[kept["decision"]]
    return f"{word}: {kept['reason']}" if kept["reason"] else str(word)
