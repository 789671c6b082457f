"""What the committee above shares of one power: which risk points, with whom, and how much it tells."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from powers.models import Power
from riskpoints.models import RiskPoint
from riskpoints.same_powers import Column

from .rounds import CHOICES, bare_helper


class ShareForm(forms.Form):
    """Risk points to share, the bodies that hold the same power, and two things that may be told."""

    points = forms.MultipleChoiceField(
        label=_("Risk points"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one risk point.")},
    )
    to = forms.MultipleChoiceField(
        label=_("Share with"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one unit.")},
    )
    tells_origin = forms.BooleanField(label=_("Say which unit each comes from"), required=False)
    tells_level = forms.BooleanField(label=_("Show the levels"), required=False)

    def __init__(self, *args: Any, columns: Iterable[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = list(columns)
        points = [(str(point.pk), told(point)) for point in self._points()]
        powers = [(str(power.pk), f"{power.body} · {power}") for power in self._powers()]
        for name, choices in (("points", points), ("to", powers)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
        boxes = (Field(name, template=CHOICES) for name in ("points", "to"))
        self.helper = bare_helper(*boxes, "tells_origin", "tells_level")

    def _points(self) -> list[RiskPoint]:
        found = {point.pk: point for column in self.columns for point in column.points}
        return list(found.values())

    def _powers(self) -> list[Power]:
        return [column.power for column in self.columns]

    def chosen(self) -> dict[str, Any]:
        """Give what is shared, with whom, and what is told."""
        points, to = set(self.cleaned_data["points"]), set(self.cleaned_data["to"])
        return {
            "points": [point for point in self._points() if str(point.pk) in points],
            "to": [power for power in self._powers() if str(power.pk) in to],
            "tells_origin": self.cleaned_data["tells_origin"],
            "tells_level": self.cleaned_data["tells_level"],
        }


def told(point: RiskPoint) -> str:
    """Name a risk point for whoever chooses what is shared."""
    return f"{point.body} · {point.title}"
