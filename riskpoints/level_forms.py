"""What people type about planned and verified levels."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import Level

LINE = 500


def expected_choices(levels: Iterable[Level]) -> list[tuple[Any, str]]:
    """Offer a scheme's levels by mark and word, and that nothing is expected."""
    return [("", "—"), *((level.rank, named(level)) for level in levels)]


def named(level: Level) -> str:
    """Name a level as a choice does: its mark, and its word where it has one."""
    mark = gettext("Level %(mark)s") % {"mark": level.mark}
    return f"{mark} · {level.word}" if level.word else mark


def lacking_of_plan(clean: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what a row lacks that says what level it expects: field and words."""
    planned, own = clean.get("planned_rank"), clean.get("proposed_rank")
    reason = clean.get("planned_reason")
    if planned is None:
        if reason:
            yield "planned_rank", gettext("Choose the level that is expected.")
        return
    if own is None:
        yield "planned_rank", gettext("Rate the risk point itself first.")
    elif planned < own:
        yield "planned_rank", gettext("Measures do not raise a level.")
    if not reason:
        yield "planned_reason", gettext("Give the reason.")


class LevelForm(forms.Form):
    """A level and why."""

    rank = forms.TypedChoiceField(coerce=int, error_messages={"required": _("Choose a level.")})
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LINE,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": LINE}),
        error_messages={"required": _("Give the reason.")},
    )

    def __init__(self, *args: Any, label: str, levels: Iterable[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rank"].label = label
        self.fields["rank"].choices = [(level.rank, named(level)) for level in levels]  # type: ignore[attr-defined]  # a choice field
        self.helper = unwrapped("rank", "reason")


class RaiseForm(forms.Form):
    """Why a level is raised back to the one that was ruled."""

    reason = forms.CharField(
        label=_("Why it is raised back"),
        max_length=LINE,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": LINE}),
        error_messages={"required": _("Give the reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = unwrapped("reason")


def unwrapped(*names: str) -> FormHelper:
    """Lay fields out inside a form that the page itself opens."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*names)
    return helper
