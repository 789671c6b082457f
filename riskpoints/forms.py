"""What people type into a worksheet, turned into clean values. Nothing is saved here."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from powers.drawing.warnings import FlowWarning
from powers.models import Power, Step
from riskcontrol.accounts.models import Position, Unit

from .actions.points import Facts, Found
from .contribution_offers import Offer
from .level_forms import expected_choices, lacking_of_plan
from .models import CatalogueEntry, Level, RiskPoint
from .rows import Row, anchors_of, key_of
from .shared_offers import SharedOffer
from .stages import expected_of
from .states import EYES, Cause, FindingMethod, RiskCategory
from .words import CATEGORIES, CategoryWords

LINE = 500
MOST_ID = 2**63 - 1


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    def clean(self, value: Any) -> Any:
        """Give the lines that hold something; each is at most 500 characters long."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        for number, line in enumerate(lines, 1):
            if len(line) > LINE:
                raise ValidationError(
                    _("Line %(number)s has %(length)s characters; keep it to %(limit)s."),
                    params={"number": number, "length": len(line), "limit": LINE},
                )
        return lines


class FoundField(forms.MultiValueField):
    """Whether a risk point was found in one way, by whom and when.

    `before` is what the point, or the earlier round's whose place it takes, says of it already.
    """

    def __init__(self, method: str, *, before: list[Any] | None = None, **kwargs: Any) -> None:
        self.method, self.before = method, before
        parts = (
            forms.BooleanField(required=False),
            forms.CharField(max_length=200, required=False),
            forms.DateField(required=False),
        )
        super().__init__(parts, widget=FoundWidget(), required=False, **kwargs)

    def compress(self, data_list: list[Any]) -> Found | None:
        """Take it as found so where somebody says who or when, though he did not tick the box.

        Of the six eyes each says who took part and when; what was written down without that stays.
        """
        ticked, who, on = data_list or (False, "", None)
        asked = self.method in EYES and (self.before is None or all(self.before))
        if (ticked or who or on) and asked and not (who and on):
            raise ValidationError(_("Say who took part, and when."))
        return Found(self.method, who or "", on) if ticked or who or on else None


class FoundWidget(forms.MultiWidget):
    """A box, a name and a day."""

    def __init__(self) -> None:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__([forms.CheckboxInput(), forms.TextInput(), day])

    def decompress(self, value: Any) -> list[Any]:
        """Show nothing where nothing is known; a known finding comes as a list of the three."""
        return [False, "", None]


