"""By what the figures on comments are narrowed: a unit, a year."""

from collections.abc import Sequence
from typing import Any, TypedDict, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from powers.public.after import Posted


class Chosen(TypedDict):
    """A unit's code or "", a year or None."""

    unit: str
    year: int | None


class HandledForm(forms.Form):
    """The unit and the year; only those that have postings can be chosen."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, posted: Sequence[Posted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(sorted({each.code: each.unit for each in posted}.items()))
        years = sorted({each.year for each in posted}, reverse=True)
        unit, year = (cast("forms.ChoiceField", self.fields[name]) for name in ("unit", "year"))
        unit.choices = [("", _("All")), *names.items()]
        year.choices = [("", _("All")), *((str(each), str(each)) for each in years)]

    @property
    def chosen(self) -> Chosen:
        """What was chosen; all where nothing was, or something that is not there."""
        if not self.is_valid():
            return {"unit": "", "year": None}
        return {"unit": self.cleaned_data["unit"], "year": self.cleaned_data["year"]}
