"""Which two versions of a chart are compared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .postings import Plain


class VersionsForm(Plain):
    """Two versions, each by its number."""

    a = forms.TypedChoiceField(label=_("Before"), coerce=int)
    b = forms.TypedChoiceField(label=_("After"), coerce=int)

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