class RiskPointForm(forms.Form):
    """A risk point: what it is, how it shows, where it stands, how it was found."""

    title = forms.CharField(
        label=_("Risk point"),
        max_length=200,
        error_messages={"required": _("Name the risk point.")},
    )
    manifestations = LinesField(
        label=_("How it shows"),
        required=False,
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    category = forms.ChoiceField(
        label=_("Category"),
        choices=RiskCategory.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the category.")},
    )
    causes = forms.MultipleChoiceField(
        label=_("What fell short"),
        choices=Cause.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    proposed_rank = forms.TypedChoiceField(
        label=_("Self-rated level"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    planned_rank = forms.TypedChoiceField(
        label=_("Level expected once the measures stand"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    planned_reason = forms.CharField(
        label=_("Why it is expected"),
        max_length=LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    anchors = forms.MultipleChoiceField(
        label=_("Stands on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it stands on.")},
    )
    power = forms.ModelChoiceField(
        label=_("Concerns"),
        queryset=Power.objects.none(),
        required=False,
        empty_label=_("every power on this chart"),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    suggested_by = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    taken_from = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_ID
    )

    def __init__(
        self,
        *args: Any,
        rows: Iterable[Row],
        levels: Mapping[int, Level],
        powers: Iterable[Power] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.levels = levels
        self.fields["proposed_rank"].choices = [  # type: ignore[attr-defined]  # a choice field
            (rank, level.mark) for rank, level in levels.items()
        ]
        self.fields["planned_rank"].choices = expected_choices(levels.values())  # type: ignore[attr-defined]  # a choice field
        self.rows = {row.key: row for row in rows if row.key and row.decision}
        self.fields["anchors"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, f"{row.number} {row.name}") for key, row in self.rows.items()
        ]
        self._offer(list(powers))
        for method, label in FindingMethod.choices:
            before = self.initial.get(f"found_{method}")
            self.fields[f"found_{method}"] = FoundField(method, before=before, label=label)
        self.helper = _helper(self)

    def _offer(self, powers: list[Power]) -> None:
        if len(powers) < 2:
            del self.fields["power"]
            return
        chosen = Power.objects.filter(pk__in=[power.pk for power in powers])
        self.fields["power"].queryset = chosen  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        """See that what is expected lies no higher than the section's own level, and says why."""
        clean = self.cleaned_data
        for name, words in lacking_of_plan(clean):
            self.add_error(name, words)
        return clean

    def cards(self) -> Iterator[tuple[BoundWidget, CategoryWords]]:
        """Give each category's radio with what it means and an example."""
        for radio in self["category"]:
            yield radio, CATEGORIES[radio.data["value"]]

    def grades(self) -> Iterator[tuple[BoundWidget, Level]]:
        """Give each level's radio with the level."""
        for radio in self["proposed_rank"]:
            yield radio, self.levels[int(radio.data["value"])]

    def facts(self) -> Facts:
        """Give what was typed, once it is valid."""
        clean = self.cleaned_data
        anchors = [self.rows[key].anchor for key in clean["anchors"]]
        return Facts(
            title=clean["title"],
            category=clean["category"],
            manifestations=clean["manifestations"],
            causes=clean["causes"],
            findings=[clean[name] for name in FOUND if clean[name]],
            proposed_rank=clean["proposed_rank"],
            planned_rank=clean["planned_rank"],
            planned_reason=clean["planned_reason"],
            steps=[anchor for anchor in anchors if isinstance(anchor, Step)],
            positions=[anchor for anchor in anchors if isinstance(anchor, Position)],
            units=[anchor for anchor in anchors if isinstance(anchor, Unit)],
            power=clean.get("power"),
            suggested_by=clean["suggested_by"],
            taken_from=CatalogueEntry.objects.filter(pk=clean["taken_from"] or 0).first(),
        )


FOUND = [f"found_{method}" for method in FindingMethod.values]


def hint_place(field: str) -> Div:
    """Give the place below a field where it is said what deserves a second look."""
    return Div(css_id=f"hint-{field}", css_class="hint-place", aria_live="polite")


def _helper(form: forms.Form) -> FormHelper:
    """Lay the form out; the page owns the form tag, which holds the measures too."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    found = [Field(name, template="riskpoints/fields/found.html") for name in FOUND]
    power = ["power"] if "power" in form.fields else []
    helper.layout = Layout(
        Div(
            Div(
                "title",
                hint_place("title"),
                "manifestations",
                hint_place("manifestations"),
                Field("proposed_rank", template="riskpoints/fields/rank.html"),
                "planned_rank",
                "planned_reason",
                Field("anchors", template="riskpoints/fields/choices.html"),
                Field("causes", template="riskpoints/fields/choices.html"),
                *power,
                css_class="row-what",
            ),
            Div(
                Field("category", template="riskpoints/fields/category.html"),
                Div(*found, template="riskpoints/fields/findings.html"),
                css_class="row-why",
            ),
            css_class="row-form",
        ),
        "row_version",
        "suggested_by",
        "taken_from",
    )
    return helper


def initial_of(point: RiskPoint) -> dict[str, Any]:
    """Give a risk point as the form shows it; load it `for_worksheet()`."""
    expected = expected_of(point)
    initial: dict[str, Any] = {
        "title": point.title,
        "manifestations": "\n".join(shown.text for shown in point.manifestations.all()),
        "category": point.category,
        "causes": point.causes,
        "proposed_rank": point.proposed_rank,
        "planned_rank": expected.rank if expected else None,
        "planned_reason": expected.reason if expected else "",
        "anchors": [key_of(anchor) for anchor in anchors_of(point)],
        "power": point.power_id,
        "row_version": point.row_version,
    }
    for finding in point.findings.all():
        initial[f"found_{finding.method}"] = [True, finding.who, finding.on]
    return initial


def initial_from(warning: FlowWarning | Offer | SharedOffer, rows: Iterable[Row]) -> dict[str, Any]:
    """Give a suggestion as the form shows it, standing on those of its steps that are among the rows."""
    if isinstance(warning, Offer | SharedOffer):
        return warning.initial
    steps = [row.key for row in rows if row.facts.get("key") in warning.steps]
    return {
        "title": warning.title,
        "manifestations": f"{warning.message}\n{warning.reason}",
        "category": warning.category,
        "causes": list(warning.causes),
        "found_decomposition": [True, "", None],
        "suggested_by": warning.code,
    } | ({"anchors": steps} if steps else {})


class SetAsideForm(forms.Form):
    """Why a suggestion is no risk point here."""

    reason = forms.CharField(
        label=_("No risk point here, because"),
        max_length=LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is no risk point here.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("reason")


class NoneFoundForm(forms.Form):
    """Why no risk point was found on a row."""

    because = forms.CharField(
        label=_("No risk point found, because"),
        max_length=LINE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why no risk point was found.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("because")


class ReturnForm(forms.Form):
    """Why a worksheet is returned, and a remark at each row that needs one."""

    reason = forms.CharField(
        label=_("Why you return it"),
        max_length=LINE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you return it.")},
    )

    def __init__(self, *args: Any, rows: Iterable[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.key]
        for row in self.rows:
            self.fields[row.key] = forms.CharField(
                label=f"{row.number} {row.name}",
                max_length=LINE,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("reason", *[row.key for row in self.rows])
