"""The field in which a section is chosen."""

from typing import Any

from django import forms

from riskcontrol.lib.ids import is_id


class SectionField(forms.ModelChoiceField):
    """A section; what cannot be an id is refused before a database is asked for it."""

    def clean(self, value: Any) -> Any:
        """Give the section chosen, None where none is."""
        if value and not is_id(str(value)):
            words = self.error_messages["invalid_choice"]
            raise forms.ValidationError(words, code="invalid_choice", params={"value": value})
        return super().clean(value)
