"""What is typed where a posting's period is changed: by how many days, and the reason the public reads."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.models import Extension, Posting
from powers.permissions.postings import longest_extension

from .postings import Plain
from .public_words import points_at_nobody

REASON_NEEDED = gettext_lazy("Give the reason; the public reads it.")


class ExtensionForm(Plain):
    """How many working days more, and why."""

    days = forms.IntegerField(label=gettext_lazy("Working days more"), min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("Reason for the extension"),
        max_length=Extension._meta.get_field("reason").max_length,
        help_text=gettext_lazy("The public reads it beside the new last day."),
        validators=[points_at_nobody],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON_NEEDED},
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest_extension(posting)
        self.fields["days"].widget.attrs |= {"max": self.longest}
        self.fields["days"].help_text = _("Counted from the present last day.")

    def clean_days(self) -> int:
        """Keep to the longest a posting lasts."""
        days: int = self.cleaned_data["days"]
        if days > self.longest:
            words = _("An extension takes 1 to %(longest)s working days.")
            raise forms.ValidationError(words % {"longest": self.longest})
        return days


class StopForm(Plain):
    """Why the posting ends before its last day."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for the early end"),
        max_length=Posting._meta.get_field("stop_reason").max_length,
        help_text=gettext_lazy("The public reads it, and so does whoever handed in a comment."),
        validators=[points_at_nobody],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON_NEEDED},
    )
