"""Ids of rows as addresses and forms send them: anything may stand there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


def is_id(typed: str) -> bool:
    """Whether something typed can be the id of a row; no database knows one of 19 digits or more."""
    return typed.isdecimal() and len(typed) < 19


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows to choose; what cannot be an id is refused before a database is asked for it."""

    def clean(self, value: Any) -> Any:
        """Give the chosen rows; raises ValidationError naming what is not offered."""
        for typed in value or []:
            if not is_id(str(typed)):
                words = self.error_messages["invalid_choice"]
                raise ValidationError(words, code="invalid_choice", params={"value": typed})
        return super().clean(value)
